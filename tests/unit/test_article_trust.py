"""How alike an article must be to be shown, as the desk's own answers say; which help no more."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailflow.core.article_finding import WORDS, Fitting
from mailflow.core.article_trust import (
    FEWEST_JUDGED,
    LOWEST,
    PER_REQUESTER,
    SHOWN_ENOUGH,
    START,
    WANTED,
    Judged,
    Use,
    lower_bound,
    named_article,
    thresholds,
    to_be_shown,
    upper_bound,
    uses,
    weighed,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAID = Judged(1, START + 0.1, WORDS, NOW, "a@x.example", to_requester=True)


def many(number: int, score: float, *, right: bool, basis: str = WORDS) -> list[Judged]:
    """Return so many answers of as many requesters."""
    return [
        replace(
            SAID,
            score=score,
            basis=basis,
            requester=f"{score}{right}{at}@x.example",
            helped=right,
            linked=None if right else 2,
        )
        for at in range(number)
    ]


@pytest.mark.parametrize(
    ("changes", "is_right"),
    [
        ({}, None),
        ({"helped": True}, True),
        ({"helped": True, "reopened": True}, False),
        ({"linked": 1}, True),
        ({"linked": 2}, False),
        ({"helped": True, "linked": 2}, True),
    ],
)
def test_a_suggestion_is_judged_by_what_people_did(
    changes: dict[str, bool | int], is_right: bool | None
) -> None:
    assert replace(SAID, **changes).is_right is is_right  # type: ignore[arg-type]


def test_wilsons_interval_is_wide_for_few_and_narrow_for_many() -> None:
    assert lower_bound(0, 0) == 0.0
    assert upper_bound(0, 0) == 1.0
    assert lower_bound(9, 10) < lower_bound(90, 100) < 0.9 < upper_bound(90, 100)
    assert lower_bound(FEWEST_JUDGED, FEWEST_JUDGED) > WANTED


def test_the_start_stands_until_enough_answers_say_something_else() -> None:
    assert thresholds([]) == {WORDS: START}
    few = many(FEWEST_JUDGED - 1, 0.3, right=True)
    assert thresholds(few) == {WORDS: START}


def test_less_alike_is_earned_where_agents_found_it_right_and_never_below_the_lowest() -> None:
    assert thresholds(many(40, 0.3, right=True)) == {WORDS: 0.3}
    assert thresholds(many(40, 0.1, right=True)) == {WORDS: LOWEST}
    mixed = many(40, 0.4, right=True) + many(10, 0.3, right=False)
    assert thresholds(mixed) == {WORDS: 0.4}


def test_what_proves_wrong_needs_more_or_is_shown_to_nobody() -> None:
    assert thresholds(many(10, 0.5, right=False)) == {WORDS: math.inf}
    better = many(40, 0.8, right=True) + many(30, 0.5, right=False)
    assert thresholds(better) == {WORDS: 0.8}


def test_a_sentence_model_shows_a_requester_nothing_that_it_has_not_earned() -> None:
    found = [Fitting(1, 0.95, "model")]
    assert to_be_shown(weighed(found, thresholds([]))) == ()
    earned = thresholds(many(40, 0.8, right=True, basis="model"))
    assert earned == {WORDS: START, "model": 0.8}
    assert to_be_shown(weighed(found, earned)) == (1,)


def test_nobody_sets_the_threshold_alone() -> None:
    one = [replace(SAID, score=0.3, helped=True, at=NOW + timedelta(n)) for n in range(100)]
    assert thresholds(one) == {WORDS: START}
    assert PER_REQUESTER < FEWEST_JUDGED


def test_a_requester_is_shown_two_at_most_a_known_error_first_and_nothing_stale() -> None:
    found = [
        Fitting(1, 0.9),
        Fitting(2, 0.8),
        Fitting(3, 0.7, is_known_error=True),
        Fitting(4, START - 0.01, is_known_error=True),
    ]
    assert to_be_shown(weighed(found, {WORDS: START})) == (3, 1)
    assert to_be_shown(weighed(found, {WORDS: START}, frozenset({1, 3}))) == (2,)


def test_an_article_is_stale_that_seldom_helps_or_does_not_last_until_it_is_changed() -> None:
    shown = [replace(SAID, requester=f"{n}@x.example") for n in range(SHOWN_ENOUGH)]
    assert uses(shown, {})[1] == Use(shown=SHOWN_ENOUGH)
    assert uses(shown, {})[1].why_stale == "rarely"
    assert uses(shown[:-1], {})[1].why_stale == ""
    assert uses(shown, {1: NOW + timedelta(1)}) == {}
    helped = [replace(one, helped=True) for one in shown[:3]]
    assert uses([*shown[3:], *helped], {})[1].why_stale == ""
    back = [replace(one, reopened=True) for one in helped[:2]]
    assert uses([*back, helped[2]], {})[1].why_stale == "reopened"


@pytest.mark.parametrize(
    ("text", "number"),
    [("KB-7", 7), ("kb-7, thanks", 7), ("KB-8", None), ("KB-9999999999", None), ("7", None)],
)
def test_only_an_article_that_was_shown_can_have_solved_it(text: str, number: int | None) -> None:
    assert named_article(text, frozenset({7})) == number
