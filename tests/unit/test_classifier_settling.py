"""The confidence in a level is measured on rows that had no say in which level is preferred."""

import numpy as np
from threadpoolctl import threadpool_limits

from classifiers.calibration import Held
from classifiers.deciding import decide, frequencies
from classifiers.features import probabilities
from classifiers.settling import Settled, Target, settle
from classifiers.trust import believe

DRAWS = 12
FREQUENT = (0.08, 0.25, 0.67)


def _rows(count: int, seed: int) -> Held:
    """Rows of which two of the models know little and the third nothing."""
    random = np.random.default_rng(seed)
    truth = random.choice(3, count, p=FREQUENT)
    scores = random.standard_normal((3, count, 3))
    scores[:2] += 0.4 * np.eye(3)[truth]
    return Held(scores, truth, np.ones(count), np.zeros((count, 0)))


def _too_sure(found: Settled, held: Held) -> float:
    """How much higher the mean confidence is than the share of right answers."""
    likely = probabilities(found.calibration.logits(held))
    said = decide(likely, found.preferred)
    confidences = believe(likely, said, found.trust)[np.arange(len(said)), said]
    return float(confidences.mean() - (said == held.truth).mean())


def _mean_of_draws(*, vital: int | None) -> float:
    fresh, found = _rows(5_000, 99), list[float]()
    for seed in range(DRAWS):
        held = _rows(200, seed)
        target = Target(np.zeros((0, 3)), frequencies(held.truth, 3), vital)
        found.append(_too_sure(settle(held, target), fresh))
    return float(np.mean(found))


def test_a_level_that_was_preferred_is_not_believed_more_than_it_deserves() -> None:
    with threadpool_limits(limits=1):
        assert abs(_mean_of_draws(vital=0)) < 0.015


def test_levels_are_settled_although_one_row_alone_is_evidence() -> None:
    held = _rows(30, 1)
    weights = np.zeros(30)
    weights[3] = 1.0
    alone = Held(held.scores, held.truth, weights, held.signals)
    found = settle(alone, Target(np.zeros((0, 3)), frequencies(held.truth, 3), 0))
    assert np.isfinite(found.trust).all()
