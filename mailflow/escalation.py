"""Escalation by time: targets that were missed are told to managers, once, in one mail for each.

Where many are late at one look (the desk was down, the clock jumped), this look and the next ones
are one catch-up (ADR 7): each marks a bounded number of incidents and writes them into the mails
of the looks before, which are held back until the catch-up is over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.effects import ChangeIncident, Decision
from mailflow.core.lateness import LateIncident, Telling, once_of, targets_missed, told_to
from mailflow.core.records import Incident
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import THE_CLOCK
from mailflow.desk import Desk
from mailflow.letters import Occasion
from mailflow.noticing import Noticer
from models.enums import NoticeKind, OutboxState

LIMIT = 100  # of incidents for each look, which holds up everybody else meanwhile
MANY = 20
PATIENCE = timedelta(minutes=10)
HOLD = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What was told since a look found many late incidents; the mails are still held back."""

    began_at: datetime | None = None
    tellings: tuple[Telling, ...] = ()
    has_more: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the next look goes on with it."""
        return self.began_at is not None


NO_CATCH_UP = CatchUp()


@dataclass(frozen=True, slots=True)
class LateFacts:
    """Everything that a look decides by; `by_contact` says who is to be told of what."""

    late: tuple[Incident, ...]
    by_contact: Mapping[int, tuple[LateIncident, ...]]
    before: CatchUp = NO_CATCH_UP


def escalate(
    work: Work, desk: Desk, now: datetime, before: CatchUp = NO_CATCH_UP, limit: int = LIMIT
) -> tuple[tuple[Incident, ...], CatchUp]:
    """Tell managers of missed targets; return the incidents, and the catch-up that goes on."""
    work.take_turn()
    facts = gather(work, desk, now, before, limit)
    decision, after = decide(facts, now, limit)
    Applier(work, desk, None, None, now, {one.id: one for one in facts.late}).apply(decision)
    return facts.late, after


def gather(work: Work, desk: Desk, now: datetime, before: CatchUp, limit: int) -> LateFacts:
    """Return what is late and who is told; nothing while another worker catches up."""
    late = work.incidents.overdue(now, limit=limit)
    if late and not before.is_open and work.outbox.is_held(NoticeKind.ESCALATION, now, now + HOLD):
        return LateFacts((), {})
    open_ones = tuple(one for one in before.tellings if _is_open(work, one))
    by_contact = _by_contact(work, desk, late, now)
    for contact_id in by_contact.keys() - {one.contact_id for one in open_ones}:
        by_contact[contact_id] = _untold(work, contact_id, by_contact[contact_id])
    told = {contact_id: tuple(found) for contact_id, found in by_contact.items() if found}
    return LateFacts(late, told, CatchUp(before.began_at, open_ones))


def decide(facts: LateFacts, now: datetime, limit: int = LIMIT) -> tuple[Decision, CatchUp]:
    """Return the effects of missed targets, and what the next look must know (pure).

    Held back until a look finds nothing more, a mail lists the whole catch-up; nobody waits longer
    than `PATIENCE` for it, not even when the clock is turned.
    """
    began_at = facts.before.began_at or now
    found = len(facts.late)
    goes_on = found >= min(MANY, limit) or (facts.before.is_open and found > 0)
    goes_on = goes_on and abs(now - began_at) < PATIENCE
    tellings = tuple(_told_together(facts))
    until = now + HOLD if goes_on else None
    changes = [_marked(incident, now) for incident in facts.late]
    notices = [_notice(telling, until) for telling in tellings]
    log = (("escalation", f"{found} incidents are late"),)
    after = CatchUp(began_at, tellings, found >= limit) if goes_on else NO_CATCH_UP
    return Decision((*changes, *notices), log), after


def _told_together(facts: LateFacts) -> Iterator[Telling]:
    known = {one.contact_id: one for one in facts.before.tellings}
    for contact_id, telling in known.items():
        yield telling.with_more(facts.by_contact.get(contact_id, ()))
    for contact_id in sorted(facts.by_contact.keys() - known.keys()):
        yield told_to(contact_id, facts.by_contact[contact_id])


def _marked(incident: Incident, now: datetime) -> ChangeIncident:
    missed = targets_missed(incident, now)
    marks = tuple((f"{one.cause.value}_escalated_at", now) for one in missed)
    return ChangeIncident(incident.id, marks, THE_CLOCK)


def _notice(telling: Telling, until: datetime | None) -> SendNotice:
    """Tell of one incident as ever, of several in a list."""
    missed, is_one = telling.listed[0].missed, telling.total == 1
    both = "both" if len(missed) > 1 else missed[0].cause.value
    return SendNotice(
        NoticeKind.ESCALATION,
        Addressee.CONTACT,
        telling.incident_id,
        contact_id=telling.contact_id,
        reason=both if is_one else "several",
        late=missed[0].due if is_one else None,
        once=telling.once,
        late_incidents=() if is_one else telling.listed,
        late_total=telling.total,
        held_until=until,
        rewrites=True,
    )


# Gathering


def _is_open(work: Work, telling: Telling) -> bool:
    """Whether the mail still waits as it was written: nobody has sent or canceled it."""
    row = work.outbox.by_once(f"{telling.once}:{telling.contact_id}")
    return row is not None and row.state is OutboxState.PENDING and row.attempts == 0


def _untold(work: Work, contact_id: int, late: list[LateIncident]) -> list[LateIncident]:
    """Leave out at the head what this person was told of: its key could not be used again."""
    while late and work.outbox.by_once(f"{once_of(late[0])}:{contact_id}") is not None:
        late = late[1:]
    return late


@dataclass(frozen=True, slots=True)
class _Owners:
    """Whom an incident concerns: by name, and who is told."""

    contact_ids: tuple[int, ...]
    assignee: str
    group: str


def _by_contact(
    work: Work, desk: Desk, late: tuple[Incident, ...], now: datetime
) -> dict[int, list[LateIncident]]:
    """Return for each person what he is to be told, the most urgent first."""
    owners: dict[tuple[int | None, int | None], _Owners] = {}
    found: dict[int, list[LateIncident]] = {}
    for one in late:
        pair = (one.group_id, one.assignee_id)  # these alone say who is told
        if pair not in owners:
            owners[pair] = _owners(Noticer(work, desk, one, Occasion(None, None, now)))
        whose, missed = owners[pair], targets_missed(one, now)
        line = LateIncident(one.id, one.priority, one.state, missed, whose.assignee, whose.group)
        for contact_id in whose.contact_ids:
            found.setdefault(contact_id, []).append(line)
    return {key: sorted(lines, key=lambda one: one.urgency) for key, lines in found.items()}


def _owners(noticer: Noticer) -> _Owners:
    """Return whom to tell; promise P13 is kept for each incident, not only for the first."""
    incident, directory = noticer.incident, noticer.work.directory
    notice = SendNotice(NoticeKind.ESCALATION, Addressee.MANAGER, incident.id)
    contacts = noticer.addressees(notice)
    for contact in contacts:
        noticer.check_recipient(contact, notice.kind)
    assignee = directory.get(incident.assignee_id) if incident.assignee_id else None
    group = directory.group(incident.group_id) if incident.group_id else None
    return _Owners(
        tuple(dict.fromkeys(one.id for one in contacts)),
        assignee.name if assignee else "",
        group.name if group else "",
    )
