"""Durations and moments as agents write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailflow.core.calendars import weekdays
from mailflow.core.commands.durations import (
    moment_after,
    read_duration,
    read_moment,
    written_duration,
)

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # 13:00 in Berlin

DURATIONS = [
    ("2d", "2d"),
    ("1h 30m", "1h 30m"),
    ("90 min", "1h 30m"),
    ("1 week, 2 days", "1w 2d"),
    ("25h", "25h"),
]


@pytest.mark.parametrize(("text", "written"), DURATIONS)
def test_a_duration_has_one_way_to_be_written(text: str, written: str) -> None:
    assert written_duration(text) == written
    assert read_duration(text) == read_duration(written)


@pytest.mark.parametrize("text", ["", "2", "soon", "2x", "0m", "99999d", "2d later", "-1h"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert read_duration(text) is None


MOMENTS = [
    ("2d", (2026, 11, 26, 12, 0)),
    ("15:30", (2026, 11, 24, 14, 30)),
    ("9:00", (2026, 11, 25, 8, 0)),  # over today
    ("today", (2026, 11, 24, 16, 0)),
    ("tomorrow 9:00", (2026, 11, 25, 8, 0)),
    ("fri", (2026, 11, 27, 16, 0)),
    ("tuesday", (2026, 12, 1, 16, 0)),
    ("2026-12-01", (2026, 12, 1, 16, 0)),
    ("1.12.2026 08:00", (2026, 12, 1, 7, 0)),
    ("2027-04-01 9:00", (2027, 4, 1, 7, 0)),  # summer time by then
    ("2027-03-28 2:30", (2027, 3, 28, 1, 30)),  # there is no such time on this day
    ("2027-10-31 2:30", (2027, 10, 31, 0, 30)),  # there are two: the first
]


@pytest.mark.parametrize(("text", "expected"), MOMENTS)
def test_a_moment_is_read_in_the_zone_of_its_writer(
    text: str, expected: tuple[int, int, int, int, int]
) -> None:
    assert read_moment(text, TUESDAY, BERLIN) == datetime(*expected, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2020-01-01",
        "2026-02-30",
        "25:00",
        "2030-01-01",
        "mo",
        "1/2/2027",
        "0001-01-01 0:00",
    ],
)
def test_what_is_over_unclear_or_far_away_is_none(text: str) -> None:
    assert read_moment(text, TUESDAY, BERLIN) is None


def test_the_last_day_there_is_is_too_far_away_in_every_zone() -> None:
    assert read_moment("9999-12-31 23:00", TUESDAY, ZoneInfo("America/New_York")) is None


def test_a_duration_is_counted_from_now() -> None:
    assert read_moment("1h", TUESDAY, BERLIN) == TUESDAY + timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "days", "hours"),
    [("2d", 4, 0), ("48h", 2, 0), ("1w", 7, 0), ("1w 1d", 10, 0), ("1d 3h", 3, 3), ("90m", 0, 1.5)],
)
def test_a_day_from_now_is_a_business_day_and_no_other_unit_is(
    text: str, days: int, hours: float
) -> None:
    friday = TUESDAY + timedelta(days=3)
    found = moment_after(text, friday, weekdays("Europe/Berlin"))
    assert found == friday + timedelta(days=days, hours=hours)
