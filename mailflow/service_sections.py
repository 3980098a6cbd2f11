"""Tables of the settings that say when the desk works, and how soon it answers and resolves."""

import re
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from mailflow.core.allowances import Allowance, read_allowance
from mailflow.core.calendars import DAY_MINUTES, Calendar, Hours, subdivisions_of
from mailflow.duty_sections import DutyTable
from mailflow.identity import is_time_zone
from mailflow.sections import Section
from models.enums import Level, Priority

MOST_MINUTES = 366 * DAY_MINUTES
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SPAN = re.compile(r"([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])", re.ASCII)
_DAYS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?")


class Target(Section):
    """How soon an incident of some priority is answered and resolved.

    `"15m"`, `"4h"`, `"3d"`: hours and minutes of business time, a day is a business day. The keys
    in minutes are those of old; they count round the clock.
    """

    response: str = ""
    resolution: str = ""
    round_the_clock: bool = False
    response_minutes: int | None = Field(default=None, gt=0, le=MOST_MINUTES)
    resolution_minutes: int | None = Field(default=None, gt=0, le=MOST_MINUTES)

    @field_validator("response", "resolution")
    @classmethod
    def _is_allowance(cls, value: str) -> str:
        if value and read_allowance(value) is None:
            raise ValueError('give hours or business days, such as "30m", "4h", "3d" or "1d 4h"')
        return value

    @model_validator(mode="after")
    def _says_both(self) -> Self:
        new = bool(self.response) + bool(self.resolution) + self.round_the_clock
        old = (self.response_minutes is not None) + (self.resolution_minutes is not None)
        if old and new:
            raise ValueError("give response and resolution, or both in minutes, not a mixture")
        if old == 1 or (not old and not (self.response and self.resolution)):
            raise ValueError('give both, such as { response = "4h", resolution = "3d" }')
        return self

    @property
    def counts_always(self) -> bool:
        """Whether it counts round the clock, whatever the business time is."""
        return self.round_the_clock or self.response_minutes is not None

    @property
    def allowed(self) -> tuple[Allowance, Allowance]:
        """What is allowed until the response, and until the resolution."""
        response = _allowance(self.response, self.response_minutes)
        return response, _allowance(self.resolution, self.resolution_minutes)


class Targets(Section):
    """Service targets by priority (design section 6)."""

    p1: Target = Target(response="15m", resolution="4h", round_the_clock=True)
    p2: Target = Target(response="1h", resolution="8h")
    p3: Target = Target(response="4h", resolution="3d")
    p4: Target = Target(response="1d", resolution="5d")
    p5: Target = Target(response="2d", resolution="10d")

    def of(self, priority: str) -> Target:
        """Return the target of a priority such as `P3`."""
        target: Target = getattr(self, priority.lower())
        return target


class ServiceLevel(Section):
    """`[[service_levels]]`: other targets for some incidents; all that is named must fit.

    `requester_domain` is that of a requester's organisation, with those below it. A priority that
    it leaves out has the target of the next entry that fits, at last that of `[targets]`.
    """

    group: str = ""
    category: str = ""
    requester_domain: str = ""
    p1: Target | None = None
    p2: Target | None = None
    p3: Target | None = None
    p4: Target | None = None
    p5: Target | None = None

    @model_validator(mode="after")
    def _says_of_what_and_how_soon(self) -> Self:
        if not (self.group or self.category or self.requester_domain):
            raise ValueError("name a group, category or requester_domain; for all use [targets]")
        if all(self.of(f"p{number}") is None for number in range(1, 6)):
            raise ValueError('name a target, such as p2 = { response = "1h", resolution = "6h" }')
        return self

    def of(self, priority: str) -> Target | None:
        """Return the target of a priority where it has one."""
        target: Target | None = getattr(self, priority.lower())
        return target

    def fits(self, group: str, category: str, address: str) -> bool:
        """Whether it is for an incident of this group and category from this address."""
        domain = f".{address.rpartition('@')[2].casefold()}"
        pairs = ((self.group, group), (self.category, category))
        return all(not own or own.casefold() == one.casefold() for own, one in pairs) and (
            not self.requester_domain or domain.endswith(f".{self.requester_domain.casefold()}")
        )


class MatrixRow(Section):
    """The priorities of one impact, by urgency."""

    high: Priority
    medium: Priority
    low: Priority


class PriorityMatrix(Section):
    """`[priority_matrix]`: a row of each impact (design section 6), and the rules above it.

    A VIP requester raises the priority, or the urgency, by one level; with `signal` the classifier
    weighs it with everything else, so that nobody is counted twice. A major incident has at least
    the priority `major`; empty is no rule.
    """

    high: MatrixRow = MatrixRow(high=Priority.P1, medium=Priority.P2, low=Priority.P3)
    medium: MatrixRow = MatrixRow(high=Priority.P2, medium=Priority.P3, low=Priority.P4)
    low: MatrixRow = MatrixRow(high=Priority.P3, medium=Priority.P4, low=Priority.P5)
    vip: Literal["priority", "urgency", "signal", "none"] = "priority"
    major: Priority | Literal[""] = Priority.P1

    def of(self, impact: Level, urgency: Level) -> Priority:
        """Return the priority of an impact and an urgency."""
        row: MatrixRow = getattr(self, impact.value)
        found: Priority = getattr(row, urgency.value)
        return found


