"""The on-call rota of a support group, from a TOML or iCalendar file of the administrator.

The file is read anew when it changes. One that cannot be read says so in `problems`: nobody is on
call by it, so that the whole group is paged.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Any

from mailflow.adapters.rota_calendars import read_calendar
from mailflow.core.on_call import IMPOSSIBLE, NO_ROTA, YEARS, Rota, Shift, is_possible
from mailflow.identity import is_time_zone

MAXIMUM_SIZE = 262_144
MAXIMUM_LINE = 4_000
MAXIMUM_SHIFTS = 2_000
MAXIMUM_PEOPLE = 200
SHIFT_KEYS = frozenset({"who", "start", "end", "every_days", "until"})
ROTATION_KEYS = frozenset({"people", "start", "days", "hours", "until"})


class _WrongError(ValueError):
    """What is wrong with one table of the file."""


def read_rota(path: Path | None, zone: str) -> Rota:
    """Return the rota of a file as it is now; `zone` is whose wall times it has without its own."""
    if path is None:
        return NO_ROTA
    remedy = "write the rota there, or take `rota` out of the settings"
    try:
        found = path.stat()
    except (OSError, ValueError) as error:  # a name may hold a byte that no file system knows
        reason = error.strerror if isinstance(error, OSError) else error
        return Rota(problems=(f"{path}: {reason}; {remedy}",))
    if not S_ISREG(found.st_mode):  # a pipe or a device may have no end
        return Rota(problems=(f"{path}: it is no file; {remedy}",))
    return _read(path, zone, (found.st_mtime_ns, found.st_ctime_ns), found.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, zone: str, changed_ns: object, size: int) -> Rota:  # noqa: ARG001 - the key
    if size > MAXIMUM_SIZE:
        return Rota(problems=(f"{path}: larger than {MAXIMUM_SIZE} bytes; leave out past shifts",))
    try:
        content = path.read_bytes()[: MAXIMUM_SIZE + 1]
        if path.suffix.casefold() in {".ics", ".ical"}:
            rota = read_calendar(content, zone)
        else:
            rota = read_table(_loaded(content.decode("utf-8-sig")), zone)
    except (OSError, ValueError) as error:  # numbers of thousands of digits are no TOML error
        return Rota(problems=(f"{path}: {error}",))
    except RecursionError:
        return Rota(problems=(f"{path}: too many brackets one in the other; write plain tables",))
    if len(rota.shifts) > MAXIMUM_SHIFTS:
        return Rota(problems=(f"{path}: more than {MAXIMUM_SHIFTS} shifts; leave out past ones",))
    return Rota(rota.shifts, tuple(f"{path}: {one}" for one in rota.problems))


def _loaded(text: str) -> dict[str, Any]:
    """Return the tables of a TOML file; the time that a line takes grows with its square."""
    if any(len(line) > MAXIMUM_LINE for line in text.split("\n")):
        raise ValueError(f"a line is longer than {MAXIMUM_LINE} characters; write several")
    return tomllib.loads(text)


def read_table(content: Mapping[str, Any], zone: str) -> Rota:
    """Return the rota of a TOML file: `[[shifts]]`, `[[rotations]]`, `[[overrides]]`."""
    shifts: list[Shift] = []
    problems: list[str] = []
    own = content.get("time_zone", zone)
    if not isinstance(own, str) or not is_time_zone(own):
        problems.append(f"time_zone: {own!r} is none; give one such as Europe/Berlin")
        own = zone
    for name, number, table in _tables(content, problems):
        try:
            shifts.append(_made(name, table, own))
        except _WrongError as wrong:
            problems.append(f"{name}[{number}]: {wrong}")
    return Rota(tuple(shifts), tuple(problems))


def _made(name: str, table: Mapping[str, Any], zone: str) -> Shift:
    shift = _rotation(table, zone) if name == "rotations" else _shift(name, table, zone)
    if not is_possible(shift):
        raise _WrongError(IMPOSSIBLE)
    return shift


def _tables(
    content: Mapping[str, Any], problems: list[str]
) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    names = ("shifts", "rotations", "overrides")
    for name, value in content.items():
        if name == "time_zone":
            continue
        tables = value if isinstance(value, list) else []
        if name not in names or not tables or not all(isinstance(one, dict) for one in tables):
            problems.append(f"{name}: unknown; use [[shifts]], [[rotations]] and [[overrides]]")
            continue
        yield from ((name, number, table) for number, table in enumerate(tables, 1))


def _shift(name: str, table: Mapping[str, Any], zone: str) -> Shift:
    _known(table, SHIFT_KEYS)
    return Shift(
        people=_people(table.get("who")),
        start=_wall(table, "start"),
        end=_wall(table, "end"),
        zone=zone,
        every=_number(table, "every_days", 0),
        until=_wall(table, "until") if "until" in table else None,
        overrides=name == "overrides",
    )


def _rotation(table: Mapping[str, Any], zone: str) -> Shift:
    """One after the other, each for so many days; with `hours`, then of each day these alone."""
    _known(table, ROTATION_KEYS)
    start, days = _wall(table, "start"), _number(table, "days", 7)
    if days < 1:
        raise _WrongError("days: give a number of days, such as 7")
    end, every, turn = start + timedelta(days=days), days, 1
    if "hours" in table:
        begins, ends = _hours(table["hours"])
        start = datetime.combine(start.date(), begins)
        end = datetime.combine(start.date() + timedelta(days=ends <= begins), ends)
        every, turn = 1, days
    until = _wall(table, "until") if "until" in table else None
    people = _people(table.get("people"))
    return Shift(people, start, end, zone, every=every, until=until, turn=turn)


def _known(table: Mapping[str, Any], keys: frozenset[str]) -> None:
    if unknown := sorted(set(table) - keys):
        raise _WrongError(f"{unknown[0]}: unknown; there are {', '.join(sorted(keys))}")


def _people(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [value]
    names = [one.strip() for one in found if isinstance(one, str) and one.strip()]
    if not names or len(names) != len(found) or len(names) > MAXIMUM_PEOPLE:
        raise _WrongError("name people by address or @handle")
    return tuple(names)


def _wall(table: Mapping[str, Any], key: str) -> datetime:
    value = table.get(key)
    if isinstance(value, date) and key != "until" and value.year not in YEARS:
        raise _WrongError(f"{key}: the year is not from {YEARS[0]} to {YEARS[-1]}")
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise _WrongError(f"{key}: leave out the offset; the clock of time_zone counts")
        return value
    if isinstance(value, date):
        return datetime.combine(value, time.max if key == "until" else time.min)
    raise _WrongError(f"{key}: give a date and time such as 2026-11-30T09:00:00")


def _number(table: Mapping[str, Any], key: str, otherwise: int) -> int:
    value = table.get(key, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 366:
        raise _WrongError(f"{key}: give a number of days up to 366")
    return value


def _hours(value: object) -> tuple[time, time]:
    begins, dash, ends = value.partition("-") if isinstance(value, str) else ("", "", "")
    try:
        found = [time.fromisoformat(one.strip()) for one in (begins, ends) if dash]
    except ValueError:
        found = []
    if found and all(one.tzinfo is None for one in found):
        return found[0], found[1]
    raise _WrongError('hours: give two times of day, such as "18:00-08:00"')
