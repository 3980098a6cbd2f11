"""Business time: which moments count as work, in a time zone, with breaks and public holidays.

A moment is working when the clock on the wall of the time zone shows a working time. A wall time
that daylight saving skips never comes, one that it repeats counts twice: 00:00-24:00 has 23 hours
on the day in spring and 25 in autumn. Public holidays are those of the library `holidays`.

The spans of a year are computed once and kept, so that a sum over months costs a few look-ups.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from mailflow.core.worked_years import (
    DAY,
    EPOCH_ORDINAL,
    MICROSECOND,
    MINUTE,
    WorkedYear,
    moment_of,
    new_year,
    offsets,
    since_epoch,
    year_of,
)

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Outside these years no time counts as work."""
HORIZON = 20
"""So many years ahead a moment is looked for, and no further."""
DAY_MINUTES = 24 * 60

Hours = tuple[tuple[int, int], ...]
"""The working times of one day: pairs of minutes since midnight, in their order; 1440 is 24:00."""

_ALL_DAY: Hours = ((0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a support group works: the hours of each weekday from Monday on, and its days off.

    A day of `working_days` is worked whatever holiday it is: with the hours of its weekday, or,
    where that has none, with those of the first weekday that has some.
    """

    time_zone: str = "UTC"
    week: tuple[Hours, ...] = (_ALL_DAY,) * 7
    country: str = ""
    subdivision: str = ""
    holidays: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    def is_working(self, moment: datetime) -> bool:
        """Whether this is a moment of work."""
        at = since_epoch(moment)
        year = year_of(at)
        return year in _years(year, year) and _year(self, year).works_at(at)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments, none where `end` is before."""
        begins, ends = since_epoch(start), since_epoch(end)
        if ends <= begins:
            return timedelta()
        years = (_year(self, one) for one in _years(year_of(begins), year_of(ends)))
        return timedelta(microseconds=sum(one.worked(begins, ends) for one in years))

    def after(self, start: datetime, worked: timedelta) -> datetime:
        """Return the first moment from `start` on at which so much working time has passed.

        It is the inverse of `working_time`. Where the next `HORIZON` years have less working time
        than that, it is their end.
        """
        begins, left = since_epoch(start), worked // MICROSECOND
        if left <= 0:
            return start.astimezone(UTC)
        for year in _years_ahead(begins):
            spans = _year(self, year)
            here = spans.worked(begins, spans.end)
            if left <= here:
                return moment_of(spans.at(left + spans.before(begins)))
            left -= here
        return _horizon(start)

    def next_start(self, moment: datetime) -> datetime:
        """Return the moment itself where it is working, else the next one that is."""
        at = since_epoch(moment)
        for year in _years_ahead(at):
            found = _year(self, year).next_start(at)
            if found is not None:
                return moment_of(found)
        return _horizon(moment)

    def business_days_after(self, start: datetime, days: int) -> datetime:
        """Return the same time of day so many business days later.

        Outside working time the count begins with the next working moment. Where the last day does
        not work at that time, it is the next moment of that day that does, else the day's end.
        """
        zone = ZoneInfo(self.time_zone)
        begins = self.next_start(start)
        if days <= 0 or not self.is_working(begins):
            return begins
        local = begins.astimezone(zone)
        day = self._business_day(local.date(), days)
        if day is None:
            return _horizon(start)
        wanted = datetime.combine(day, local.time(), zone).astimezone(UTC)
        found = self.next_start(wanted)
        if found.astimezone(zone).date() == day:
            return found
        midnight = datetime.combine(day, local.time().min, zone)
        return self.after(midnight, self.working_time(midnight, wanted))

    def _business_day(self, start: date, days: int) -> date | None:
        """Return the business day so many after `start`, which does not count itself."""
        last = min(start.year + HORIZON, LAST_YEAR)
        for year in range(max(start.year, FIRST_YEAR), last + 1):
            known = _year(self, year).business_days
            first = bisect_right(known, start.toordinal())
            if first + days <= len(known):
                return date.fromordinal(known[first + days - 1])
            days -= len(known) - first
        return None

    def hours_of(self, day: date, public: frozenset[date]) -> Hours:
        """Return the working times of a day, where `public` are the public holidays."""
        own = self.week[day.weekday()]
        if day in self.working_days:
            return own or next((one for one in self.week if one), ())
        return () if day in self.holidays or day in public else own


ALWAYS = Calendar()
"""Round the clock, all days."""


def weekdays(time_zone: str) -> Calendar:
    """Return the calendar by which days are counted where none is known: Monday to Friday."""
    return Calendar(time_zone, (*(_ALL_DAY,) * 5, (), ()))


@dataclass(frozen=True, slots=True)
class DayWindow:
    """So many business days from some moment on."""

    calendar: Calendar
    days: int

    def end(self, start: datetime) -> datetime:
        """Return when it is over; a window of no days ends where it begins."""
        return self.calendar.business_days_after(start, self.days) if self.days else start

    def is_open(self, start: datetime, now: datetime) -> bool:
        """Whether it is not over yet."""
        return now <= self.end(start)


@lru_cache(maxsize=512)
def _year(calendar: Calendar, year: int) -> WorkedYear:
    """Return the spans of a year; a day more on each side tells whole days of every zone."""
    begins, ends = new_year(year), new_year(year + 1)
    found = list(_spans(calendar, begins - 2 * DAY, ends + 2 * DAY))
    days = {day for day, _, _ in found}
    cut = ((max(start, begins), min(end, ends)) for _, start, end in found)
    starts: list[int] = []
    stops: list[int] = []
    for start, end in cut:
        if stops and stops[-1] == start < end:
            stops[-1] = end
        elif start < end:
            starts.append(start)
            stops.append(end)
    lengths = (end - start for start, end in zip(starts, stops, strict=True))
    sums = tuple(accumulate(lengths, initial=0))
    own = sorted(one for one in days if date.fromordinal(one).year == year)
    return WorkedYear(ends, tuple(starts), tuple(stops), sums, tuple(own))


def _spans(calendar: Calendar, begins: int, ends: int) -> Iterator[tuple[int, int, int]]:
    """Yield day, begin and end of each working span, in the order of time."""
    public = _public_holidays(calendar, year_of(begins), year_of(ends))
    for start, end, offset in offsets(ZoneInfo(calendar.time_zone), begins, ends):
        for number in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
            day, midnight = EPOCH_ORDINAL + number, number * DAY - offset
            for first, last in calendar.hours_of(date.fromordinal(day), public):
                span = (max(midnight + first * MINUTE, start), min(midnight + last * MINUTE, end))
                if span[0] < span[1]:
                    yield day, *span


def _public_holidays(calendar: Calendar, first: int, last: int) -> frozenset[date]:
    if not calendar.country:
        return frozenset()
    from holidays import country_holidays  # noqa: PLC0415 - takes its time, and few need it

    found = country_holidays(
        calendar.country,
        subdiv=calendar.subdivision or None,
        years=range(first, last + 1),
        expand=False,
    )
    return frozenset(found)


def subdivisions_of(country: str) -> tuple[str, ...] | None:
    """Return the subdivisions whose holidays are known, None where the country is not."""
    from holidays import list_supported_countries  # noqa: PLC0415

    found = list_supported_countries(include_aliases=True).get(country)
    return None if found is None else tuple(found)


def _years(first: int, last: int) -> range:
    return range(max(first, FIRST_YEAR), min(last, LAST_YEAR) + 1)


def _years_ahead(at: int) -> range:
    year = year_of(at)
    return _years(year, year + HORIZON)


def _horizon(start: datetime) -> datetime:
    """Return the moment at which a search from here ends."""
    year = start.astimezone(UTC).year
    last = max(FIRST_YEAR, min(year + HORIZON, LAST_YEAR))
    return max(moment_of(new_year(last + 1)), start.astimezone(UTC))
