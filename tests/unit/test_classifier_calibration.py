"""Honest confidence, and folds that rare labels cannot break."""

import numpy as np
import pytest

from classifiers.calibration import Held, calibrate
from classifiers.deciding import decide, frequencies, preference
from classifiers.features import Floats, probabilities
from classifiers.folds import assign_folds, keep_lone_labels
from classifiers.signal_strengths import assumed
from classifiers.trust import AS_IT_IS, believe, measure_trust


def held(scores: Floats, truth: list[int]) -> Held:
    rows = len(truth)
    return Held(scores[None], np.array(truth), np.ones(rows), np.zeros((rows, 0)))


def no_signals(labels: int) -> Floats:
    return np.zeros((0, labels))


def test_confidence_is_the_share_of_right_answers() -> None:
    """Eight of ten equal scores being right means a confidence of 0.8."""
    rows = held(np.tile([1.0, 0.0], (100, 1)), [0] * 80 + [1] * 20)
    found = probabilities(calibrate(rows, no_signals(2)).logits(rows))
    np.testing.assert_allclose(found[:, 0], 0.8, atol=0.01)


def test_a_model_that_tells_nothing_counts_for_nothing() -> None:
    """The other one gets all the say."""
    truth = np.arange(200) % 2
    noise = np.random.default_rng(1).normal(size=(200, 2))
    good = np.eye(2)[truth] + 0.4 * noise[::-1]
    rows = Held(np.stack([good, noise]), truth, np.ones(200), np.zeros((200, 0)))
    shares = calibrate(rows, no_signals(2)).shares
    assert shares[0] > 5 * shares[1]


def test_without_held_out_rows_all_models_count_alike_and_signals_as_assumed() -> None:
    """A desk's first labels are single rows."""
    start = assumed(("high", "low"))
    nothing = Held(np.zeros((3, 0, 2)), np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros((0, 10)))
    found = calibrate(nothing, start)
    assert found.shares.tolist() == [1.0, 1.0, 1.0]
    np.testing.assert_array_equal(found.signals, start)


def test_huge_scores_are_still_probabilities() -> None:
    """Without the shift by the maximum they would be not a number."""
    np.testing.assert_array_equal(probabilities(np.array([[1e7, -1e7]])), [[1.0, 0.0]])


def test_what_is_said_too_surely_is_believed_less() -> None:
    """Half of what was said with 0.9 was wrong; the others share what the first label lost."""
    shares = np.tile([0.9, 0.06, 0.04], (400, 1))
    said, right = np.zeros(400, dtype=np.intp), (np.arange(400) % 2).astype(np.float64)
    trust = measure_trust(shares, said, right, np.ones(400))
    found = believe(shares, said, trust)
    np.testing.assert_allclose(found[:, 0], 0.5, atol=0.02)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    np.testing.assert_allclose(found[:, 1] / found[:, 2], 1.5)


def test_without_rows_probabilities_are_believed_as_they_are() -> None:
    """There is no reason to change them."""
    nothing = np.zeros((0, 2))
    trust = measure_trust(nothing, np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0))
    np.testing.assert_array_equal(trust, AS_IT_IS)
    shares = np.array([[0.3, 0.7], [1.0, 0.0]])
    np.testing.assert_allclose(believe(shares, np.array([1, 0]), trust), shares, atol=2e-6)


def test_a_vital_label_is_said_often_enough_to_find_its_rows() -> None:
    """The likeliest label would never be the rare one."""
    rng = np.random.default_rng(3)
    truth = (rng.random(1_000) < 0.08).astype(np.intp)
    logit = -2.4 + 0.9 * truth + 0.5 * rng.normal(size=1_000)
    shares = np.column_stack([1.0 / (1.0 + np.exp(logit)), 1.0 / (1.0 + np.exp(-logit))])
    weights, frequent = np.ones(1_000), frequencies(truth, 2)
    plain = decide(shares, np.zeros(2))
    preferred = preference(shares, truth, weights, frequent, vital=1)
    found = decide(shares, preferred)
    assert plain[truth == 1].mean() < 0.05
    assert found[truth == 1].mean() >= 0.35
    assert found.mean() < 0.5


def test_each_fold_gets_its_share_of_each_label() -> None:
    """Also of labels with fewer rows than there are folds, shuffled or not."""
    labels = ["a"] * 11 + ["b"] * 6 + ["c"] * 2 + ["d"]
    for seed in (1, None):
        folds = assign_folds(labels, 5, seed=seed)
        counts = np.array(
            [[np.sum(folds[np.array(labels) == x] == f) for f in range(5)] for x in "abcd"]
        )
        assert (counts.max(axis=1) - counts.min(axis=1)).max() <= 1
        assert counts.sum(axis=0).tolist() == [4, 4, 4, 4, 4]
        assert keep_lone_labels(folds, labels).tolist() == [*folds[:-1].tolist(), -1]


def test_neighbouring_rows_of_a_label_are_held_out_together() -> None:
    """What came in the same days is not yet known when the next mail comes."""
    folds = assign_folds(["a", "b"] * 10, 5, seed=None)
    assert folds[::2].tolist() == sorted(folds[::2].tolist())
    assert folds[1::2].tolist() == sorted(folds[1::2].tolist())


def test_mails_of_one_conversation_are_held_out_together() -> None:
    """A mail would be told by its own answer."""
    groups = ["", "x", "y", "", "x", "y", "", "x", "", ""]
    for seed in (1, None):
        folds = assign_folds(["a", "b"] * 5, 3, seed=seed, groups=groups)
        for group in "xy":
            assert (
                len({fold for fold, name in zip(folds, groups, strict=True) if name == group}) == 1
            )
        assert set(folds.tolist()) == {0, 1, 2}


def test_fewer_than_two_folds_are_refused() -> None:
    """With one fold nothing would be left to learn from."""
    with pytest.raises(ValueError, match="two folds"):
        assign_folds(["a", "b"], 1, seed=1)
