"""Incidents that are alike: agents are told of many at once, and of what comes back over weeks.

One mail for each finding (ADR 20). The clock looks every minute at what was opened since, and once
a day at what the last weeks brought; both looks are bounded, whatever a desk holds.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mailflow.adapters.composer import can_be_written_to
from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.containing import Failing
from mailflow.core.effects import Decision
from mailflow.core.presence import present
from mailflow.core.records import Contact
from mailflow.core.recurrence import MONTH, alike_now, as_told, recurring
from mailflow.core.reports import Bounds, Finding, Recurrence, Report, Trust
from mailflow.core.sending import Addressee, SendNotice
from mailflow.desk import Desk
from models.enums import NoticeKind, RecurrenceKind

NEWEST = 500
"""So many incidents one look reads; what is older than the hour says what is usual."""
WEEKS_REACH = 8_000  # the look takes some seconds, in which the clock does nothing else
DAY = timedelta(days=1)
MOST_TOLD = 50
KINDS = {
    RecurrenceKind.ALIKE: NoticeKind.ALIKE_INCIDENTS,
    RecurrenceKind.RECURRING: NoticeKind.RECURRING_INCIDENTS,
}


# At once


def tell_of_alike(work: Work, desk: Desk, now: datetime, failing: Failing) -> tuple[Finding, ...]:
    """Tell agents of incidents of the last hour that are alike; return what was told."""
    work.take_turn()
    found = look_at_newest(work, desk, now)
    return _tell(work, desk, found, now, failing)


def look_at_newest(work: Work, desk: Desk, now: datetime) -> tuple[Finding, ...]:
    """Return which of the newest incidents are alike; nothing is written."""
    settings = desk.settings.recurrence
    since = now - timedelta(minutes=settings.alike_minutes)
    reports = work.recurrences.newest_reports(NEWEST)
    recent = [one.id for one in reports if one.opened_at >= since]
    if len(recent) < settings.alike_incidents:
        return ()
    known = work.recurrences.of_incidents(RecurrenceKind.ALIKE, recent)
    going_on, over = _parted(work, known)
    told = work.recurrences.told_since(RecurrenceKind.ALIKE, now - DAY)
    left = [one for one in reports if one.id not in over]
    bounds = _bounds(desk, settings.alike_incidents)
    return alike_now(left, since, _with_heads(work, going_on), told, bounds, now)


def _with_heads(work: Work, known: Sequence[Recurrence]) -> dict[Recurrence, Report]:
    """Return each with its head, which may be older than any report that is looked at."""
    heads = {one.id: one for one in work.recurrences.reports_of([one.head_id for one in known])}
    return {one: heads[one.head_id] for one in known if one.head_id in heads}


def _parted(
    work: Work, known: Sequence[Recurrence]
) -> tuple[tuple[Recurrence, ...], frozenset[int]]:
    """Return what goes on, and the incidents of what is over: its first one is finished."""
    heads = {one.head_id: work.incidents.get(one.head_id) for one in known}
    open_ = {n for n, head in heads.items() if head is not None and not head.is_finished}
    going_on = tuple(one for one in known if one.head_id in open_)
    over = (one.members for one in known if one.head_id not in open_)
    return going_on, frozenset(number for members in over for number in members)


def _bounds(desk: Desk, incidents: int) -> Bounds:
    own = desk.settings.desk
    served = frozenset(one.lower() for one in own.served_domains)
    trust = Trust(served, bool(own.authserv_id or own.authentication_profile))
    return Bounds(incidents, desk.settings.recurrence.mails_per_day, trust)


# Over weeks


def look_at_weeks(work: Work, desk: Desk, now: datetime) -> tuple[Finding, ...]:
    """Return what came back over the last weeks, the most frequent first; nothing is written."""
    settings = desk.settings.recurrence
    reports = work.recurrences.reports_since(now - timedelta(weeks=settings.weeks), WEEKS_REACH)
    known = work.recurrences.of_incidents(RecurrenceKind.RECURRING, [one.id for one in reports])
    return recurring(reports, known, _bounds(desk, settings.recurring_incidents), now)


def propose_problems(
    work: Work, desk: Desk, found: Sequence[Finding], now: datetime, failing: Failing
) -> tuple[Finding, ...]:
    """Tell agents of what comes back; what another worker told of meanwhile is left out."""
    work.take_turn()
    wanted = [one for one in found if one.tells]
    members = [number for one in wanted for number in one.recurrence.members]
    known = work.recurrences.of_incidents(RecurrenceKind.RECURRING, members)
    lately = (one for one in known if one.told_at is not None and now - one.told_at < MONTH)
    told = {number for one in lately for number in one.members}
    left = [one for one in wanted if told.isdisjoint(one.recurrence.members)]
    return _tell(work, desk, left, now, failing)


# Both


def _tell(
    work: Work, desk: Desk, found: Sequence[Finding], now: datetime, failing: Failing
) -> tuple[Finding, ...]:
    told: list[Finding] = []
    for one in found:
        with failing.contained(work, one.recurrence.head_id, now):
            told += _told(work, desk, one, now)
    return tuple(told)


def _told(work: Work, desk: Desk, found: Finding, now: datetime) -> tuple[Finding, ...]:
    kept = as_told(found, now)
    number = work.recurrences.keep(kept)
    if not found.tells:
        return ()
    notices = _notices(work, found, f"recurrence:{number}:{kept.told}:{now.date()}", now)
    log = (("recurrence", f"{len(found.reports)} incidents are alike"),)
    Applier(work, desk, None, None, now).apply(Decision(notices, log))
    return (found,)


def _notices(work: Work, found: Finding, once: str, now: datetime) -> tuple[SendNotice, ...]:
    return tuple(
        SendNotice(
            KINDS[found.recurrence.kind],
            Addressee.CONTACT,
            found.recurrence.head_id,
            contact_id=one.id,
            evidence=found.evidence,
            once=once,
        )
        for one in _addressees(work, found.head, now)
    )


def _addressees(work: Work, head: Report, now: datetime) -> tuple[Contact, ...]:
    """Return the agents of its group who are there, and the manager; all agents without a group."""
    group = work.directory.group(head.group_id) if head.group_id else None
    everybody = group.members if group and group.members else work.directory.agents()
    people = [*present([one for one in everybody if one.is_agent], now)]
    if group and group.manager and group.manager.active:
        people.append(group.manager)
    reachable = {one.id: one for one in people if not one.suppressed}
    return tuple(o for o in reachable.values() if can_be_written_to(o.address))[:MOST_TOLD]
