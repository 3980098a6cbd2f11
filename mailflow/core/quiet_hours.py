"""Hours in which somebody is not to be disturbed; what he is to be told waits for their end."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def are_hours(text: str) -> bool:
    """Whether a text names hours of a day, such as `22:00-06:00`; they may span midnight."""
    begins, _, ends = text.partition("-")
    return _HOURS.fullmatch(text) is not None and begins != ends


def quiet_until(hours: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the quiet hours end that it is now, None outside of them.

    They are those on the clock on the wall of this zone.
    """
    found = _HOURS.fullmatch(hours)
    if found is None:
        return None
    begins, ends = (time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    today = now.astimezone(zone).date()
    for ahead in (-1, 0):
        day = today + timedelta(days=ahead)
        start = datetime.combine(day, begins, zone).astimezone(UTC)
        last = day + timedelta(days=ends <= begins)
        end = datetime.combine(last, ends, zone).astimezone(UTC)
        if start <= now < end:
            return end
    return None
