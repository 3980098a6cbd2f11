"""Periods of whole days in the zone of the desk, and figures of small numbers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailflow.adapters.renderer import Renderer
from mailflow.core.metrics.measures import ranked, spread_of
from mailflow.core.metrics.periods import days_between
from mailflow.core.metrics.wording import span

BERLIN = ZoneInfo("Europe/Berlin")
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_week_in_which_clocks_are_put_back_is_an_hour_longer() -> None:
    week = days_between(date(2026, 10, 19), date(2026, 10, 25), BERLIN, LATER)
    assert week.end - week.start == timedelta(days=7, hours=1)
    assert (week.days, len(week.bounds)) == (7, 7)
    assert week.before.end == week.start
    assert week.before.end - week.before.start == timedelta(days=7)


def test_a_day_that_is_not_over_ends_now_and_is_compared_as_far() -> None:
    now = datetime(2026, 10, 21, 12, tzinfo=UTC)
    three = days_between(date(2026, 10, 19), date(2026, 10, 21), BERLIN, now)
    assert (three.end, three.days) == (now, 3)
    assert three.before.end == datetime(2026, 10, 18, 12, tzinfo=UTC)
    assert three.bounds[-1] == now


def test_bars_of_a_long_period_are_weeks() -> None:
    year = days_between(date(2026, 1, 1), date(2026, 12, 31), BERLIN, LATER)
    assert (year.days, len(year.bounds)) == (365, 53)
    assert list(year.bounds) == sorted(set(year.bounds))


def test_a_percentile_is_a_time_that_was_measured() -> None:
    ten = [timedelta(minutes=number) for number in range(1, 11)]
    assert (ranked(ten, 50), ranked(ten, 90)) == (ten[4], ten[8])
    assert (ranked(ten[:1], 50), ranked(ten[:1], 90)) == (ten[0], ten[0])
    found = spread_of([ten[0], ten[3]])
    assert (found.mean, found.p50, found.longest) == (timedelta(minutes=2.5), ten[0], ten[3])


@pytest.mark.parametrize(
    ("language", "day", "days"),
    [
        ("en", "26 Nov 2026", "25 Nov 2026 to 26 Nov 2026"),
        ("de", "26. Nov. 2026", "25. Nov. 2026 bis 26. Nov. 2026"),
        ("fr", "du 26 nov. 2026", "du 25 nov. 2026 au 26 nov. 2026"),
        ("es", "del 26 nov. 2026", "del 25 nov. 2026 al 26 nov. 2026"),
        ("ja", "2026年11月26日", "2026年11月25日～2026年11月26日"),
    ],
)
def test_a_period_of_one_day_is_called_by_that_day(language: str, day: str, days: str) -> None:
    say = Renderer().say(language)
    one, two = (
        days_between(date(2026, 11, first), date(2026, 11, 26), BERLIN, LATER) for first in (26, 25)
    )
    assert (span(one, say), span(two, say)) == (day, days)
