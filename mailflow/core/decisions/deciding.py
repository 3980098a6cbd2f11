"""The one decision about a mail: first what it is, then what the outcome table says."""

from collections.abc import Callable

from mailflow.core.authority import Outcome, observations
from mailflow.core.automatic import MachineMail
from mailflow.core.commands import command_like_lines
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions import alerting, commanding, machine, replying
from mailflow.core.decisions.circumstances import ReleaseAs
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.opening import open_incident
from mailflow.core.decisions.speaking import heard
from mailflow.core.effects import (
    Decision,
    Effect,
    FinishMail,
    KeepFingerprints,
    OpenIncident,
    UseCommand,
)
from mailflow.core.mail import Mail
from mailflow.core.priority import why
from models.enums import EndState

BLOCKED_SENDER = "blocked_sender"
HELD_MAIL: dict[MachineMail | None, str] = {
    MachineMail.VERIFICATION: "verification_mail",
    MachineMail.SPAM: "spam",
}
BY_OUTCOME: dict[Outcome, Callable[[Facts], tuple[Effect, ...]]] = {
    Outcome.RELAY: commanding.relay,
    Outcome.HELD: commanding.hold,
    Outcome.FRESH_NOTICE: commanding.hold,
    Outcome.CHALLENGE: commanding.hold,
    Outcome.TOKEN_MISUSED: replying.append_misused,
    Outcome.APPEND: replying.append_reply,
    Outcome.APPEND_WITH_COMMANDS: replying.append_reply,
    Outcome.UNVERIFIED_COMMENT: replying.append_unverified,
    Outcome.COMMENT: replying.append_comment,
    Outcome.NEW_FROM_AGENT: open_incident,
    Outcome.NEW_MENTIONS: open_incident,
    Outcome.NEW: open_incident,
    Outcome.NEW_UNVERIFIED: open_incident,
}


def decide(facts: Facts, log: tuple[tuple[str, str], ...]) -> Decision:
    """Return what to do with a mail; pure, so that `explain` can ask the same."""
    effects = (*_observed(facts), *machine.suppression_lifted(facts), *_effects(facts))
    effects += (*_kept(facts, effects), *heard(facts, effects))
    executed = tuple(e.command.split(" ")[0] for e in effects if isinstance(e, UseCommand))
    return Decision(
        effects=effects,
        log=(*log, *_ranked(effects)),
        executed=executed + _requester_commands(facts),
        refused=() if executed else _not_executed(facts),
    )


def _ranked(effects: tuple[Effect, ...]) -> tuple[tuple[str, str], ...]:
    """Return the priority of what is opened, and why it is that one."""
    opened = (one for one in effects if isinstance(one, OpenIncident))
    return tuple(
        ("priority", why(one.ranking, one.categorisation.impact, one.categorisation.urgency))
        for one in opened
    )


def _effects(facts: Facts) -> tuple[Effect, ...]:
    kind = facts.machine
    if kind is MachineMail.OWN_LOOP:
        return machine.own_loop(facts)
    if kind is MachineMail.DELIVERY_REPORT:
        return machine.delivery_report(facts)
    if rule := _quarantine_rule(facts):
        return machine.quarantined(facts, rule)
    if facts.around.form is not ReleaseAs.DECIDED:
        return _let_in(facts)
    if facts.situation.author.kind is AuthorKind.MONITOR:
        return alerting.alert(facts)
    if kind is not None or facts.situation.author.kind is AuthorKind.OURSELVES:
        return machine.other_machine_mail(facts)
    return BY_OUTCOME[facts.ruling.outcome](facts)


def _let_in(facts: Facts) -> tuple[Effect, ...]:
    """Do as the administrator says, whatever conversation the mail refers to."""
    release = facts.around.release
    if release is not None and release.incident is not None:
        return replying.append_released(facts, release.incident)
    return open_incident(facts, acknowledge=facts.machine is None)


def _kept(facts: Facts, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Keep what the mail is known by, where it opens an incident or a person writes into one."""
    (end,) = (one for one in effects if isinstance(one, FinishMail))
    is_person = facts.machine is None and facts.situation.author.kind is not AuthorKind.MONITOR
    wanted = end.end_state is EndState.INCIDENT or (
        end.end_state is EndState.APPENDED and is_person
    )
    return (KeepFingerprints(end.incident_id, facts.traces),) if wanted else ()


def _quarantine_rule(facts: Facts) -> str:
    """Return the rule by which the mail waits in quarantine, if one does."""
    if facts.around.is_kept_out:
        return BLOCKED_SENDER
    if facts.machine in HELD_MAIL:
        return HELD_MAIL[facts.machine]
    return _unwelcome(facts) if facts.ruling.outcome is Outcome.QUARANTINE else ""


def _unwelcome(facts: Facts) -> str:
    if facts.situation.author.kind is AuthorKind.NOBODY:
        return _unusable(facts.mail)
    seen = observations(facts.situation)
    return seen[0] if seen else facts.ruling.row


def _unusable(mail: Mail) -> str:
    """Name what is wrong with the sender: none, several fields or mailboxes, or unreadable."""
    if mail.from_fields > 1 or len(mail.from_) > 1:
        return "multiple_from"
    return "unparseable_from" if mail.from_fields else "no_sender"


def _observed(facts: Facts) -> tuple[Effect, ...]:
    incident = facts.situation.conversation.incident
    names = list(observations(facts.situation))
    if facts.ruling.outcome is Outcome.CHALLENGE:
        names.append("command_held")
    number = incident.id if incident else None
    return tuple(facts.security_event(name, number) for name in names)


def _requester_commands(facts: Facts) -> tuple[str, ...]:
    around = facts.around
    if facts.machine is not None or around.is_kept_out or around.form is not ReleaseAs.DECIDED:
        return ()
    return tuple(f"#{command.name}" for command in replying.requester_block(facts).commands)


def _not_executed(facts: Facts) -> tuple[str, ...]:
    if _requester_commands(facts):
        return ()
    lines = facts.commands.block.lines
    return lines or command_like_lines(facts.text)
