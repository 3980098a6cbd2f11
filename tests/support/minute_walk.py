"""Working time counted minute by minute, as a person with a clock on the wall would.

Written apart from `mailflow.core.calendars`, of which it is the measure: it knows no spans, years
or sums, and takes the days off as a list.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Wall:
    """A zone, the hours of each weekday as text, days off, and days worked all the same."""

    zone: str
    hours: Mapping[str, Sequence[str]]
    off: Collection[date] = ()
    on: Mapping[date, Sequence[str]] | None = None

    def shows_work(self, moment: datetime) -> bool:
        """Whether somebody who looks at the clock on the wall should be at work."""
        local = moment.astimezone(ZoneInfo(self.zone))
        day, clock = local.date(), local.strftime("%H:%M")
        spans = self.hours.get(NAMES[day.weekday()], ()) if day not in self.off else ()
        if self.on and day in self.on:
            spans = self.on[day]
        return any(one[:5] <= clock < one[6:] for one in spans)

    def minutes(self, start: datetime, end: datetime) -> int:
        """Count the working minutes between two whole minutes."""
        total, moment = 0, start.astimezone(UTC)
        while moment < end:
            total += self.shows_work(moment)
            moment += timedelta(minutes=1)
        return total
