"""How much time a target allows: business days, hours and minutes, as `3d` or `1d 4h`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.core.calendars import Calendar

LONGEST_DAYS = 400

_PARTS = re.compile(r"(?:([0-9]{1,3})\s?d)?\s?(?:([0-9]{1,4})\s?h)?\s?(?:([0-9]{1,5})\s?m(?:in)?)?")


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whole business days, and working time after them."""

    days: int = 0
    time: timedelta = timedelta()

    def working_time(self, calendar: Calendar, start: datetime) -> timedelta:
        """Return how much working time it is for what begins at `start`.

        A business day ends at the time of day at which it began, so that its length is that of
        the days there are.
        """
        if not self.days:
            return self.time
        end = calendar.business_days_after(start, self.days)
        return calendar.working_time(start, end) + self.time

    def __str__(self) -> str:
        minutes = int(self.time.total_seconds()) // 60
        parts = ((self.days, "d"), (minutes // 60, "h"), (minutes % 60, "m"))
        return " ".join(f"{number}{unit}" for number, unit in parts if number)


def read_allowance(text: str) -> Allowance | None:
    """Return what such a text allows, None where it allows nothing or is another text."""
    found = _PARTS.fullmatch(text.strip().casefold()[:40])
    if found is None:
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    time = timedelta(hours=hours, minutes=minutes)
    allowed = Allowance(days, time)
    return allowed if Allowance() != allowed and days <= LONGEST_DAYS else None
