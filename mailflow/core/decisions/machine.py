"""Mail that no person wrote: never answered, never reopens, never commands (design 2.6)."""

from mailflow.core.absences import tells_of_absence
from mailflow.core.authority import Outcome, observations
from mailflow.core.automatic import MachineMail
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.opening import open_incident
from mailflow.core.decisions.replying import append_misused
from mailflow.core.delivery_status import about, is_unreachable, told
from mailflow.core.effects import (
    AddEntry,
    Effect,
    FinishMail,
    LiftSuppression,
    MarkBounced,
    SetAbsence,
)
from mailflow.core.mail import DeliveryReport, Recipient
from mailflow.core.records import Incident, OutboxRow
from mailflow.core.return_dates import next_day, returns_at
from mailflow.core.sending import Addressee, SendNotice, undeliverable
from models.enums import ANSWERS, EndState, EntryKind, NoticeKind

TAG = "[INC-"
"""How a subject names an incident."""
UNREACHABLE = (
    "Nothing more is sent to {address} until its owner writes, "
    "or `mailflow suppressions lift {address}`."
)


def own_loop(facts: Facts) -> tuple[Effect, ...]:
    """Our own mail came back: stored, and that is all."""
    event = facts.security_event("own_mail_loop")
    return (event, FinishMail(EndState.IGNORED, "own_loop"))


def delivery_report(facts: Facts) -> tuple[Effect, ...]:
    """A delivery report joins by the valid token of the mail it returns, whatever its From."""
    if not facts.bounced or facts.bounced[0].incident_id is None:
        return (FinishMail(EndState.IGNORED, "bounce_unmatched"),)
    row = facts.bounced[0]
    report = facts.mail.delivery_report or DeliveryReport(())
    named = about(report, row.recipient)
    unreachable = any(map(is_unreachable, named))
    permanent = any(one.permanent for one in named)
    text = told(report, row.recipient)
    if unreachable:
        text = f"{text}\n{UNREACHABLE.format(address=row.recipient)}"
    kind = EntryKind.DELIVERY_REPORT
    return (
        AddEntry(row.incident_id, facts.entry(kind, text=text, verified=False, public=False)),
        *_bounced(row, named, unreachable=unreachable),
        *_undelivered(row, permanent=permanent, unreachable=unreachable),
        FinishMail(EndState.APPENDED, "delivery_report", row.incident_id),
    )


def _bounced(
    row: OutboxRow, named: tuple[Recipient, ...], *, unreachable: bool
) -> tuple[Effect, ...]:
    """Mark the mail as bounced, unless it is only late or has arrived."""
    if named and all(one.action != "failed" for one in named):
        return ()
    return (MarkBounced(row.id, unreachable),)


def _undelivered(row: OutboxRow, *, permanent: bool, unreachable: bool) -> tuple[Effect, ...]:
    """Tell who works on it when an answer did not arrive, or nothing will any more."""
    if row.incident_id is None:
        return ()
    if unreachable:
        return (undeliverable(row.incident_id),)
    if not permanent or row.kind not in ANSWERS:
        return ()
    workers = Addressee.WORKERS
    once = f"bounced:{row.id}"
    kind = NoticeKind.AGENT_NOTICE
    return (SendNotice(kind, workers, row.incident_id, reason="bounced", once=once),)


def suppression_lifted(facts: Facts) -> tuple[Effect, ...]:
    """Write again to a suppressed address whose owner writes to us, provably himself.

    His own valid token proves it as well: he has it from a mail of ours that arrived.
    """
    situation = facts.situation
    contact, address = situation.author.contact, situation.author.address
    if contact is None or facts.machine is not None or not (contact.suppressed and contact.active):
        return ()
    if facts.around.is_kept_out:
        return ()
    proven = situation.passes or (situation.valid_own_token and not situation.fails)
    if not proven or address != contact.address:
        return ()
    return (LiftSuppression(contact.id, contact.address),)


def quarantined(facts: Facts, rule: str) -> tuple[Effect, ...]:
    """Keep the mail aside; nothing is sent to anybody. What was observed is recorded once."""
    end = FinishMail(EndState.QUARANTINED, rule)
    observed = rule in observations(facts.situation)
    return (end,) if observed else (facts.security_event(rule), end)


def other_machine_mail(facts: Facts) -> tuple[Effect, ...]:
    """A receipt, an automatic reply or bulk mail: a note where the table lets it join."""
    if facts.ruling.outcome is Outcome.TOKEN_MISUSED:
        return append_misused(facts)
    if not facts.opens:
        return _noted(facts)
    if facts.machine in {MachineMail.READ_RECEIPT, MachineMail.AUTO_REPLY}:
        return (FinishMail(EndState.IGNORED, "auto_reply"),)
    if facts.situation.author.address in facts.settings.desk.ignored_senders:
        return (FinishMail(EndState.IGNORED, "ignored_sender"),)
    return open_incident(facts, acknowledge=False)


def _noted(facts: Facts) -> tuple[Effect, ...]:
    conversation = facts.situation.conversation
    incident = conversation.quoting if facts.ruling.outcome is Outcome.COMMENT else facts.incident
    if incident is None:
        raise LookupError(f"the row {facts.ruling.row!r} needs an incident")
    verified = facts.situation.passes
    entry = facts.entry(EntryKind.AUTOMATIC, text=facts.text, verified=verified, public=False)
    rule = facts.machine.value if facts.machine else AuthorKind.OURSELVES.value
    end = FinishMail(EndState.APPENDED, rule, incident.id)
    return (AddEntry(incident.id, entry), *_absence(facts, incident), end)


def _absence(facts: Facts, incident: Incident) -> tuple[Effect, ...]:
    """An agent's out-of-office reply to a mail of ours says that he is away, if it proves itself.

    It makes no absence shorter. Whatever else stands in it, it commands nothing.
    """
    contact, situation = facts.situation.author.contact, facts.situation
    is_agents = situation.author.kind is AuthorKind.AGENT and situation.passes
    if contact is None or not is_agents or facts.machine is not MachineMail.AUTO_REPLY:
        return ()
    if not tells_of_absence(facts.mail):
        return ()
    own_words = facts.mail.subject.partition(TAG)[0]  # behind it stands what a requester wrote
    named = returns_at(f"{own_words}\n{facts.text}", facts.now, facts.zone)
    calendar = facts.settings.calendar_of(None)
    until = named or calendar.next_start(next_day(facts.now, facts.zone))
    if contact.away_until is not None and contact.away_until >= until:
        return ()
    return (SetAbsence(incident.id, contact.id, until, contact.address),)
