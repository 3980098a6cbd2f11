"""Scenarios of drills: what their files say, which mail is due when, and how it was handled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailflow.adapters.practice_mails import practice_mail
from mailflow.adapters.scenarios import shipped
from mailflow.core.decisions.executing.table import FOR_REAL
from mailflow.core.drill_reviews import NAMES, review_of
from mailflow.core.drills import (
    DOMAIN,
    LONGEST,
    MARK,
    Course,
    Expected,
    FollowUp,
    Scenario,
    address_of,
    due,
    is_over,
    is_practice,
    marked,
    read_scenario,
)
from mailflow.sections import SEED_CATEGORIES

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SCENARIO = Scenario(
    "A printer",
    "Petra Plum",
    "Printer",
    "It stands still.",
    (
        FollowUp("later", 30 * MINUTE),
        FollowUp("thanks", 5 * MINUTE, "answered"),
        FollowUp("hello?", 20 * MINUTE, "unanswered"),
        FollowUp("again", 5 * MINUTE, "resolved"),
    ),
)
COURSE = Course(START)


def at(minutes: float) -> datetime:
    return START + minutes * MINUTE


@pytest.mark.parametrize(
    ("course", "minutes", "places"),
    [
        (COURSE, 19, ()),
        (COURSE, 20, (2,)),
        (COURSE, 31, (0, 2)),
        (replace(COURSE, answered_at=at(10)), 14, ()),
        (replace(COURSE, answered_at=at(10)), 25, (1,)),
        (replace(COURSE, answered_at=at(20)), 20, ()),
        (replace(COURSE, answered_at=at(21)), 22, (2,)),
        (replace(COURSE, answered_at=at(1), resolved_at=at(3)), 8, (1, 3)),
    ],
)
def test_a_simulated_requester_writes_by_the_clock_and_by_what_is_done(
    course: Course, minutes: float, places: tuple[int, ...]
) -> None:
    assert due(SCENARIO, course, (), at(minutes)) == places
    assert due(SCENARIO, course, places, at(minutes)) == ()


def test_a_drill_is_over_when_nothing_more_will_come_or_its_time_is() -> None:
    done = replace(COURSE, answered_at=at(1), resolved_at=at(3))
    assert not is_over(SCENARIO, done, (1, 3), at(10)), "one comes by the clock yet"
    assert is_over(SCENARIO, done, (0, 1, 3), at(40))
    assert not is_over(SCENARIO, COURSE, (0, 1, 2, 3), at(40)), "nobody resolved it"
    assert is_over(SCENARIO, COURSE, (), START + LONGEST)


def test_what_comes_with_mailflow_can_be_played() -> None:
    names = {name for name, _ in shipped()}
    assert {"printer", "locked_account", "phishing", "new_colleague"} <= names
    for _, one in shipped():
        assert one.hints
        assert one.follow_ups
        assert one.expected.category in SEED_CATEGORIES
        assert {NAMES[command] for command in one.expected.commands}.isdisjoint(FOR_REAL)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("colour = 1", "colour: unknown key"),
        ("hints = 7", "hints: write a list"),
        ('ends_after = "soon"', "ends_after: write a duration"),
        ("follow_ups = [{text = 1}]", "follow_ups, 1: has no text"),
        ('follow_ups = [{text = "a", on = "moon"}]', "follow_ups, 1: on is one of"),
        ('follow_ups = [{text = "a", on = []}]', "follow_ups, 1: on is one of"),
        ('[expected]\nurgency = "very"', "expected.urgency"),
        ('[expected]\nurgency = ["high"]', "expected.urgency"),
        ('[expected]\nanswer_within = "x"', "expected.answer_within"),
        ("[", "at end of document"),
    ],
)
def test_a_file_that_is_no_scenario_says_why(line: str, problem: str) -> None:
    head = 'title = "A"\nrequester = "B"\nsubject = "C"\ntext = "D"\n'
    assert read_scenario(head)[1] == ()
    found, problems = read_scenario(head + line)
    assert found is None
    assert problem in problems[0]


def test_an_empty_file_names_everything_that_is_missing() -> None:
    assert [one.partition(":")[0] for one in read_scenario("")[1]] == [
        "title",
        "requester",
        "subject",
        "text",
    ]


def test_a_requester_lives_nowhere_whatever_he_is_called() -> None:
    for name in ("Petra Plum", "Éva", "<x@real.example>\r\nBcc: all@real.example", "…"):
        address = address_of(replace(SCENARIO, requester=name))
        assert address.endswith(f"@{DOMAIN}")
        assert address.count("@") == 1
        mail = practice_mail(replace(SCENARIO, requester=name), "Hi", "desk@example.com", START)
        assert b"\nBcc:" not in mail
        assert f"<{address}>".encode() in mail


def test_only_what_was_written_here_is_practice() -> None:
    assert is_practice("practice:drill", f"petra@{DOMAIN}")
    assert not is_practice("imap:support", f"petra@{DOMAIN}")
    assert not is_practice("practice:drill", "petra@example.com")
    assert marked(marked("Printer")) == f"{MARK} Printer"


def test_a_review_names_what_was_missed() -> None:
    expected = Expected("printing", "", ("take", "resolve", "wait"), 5 * MINUTE, 5 * MINUTE)
    course = replace(COURSE, taken_at=at(1), answered_at=at(6))
    scenario = replace(SCENARIO, expected=expected)
    found = review_of(scenario, course, None, ["assign me", "close"], "Bob")
    assert found.missed == ("#wait",)
    assert [one.is_missed for one in found.steps] == [False, True, False]
    assert [one.is_missed for one in found.choices] == [True, False]
    assert (found.expected, found.done_well) == (6, 3)
