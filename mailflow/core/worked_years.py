"""A year's working spans as numbers: microseconds since 1970, which add up exactly."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)
SECOND, MINUTE, DAY = 10**6, 60 * 10**6, 86_400 * 10**6


@dataclass(frozen=True, slots=True)
class WorkedYear:
    """The working spans of one year of UTC, in microseconds since 1970.

    `sums[i]` is what was worked before span `i`. `business_days` are the days of the year in the
    calendar's own zone that have any working time.
    """

    end: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sums: tuple[int, ...]
    business_days: tuple[int, ...]

    def works_at(self, at: int) -> bool:
        """Whether the moment lies in a span."""
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]

    def before(self, at: int) -> int:
        """Return what is worked in this year before the moment."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return 0
        return self.sums[index] + min(at, self.ends[index]) - self.starts[index]

    def worked(self, begins: int, ends: int) -> int:
        """Return what is worked in this year between two moments."""
        return self.before(ends) - self.before(begins)

    def at(self, worked: int) -> int:
        """Return the first moment before which so much, more than nothing, is worked."""
        index = bisect_left(self.sums, worked) - 1
        return self.starts[index] + worked - self.sums[index]

    def next_start(self, at: int) -> int | None:
        """Return the first working moment at or after this one."""
        index = bisect_right(self.ends, at)
        return max(at, self.starts[index]) if index < len(self.starts) else None


def offsets(zone: ZoneInfo, begins: int, ends: int) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches in which the zone keeps one offset from UTC, with that offset."""
    start, offset = begins, _offset(zone, begins)
    for at in range(begins, ends, DAY):
        following = min(at + DAY, ends)
        changed = _offset(zone, following)
        if changed != offset:
            turn = _turn(zone, at, following)
            yield start, turn, offset
            start, offset = turn, changed
    yield start, ends, offset


def _turn(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the second at which the offset changes between two moments."""
    offset = _offset(zone, before)
    while after - before > SECOND:
        middle = (before + after) // (2 * SECOND) * SECOND
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = moment_of(at).astimezone(zone).utcoffset() or timedelta()
    return offset // MICROSECOND


def since_epoch(moment: datetime) -> int:
    """Return a moment as a number."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(at: int) -> datetime:
    """Return the moment, in UTC, that a number stands for."""
    return EPOCH + timedelta(microseconds=at)


def new_year(year: int) -> int:
    """Return the moment at which a year of UTC begins."""
    return (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY


def year_of(at: int) -> int:
    """Return the year of UTC that a moment lies in."""
    return moment_of(at).year
