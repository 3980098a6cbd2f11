"""A mail that is too large to be read: kept aside, and its writer told, once."""

from mailflow.core.authority import Outcome
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import Decision, Effect, FinishMail
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EndState, NoticeKind

OWN = frozenset({Outcome.RELAY, Outcome.APPEND, Outcome.APPEND_WITH_COMMANDS})


def oversized(facts: Facts, finding: str) -> Decision:
    """Return what to do with a mail of which the header alone was read."""
    told = _told(facts)
    log = (("screening", finding), ("told", "its sender" if told else "nobody"))
    effects = (facts.security_event("limits"), *told, FinishMail(EndState.QUARANTINED, "limits"))
    return Decision(effects, (*log, ("end", "limits")))


def _told(facts: Facts) -> tuple[Effect, ...]:
    """Tell a proven participant, once for each incident, and repeat nothing of what he wrote.

    Nobody else: who is not proven may not have written it, and a machine is never answered (P11).
    """
    contact, proven = facts.situation.author.contact, facts.situation.passes
    is_own = facts.ruling.outcome in OWN and proven and facts.machine is None
    if contact is None or not is_own or not facts.may_acknowledge:
        return ()
    number = facts.incident.id
    return (
        SendNotice(
            NoticeKind.TOO_LARGE,
            Addressee.CONTACT,
            number,
            contact_id=contact.id,
            echo=False,
            once=f"too_large:{number}",
        ),
    )
