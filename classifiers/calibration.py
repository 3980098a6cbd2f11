"""From decision scores to probabilities, and from those to the confidence to ask for.

Source: temperature scaling, Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017),
section 4.2. Its one number cannot overfit labels of which there are only a few mails.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Floats

NEVER: Final = 2.0  # no confidence reaches it: every suggestion is withheld
FEWEST_ACCEPTED: Final = 10


def probabilities(scores: Floats, sharpness: float) -> Floats:
    """Return softmax(sharpness * scores) row by row; shape (rows, labels) in and out."""
    scaled = sharpness * scores
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def choose_threshold(
    confidences: Floats,
    correct: NDArray[np.bool_],
    *,
    wanted_precision: float,
    fewest: int = FEWEST_ACCEPTED,
) -> float:
    """Return the lowest confidence from which on suggestions are right often enough.

    Both arrays have shape (rows,) and come from held-out predictions. The share of correct rows
    among those with at least the returned confidence is ``wanted_precision`` or more, and there
    are ``fewest`` such rows or more; where no confidence does that, NEVER is returned. ValueError
    for a wanted precision outside (0, 1].
    """
    if not 0.0 < wanted_precision <= 1.0:
        raise ValueError(f"wanted_precision must be in (0, 1], not {wanted_precision}")
    order = np.argsort(-confidences, kind="stable")
    ranked = confidences[order]
    accepted = np.arange(1, len(ranked) + 1)
    precision = np.cumsum(correct[order]) / accepted
    last_of_ties = np.append(ranked[:-1] != ranked[1:], True)[: len(ranked)]
    fits = (precision >= wanted_precision) & (accepted >= fewest) & last_of_ties
    return float(ranked[np.flatnonzero(fits)[-1]]) if fits.any() else NEVER
