"""Mail that goes out once a week: which day it is of."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEK = 7
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PATIENCE = timedelta(days=2)
"""A mail that is later than so is not sent any more: the next one says as much."""


def newest_day(
    weekday: str, hour: int, zone: ZoneInfo, now: datetime
) -> tuple[date, datetime] | None:
    """Return the newest such day whose hour has come, and when that was; None for `never`."""
    if weekday == "never":
        return None
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - WEEKDAYS.index(weekday)) % WEEK)
    if _due(day, hour, zone) > now:
        day -= timedelta(days=WEEK)
    return day, _due(day, hour, zone)


def _due(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)
