"""Durations and moments as people write them: `2d`, `1h 30m`, `tomorrow`, `monday 9:00`."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailflow.core.calendars import ALWAYS, Calendar
from mailflow.core.commands.folding import folded

LONGEST = timedelta(days=366)
MORNING = time(8)
EVENING = time(17)

_DAY = timedelta(days=1)
_PART = re.compile(r"([0-9]{1,5})\s?([a-z]{1,7})[\s,]{0,3}")
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks"), timedelta(weeks=1)),
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def read_duration(text: str) -> timedelta | None:
    """Return a duration of minutes, hours, days and weeks, at most a year; None for other text."""
    lowered, at, total = folded(text.strip()[:60]), 0, timedelta()
    while at < len(lowered):
        part = _PART.match(lowered, at)
        unit = _UNITS.get(part[2]) if part else None
        if part is None or unit is None:
            return None
        total += int(part[1]) * unit
        at = part.end()
    return total if timedelta() < total <= LONGEST else None


def written_duration(text: str) -> str:
    """Return the one way to write a duration, such as `1d 2h 30m`, or an empty string.

    Twenty-four hours stay hours: a day may be a business day, and a week has seven of the others.
    """
    if read_duration(text) is None:
        return ""
    parts = _parts(text)
    weeks, days = _count(parts, timedelta(weeks=1)), _count(parts, _DAY)
    minutes = sum(number * (unit // timedelta(minutes=1)) for number, unit in parts if unit < _DAY)
    written = ((weeks, "w"), (days, "d"), (minutes // 60, "h"), (minutes % 60, "m"))
    return " ".join(f"{number}{unit}" for number, unit in written if number)


def _parts(text: str) -> list[tuple[int, timedelta]]:
    """Return number and unit of each part of a text that is a duration."""
    return [(int(one[1]), _UNITS[one[2]]) for one in _PART.finditer(folded(text.strip()[:60]))]


def _count(parts: list[tuple[int, timedelta]], wanted: timedelta) -> int:
    return sum(number for number, unit in parts if unit == wanted)


def moment_after(text: str, now: datetime, calendar: Calendar = ALWAYS) -> datetime | None:
    """Return the moment so long after `now`, None for text that is no duration.

    A day is a business day, as people mean it who say "in two days" on a Friday; hours, minutes
    and weeks are those of the clock.
    """
    duration = read_duration(text)
    if duration is None:
        return None
    days = _count(_parts(text), _DAY)
    start = calendar.business_days_after(now, days) if days else now
    return start + (duration - timedelta(days=days))


def read_moment(
    text: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    at: time = EVENING,
    calendar: Calendar = ALWAYS,
) -> datetime | None:
    """Return the moment a text names to somebody in this time zone, in UTC, after `now`.

    A day, a time, both, or a duration from now in which days are those of the calendar; `at` is
    the time of a day without one.
    """
    if (later := moment_after(text, now, calendar)) is not None:
        return later
    local = now.astimezone(zone)
    words = folded(text).split()
    clock = _clock(words.pop()) if words and _CLOCK.fullmatch(words[-1]) else None
    day = _day(" ".join(words), local) if words else local
    if day is None or (clock is None and not words):
        return None
    if abs(day.date() - local.date()) > LONGEST + timedelta(days=1):
        return None  # in another zone the first and the last day there is have no equal
    wanted = datetime.combine(day.date(), clock or at, zone)
    if not words and wanted <= now:
        wanted = datetime.combine(day.date() + timedelta(days=1), clock or at, zone)
    found = wanted.astimezone(UTC)
    return found if now < found <= now + LONGEST else None


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _day(text: str, local: datetime) -> datetime | None:
    if text in {"today", "tomorrow"}:
        return local + timedelta(days=text == "tomorrow")
    short = [one for one in _WEEKDAYS if len(text) >= 3 and one.startswith(text)]
    if short:
        ahead = (_WEEKDAYS.index(short[0]) - local.weekday()) % 7
        return local + timedelta(days=ahead or 7)
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    if iso is None and dotted is None:
        return None
    year, month, day = iso.groups() if iso else (dotted[3], dotted[2], dotted[1])  # type: ignore[index]
    try:
        return datetime(int(year), int(month), int(day), tzinfo=local.tzinfo)
    except ValueError:
        return None