class CalendarTable(Section):
    """`[calendars.NAME]`: the working hours of a week, and the days off.

    `hours` has the working times of a day by weekday or weekdays (`mon`, `mon-fri`), each such as
    `"09:00-12:30"`; what lies between two of them is a break, a day without any is none of work.
    Without a time zone it is the desk's.
    """

    time_zone: str = ""
    hours: dict[str, tuple[str, ...]]
    country: str = ""
    subdivision: str = ""
    holidays: tuple[date, ...] = Field(default=(), max_length=5000)
    working_days: tuple[date, ...] = Field(default=(), max_length=5000)

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value and not is_time_zone(value):
            raise ValueError("give a time zone such as Europe/Berlin")
        return value

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, hours: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        problems = [one for key, texts in hours.items() for one in _problems_of(key, texts)]
        if not problems and not any(hours.values()):
            problems = ['there is no working time; give some, such as mon-fri = ["09:00-17:00"]']
        if problems:
            raise ValueError("; ".join(problems))
        return hours

    @field_validator("country", "subdivision")
    @classmethod
    def _is_code(cls, value: str) -> str:
        return value.strip().upper() if len(value.strip()) <= 3 else value.strip()

    @model_validator(mode="after")
    def _has_known_holidays(self) -> Self:
        if not self.country:
            if self.subdivision:
                raise ValueError("a subdivision needs its country beside it")
            return self
        known = subdivisions_of(self.country)
        if known is None:
            raise ValueError(
                f"no public holidays are known of {self.country!r}; give an ISO 3166 code such as"
                ' "DE", or leave it out and list holidays = [2026-12-25]'
            )
        if self.subdivision and self.subdivision not in known:
            there = ", ".join(known) or "none; leave it out"
            raise ValueError(f"{self.country} has no {self.subdivision!r}; there are {there}")
        return self

    def calendar(self, time_zone: str) -> Calendar:
        """Return it as the core knows it, in this time zone where it names none."""
        days: dict[str, Hours] = {}
        for key, texts in sorted(self.hours.items(), key=lambda one: "-" not in one[0]):
            days |= dict.fromkeys(_weekdays(key), tuple(sorted(map(_minutes, texts))))
        return Calendar(
            self.time_zone or time_zone,
            tuple(days.get(one, ()) for one in WEEKDAYS),
            self.country,
            self.subdivision,
            frozenset(self.holidays),
            frozenset(self.working_days),
        )


class GroupTable(DutyTable):
    """`[groups.NAME]`: what the settings say of a support group of the directory."""

    calendar: str = ""


NO_GROUP = GroupTable()
"""Of a group that the settings do not name."""


def _allowance(text: str, minutes: int | None) -> Allowance:
    if minutes is not None:
        return Allowance(time=timedelta(minutes=minutes))
    return read_allowance(text) or Allowance()


def unknown_calendar(name: str, known: dict[str, CalendarTable], where: str) -> str:
    """Return what is wrong with the name of a calendar, nothing where it is one."""
    if not name or name in known:
        return ""
    likely = get_close_matches(name, known, 1)
    names = ", ".join(sorted(known)) or "none yet"
    hint = f"did you mean {likely[0]!r}?" if likely else f"there are: {names}"
    return f"{where}: no calendar {name!r}; {hint} Write [calendars.{name}] to make one"


def _problems_of(key: str, texts: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the working times of some weekdays."""
    if not _weekdays(key):
        return [f"{key}: no weekday; use {', '.join(WEEKDAYS)}, or two of them such as mon-fri"]
    odd = [one for one in texts if not _is_span(one)]
    if odd:
        shape = 'write "09:00-17:30"; a night ends at 24:00 and goes on at 00:00 of the next day'
        return [f"{key}: {one!r} is no working time, {shape}" for one in odd]
    spans = sorted(map(_minutes, texts))
    if any(following[0] < one[1] for one, following in pairwise(spans)):
        return [f"{key}: two working times overlap; make one of them"]
    return []


def _weekdays(key: str) -> tuple[str, ...]:
    """Return the weekdays that `mon` or `fri-sun` names; nothing for other text."""
    found = _DAYS.fullmatch(key)
    ends = [one for one in found.groups() if one] if found else []
    if not ends or not set(ends) <= set(WEEKDAYS):
        return ()
    first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
    return tuple(WEEKDAYS[(first + one) % 7] for one in range((last - first) % 7 + 1))


def _is_span(text: str) -> bool:
    if not _SPAN.fullmatch(text):
        return False
    begins, ends = _minutes(text)
    return begins < ends <= DAY_MINUTES


def _minutes(text: str) -> tuple[int, int]:
    """Return a checked working time as minutes since midnight."""
    begins, ends = (part.split(":") for part in text.split("-"))
    return int(begins[0]) * 60 + int(begins[1]), int(ends[0]) * 60 + int(ends[1])
