"""Charts as places on a sheet: axes, lines, points and bars; the template draws them as SVG.

A chart tells everything twice: as a picture with a title and a description, and as the table of
the same numbers below it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

WIDTH, HEIGHT = 440, 300
LEFT, RIGHT, TOP, BOTTOM = 66, 18, 14, 48
TICKS = 5
CHARACTERS, LONGEST_NAME = 52, 10  # below an axis; of one name

LONG = timedelta(hours=3)

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction of a chart: what it measures, from where to where, and the marks on it."""

    title: str
    low: float
    high: float
    marks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """Return how far along the axis a value is, 0 to 1; what lies beyond stays at its end."""
        span = self.high - self.low or 1.0
        return min(1.0, max(0.0, (value - self.low) / span))


@dataclass(frozen=True, slots=True)
class Line:
    """Points that belong together; `look` is a class of the style sheet: ours, other, ideal."""

    name: str
    look: str
    places: tuple[Place, ...]
    dotted: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar over the x axis from `start` to `end`."""

    name: str
    look: str
    start: float
    end: float
    value: float


@dataclass(frozen=True, slots=True)
class Mark:
    """What is pointed out: a line across at `y`, or a place where there is an `x` too."""

    text: str
    y: float
    x: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that one picture and its table say; nothing happened where it `is_empty`."""

    name: str
    title: str
    description: str
    x: Axis
    y: Axis
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_empty: bool = False
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """The looks of lines and bars with their names, each once."""
        named: list[Line | Bar] = [*self.lines, *self.bars]
        return tuple(dict.fromkeys((one.look, one.name) for one in named))

    def at(self, value: float) -> str:
        """Return the x place of a value."""
        return f"{LEFT + self.x.share(value) * (WIDTH - LEFT - RIGHT):.1f}"

    def up(self, value: float) -> str:
        """Return the y place of a value."""
        return f"{HEIGHT - BOTTOM - self.y.share(value) * (HEIGHT - TOP - BOTTOM):.1f}"

    def path(self, line: Line) -> str:
        """Return the places of a line as SVG wants them."""
        return " ".join(f"{self.at(x)},{self.up(y)}" for x, y in line.places)


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers by two names, such as weekday and hour: the more, the darker."""

    name: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def most(self) -> int:
        """The largest number."""
        return max((one for _, cells in self.rows for one in cells), default=0)

    def shade(self, number: int) -> int:
        """Return how dark a number is, 0 to 100."""
        return round(100 * number / self.most) if self.most else 0


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of a ranking: a name, its value in words, and how long its bar is, 0 to 100."""

    name: str
    value: str
    length: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Names by how much there is of each; it reads as a table."""

    name: str
    title: str
    description: str
    heads: tuple[str, str]
    ranks: tuple[Rank, ...]


def percent_axis(title: str, low: float = 0.0, high: float = 1.0) -> Axis:
    """Return an axis of shares, marked in percent."""
    return _axis(title, low, high, lambda value: f"{value:.0%}")


def count_axis(title: str, high: float) -> Axis:
    """Return an axis of whole numbers from 0 on."""
    return _axis(title, 0.0, high, lambda value: f"{value:,.0f}".replace(",", "\u202f"), least=1.0)


def duration_axis(titles: tuple[str, str], longest: timedelta) -> tuple[Axis, timedelta]:
    """Return an axis of durations from 0 on, titled in minutes or hours, and what it measures in.

    Up to three hours are told in minutes.
    """
    is_short = longest < LONG
    unit = timedelta(minutes=1) if is_short else timedelta(hours=1)
    return count_axis(titles[0 if is_short else 1], max(longest / unit, 1.0)), unit


def named_axis(title: str, names: Sequence[str], longest: int = LONGEST_NAME) -> Axis:
    """Return an axis with one place for each name, at 0.5, 1.5 and so on; what fits is shown."""
    short = [f"{name[:longest]}…" if len(name) > longest + 1 else name for name in names]
    widest = max(map(len, short), default=1) + 2
    step = max(1, math.ceil(len(names) * widest / CHARACTERS))
    shown = [(at + 0.5, name) for at, name in enumerate(short) if at % step == 0]
    return Axis(title, 0.0, float(max(1, len(names))), tuple(shown))


def _axis(
    title: str, low: float, high: float, name: Callable[[float], str], *, least: float = 0.0
) -> Axis:
    step = _round_step(max(least, (high - low) / TICKS))
    step = math.ceil(step) if least else step  # 2.5 things there are not
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    values = [number * step for number in range(first, last + 1)]
    return Axis(title, values[0], values[-1], tuple((value, name(value)) for value in values))


def _round_step(step: float) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that is no smaller."""
    if step <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= step * 0.999)
