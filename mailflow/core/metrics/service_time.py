"""Service time: the working time of an incident's calendar, without the time on hold."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from mailflow.core.metrics.timelines import Hold, Recorded, Timeline

WorkingTime = Callable[[datetime, datetime], timedelta]
CalendarOf = Callable[[Recorded], WorkingTime]
"""Returns how much of a stretch of time counts for an incident as it stood at a moment."""


def round_the_clock(start: datetime, end: datetime) -> timedelta:
    """Count every minute."""
    return end - start


def always(then: Recorded) -> WorkingTime:  # noqa: ARG001 - one calendar for all
    """Return the calendar of a desk that never closes."""
    return round_the_clock


def service_time(told: Timeline, end: datetime, working_time: WorkingTime) -> timedelta:
    """Return the working time from the opening to a moment, without the time on hold."""
    start = told.opening.opened_at
    if end <= start:
        return timedelta()
    return working_time(start, end) - stood(told.holds, start, end, working_time)


def stood(
    holds: Iterable[Hold], start: datetime, end: datetime, working_time: WorkingTime
) -> timedelta:
    """Return the working time on hold within a stretch of time."""
    within = ((max(one.start, start), min(one.end or end, end)) for one in holds)
    parts = (working_time(begun, over) for begun, over in within if begun < over)
    return sum(parts, timedelta())
