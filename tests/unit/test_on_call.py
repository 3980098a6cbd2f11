"""Who is on call: TOML and iCalendar files, by the clock on the wall."""

import os
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.situations import NOW, agent

from mailflow.adapters.rotas import MAXIMUM_SIZE, read_rota, read_table
from mailflow.core.ladders import person_named
from mailflow.core.on_call import Rota
from mailflow.core.presence import paged
from mailflow.core.quiet_hours import quiet_until
from mailflow.core.return_dates import returns_at

BERLIN = ZoneInfo("Europe/Berlin")
TABLE = """
time_zone = "Europe/Berlin"
[[rotations]]
people = ["@ann", "@bob", "@eve"]
start = 2026-01-05T09:00:00
[[overrides]]
who = "@joe"
start = 2026-12-24T12:00:00
end = 2026-12-27T09:00:00
"""
NIGHTS = """
time_zone = "Europe/Berlin"
[[rotations]]
people = ["@ann", "@bob"]
start = 2026-01-05
days = 7
hours = "18:00-08:00"
"""
EVENTS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:one
DTSTART;TZID=Europe/Berlin:20260105T090000
DTEND;TZID=Europe/Berlin:20260112T090000
RRULE:FREQ=WEEKLY;INTERVAL=2
EXDATE;TZID=Europe/Berlin:20260119T090000
SUMMARY:@ann
END:VEVENT
BEGIN:VEVENT
UID:two
DTSTART;TZID=Europe/Berlin:20260112T090000
DTEND;TZID=Europe/Berlin:20260112T170000
RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3
ATTENDEE;CN=Bob:mailto:bob@helpdesk.example
SUMMARY:Day shift
END:VEVENT
BEGIN:VEVENT
UID:one
RECURRENCE-ID;TZID=Europe/Berlin:20260202T090000
DTSTART;TZID=Europe/Berlin:20260202T120000
DTEND;TZID=Europe/Berlin:20260209T090000
SUMMARY:@eve
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def rota(folder: Path, text: str, name: str = "rota.toml") -> Rota:
    """Return the rota of a file with this text."""
    path = folder / name
    path.write_text(text)
    return read_rota(path, "UTC")


