"""Business time: as the clock on the wall shows it, whatever daylight saving and holidays do."""

from datetime import UTC, date, datetime, timedelta
from timeit import repeat

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.calendar_cases import BERLIN, OFFICE, STRETCHES, Stretch

from mailflow.core.calendars import ALWAYS, HORIZON, Calendar
from mailflow.service_sections import CalendarTable

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=4300)).map(
    lambda passed: datetime(2016, 1, 1, tzinfo=UTC) + passed
)
CALENDARS = st.sampled_from([ALWAYS, *dict.fromkeys(one.calendar for one in STRETCHES)])
WORKED = st.timedeltas(timedelta(0), timedelta(days=20))
HOUR = timedelta(hours=1)
DESK = CalendarTable(time_zone=BERLIN, hours=dict(OFFICE), country="DE").calendar("UTC")


def berlin(text: str) -> datetime:
    return Stretch(BERLIN, OFFICE, text, text).moments[0]


@pytest.mark.parametrize("stretch", STRETCHES, ids=lambda one: one.name)
def test_working_time_is_what_a_walk_minute_by_minute_counts(stretch: Stretch) -> None:
    start, end = stretch.moments
    worked = stretch.calendar.working_time(start, end)
    assert worked == timedelta(minutes=stretch.wall.minutes(start, end))
    assert stretch.calendar.working_time(start, stretch.calendar.after(start, worked)) == worked
    sampled = [start + one * (end - start) / 23 for one in range(24)]
    shown = [stretch.wall.shows_work(one) for one in sampled]
    assert [stretch.calendar.is_working(one) for one in sampled] == shown


def test_there_are_sixty_stretches_and_each_is_another() -> None:
    assert len({(one.name, *one.hours.items(), one.country) for one in STRETCHES}) >= 60


@settings(deadline=None)  # the first look at a country reads all its holidays
@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up_over_any_split_and_is_never_negative(
    calendar: Calendar, first: datetime, second: datetime, third: datetime
) -> None:
    start, middle, end = sorted((first, second, third))
    parts = calendar.working_time(start, middle) + calendar.working_time(middle, end)
    assert calendar.working_time(start, end) == parts
    assert timedelta(0) <= parts <= end - start
    assert calendar.working_time(end, start) == timedelta(0)


@given(CALENDARS, MOMENTS, WORKED)
def test_after_is_the_inverse_of_working_time_and_the_first_such_moment(
    calendar: Calendar, start: datetime, worked: timedelta
) -> None:
    found = calendar.after(start, worked)
    assume(found.year - start.year < HORIZON)  # one of them works a minute a week
    assert calendar.working_time(start, found) == worked
    if worked:
        before = found - timedelta(microseconds=1)
        assert calendar.working_time(start, before) < worked


@given(CALENDARS, MOMENTS, st.integers(1, 30))
def test_business_days_end_in_working_time_and_on_another_day_each(
    calendar: Calendar, start: datetime, days: int
) -> None:
    found = [calendar.business_days_after(start, one) for one in range(days + 1)]
    assert found == sorted(set(found))
    assert all(calendar.working_time(one - HOUR * 24, one + HOUR) for one in found)
    assert calendar.is_working(calendar.next_start(start))
    assert calendar.working_time(start, calendar.next_start(start)) == timedelta(0)


@pytest.mark.parametrize(
    ("start", "days", "found"),
    [
        ("2026-03-02 10:00", 1, "2026-03-03 10:00"),
        ("2026-03-06 10:00", 1, "2026-03-09 10:00"),
        ("2026-03-07 12:00", 1, "2026-03-10 09:00"),
        ("2026-03-06 20:00", 5, "2026-03-16 09:00"),
        ("2026-04-02 10:00", 1, "2026-04-07 10:00"),  # Easter
        ("2026-03-27 10:00", 1, "2026-03-30 10:00"),  # summer time begins
        ("2026-03-02 10:00", 0, "2026-03-02 10:00"),
        ("2026-03-02 12:45", 1, "2026-03-03 13:30"),
    ],
)
def test_a_business_day_later_it_is_the_same_time(start: str, days: int, found: str) -> None:
    assert DESK.business_days_after(berlin(start), days) == berlin(found)


def test_a_day_that_ends_early_ends_what_is_due_on_it() -> None:
    hours: dict[str, tuple[str, ...]] = {"mon-thu": ("08:00-16:30",), "fri": ("08:00-13:00",)}
    calendar = CalendarTable(hours=hours).calendar(BERLIN)
    due = calendar.business_days_after(berlin("2026-03-05 15:00"), 1)
    assert due == berlin("2026-03-06 13:00")


def test_round_the_clock_everything_counts() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert ALWAYS.after(start, 100 * HOUR) == start + 100 * HOUR
    assert ALWAYS.business_days_after(start, 10) == start + 240 * HOUR


def test_a_search_ends_where_next_to_nothing_is_worked() -> None:
    free = frozenset(date(2026, 3, 4) + timedelta(days=one) for one in range(0, 365 * 30, 7))
    calendar = Calendar("UTC", ((), (), ((600, 660),), (), (), (), ()), holidays=free)
    start = datetime(2026, 3, 4, tzinfo=UTC)
    end = datetime(2026 + HORIZON + 1, 1, 1, tzinfo=UTC)
    assert calendar.after(start, HOUR) == end
    assert calendar.next_start(start) == end
    assert calendar.business_days_after(start, 1) == end


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_in_years_out_of_reach_nothing_works_and_nothing_breaks(year: int) -> None:
    moment = datetime(year, 12, 31, 12, tzinfo=UTC)
    assert not DESK.is_working(moment)
    assert DESK.working_time(moment, moment + timedelta(hours=1)) == timedelta(0)
    assert DESK.after(moment, HOUR) >= moment


def test_a_target_ten_business_days_ahead_costs_less_than_a_fifth_of_a_millisecond() -> None:
    start = berlin("2026-03-02 10:00")
    tries = repeat(lambda: DESK.business_days_after(start, 10), number=50, repeat=5)
    assert min(tries) / 50 < 0.0002
