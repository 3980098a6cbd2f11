"""The confidence asked for, and folds that rare labels cannot break."""

import numpy as np
import pytest

from classifiers.calibration import NEVER, choose_threshold, probabilities
from classifiers.folds import assign_folds, keep_single_rows
from classifiers.training import fit_sharpness


def test_the_threshold_is_the_lowest_that_is_right_often_enough() -> None:
    """A wrong row in between may be outweighed further down."""
    confidences = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    correct = np.array([True, True, False, True, False])
    assert choose_threshold(confidences, correct, wanted_precision=0.75, fewest=1) == 0.6
    assert choose_threshold(confidences, correct, wanted_precision=0.9, fewest=1) == 0.8


def test_rows_of_equal_confidence_are_accepted_together() -> None:
    """No threshold can part them."""
    confidences = np.array([0.9, 0.5, 0.5])
    correct = np.array([True, True, False])
    assert choose_threshold(confidences, correct, wanted_precision=0.9, fewest=1) == 0.9


def test_a_handful_of_rows_is_no_evidence_for_a_threshold() -> None:
    """Nine right answers of nine say little about the tenth."""
    confidences, correct = np.linspace(0.5, 0.9, 9), np.ones(9, dtype=np.bool_)
    assert choose_threshold(confidences, correct, wanted_precision=0.9) == NEVER
    assert choose_threshold(confidences[:0], correct[:0], wanted_precision=0.9) == NEVER


@pytest.mark.parametrize("wanted", [0.0, 1.01, float("nan")])
def test_a_precision_that_cannot_be_is_refused(wanted: float) -> None:
    """Zero would accept everything without saying so."""
    with pytest.raises(ValueError, match="wanted_precision"):
        choose_threshold(np.ones(1), np.ones(1, dtype=np.bool_), wanted_precision=wanted)


def test_the_sharpness_makes_confidence_the_share_of_right_answers() -> None:
    """Eight of ten equal scores being right means a confidence of 0.8."""
    scores = np.tile([1.0, 0.0], (10, 1))
    truth = np.array([0] * 8 + [1] * 2)
    shares = probabilities(scores, fit_sharpness(scores, truth))
    np.testing.assert_allclose(shares[:, 0], 0.8, atol=1e-6)


def test_huge_scores_are_still_probabilities() -> None:
    """Without the shift by the maximum they would be not a number."""
    np.testing.assert_array_equal(probabilities(np.array([[1e4, -1e4]]), 1e3), [[1.0, 0.0]])


def test_each_fold_gets_its_share_of_each_label() -> None:
    """Also of labels with fewer rows than there are folds."""
    labels = ["a"] * 11 + ["b"] * 6 + ["c"] * 2 + ["d"]
    folds = assign_folds(labels, 5, seed=1)
    counts = np.array(
        [[np.sum(folds[np.array(labels) == x] == f) for f in range(5)] for x in "abcd"]
    )
    assert (counts.max(axis=1) - counts.min(axis=1)).max() <= 1
    assert counts.sum(axis=0).tolist() == [4, 4, 4, 4, 4]
    assert keep_single_rows(folds, labels).tolist() == [*folds[:-1].tolist(), -1]


def test_fewer_than_two_folds_are_refused() -> None:
    """With one fold nothing would be left to learn from."""
    with pytest.raises(ValueError, match="two folds"):
        assign_folds(["a", "b"], 1, seed=1)
