"""Until when an automatic reply says that somebody is away: the last date that it names.

Dates as ISO 8601, with dots or slashes, and with the name of a month in five languages; days of
the week by their names. Of "3/4" the day comes first, unless only the other reading is a date.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailflow.core.absences import folded
from mailflow.core.commands.durations import MORNING

LONGEST_ABSENCE = timedelta(days=30)
"""No automatic reply makes an agent absent for longer."""
MAXIMUM_TEXT = 2_000

_MONTHS = (
    "january januar janvier enero gennaio",
    "february februar février febrero febbraio",
    "march märz mars marzo",
    "april avril abril aprile",
    "may mai mayo maggio",
    "june juni juin junio giugno",
    "july juli juillet julio luglio",
    "august août agosto",
    "september septembre septiembre settembre",
    "october oktober octobre octubre ottobre",
    "november novembre noviembre",
    "december dezember décembre diciembre dicembre",
)
_WEEKDAYS = (
    "monday montag lundi lunes lunedì",
    "tuesday dienstag mardi martes martedì",
    "wednesday mittwoch mercredi miércoles mercoledì",
    "thursday donnerstag jeudi jueves giovedì",
    "friday freitag vendredi viernes venerdì",
    "saturday samstag samedi sábado sabato",
    "sunday sonntag dimanche domingo domenica",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_NAMED = "|".join(sorted(_MONTH, key=len, reverse=True))
_ISO = re.compile(r"\b(20[0-9]{2})-([0-9]{2})-([0-9]{2})\b")
_NUMBERS = re.compile(r"\b([0-9]{1,2})[./]([0-9]{1,2})[./](20[0-9]{2}|[0-9]{2})\b")
_NO_YEAR = re.compile(r"\b([0-9]{1,2})(?:\.([0-9]{1,2})\.|/([0-9]{1,2})\b)(?![0-9])")
_DAY_FIRST = re.compile(
    rf"\b([0-9]{{1,2}})(?:st|nd|rd|th|er|º)?\.? (?:de |of )?({_NAMED})\b,?"
    r"(?: (?:de )?(20[0-9]{2}))?"
)
_MONTH_FIRST = re.compile(rf"\b({_NAMED}) ([0-9]{{1,2}})(?:st|nd|rd|th)?\b,?(?: (20[0-9]{{2}}))?")
_DAY_NAME = re.compile(rf"\b({'|'.join(_WEEKDAY)})\b")


def returns_at(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the morning of the last day that a text names within `LONGEST_ABSENCE`, in UTC.

    A day further ahead counts as that bound; None where the text names no day to come.
    """
    words = " ".join(folded(text[:MAXIMUM_TEXT]).split())
    today = now.astimezone(zone).date()
    last = max((one for one in _dates(words, today) if one > today), default=None)
    if last is None:
        return None
    morning = datetime.combine(last, MORNING, zone).astimezone(UTC)
    return min(morning, now + LONGEST_ABSENCE)


def next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the beginning of the next day in this zone, in UTC."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _dates(words: str, today: date) -> Iterator[date]:
    found = [(one[1], one[2], one[3]) for one in _ISO.finditer(words)]
    rest = _ISO.sub(" ", words)
    found += [(one[3], one[2], one[1]) for one in _NUMBERS.finditer(rest)]
    found += [(one[3], one[1], one[2]) for one in _NUMBERS.finditer(rest) if int(one[2]) > 12]
    found += [(one[3], str(_MONTH[one[2]]), one[1]) for one in _DAY_FIRST.finditer(rest)]
    found += [(one[3], str(_MONTH[one[1]]), one[2]) for one in _MONTH_FIRST.finditer(rest)]
    for year, month, day in found:
        yield from _date(year, int(month), int(day), today)
    yield from _close(_NUMBERS.sub(" ", rest), today)
    for one in _DAY_NAME.finditer(rest):
        yield today + timedelta(days=(_WEEKDAY[one[1]] - today.weekday()) % 7)


def _close(words: str, today: date) -> Iterator[date]:
    """Return the days written as two numbers alone: others may be times, or anything."""
    for one in _NO_YEAR.finditer(words):
        first, second = int(one[1]), int(one[2] or one[3])
        for month, day in ((second, first), *(((first, second),) if second > 12 else ())):
            found = _date(None, month, day, today)
            yield from (day_ for day_ in found if day_ - today <= LONGEST_ABSENCE)


def _date(year: str | None, month: int, day: int, today: date) -> Iterator[date]:
    """Return the date, without a year the next one of its kind, as one that lies close ahead."""
    number = today.year if not year else int(year) + (2000 if len(year) == 2 else 0)
    try:
        found = date(number, month, day)
        if not year and found < today - timedelta(days=180):
            found = found.replace(year=number + 1)
    except ValueError:  # the 31st of June, or the 29th of February a year later
        return
    if found <= today + timedelta(days=366):
        yield found
