"""Labels that are likely wrong, for a person to look at; nothing is removed here.

Source: confident learning, Northcutt, Jiang and Chuang, "Confident Learning: Estimating
Uncertainty in Dataset Labels", JAIR 70 (2021): section 3.1 for the thresholds, and ranking by
self-confidence. The probabilities must be out of fold: a classifier believes what it was taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Floats

MOST: Final = 50
LIKELY: Final = 0.5  # likelier than all other labels together


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row whose label is doubtful: what it bears, what it looks like, and how sure that is.

    ``self_confidence`` is the probability of its own label, ``confidence`` that of the other;
    ``identifier`` names the row, as a list of doubts holds no text of anybody.
    """

    identifier: str
    label: str
    looks_like: str
    self_confidence: float
    confidence: float


def doubts(
    identifiers: Sequence[str],
    labels: Sequence[str],
    truth: NDArray[np.intp],
    probabilities: Floats,
    *,
    most: int = MOST,
) -> tuple[Doubt, ...]:
    """Return the doubtful rows, the least confident first, at most ``most``.

    ``probabilities`` has shape (rows, labels) and is out of fold; ``truth`` holds each row's own
    column. A row is doubtful where another label is likelier than all others together, and as
    likely as that label is on average for its own rows.
    """
    if not len(truth):
        return ()
    own = probabilities[np.arange(len(truth)), truth]
    rival, confidence = _rivals(own, truth, probabilities)
    suspects = np.flatnonzero((confidence > own) & (confidence >= LIKELY))
    ranked = suspects[np.argsort(own[suspects], kind="stable")][:most]
    return tuple(
        Doubt(
            identifiers[row],
            labels[truth[row]],
            labels[rival[row]],
            float(own[row]),
            float(confidence[row]),
        )
        for row in ranked
    )


def _rivals(
    own: Floats, truth: NDArray[np.intp], probabilities: Floats
) -> tuple[NDArray[np.intp], Floats]:
    """Return each row's likeliest other label that is as likely as usual, and how likely."""
    usual = _usual_confidence(own, truth, probabilities.shape[1])
    rivals = np.where(probabilities >= usual, probabilities, 0.0)
    rivals[np.arange(len(truth)), truth] = 0.0
    best = rivals.argmax(axis=1)
    return best, rivals[np.arange(len(truth)), best]


def _usual_confidence(own: Floats, truth: NDArray[np.intp], labels: int) -> Floats:
    """Return by label the mean probability that its rows give it; 1 for one without rows."""
    rows = np.bincount(truth, minlength=labels)
    total = np.bincount(truth, weights=own, minlength=labels)
    usual: Floats = np.divide(total, rows, out=np.ones(labels), where=rows > 0)
    return usual
