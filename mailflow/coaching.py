"""Once a week each agent reads how his own week was; nobody else reads of it (docs/COACHING.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.adapters.store.contract import Work
from mailflow.containing import Failing
from mailflow.core.coaching import Coach
from mailflow.core.metrics.periods import DAY, days_between
from mailflow.core.metrics.timelines import timeline
from mailflow.core.metrics.wording import span
from mailflow.core.notices import NO_INCIDENT, NoticeContext
from mailflow.core.own_weeks import Week
from mailflow.core.records import Contact
from mailflow.core.weekly import PATIENCE, WEEK, newest_day
from mailflow.desk import Desk
from mailflow.memos import Memo, is_reachable
from mailflow.reporting import calendars
from models.enums import NoticeKind


def own_weeks(
    work: Work, desk: Desk, now: datetime, idle: set[str], failing: Failing
) -> tuple[Memo, ...]:
    """Return the mails that are due and that nobody has got; nothing is written.

    `idle` remembers whose week was empty: it is not looked at again.
    """
    rules, zone = desk.settings.coaching, ZoneInfo(desk.settings.desk.time_zone)
    newest = newest_day(rules.weekday, rules.hour, zone, now)
    if newest is None:
        return ()
    day, due = newest
    people = {_once(day, one): one for one in _readers(work, due, now)}
    told = idle | work.outbox.used(people.keys() - idle)
    readers = [one for key, one in people.items() if key not in told]
    if not readers:
        return ()
    coach = _watched(work, desk, day, readers, now)
    weeks = tuple(coach.weeks())
    idle.update(_once(day, contact) for contact, week in weeks if week.is_empty)
    written: list[Memo] = []
    for contact, week in weeks:
        with failing.noted(contact.id, now):
            written += [] if week.is_empty else [_memo(desk, coach, contact, week, day)]
    return tuple(written)


def _readers(work: Work, due: datetime, now: datetime) -> Iterator[Contact]:
    """Yield who is to read it now; who was away reads the newest one when he is back."""
    for one in work.directory.agents():
        if not (one.coached and is_reachable(one)) or one.is_away(now):
            continue
        was_away = one.away_until is not None and one.away_until > due
        if was_away or now < due + PATIENCE:
            yield one


def _once(day: date, contact: Contact) -> str:
    return f"coaching:{day.isoformat()}:{contact.id}"


def _watched(work: Work, desk: Desk, day: date, readers: Iterable[Contact], now: datetime) -> Coach:
    """Look at every incident of the week once."""
    zone = ZoneInfo(desk.settings.desk.time_zone)
    period = days_between(day - timedelta(days=WEEK), day - DAY, zone, now)
    coach = Coach(period, calendars(work, desk), tuple(readers), work.directory.groups())
    for recorded, events in work.performances.histories(period.start, period.end):
        if recorded.opened_at < period.end:
            coach.add(timeline(recorded, events, period.end), events)
    return coach


def _memo(desk: Desk, coach: Coach, contact: Contact, week: Week, day: date) -> Memo:
    settings = desk.settings.desk
    language = contact.language or settings.language
    context = NoticeContext(
        kind=NoticeKind.COACHING,
        desk_name=settings.name,
        recipient_name=contact.name,
        incident=NO_INCIDENT,
        week=replace(week, span=span(coach.period, desk.renderer.say(language))),
        zone=settings.zone_of(contact.time_zone),
    )
    rendered = desk.renderer.render(context, language)
    return Memo(contact, NoticeKind.COACHING, rendered, _once(day, contact))
