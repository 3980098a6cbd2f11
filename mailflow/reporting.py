"""How the desk did in a period: gathered incident by incident, in one pass for all that is asked.

Nothing is written; the figures themselves are counted by `core/metrics`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.adapters.store.contract import Work
from mailflow.core.calendars import ALWAYS
from mailflow.core.metrics.comparing import Compared, compared
from mailflow.core.metrics.performance import Performance
from mailflow.core.metrics.periods import Period
from mailflow.core.metrics.service_time import CalendarOf, WorkingTime
from mailflow.core.metrics.tallying import Tally
from mailflow.core.metrics.timelines import Recorded, opening_of, told_from
from mailflow.core.records import SupportGroup
from mailflow.core.training_data import addresses_of
from mailflow.desk import Desk


@dataclass(frozen=True, slots=True)
class Report:
    """A period beside the one before it, of one support group or of the whole desk."""

    desk_name: str
    group: str
    now: Performance
    before: Performance

    @property
    def period(self) -> Period:
        """What it tells of."""
        return self.now.period

    @property
    def compared(self) -> tuple[Compared, ...]:
        """Every figure that fits into a line, now and before."""
        return compared(self.now, self.before)


def report(
    work: Work, desk: Desk, period: Period, groups: Sequence[SupportGroup | None]
) -> tuple[Report, ...]:
    """Return how each of the groups did; None stands for the whole desk."""
    agents, calendar_of = addresses_of(work.directory.agents()), calendars(work, desk)
    tallies = [
        [Tally(one, calendar_of, agents, group.id if group else None) for group in groups]
        for one in (period, period.before)
    ]
    _count(work, tallies)
    names = [group.name if group else "" for group in groups]
    return tuple(
        Report(desk.settings.desk.name, name, now.result(), before.result())
        for name, now, before in zip(names, *tallies, strict=True)
    )


def calendars(work: Work, desk: Desk) -> CalendarOf:
    """Return by which calendar the time of an incident is counted: that of its service level."""
    settings, names = desk.settings, {one.id: one.name for one in work.directory.groups()}

    def calendar_of(then: Recorded) -> WorkingTime:
        group = names.get(then.group_id or 0, "")
        category = then.category or ""
        target = settings.target_of(then.priority, group, category, then.requester_address)
        calendar = ALWAYS if target.counts_always else settings.calendar_of(group)
        return calendar.working_time

    return calendar_of


def _count(work: Work, tallies: Sequence[Sequence[Tally]]) -> None:
    """Tell every incident once to the end of each period."""
    periods = [some[0].period for some in tallies]
    start, end = min(one.start for one in periods), max(one.end for one in periods)
    for recorded, events in work.performances.histories(start, end):
        newest = events[-1].at if events else recorded.opened_at
        opening = opening_of(recorded, events)
        for some, period in zip(tallies, periods, strict=True):
            rests = newest < period.start and not recorded.is_open
            if rests or recorded.opened_at >= period.end:
                continue
            told = told_from(opening, events, period.end)
            for tally in some:
                tally.add(told)
