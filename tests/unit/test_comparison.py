"""Champion against candidate: the paired test, the intervals and the gate."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binomtest

from classifiers.answers import Answers
from classifiers.comparison import bootstrap, compare, mcnemar
from classifiers.gate import FEWEST_ROWS, judge

ROWS = 400
LABELS = np.array(["a", "b", "c"])
CHANCE = np.random.default_rng(3)
TRUTH = LABELS[CHANCE.integers(0, 3, ROWS)]
LUCK = CHANCE.random(ROWS)


def answers(accuracy: float, *, coverage: float = 0.5, confidence: float | None = None) -> Answers:
    """Return answers of which so many are right; a worse one is wrong where a better one is."""
    right = accuracy > LUCK
    other = np.roll(LABELS, 1)[np.searchsorted(LABELS, TRUTH)]
    return Answers(
        tuple(TRUTH),
        tuple(np.where(right, TRUTH, other)),
        np.full(ROWS, accuracy if confidence is None else confidence),
        coverage > LUCK,
        np.full(ROWS, 0.5),
        np.ones(ROWS),
    )


def verdict(champion: Answers, candidate: Answers) -> tuple[bool, str]:
    found = judge({"category": compare(champion, candidate)}, wanted_precision=0.9)
    return found.promoted, "; ".join(found.reasons)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 5), (3, 12), (9, 9), (400, 300)])
def test_mcnemars_test_is_the_exact_binomial(first: int, second: int) -> None:
    wanted = binomtest(first, first + second).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(wanted)


def test_intervals_of_the_differences_are_those_of_resampled_rows() -> None:
    champion, candidate = answers(0.7), answers(0.8, coverage=0.6)
    found = compare(champion, candidate)

    def difference(rows: NDArray[np.intp]) -> float:
        return candidate.at(rows).macro_f1 - champion.at(rows).macro_f1

    plain = bootstrap(difference, ROWS, resamples=400)
    assert found.macro_f1.value == pytest.approx(plain.value)
    assert found.macro_f1.low == pytest.approx(plain.low, abs=0.01)
    assert found.macro_f1.high == pytest.approx(plain.high, abs=0.01)
    assert found.calibration_error.value == pytest.approx(
        candidate.calibration_error - champion.calibration_error
    )
    assert found == compare(champion, candidate)


def test_classifiers_that_answered_other_rows_are_not_compared() -> None:
    one = answers(0.8)
    with pytest.raises(ValueError, match="the same rows"):
        compare(one, one.at(np.arange(10)))


def test_the_better_candidate_is_promoted_and_the_verdict_says_why() -> None:
    promoted, why = verdict(answers(0.7), answers(0.8))
    assert promoted
    assert "more rows right by McNemar's test" in why


@pytest.mark.parametrize(
    ("champion", "candidate", "said"),
    [
        (answers(0.8), answers(0.8), "neither better"),
        (answers(0.8), answers(0.7), "macro-F1 falls"),
        (answers(0.8), answers(0.85, confidence=0.99), "the calibration error grows"),
        (answers(0.7), answers(0.7, coverage=0.9), "neither better"),
    ],
    ids=["equal", "worse", "overconfident", "more coverage, wrongly"],
)
def test_a_candidate_that_is_not_better_or_worse_in_something_stays_out(
    champion: Answers, candidate: Answers, said: str
) -> None:
    promoted, why = verdict(champion, candidate)
    assert not promoted
    assert said in why


def test_a_calibration_error_of_few_rows_keeps_no_better_candidate_out() -> None:
    some = np.flatnonzero(LUCK > 0.5)[:60]
    champion, candidate = answers(0.55, confidence=0.1), answers(0.9, confidence=0.8)
    found = compare(champion.at(some), candidate.at(some))
    assert 0 < found.calibration_error.value < 0.04
    assert judge({"category": found}, wanted_precision=0.9).promoted


def test_an_equal_candidate_with_more_coverage_at_the_wanted_precision_is_promoted() -> None:
    promoted, why = verdict(answers(0.8, coverage=0.5), answers(0.8, coverage=0.6))
    assert promoted
    assert "suggests for 60% of rows instead of 5" in why


def test_one_target_that_is_worse_keeps_the_champion() -> None:
    better, worse = compare(answers(0.7), answers(0.8)), compare(answers(0.8), answers(0.6))
    found = judge({"category": better, "urgency": worse}, wanted_precision=0.9)
    assert not found.promoted
    assert found.reasons[0].startswith("urgency: the champion has more rows right")


def test_a_handful_of_rows_proves_nothing() -> None:
    few = np.flatnonzero(LUCK > 0.1)[: FEWEST_ROWS - 1]
    one, other = answers(0.1).at(few), replace(answers(1.0)).at(few)
    found = judge({"category": compare(one, other)}, wanted_precision=0.9)
    assert not found.promoted
    assert "frozen rows" in found.reasons[0]
