"""Periods of a report: from a moment on, up to but not including another, in the desk's zone."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
MOST_BUCKETS = 92
"""A chart over more days than these shows weeks, and over more weeks than these 30 days at once."""


@dataclass(frozen=True, slots=True)
class Period:
    """`start` <= moment < `end`; days and hours are those of `zone`."""

    start: datetime
    end: datetime
    zone: tzinfo = UTC

    def holds(self, moment: datetime) -> bool:
        """Whether a moment belongs to it."""
        return self.start <= moment < self.end

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return self.start.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        """The last day of which it holds something."""
        return (self.end.astimezone(self.zone) - timedelta(microseconds=1)).date()

    @property
    def days(self) -> int:
        """How many days of the calendar it touches."""
        return (self.last_day - self.first_day).days + 1

    @property
    def before(self) -> "Period":
        """The period of as many days just before; a day that is not over is compared as far."""
        back = timedelta(days=self.days)
        start, end = (_earlier(one, back, self.zone) for one in (self.start, self.end))
        return Period(start, end, self.zone)

    @property
    def step(self) -> timedelta:
        """How much one bar of a chart over it holds."""
        return next((DAY * size for size in (1, 7) if self.days <= MOST_BUCKETS * size), DAY * 30)

    @property
    def bounds(self) -> tuple[datetime, ...]:
        """The ends of its bars: midnights, and its own end."""
        first = datetime.combine(self.first_day, time(), self.zone)
        size, found = self.step, list[datetime]()
        number = 1
        while (moment := (first + size * number).astimezone(UTC)) < self.end:
            found.append(moment)
            number += 1
        return (*found, self.end)


def _earlier(moment: datetime, back: timedelta, zone: tzinfo) -> datetime:
    """Return the moment at which the wall clock showed the same so many days before."""
    return (moment.astimezone(zone) - back).astimezone(UTC)


def days_between(first: date, last: date, zone: tzinfo, now: datetime) -> Period:
    """Return the period of whole days, both included; what is still to come is left out."""
    start = datetime.combine(first, time(), zone).astimezone(UTC)
    end = datetime.combine(last + DAY, time(), zone).astimezone(UTC)
    whole = Period(start, end, zone)
    return whole if end <= now else replace(whole, end=max(start, now))
