"""The confidence asked for: as precise as wanted, and moved by no handful of rows."""

import numpy as np
import pytest

from classifiers.features import Floats, Rows
from classifiers.thresholds import NEVER, choose_thresholds, row_weights


def thresholds(
    confidences: Floats,
    right: Floats,
    said: Floats | Rows | None = None,
    *,
    weights: Floats | None = None,
    labels: int = 1,
    wanted: float = 0.95,
) -> Floats:
    return choose_thresholds(
        confidences,
        np.zeros(len(confidences), dtype=np.intp) if said is None else said.astype(np.intp),
        right.astype(np.bool_),
        np.ones(len(confidences)) if weights is None else weights,
        labels=labels,
        wanted=wanted,
    )


def honest(rows: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Confidences that are as often right as they say."""
    rng = np.random.default_rng(seed)
    confidences = 0.4 + 0.6 * rng.random(rows)
    return confidences, (rng.random(rows) < confidences).astype(np.float64)


def test_suggestions_over_the_threshold_are_right_as_often_as_wanted() -> None:
    confidences, right = honest(20_000)
    for wanted in (0.8, 0.95):
        (found,) = thresholds(confidences, right, wanted=wanted)
        assert right[confidences >= found].mean() == pytest.approx(wanted, abs=0.01)


def test_a_label_said_too_surely_earns_nothing_and_harms_no_other() -> None:
    """Half of what is said of the second label is wrong, whatever the confidence."""
    confidences, right = honest(2_000)
    said = np.arange(2_000) % 2
    right[1::2] = np.arange(1_000) % 2
    first, second = thresholds(confidences, right, said, labels=2)
    assert first < 1.0
    assert second == NEVER


def test_a_label_with_few_rows_is_judged_with_all_others() -> None:
    """Five sure and right answers alone would let every confidence pass."""
    confidences, right = honest(4_000)
    said = np.zeros(4_000)
    said[:5], confidences[:5], right[:5] = 1.0, 0.97, 1.0
    common, rare = thresholds(confidences, right, said, labels=3)[:2]
    assert abs(common - rare) < 0.06
    assert thresholds(confidences, right, said, labels=3)[2] == NEVER


def test_a_handful_of_rows_is_no_evidence() -> None:
    """Nine right answers of nine say little about the tenth."""
    confidences, right = np.full(9, 0.99), np.ones(9)
    assert thresholds(confidences, right).tolist() == [NEVER]
    assert thresholds(confidences[:0], right[:0]).tolist() == [NEVER]


def test_rows_that_are_no_evidence_earn_nothing() -> None:
    confidences, right = honest(2_000)
    weights = row_weights([""] * 2_000, [False] * 2_000)
    assert thresholds(confidences, right, weights=weights).tolist() == [NEVER]


def test_one_requesters_wrong_labels_move_no_threshold() -> None:
    """Twenty sure answers to mails whose labels one requester had made wrong."""
    confidences, right = honest(600)
    names = [f"r{at % 150}" for at in range(600)]
    (before,) = thresholds(confidences, right, weights=row_weights(names, [True] * 600), wanted=0.9)
    confidences, right = np.append(confidences, np.full(20, 0.99)), np.append(right, np.zeros(20))
    weights = row_weights([*names, *["mallory"] * 20], [True] * 620)
    (after,) = thresholds(confidences, right, weights=weights, wanted=0.9)
    assert abs(after - before) <= 0.01


@pytest.mark.parametrize("wanted", [0.0, 1.01, float("nan")])
def test_a_precision_that_cannot_be_is_refused(wanted: float) -> None:
    """Zero would accept everything without saying so."""
    with pytest.raises(ValueError, match="wanted_precision"):
        thresholds(np.ones(20), np.ones(20), wanted=wanted)
