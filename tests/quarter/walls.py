"""Working time, counted for the ledger: by a walk along the clock on the wall.

It shares nothing with `mailflow.core.calendars`: days off are lists written by hand, and the walk
is that of `support.minute_walk`, a quarter of an hour at a step; all hours here end on one.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from support.minute_walk import NAMES, Wall

STEP = timedelta(minutes=15)
BEGIN, END = datetime(2026, 9, 20, tzinfo=UTC), datetime(2027, 6, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Allowed:
    """What a target allows: business days, or hours of working time."""

    days: int = 0
    hours: float = 0


@dataclass(frozen=True)
class Walked:
    """The working time of a calendar, walked once from `BEGIN` to `END`."""

    wall: Wall
    spans: list[tuple[datetime, datetime]] = field(default_factory=list, compare=False)

    def __post_init__(self) -> None:
        moment = BEGIN
        while moment < END:
            if self.wall.shows_work(moment):
                if self.spans and self.spans[-1][1] == moment:
                    self.spans[-1] = (self.spans[-1][0], moment + STEP)
                else:
                    self.spans.append((moment, moment + STEP))
            moment += STEP

    @cached_property
    def _starts(self) -> list[datetime]:
        return [start for start, _ in self.spans]

    @cached_property
    def _sums(self) -> list[timedelta]:
        lengths = (end - start for start, end in self.spans)
        return list(accumulate(lengths, initial=timedelta()))

    @cached_property
    def _days(self) -> list[date]:
        zone, found = ZoneInfo(self.wall.zone), dict[date, None]()
        for start, end in self.spans:
            moment = start
            while moment < end:
                found[moment.astimezone(zone).date()] = None
                moment += STEP
        return list(found)

    def _until(self, moment: datetime) -> timedelta:
        """Return the working time from the beginning to a moment."""
        place = bisect_right(self._starts, moment) - 1
        if place < 0:
            return timedelta()
        start, end = self.spans[place]
        return self._sums[place] + min(moment, end) - start

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments, none where the end is before."""
        return max(self._until(end) - self._until(start), timedelta())

    def after(self, start: datetime, worked: timedelta) -> datetime:
        """Return the first moment at which so much working time has passed."""
        if worked <= timedelta():
            return start
        wanted = self._until(start) + worked
        place = next(n for n, total in enumerate(self._sums) if total >= wanted)
        return self.spans[place - 1][0] + wanted - self._sums[place - 1]

    def days_after(self, start: datetime, days: int) -> datetime:
        """Return the same time of day so many business days later, within the hours of that day."""
        zone = ZoneInfo(self.wall.zone)
        start = self._next(start)
        local = start.astimezone(zone)
        day = self._days[bisect_right(self._days, local.date()) + days - 1]
        wanted = datetime.combine(day, local.time(), zone).astimezone(UTC)
        found = self._next(wanted)
        if found.astimezone(zone).date() == day:
            return found
        midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        return max(end for _, end in self.spans if end <= midnight)

    def _next(self, moment: datetime) -> datetime:
        place = bisect_right(self._starts, moment) - 1
        if place >= 0 and moment < self.spans[place][1]:
            return moment
        return self.spans[place + 1][0]

    def allowed(self, start: datetime, target: Allowed) -> timedelta:
        """Return how much working time a target allows that begins at a moment."""
        if target.days:
            return self.worked(start, self.days_after(start, target.days))
        return timedelta(hours=target.hours)

    def reached(
        self, start: datetime, worked: timedelta, stops: Sequence[tuple[datetime, datetime]]
    ) -> datetime:
        """Return when so much working time has passed outside of the stops."""
        at, left = start, worked
        for begun, over in stops:
            if over <= at:
                continue
            before = self.worked(at, begun)
            if before >= left:
                break
            at, left = max(at, over), left - before
        return self.after(at, left)


BAVARIA = tuple(
    date.fromisoformat(one)
    for one in (
        "2026-10-03",
        "2026-11-01",
        "2026-12-25",
        "2026-12-26",
        "2027-01-01",
        "2027-01-06",
        "2027-03-26",
        "2027-03-29",
        "2027-05-01",
        "2027-05-06",
        "2027-05-17",
        "2027-05-27",
    )
)
AMERICA = tuple(
    date.fromisoformat(one)
    for one in (
        "2026-10-12",
        "2026-11-11",
        "2026-11-26",
        "2026-12-25",
        "2027-01-01",
        "2027-01-18",
        "2027-02-15",
        "2027-05-31",
    )
)
OFFICE = {
    **dict.fromkeys(NAMES[:4], ("08:00-12:00", "12:45-17:00")),
    "fri": ("08:00-15:00",),
}
WEEK = dict.fromkeys(NAMES[:5], ("09:00-17:00",))
SIX_DAYS = dict.fromkeys(NAMES[:6], ("09:30-18:30",))
ALL_DAYS = dict.fromkeys(NAMES, ("00:00-24:00",))
WALLS = {
    "munich": Wall("Europe/Berlin", OFFICE, BAVARIA),
    "new_york": Wall("America/New_York", WEEK, AMERICA),
    "pune": Wall("Asia/Kolkata", SIX_DAYS),
    "around": Wall("Europe/Berlin", ALL_DAYS),
    "always": Wall("UTC", ALL_DAYS),
}