def at(text: str) -> datetime:
    """Return what a clock in Berlin shows."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-05T08:59", ()),  # before it began
        ("2026-01-05T09:00", ("@ann",)),
        ("2026-01-12T08:59", ("@ann",)),
        ("2026-01-12T09:00", ("@bob",)),
        ("2026-01-26T09:00", ("@ann",)),
        ("2026-03-30T08:59", ("@eve",)),  # daylight saving began the day before
        ("2026-03-30T09:00", ("@ann",)),
        ("2026-10-26T08:59", ("@eve",)),  # and ended
        ("2026-10-26T09:00", ("@ann",)),
        ("2026-12-24T11:59", ("@eve",)),
        ("2026-12-24T12:00", ("@joe",)),
        ("2026-12-27T09:00", ("@eve",)),
    ],
)
def test_a_weekly_rotation_hands_over_by_the_clock_on_the_wall(
    tmp_path: Path, moment: str, expected: tuple[str, ...]
) -> None:
    """At nine in winter and in summer; an override replaces whoever has the week."""
    found = rota(tmp_path, TABLE)
    assert found.problems == ()
    assert found.on_call(at(moment)) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-05T17:59", ()),
        ("2026-01-05T18:00", ("@ann",)),
        ("2026-01-12T07:59", ("@ann",)),  # the night that began on Sunday
        ("2026-01-12T08:00", ()),
        ("2026-01-12T18:00", ("@bob",)),
    ],
)
def test_a_rotation_of_nights_leaves_the_days_to_the_group(
    tmp_path: Path, moment: str, expected: tuple[str, ...]
) -> None:
    """With `hours`, these of each day alone."""
    assert rota(tmp_path, NIGHTS).on_call(at(moment)) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-05T09:00", ("@ann",)),
        ("2026-01-12T09:00", ("bob@helpdesk.example",)),
        ("2026-01-12T17:00", ()),
        ("2026-01-14T09:00", ("bob@helpdesk.example",)),
        ("2026-01-19T09:00", ("bob@helpdesk.example",)),  # the third; ann has the day off
        ("2026-01-21T09:00", ()),
        ("2026-02-02T10:00", ()),  # that week was moved
        ("2026-02-02T12:00", ("@eve",)),
        ("2026-02-16T09:00", ("@ann",)),
    ],
)
def test_a_calendar_is_a_rota(tmp_path: Path, moment: str, expected: tuple[str, ...]) -> None:
    """Recurrences, exceptions, moved occurrences, attendees or a summary."""
    found = rota(tmp_path, EVENTS, "rota.ics")
    assert found.problems == ()
    assert found.on_call(at(moment)) == expected


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "[[shifts", "a.toml"),
        ("a.toml", "[[shift]]\nwho = 'a'", "shift: unknown"),
        ("a.toml", "[[shifts]]\nwho = 'a'\nstart = 2026-01-05", "shifts[1]: end: give a date"),
        ("a.toml", "[[shifts]]\nwho = 1\nstart = 2026-01-05", "by address or @handle"),
        ("a.toml", "[[shifts]]\nwho='a'\nstart=2026-01-05\nend=2026-01-04", "must end after"),
        ("a.toml", "time_zone = 'Nowhere'", "Europe/Berlin"),
        ("a.ics", "no calendar", "no calendar"),
        ("a.ics", EVENTS.replace("WEEKLY;INTERVAL=2", "MONTHLY"), "use WEEKLY or DAILY"),
        ("a.ics", EVENTS.replace("INTERVAL=2", "BYSETPOS=1"), "RRULE is not understood"),
        ("a.ics", EVENTS.replace("Europe/Berlin", "Nowhere/Land"), "time zone"),
        ("a.toml", "#" * (MAXIMUM_SIZE + 1), "larger than"),
    ],
)
def test_what_is_wrong_with_a_rota_is_told_with_its_file(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    """Nothing is guessed at: whoever cannot be read is on call at no time."""
    found = rota(tmp_path, text, name)
    assert any(said in one for one in found.problems), found.problems
    assert all(str(tmp_path) in one for one in found.problems)


def test_a_rota_is_read_anew_when_its_file_changes(tmp_path: Path) -> None:
    """Without a restart; one that is gone says so."""
    assert rota(tmp_path, TABLE).on_call(at("2026-01-05T09:00")) == ("@ann",)
    path = tmp_path / "rota.toml"
    path.write_text(TABLE.replace("@ann", "@kim"))
    os.utime(path, ns=(1, 1))
    assert read_rota(path, "UTC").on_call(at("2026-01-05T09:00")) == ("@kim",)
    path.unlink()
    assert "No such file" in read_rota(path, "UTC").problems[0]
    assert read_rota(None, "UTC") == Rota()


SHIFT = '[[shifts]]\nwho = "@ann"\nstart = {}\nend = {}\n'
TURNS = '[[rotations]]\npeople = ["@ann"]\nstart = {}\n{}\n'
DATED = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:@ann\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
FIRST_DAY = "DTSTART;TZID=Europe/Berlin:00010101T000000\r\nDTEND;TZID=Europe/Berlin:00010102T000000"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.toml", "a = " + "[" * 3000, "brackets"),
        ("a.toml", "a" + ".a" * 50_000 + " = 1", "a line is longer"),
        ("a.toml", f"a = {'9' * 3000}", "a: unknown"),
        ("a.toml", "a = [\n" + "9" * 3990 + ",\n" + "[\n" * 3000, "brackets"),
        ("a.toml", SHIFT.format("0001-01-01", "0001-01-02"), "start: the year is not from 1970"),
        ("a.toml", SHIFT.format("9999-12-30", "9999-12-31"), "start: the year is not from 1970"),
        ("a.toml", TURNS.format("9999-12-31", "days = 30"), "start: the year is not from 1970"),
        ("a.toml", TURNS.format("2026-01-01", 'hours = "18:00+01:00-08:00"'), "two times of day"),
        ("a.toml", TURNS.format("2026-01-01", 'hours = "18:00Z-08:00Z"'), "two times of day"),
        ("a.ics", DATED.format(FIRST_DAY), "not start before 1970"),
    ],
)
def test_no_rota_however_odd_keeps_the_clock_from_its_work(
    tmp_path: Path, name: str, content: str, problem: str
) -> None:
    """A file that raised would end every look of the clock: nobody would hear of anything."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    found = read_rota(path, "Europe/Berlin")
    assert problem in found.problems[0]
    assert found.on_call(at("2026-11-24T13:00")) == ()


