"""Escalation by time: whoever must hear of an incident is told once for each cause, in few mails.

Where many are due at one look (the desk was down, the clock jumped), this look and the next ones
are one catch-up (ADR 7): each marks a bounded number of incidents and writes them into the mails
of the looks before, which are held back until the catch-up is over. What somebody is to hear in
his quiet hours waits in one such mail for their end (ADR 22). A page never waits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.circles import circle, quiet_end
from mailflow.containing import Failing, Together, suppress_and_log
from mailflow.core.effects import ChangeIncident, Decision, NoteEvent
from mailflow.core.escalations import (
    MOST_PAGES,
    Audience,
    Circle,
    Plan,
    Step,
    handed_on,
    plan,
)
from mailflow.core.lateness import (
    LateIncident,
    MissedTarget,
    Telling,
    line_of,
    listed_in,
    once_of,
    told_to,
)
from mailflow.core.records import Incident, OutboxRow
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.undoing import THE_CLOCK
from mailflow.desk import Desk
from models.enums import LinkKind, NoticeKind, Priority

LIMIT = 100  # of incidents for each look, which holds up everybody else meanwhile
MANY = 20
PATIENCE = timedelta(minutes=10)
HOLD = timedelta(seconds=20)
OVERDUE_MAIL = timedelta(days=7)
"""As long as that a mail may wait for its first attempt, where the desk was down."""
EVENTS = {Audience.WORKERS: "warned", Audience.ON_CALL: "paged"}
"""How the history calls what was told to whom; anything else was escalated."""
ESCALATED = "escalated"
PAGE = NoticeKind.PAGE
Mail = tuple[NoticeKind, int]
"""A mail that tells of everything of its kind, to one person."""


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Since when looks find many late incidents; the mails are still held back."""

    began_at: datetime | None = None
    has_more: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the next look goes on with it."""
        return self.began_at is not None


NO_CATCH_UP = CatchUp()


@dataclass(frozen=True, slots=True)
class Due:
    """An incident of which somebody must hear, whom it concerns, and what is planned."""

    incident: Incident
    circle: Circle
    plan: Plan


@dataclass(frozen=True, slots=True)
class LateFacts:
    """Everything that a look decides by.

    `waiting` is what mails that wait unsent tell, by the person; `quiet` until when somebody is
    not to be disturbed; `told` the keys under which somebody heard of something.
    """

    due: tuple[Due, ...] = ()
    before: CatchUp = NO_CATCH_UP
    waiting: Mapping[Mail, Telling] = field(default_factory=dict)
    quiet: Mapping[int, datetime] = field(default_factory=dict)
    told: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """One look of the clock: when, in which catch-up, and at how many incidents at most."""

    work: Work
    desk: Desk
    now: datetime
    before: CatchUp = NO_CATCH_UP
    limit: int = LIMIT

    def tell(self, late: Sequence[Incident]) -> tuple[tuple[Incident, ...], CatchUp]:
        """Tell whoever must hear of these; return them, and the catch-up that goes on.

        Mails that wait are left as they are where one cannot be written anew: what it told before
        keeps nobody from hearing of these.
        """
        facts = gather(self, late)
        if facts.waiting:
            with suppress_and_log("mails that wait"), self.work.savepoint():
                return self._write(facts)
            facts = gather(self, late, joins=False)
        return self._write(facts)

    def _write(self, facts: LateFacts) -> tuple[tuple[Incident, ...], CatchUp]:
        decision, after = decide(facts, self.now, self.limit)
        seen = {one.incident.id: one.incident for one in facts.due}
        Applier(self.work, self.desk, None, None, self.now, seen).apply(decision)
        return tuple(one.incident for one in facts.due), after


def escalate(look: Look, failing: Failing) -> tuple[tuple[Incident, ...], CatchUp]:
    """Tell whoever must hear; return the incidents, and the catch-up that goes on."""
    look.work.take_turn()
    _leave_out_finished(look)
    late = _due(look, failing)
    if late and _is_catching_up_elsewhere(look):
        return (), NO_CATCH_UP
    done = Together(look.work, failing, look.tell, look.now).take(late)
    told = tuple(one for some, _ in done for one in some)
    after = next((one for _, one in done if one.is_open), NO_CATCH_UP)
    has_failed = any(one.id in failing.known for one in late)
    if has_failed and len(late) == look.limit and not failing.is_full:
        after = CatchUp(after.began_at or look.now, has_more=True)  # others wait behind these
    return told, after


def decide(facts: LateFacts, now: datetime, limit: int = LIMIT) -> tuple[Decision, CatchUp]:
    """Return the effects of what is due, and what the next look must know (pure).

    Held back until a look finds nothing more, a mail lists the whole catch-up; nobody waits longer
    than `PATIENCE` for it, not even when the clock is turned.
    """
    began_at, found = facts.before.began_at or now, len(facts.due)
    goes_on = found >= min(MANY, limit) or (facts.before.is_open and found > 0)
    goes_on = goes_on and abs(now - began_at) < PATIENCE
    changes = [effect for one in facts.due for effect in _recorded(one)]
    until = now + HOLD if goes_on else None
    notices = [_notice(kind, one, facts, until) for kind, one in _tellings(facts)]
    log = (("escalation", f"{found} incidents are late"),)
    after = CatchUp(began_at, found >= limit) if goes_on else NO_CATCH_UP
    return Decision((*changes, *notices), log), after


def _recorded(due: Due) -> Iterator[ChangeIncident | NoteEvent]:
    """Mark what is told, hand the incident on, and say in its history who heard of what."""
    incident, planned = due.incident, due.plan
    following = due.circle.next_group if planned.hands_on else None
    changes = planned.changes + (handed_on(incident, following) if following else ())
    yield ChangeIncident(incident.id, changes, THE_CLOCK)
    for step in planned.steps:
        for one in step.causes:
            name, whom = EVENTS.get(step.audience, ESCALATED), _written(due.circle, step)
            holder = f"group {incident.group_id}" if incident.group_id else ""
            yield NoteEvent(incident.id, name, one.cause.value, whom, THE_CLOCK, holder)


def _written(around: Circle, step: Step) -> str:
    """Return to whom a step goes as events hold it: numbers alone."""
    if step.audience is Audience.NEXT_GROUP and around.next_group is not None:
        return f"group {around.next_group.id}"
    return " ".join(("contact", *map(str, around.reached(step))))


def _tellings(facts: LateFacts) -> Iterator[tuple[NoticeKind, Telling]]:
    """Return what everybody is told in his one mail, and in his one page, pages first."""
    found: dict[Mail, dict[int, LateIncident]] = {}
    for due in facts.due:
        for mail, line in _lines(due):
            lines = found.setdefault(mail, {})
            lines[line.id] = lines[line.id].with_causes(line) if line.id in lines else line
    mails = found.keys() | facts.waiting.keys()
    for mail in sorted(mails, key=lambda one: (one[0] is not PAGE, one[1])):
        news = sorted(found.get(mail, {}).values(), key=lambda one: one.urgency)
        if mail in facts.waiting:
            yield mail[0], facts.waiting[mail].with_more(news)
        elif left := _untold(mail[1], news, facts):
            yield mail[0], told_to(mail[1], left)


def _lines(due: Due) -> Iterator[tuple[Mail, LateIncident]]:
    """Return who is told what of an incident; who had it hears that it went on."""
    incident, around = due.incident, due.circle
    group = around.next_group.name if due.plan.hands_on and around.next_group else around.group
    for step in due.plan.steps:
        kind = PAGE if step.audience is Audience.ON_CALL else NoticeKind.ESCALATION
        line = line_of(incident, step.causes, around.assignee, group)
        line = replace(line, page=due.plan.page)
        is_handed = step.audience is Audience.NEXT_GROUP
        former = around.workers if is_handed and incident.assignee_id in around.workers else ()
        for contact_id in dict.fromkeys((*around.reached(step), *former)):
            yield (kind, contact_id), line


def _untold(contact_id: int, lines: list[LateIncident], facts: LateFacts) -> list[LateIncident]:
    """Leave out at the head what this person was told of: its key could not be used again."""
    while lines and (contact_id, once_of(lines[0])) in facts.told:
        lines = lines[1:]
    return lines


def _notice(
    kind: NoticeKind, telling: Telling, facts: LateFacts, until: datetime | None
) -> SendNotice:
    """Tell of one incident as ever, of several in a list; a page waits for nothing."""
    first = telling.listed[0]
    reason = first.missed[0].cause.value if len(first.missed) == 1 else "both"
    ends = [one for one in (until, facts.quiet.get(telling.contact_id)) if one is not None]
    handed = {one.incident.id for one in facts.due if one.plan.hands_on}
    return SendNotice(
        kind,
        Addressee.CONTACT,
        telling.incident_id,
        contact_id=telling.contact_id,
        reason=reason if telling.is_simple else "several",
        late=first.missed[0].due if telling.is_simple else None,
        once=telling.once,
        telling=telling,
        handed_on=telling.is_simple and telling.incident_id in handed,
        held_until=max(ends, default=None) if kind is NoticeKind.ESCALATION else None,
        rewrites=True,
        page=(first.page, MOST_PAGES),
    )


# Gathering


def gather(look: Look, late: Sequence[Incident], *, joins: bool = True) -> LateFacts:
    """Return what is due for these, and who is told, where it `joins` in mails that wait."""
    work, desk, now = look.work, look.desk, look.now
    facts = LateFacts(tuple(_planned(work, desk, late, now)), look.before)
    mails = {mail for one in facts.due for mail, _ in _lines(one)}
    waiting = _waiting(work, mails, look.before, now) if joins else {}
    people = {who for _, who in mails | waiting.keys()}
    facts = replace(facts, waiting=waiting, quiet=_quiet(work, desk, people, now))
    return replace(facts, told=_told(work, facts))


def _due(look: Look, failing: Failing) -> tuple[Incident, ...]:
    incidents, now, reach = look.work.incidents, look.now, failing.reach(look.limit)
    called = incidents.calling(now, limit=reach)
    late = incidents.overdue(now, limit=reach)
    near = incidents.nearing(now, limit=reach)
    found = {one.id: one for one in (*called, *late, *near)}
    return failing.incidents(found.values(), now, look.limit)


def _is_catching_up_elsewhere(look: Look) -> bool:
    """Whether another worker does; nothing is told meanwhile.

    What waits for the end of quiet hours or of an absence was written before, nearly always.
    """
    now, kind, since = look.now, NoticeKind.ESCALATION, look.now - PATIENCE - HOLD
    return not look.before.is_open and look.work.outbox.is_held(kind, now, now + HOLD, since)


def _planned(work: Work, desk: Desk, late: Sequence[Incident], now: datetime) -> Iterator[Due]:
    circles: dict[tuple[int | None, int | None], Circle] = {}
    for one in late:
        pair = (one.group_id, one.assignee_id)  # these alone say who is told
        if pair not in circles:
            circles[pair] = circle(work, desk, one, now)
        around = circles[pair]
        pages = not _is_below_major(work, one)
        has_next = around.next_group is not None
        planned = plan(one, now, has_next=has_next, pages=pages)
        if planned.changes:  # else it would be written anew at each look
            yield Due(one, around, planned)


def _is_below_major(work: Work, incident: Incident) -> bool:
    """Whether a major incident stands above, which is paged for all of them."""
    if incident.priority is not Priority.P1:
        return False
    links = work.incidents.links(incident.id)
    above = (work.incidents.get(o.other_id) for o in links if o.kind is LinkKind.PARENT)
    return any(one is not None and one.is_major and not one.is_finished for one in above)


def _waiting(work: Work, mails: set[Mail], before: CatchUp, now: datetime) -> dict[Mail, Telling]:
    """Return what the mails tell that are still as they were written: nobody has taken them.

    Of these people those that are held back, for the end of a catch-up or of quiet hours; while a
    catch-up goes on or ends, all that wait for it, and those that were not sent yet.
    """
    kinds = {kind for kind, _ in mails} | ({NoticeKind.ESCALATION} if before.is_open else set())
    rows = [row for kind in sorted(kinds) for row in work.outbox.listings(kind)]
    found: dict[Mail, Telling] = {}
    for row in rows:
        is_held, is_near = row.next_attempt_at > now, row.next_attempt_at <= now + HOLD
        is_meant = is_held and (row.kind, row.contact_id) in mails
        telling = _telling(work, row) if is_meant or (before.is_open and is_near) else None
        if telling is not None and telling.listed:
            found[row.kind, row.contact_id] = telling
    return found


def _telling(work: Work, row: OutboxRow) -> Telling:
    listing = row.listing or {}
    listed = listed_in(listing)
    lines = (_line(work, number, missed) for number, missed in listed.items())
    known = tuple(one for one in lines if one is not None)
    number, once, total = row.incident_id or 0, str(listing["once"]), int(listing["total"])
    return Telling(row.contact_id, number, once, known, total).open


def _leave_out_finished(look: Look) -> None:
    """Take what was finished since out of mails that are about to leave; of nothing none is sent.

    A mail that cannot be written anew leaves as it is; no incident of it is kept waiting for that.
    """
    work, now = look.work, look.now
    if not work.outbox.is_held(NoticeKind.ESCALATION, now - OVERDUE_MAIL, now + HOLD):
        return
    for row in work.outbox.listings(NoticeKind.ESCALATION):
        if row.next_attempt_at > now + HOLD or not (listed := len(listed_in(row.listing or {}))):
            continue
        left = _telling(work, row)
        if len(left.listed) != listed:
            with suppress_and_log(f"notice {row.id}, written anew,"), work.savepoint():
                _rewrite(look, row, left)


def _rewrite(look: Look, row: OutboxRow, left: Telling) -> None:
    """Write a mail anew with what is left to tell.

    One whose own incident is finished gives way to one of another: its token is of that.
    """
    effects: tuple[SendNotice, ...] = ()
    if left.incident_id not in {one.id for one in left.listed}:
        look.work.outbox.cancel(row.id)
        detail = {"notice": str(row.id), "why": "finished"}
        look.work.audit.append(row.incident_id, "notice_canceled", detail, look.now)
        left = told_to(row.contact_id, left.listed) if left.listed else left
    if left.listed:
        effects = (_notice(row.kind, left, LateFacts(), row.next_attempt_at),)
    log = (("escalation", "what is finished was left out"),)
    Applier(look.work, look.desk, None, None, look.now).apply(Decision(effects, log))


def _line(work: Work, number: int, missed: tuple[MissedTarget, ...]) -> LateIncident | None:
    incident = work.incidents.get(number)
    if incident is None:
        return None
    assignee = work.directory.get(incident.assignee_id) if incident.assignee_id else None
    group = work.directory.group(incident.group_id) if incident.group_id else None
    names = (assignee.name if assignee else "", group.name if group else "")
    return line_of(incident, missed, *names)


def _quiet(work: Work, desk: Desk, people: set[int], now: datetime) -> dict[int, datetime]:
    contacts = filter(None, map(work.directory.get, sorted(people)))
    ends = ((one.id, quiet_end(work, desk, one, now)) for one in contacts)
    return {contact_id: end for contact_id, end in ends if end is not None}


def _told(work: Work, facts: LateFacts) -> frozenset[tuple[int, str]]:
    """Return what people heard of before, though its mark was lost; no waiting mail asks that."""
    lines = ((mail, line) for one in facts.due for mail, line in _lines(one))
    keys = {(mail[1], once_of(line)) for mail, line in lines if mail not in facts.waiting}
    used = work.outbox.used(f"{key}:{who}" for who, key in keys)
    return frozenset((who, key) for who, key in keys if f"{key}:{who}" in used)
