"""When the clock of an incident stood still, and why: each hold, and the time it was finished.

They stand in one field of the incident, so that a change of it can be taken back exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.core.calendars import Calendar

MOST = 200
"""So many stops are kept; of more, the last ones."""
FINISHED_MEANWHILE = "finished"
"""Why it stood still from the end of an incident to its reopening."""


@dataclass(frozen=True, slots=True)
class ClockStop:
    """A stretch of time that does not count, and its reason."""

    start: datetime
    end: datetime
    reason: str

    def __str__(self) -> str:
        return f"{self.start.isoformat()} {self.end.isoformat()} {self.reason}"


def read_stops(text: str) -> tuple[ClockStop, ...]:
    """Return the stops of an incident, in their order."""
    return tuple(_read(line) for line in text.split("\n") if line)


def _read(line: str) -> ClockStop:
    start, end, reason = line.split(" ", 2)
    return ClockStop(datetime.fromisoformat(start), datetime.fromisoformat(end), reason)


def with_stop(text: str, start: datetime, end: datetime, reason: str) -> str:
    """Return the stops of an incident with one more; one that takes no time is none."""
    lines = [line for line in text.split("\n") if line]
    if start < end:
        lines.append(str(ClockStop(start, end, reason)))
    return "\n".join(lines[-MOST:])


def stopped(stops: Sequence[ClockStop], calendar: Calendar) -> dict[str, timedelta]:
    """Return by reason how much working time the clock stood still."""
    total: dict[str, timedelta] = {}
    for one in stops:
        time = calendar.working_time(one.start, one.end)
        total[one.reason] = total.get(one.reason, timedelta()) + time
    return total


def reached(
    calendar: Calendar, start: datetime, worked: timedelta, stops: Sequence[ClockStop]
) -> datetime:
    """Return when so much working time has passed since `start`, the stops not counted."""
    at, left = start, worked
    for one in stops:
        if one.end <= at:
            continue
        before = calendar.working_time(at, one.start)
        if before >= left:
            break
        at, left = max(at, one.end), left - before
    return calendar.after(at, left)


def used(
    calendar: Calendar, start: datetime, end: datetime, stops: Sequence[ClockStop]
) -> timedelta:
    """Return the working time from `start` to `end`, the stops not counted."""
    total, at = timedelta(), start
    for one in stops:
        if one.end <= at:
            continue
        total += calendar.working_time(at, min(one.start, end))
        at = max(at, one.end)
    return total + calendar.working_time(at, end)
