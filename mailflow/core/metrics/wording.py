"""Figures in words of a language: `say` gives a sentence of its catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from mailflow.core.metrics.comparing import Compared, Headline, Trend, Unit, Value
from mailflow.core.metrics.measures import Share
from mailflow.core.metrics.performance import Backlog, Performance, Volume
from mailflow.core.metrics.periods import Period

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EXACT = 10 * HOUR
"""Below so much, minutes are told beside the hours."""
LEAST = timedelta(seconds=30)
LEAST_OF = {Unit.SHARE: 0.0005, Unit.SCORE: 0.05}
"""Smaller differences do not show in the digits that are told."""
ARROWS = {Trend.UP: "▲", Trend.DOWN: "▼", Trend.SAME: "=", Trend.TOO_FEW: ""}


class Say(Protocol):
    """Gives a sentence of a catalogue, filled in."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure for people: its name, its value, what it rests on, and how it was before.

    `look` is better, worse or same; `arrow` shows the way, empty where too few tell none.
    """

    key: str
    name: str
    value: str
    count: str
    before: str
    arrow: str
    step: str
    look: str


def lines_of(found: tuple[Compared, ...], say: Say) -> tuple[Line, ...]:
    """Return every figure in words."""
    return tuple(_line(one, say) for one in found)


def _line(one: Compared, say: Say) -> Line:
    now = one.now
    is_same = _is_as_before(one)
    of = "of" if now.unit is Unit.SHARE else "from"
    counted = "" if now.unit is Unit.INCIDENTS else say(f"performance.{of}", count=now.count)
    return Line(
        key=now.key,
        name=say(f"performance.{now.key}"),
        value=shown(now.value, now.unit, say),
        count=counted,
        before=shown(one.before.value, now.unit, say),
        arrow=ARROWS[Trend.SAME if is_same else one.trend],
        step=_step(one, say),
        look="same" if is_same else one.look,
    )


def _step(one: Compared, say: Say) -> str:
    if one.trend is Trend.TOO_FEW:
        return say("performance.too_few")
    if _is_as_before(one):
        return say("performance.as_before")
    sign = "+" if one.trend is Trend.UP else "−"
    return f"{sign}{_size(one.now, one.difference or 0.0, say)}"


def _is_as_before(one: Compared) -> bool:
    """Whether there is no difference that its digits would show."""
    step, unit = one.difference, one.now.unit
    if one.trend is Trend.TOO_FEW or step is None:
        return False
    if isinstance(step, timedelta):
        return abs(step) < LEAST
    return abs(step) < LEAST_OF.get(unit, 0.5)


def _size(now: Headline, step: float | timedelta, say: Say) -> str:
    if isinstance(step, timedelta):
        return shown(abs(step), now.unit, say)
    if now.unit is Unit.SHARE:
        return say("performance.points", count=decimal(abs(step) * 100, say))
    return decimal(abs(step), say) if now.unit is Unit.SCORE else str(round(abs(step)))


def shown(value: Value, unit: Unit, say: Say) -> str:
    """Return a value with its unit."""
    if value is None:
        return say("performance.none")
    if isinstance(value, timedelta):
        return age(value, say) if unit is Unit.AGE else duration(value, say)
    if unit is Unit.SHARE:
        return percent(value, say)
    if unit is Unit.SCORE:
        return together(say("performance.score", score=decimal(value, say)))
    return str(round(value))


def share(found: Share, say: Say) -> str:
    """Return a share in percent."""
    return shown(found.value, Unit.SHARE, say)


def percent(value: float, say: Say) -> str:
    """Return a share of one in percent."""
    return together(say("date.percent", number=round(value * 100)))


def decimal(value: float, say: Say) -> str:
    """Return a number with one digit behind the sign of the language."""
    return f"{value:.1f}".replace(".", say("number.decimal"))


def duration(value: timedelta | None, say: Say) -> str:
    """Return working time; a working day has other hours than a day, so hours are the largest."""
    return together(_duration(value, say))


def together(text: str) -> str:
    """Return numbers and units that no line may part."""
    return text.replace(" ", "\u00a0")


def _duration(value: timedelta | None, say: Say) -> str:
    if value is None:
        return say("performance.none")
    minutes = round(value / timedelta(minutes=1))
    if minutes < 60:
        return say("performance.minutes", count=minutes)
    if value < EXACT and minutes % 60:
        return say("performance.hours_minutes", hours=minutes // 60, minutes=minutes % 60)
    return say("performance.hours", count=round(minutes / 60))


def age(value: timedelta | None, say: Say) -> str:
    """Return a time by the clock on the wall, in days where there are two."""
    if value is None or value < 2 * DAY:
        return duration(value, say)
    return together(say("performance.days", count=round(value / DAY)))


def day_name(day: date, say: Say) -> str:
    """Return a date as the language writes it."""
    month = say("date.months").split()[day.month - 1]
    return say("performance.date", day=day.day, month=month, year=day.year)


def span(period: Period, say: Say) -> str:
    """Return from when to when a period goes, or which day it is."""
    first, last = (day_name(one, say) for one in (period.first_day, period.last_day))
    if first == last:
        return say("performance.one_day", day=first)
    return say("performance.period", first=first, last=last)


def weekdays(say: Say) -> Iterator[str]:
    """Return the short names of the days, Monday first."""
    return iter(say("date.weekdays").split())


def heading(group: str, say: Say) -> str:
    """Return what is told of: the desk, or one of its groups."""
    return say("performance.title_group", group=group) if group else say("performance.title")


def left_out(one: Volume, say: Say) -> str:
    """Return how many incidents are in no figure, and why."""
    return say(
        "performance.left_out",
        merged=one.merged,
        canceled=one.canceled,
        spam=one.spam,
        practice=one.practice,
        problem=one.problem,
        action=one.action,
    )


def remarks(one: Performance, say: Say) -> tuple[str, ...]:
    """Return what is told below the figures: what they leave out, and what is still to do."""
    found = (left_out(one.volume, say), held_and_late(one.backlog, say))
    missing = one.missing_causes
    named = ", ".join(missing.references)
    key = (
        "causes_missing" if missing.share.part == len(missing.references) else "causes_missing_more"
    )
    more = missing.share.part - len(missing.references)
    told = say(f"performance.{key}", references=named, count=more) if named else ""
    return (*found, told) if told else found


def held_and_late(one: Backlog, say: Say) -> str:
    """Return how what is open stands."""
    return say(
        "performance.held_and_late",
        held=one.on_hold,
        unassigned=one.unassigned,
        response=one.response_overdue,
        resolution=one.resolution_overdue,
    )