def test_a_rota_that_is_no_file_is_not_read(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever, a device has no end."""
    pipe = tmp_path / "rota.toml"
    os.mkfifo(pipe)
    assert "it is no file" in read_rota(pipe, "UTC").problems[0]
    assert "it is no file" in read_rota(Path("/dev/zero"), "UTC").problems[0]
    assert "null" in read_rota(Path("rota\0.toml"), "UTC").problems[0]


@given(st.integers(0, 10 * 365 * 24 * 60))
def test_a_rotation_without_hours_has_no_gap(minutes: int) -> None:
    """Somebody is on call at every moment, and only one."""
    found = read_table(tomllib.loads(TABLE.partition("[[overrides]]")[0]), "UTC")
    moment = at("2026-01-05T09:00") + timedelta(minutes=minutes)
    assert len(found.on_call(moment)) == 1


def test_a_rota_names_people_by_handle_address_or_whole_name() -> None:
    """And nobody where two have that name."""
    bob, twin = agent(), agent(22, "bob2@helpdesk.example")
    for name in ("@bob", "BOB", "bob@helpdesk.example"):
        assert person_named([bob, twin], name) == bob
    assert person_named([bob, twin], "@ann") is None


@pytest.mark.parametrize(
    ("hours", "wall", "until"),
    [
        ("22:00-06:00", "2026-11-24T21:59", None),
        ("22:00-06:00", "2026-11-24T22:00", "2026-11-25T06:00"),
        ("22:00-06:00", "2026-11-25T05:59", "2026-11-25T06:00"),
        ("22:00-06:00", "2026-11-25T06:00", None),
        ("12:00-13:00", "2026-11-24T12:30", "2026-11-24T13:00"),
        ("22:00-06:00", "2026-03-29T04:00", "2026-03-29T06:00"),  # an hour was skipped
        ("none", "2026-11-24T23:00", None),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(hours: str, wall: str, until: str | None) -> None:
    """They may span midnight."""
    assert quiet_until(hours, BERLIN, at(wall)) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am out of the office until 2026-12-04.", "2026-12-04T08:00"),
        ("Ich bin vom 23.11. bis 04.12.2026 nicht im Büro.", "2026-12-04T08:00"),
        ("Bin ab dem 30.11. wieder da", "2026-11-30T08:00"),
        ("I am away from November 23rd to December 3rd, 2026", "2026-12-03T08:00"),
        ("Je suis absent jusqu'au 2 décembre", "2026-12-02T08:00"),
        ("Estoy fuera de la oficina hasta el 1 de diciembre", "2026-12-01T08:00"),
        ("Back on Monday.", "2026-11-30T08:00"),
        ("Je reviens le 30/11", "2026-11-30T08:00"),
        ("Until further notice I am away. Call 555 10.30", None),
        ("I was away until 2026-11-01", None),
        ("I left on 2027-05-01", "2026-12-24T13:00"),  # bounded
        ("31.02.2027", None),
    ],
)
def test_the_last_day_that_an_automatic_reply_names_is_that_of_the_return(
    text: str, expected: str | None
) -> None:
    """In five languages, at most thirty days ahead."""
    now = at("2026-11-24T13:00")
    assert returns_at(text, now, BERLIN) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("on_call", "group", "expected"),
    [
        ("ab", "abc", "ab"),
        ("Ab", "Abc", "b"),  # another one is on call, too
        ("A", "Abc", "bc"),
        ("A", "ABC", "A"),
        ("", "aBc", "ac"),
        ("", "AB", "AB"),
        ("A", "", "A"),  # he is of no group that could stand in for him
        ("a", "ABC", "a"),
        ("", "", ""),
    ],
)
def test_who_is_away_is_paged_only_where_nobody_is_there(
    on_call: str, group: str, expected: str
) -> None:
    """Capital letters are away."""
    people = {
        one: replace(agent(), id=ord(one), away_until=NOW + timedelta(1) if one.isupper() else None)
        for one in on_call + group
    }
    found = paged([people[o] for o in on_call], [people[o] for o in group], NOW)
    assert found == tuple(people[one] for one in expected)
