"""Who is on call at a moment: shifts on the wall clock of a time zone, once or again and again.

A shift begins and ends when a clock on the wall shows it, so that hand-over at nine stays at nine
when daylight saving begins or ends (RFC 5545 section 3.8.5.3 repeats the exact length instead,
which would leave an hour with nobody). A wall time that is skipped counts as an hour later, one
that comes twice as the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_SHIFT = timedelta(days=366)
YEARS = range(1970, 2200)
"""The years in which shifts may start: of others the arithmetic of dates would fail."""
IMPOSSIBLE = f"it must end after it starts, within a year, and not start before {YEARS[0]}"
MOST_AT_ONCE = 60
"""So many times a shift may begin anew before it ends."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A time at which people are on call: `start` and `end` are wall times of `zone`.

    It comes again after `every` days (0: it comes once), `times` times and not after `until`, but
    not at the starts in `without`. With `turn`, one person at a time: each for so many
    occurrences, in the order of `people`. An override replaces whoever else is on call.
    """

    people: tuple[str, ...]
    start: datetime
    end: datetime
    zone: str
    every: int = 0
    times: int | None = None
    until: datetime | None = None
    without: frozenset[datetime] = field(default=frozenset())
    turn: int = 0
    overrides: bool = False

    def on_call(self, moment: datetime) -> tuple[str, ...]:
        """Return who is on call by this shift."""
        zone = ZoneInfo(self.zone)
        running = (k for k in self._near(moment.astimezone(zone)) if self._runs(k, moment, zone))
        return tuple(dict.fromkeys(name for k in running for name in self._whose(k)))

    def _near(self, local: datetime) -> Iterator[int]:
        """Return the occurrences that may run then, by their number."""
        if not self.every:
            return iter((0,))
        last = (local.date() - self.start.date()).days // self.every + 1
        longest = (self.end - self.start).days // self.every + 2
        return iter(range(max(last - longest, 0), last + 1))

    def _runs(self, number: int, moment: datetime, zone: ZoneInfo) -> bool:
        if self.times is not None and number >= self.times:
            return False
        ahead = timedelta(days=number * self.every)
        start = self.start + ahead
        if start in self.without or (self.until is not None and start > self.until):
            return False
        return _instant(start, zone) <= moment < _instant(self.end + ahead, zone)

    def _whose(self, number: int) -> tuple[str, ...]:
        if not self.turn:
            return self.people
        return (self.people[number // self.turn % len(self.people)],)


@dataclass(frozen=True, slots=True)
class Rota:
    """The shifts of a support group as its file has them, and what is wrong with that file."""

    shifts: tuple[Shift, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody named in it, as written there."""
        return tuple(dict.fromkeys(name for one in self.shifts for name in one.people))

    def on_call(self, moment: datetime) -> tuple[str, ...]:
        """Return who is on call, as written in the file; nobody in a gap."""
        overriding = [one for one in self.shifts if one.overrides]
        ordinary = [one for one in self.shifts if not one.overrides]
        return _together(overriding, moment) or _together(ordinary, moment)


NO_ROTA = Rota()


def is_possible(shift: Shift) -> bool:
    """Whether a shift has an end after its start, and does not overlap itself without end."""
    if shift.start.year not in YEARS:
        return False
    length = shift.end - shift.start
    bound = timedelta(days=shift.every * MOST_AT_ONCE) if shift.every else LONGEST_SHIFT
    return timedelta() < length <= min(bound, LONGEST_SHIFT)


def _together(shifts: list[Shift], moment: datetime) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in shifts for name in one.on_call(moment)))


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
