"""Counts that grow incident by incident: by priority, at the end of a period, day by day."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from mailflow.core.metrics.measures import Share, spread_of
from mailflow.core.metrics.performance import AGES, OLDEST, Backlog, Bar, Kept, Times
from mailflow.core.metrics.periods import Period
from mailflow.core.metrics.timelines import Reached, Timeline
from models.enums import Priority


@dataclass(slots=True)
class PerPriority:
    """Values by priority."""

    values: dict[Priority, list[timedelta]] = field(
        default_factory=lambda: {one: [] for one in Priority}
    )

    def times(self) -> Times:
        """Return the spread of each priority and of all."""
        everything = [one for some in self.values.values() for one in some]
        spreads = tuple((name, spread_of(some)) for name, some in self.values.items())
        return Times(spread_of(everything), spreads)


@dataclass(slots=True)
class Targets:
    """How many targets there were and how many were met, by priority."""

    met: Counter[Priority] = field(default_factory=Counter)
    all: Counter[Priority] = field(default_factory=Counter)

    def add(self, reached: Reached) -> None:
        """Count one, where there was a target."""
        if reached.in_time is not None:
            self.all[reached.then.priority] += 1
            self.met[reached.then.priority] += reached.in_time

    def kept(self) -> Kept:
        """Return the shares."""
        shares = tuple((one, Share(self.met[one], self.all[one])) for one in Priority)
        return Kept(Share(self.met.total(), self.all.total()), shares)


@dataclass(slots=True)
class OpenTally:
    """What is open at the end of a period."""

    period: Period
    counts: Counter[str] = field(default_factory=Counter)
    ages: list[timedelta] = field(default_factory=list)
    by_age: Counter[str] = field(default_factory=Counter)
    by_priority: Counter[Priority] = field(default_factory=Counter)

    def add(self, told: Timeline) -> None:
        """Count an incident that is open."""
        last, end = told.last, self.period.end
        age = end - last.opened_at
        self.ages.append(age)
        self.by_age[next((name for name, days in AGES if age.days < days), OLDEST)] += 1
        self.by_priority[last.priority] += 1
        stands = told.stands_since or end
        due = (None if told.response else last.response_due, last.resolution_due)
        late = [one is not None and one < stands for one in due]
        names = ("on_hold", "unassigned", "response_overdue", "resolution_overdue")
        flags = (last.is_held, last.assignee_id is None, *late)
        self.counts.update(name for name, flag in zip(names, flags, strict=True) if flag)

    def backlog(self) -> Backlog:
        """Return the figures."""
        ages = [*(name for name, _ in AGES), OLDEST]
        return Backlog(
            open=len(self.ages),
            on_hold=self.counts["on_hold"],
            unassigned=self.counts["unassigned"],
            response_overdue=self.counts["response_overdue"],
            resolution_overdue=self.counts["resolution_overdue"],
            age=spread_of(self.ages),
            by_age=tuple((name, self.by_age[name]) for name in ages),
            by_priority=tuple((one, self.by_priority[one]) for one in Priority),
        )


@dataclass(slots=True)
class BarTally:
    """What happened in each part of a period, for charts."""

    period: Period
    bounds: tuple[datetime, ...]
    opened: Counter[int] = field(default_factory=Counter)
    resolved: Counter[int] = field(default_factory=Counter)
    changes: Counter[int] = field(default_factory=Counter)

    def add(self, told: Timeline) -> None:
        """Count when an incident was open: at the end of which parts."""
        if self.period.holds(told.opening.opened_at):
            self.opened[bisect_right(self.bounds, told.opening.opened_at)] += 1
        for start, end in told.opens:
            self.changes[bisect_right(self.bounds, start)] += 1
            if end is not None:
                self.changes[bisect_right(self.bounds, end)] -= 1

    def count_resolved(self, at: datetime) -> None:
        """Count a resolution in the part it belongs to."""
        self.resolved[bisect_right(self.bounds, at)] += 1

    def bars(self) -> tuple[Bar, ...]:
        """Return the parts in their order."""
        backlog = accumulate(self.changes[at] for at in range(len(self.bounds)))
        starts = (self.period.start, *self.bounds[:-1])
        spans = enumerate(zip(starts, self.bounds, backlog, strict=True))
        return tuple(
            Bar(start, end, self.opened[at], self.resolved[at], left)
            for at, (start, end, left) in spans
        )
