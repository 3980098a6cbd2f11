"""An on-call rota as iCalendar (RFC 5545): each event is a shift of the people it names.

Those are its attendees, else the address or handle in its summary. Of recurrences the daily and
weekly ones are understood; any other is told as a problem, never guessed at.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mailflow.adapters.invitations import CALENDAR_ERRORS, every_value, without_zones
from mailflow.core.charsets import decoded
from mailflow.core.header_text import clean_value
from mailflow.core.on_call import IMPOSSIBLE, Rota, Shift, is_possible

if TYPE_CHECKING:
    from icalendar.cal.component import Component

MAXIMUM_EVENTS = 2_000
MAXIMUM_TEXT = 200
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
RULES = frozenset({"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"})


class _WrongError(ValueError):
    """What is wrong with one event."""


def read_calendar(content: bytes, zone: str) -> Rota:
    """Return the rota of a calendar; floating times are of `zone`."""
    from icalendar import Calendar  # noqa: PLC0415 - it takes a tenth of a second

    try:
        calendar = Calendar.from_ical("\r\n".join(without_zones(decoded(content, "utf-8"))))
        events = list(islice(calendar.walk("VEVENT"), MAXIMUM_EVENTS + 1))
    except CALENDAR_ERRORS as error:
        return Rota(problems=(f"it is no calendar that can be read ({type(error).__name__})",))
    if len(events) > MAXIMUM_EVENTS:
        return Rota(problems=(f"more than {MAXIMUM_EVENTS} events; leave out past ones",))
    shifts: list[Shift] = []
    problems: list[str] = []
    moved = _moved(events)
    for number, event in enumerate(events, 1):
        try:
            shifts += _shifts(event, zone, moved)
        except (_WrongError, *CALENDAR_ERRORS) as wrong:
            reason = str(wrong) if isinstance(wrong, _WrongError) else type(wrong).__name__
            problems.append(f"event {number} ({_text(event, 'SUMMARY')!r}): {reason}")
    return Rota(tuple(shifts), tuple(problems))


def _moved(events: list["Component"]) -> dict[str, set[datetime]]:
    """Return for each UID the occurrences that an event of their own replaces."""
    found: dict[str, set[datetime]] = {}
    for event in events:
        replaced = getattr(event.get("RECURRENCE-ID"), "dt", None)
        if isinstance(replaced, date):
            found.setdefault(_text(event, "UID"), set()).add(_wall(replaced))
    return found


def _shifts(event: "Component", zone: str, moved: dict[str, set[datetime]]) -> Iterator[Shift]:
    if _text(event, "STATUS").upper() == "CANCELLED":
        return
    if event.get("RDATE") is not None:
        raise _WrongError("RDATE is not understood; write an event for each of these days")
    start = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(start, date):
        raise _WrongError("it has no DTSTART")
    own = _zone(start, zone, event)
    without = {
        _in_zone(one.dt, own)
        for value in every_value(event.get("EXDATE"))
        for one in getattr(value, "dts", ())
    }
    if event.get("RECURRENCE-ID") is None:
        without |= moved.get(_text(event, "UID"), set())
    shift = Shift(
        _people(event), _wall(start), _end(event, start, own), own, without=frozenset(without)
    )
    if not is_possible(shift):
        raise _WrongError(IMPOSSIBLE)
    rule = event.get("RRULE")
    yield from (shift,) if rule is None else _repeated(shift, rule)


def _repeated(shift: Shift, rule: Any) -> Iterator[Shift]:
    if isinstance(rule, list) or set(map(str.upper, rule)) - RULES:
        raise _WrongError("its RRULE is not understood; use FREQ, INTERVAL, BYDAY, COUNT, UNTIL")
    frequency, interval = str(_first(rule, "FREQ")).upper(), int(_first(rule, "INTERVAL") or 1)
    days = [str(one).upper() for one in rule.get("BYDAY", ())]
    if not set(days) <= set(WEEKDAYS) or not 1 <= interval <= 60:
        raise _WrongError("its RRULE is not understood; BYDAY takes MO to SU, INTERVAL up to 60")
    if frequency not in {"DAILY", "WEEKLY"} or (frequency == "DAILY" and days and interval > 1):
        raise _WrongError(f"its RRULE is not understood: {frequency}; use WEEKLY or DAILY")
    last = _first(rule, "UNTIL")
    until = None if last is None else _until(last, shift.zone)
    count = _first(rule, "COUNT")
    repeated = replace(shift, until=until, times=None if count is None else int(count))
    if not days:
        every = interval * (7 if frequency == "WEEKLY" else 1)
        made: list[Shift] = [replace(repeated, every=every)]
    else:
        made = list(_by_day(repeated, days, interval, str(_first(rule, "WKST") or "MO").upper()))
    if not all(map(is_possible, made)):
        raise _WrongError("it is longer than sixty of its repetitions")
    yield from made


def _by_day(shift: Shift, days: list[str], interval: int, week_start: str) -> Iterator[Shift]:
    """Return one shift for each weekday, the first in the week of the start or after it."""
    first_day = WEEKDAYS.index(week_start if week_start in WEEKDAYS else "MO")
    into = (shift.start.weekday() - first_day) % 7
    wanted = sorted({(WEEKDAYS.index(one) - first_day) % 7 for one in days})
    ahead = sorted(one - into if one >= into else one - into + 7 * interval for one in wanted)
    for place, number in enumerate(ahead):
        delta = timedelta(days=number)
        times = shift.times
        if times is not None:
            times = max((times - place + len(ahead) - 1) // len(ahead), 0)
        start, end = shift.start + delta, shift.end + delta
        yield replace(shift, start=start, end=end, every=7 * interval, times=times)


def _first(rule: Any, name: str) -> Any:
    return next(iter(every_value(rule.get(name))), None)


def _until(value: date, zone: str) -> datetime:
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    return datetime.combine(value, time.max)


def _end(event: "Component", start: date, zone: str) -> datetime:
    """Return the wall time of the end, by DTEND, DURATION, or the day (section 3.6.1)."""
    end = getattr(event.get("DTEND"), "dt", None)
    if isinstance(end, date):
        return _in_zone(end, zone)
    length = getattr(event.get("DURATION"), "dt", None)
    if isinstance(length, timedelta):
        return _wall(start) + length
    if isinstance(start, datetime):
        raise _WrongError("it has neither DTEND nor DURATION")
    return _wall(start) + timedelta(days=1)


def _zone(start: date, zone: str, event: "Component") -> str:
    if not isinstance(start, datetime):
        return zone
    if start.tzinfo is None:
        named = str(getattr(event.get("DTSTART"), "params", {}).get("TZID", ""))
        if named:
            raise _WrongError(f"time zone {named[:60]!r} is unknown; use one such as Europe/Berlin")
        return zone
    return str(getattr(start.tzinfo, "key", "UTC"))


def _in_zone(value: date, zone: str) -> datetime:
    """Return the wall time in this zone of a moment that may be of another."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return _wall(value)


def _wall(value: date) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time.min)


def _people(event: "Component") -> tuple[str, ...]:
    named = [clean_value(str(one)) for one in every_value(event.get("ATTENDEE"))]
    addresses = [
        one.partition(":")[2] if one.lower().startswith("mailto:") else one for one in named
    ]
    people = tuple(filter(None, addresses)) or tuple(filter(None, (_text(event, "SUMMARY"),)))
    if not people:
        raise _WrongError("it names nobody; give an ATTENDEE, or an address as SUMMARY")
    return people[:MAXIMUM_TEXT]


def _text(event: "Component", name: str) -> str:
    return clean_value(str(event.get(name, "")))[:MAXIMUM_TEXT].strip()
