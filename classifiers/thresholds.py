"""The confidence each label has to reach so that suggestions are right as often as wanted.

A threshold is read from the calibrated confidences of held-out rows, not from the few answers
near it: their mean above the threshold is the precision to expect. So a handful of wrong labels
moves it little, while the answers only overrule it where they contradict it clearly.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Floats, Rows

NEVER: Final = 2.0  # no confidence reaches it: every suggestion is withheld
FEWEST_ACCEPTED: Final = 10  # rows over all labels
FEWEST_OF_LABEL: Final = 3
SHRINKAGE: Final = 20.0  # rows of all labels that count beside a label's own
CLEARLY: Final = 2.5  # standard deviations
FEW_OF_ONE: Final = 3.0  # rows: so much at most counts what one requester sent
GRID: Final = np.arange(0.5, 1.0, 0.002)

Flags = NDArray[np.bool_]


def row_weights(requesters: Sequence[str], evidence: Sequence[bool]) -> Floats:
    """Return how much each row counts: rows of one requester as FEW_OF_ONE rows at most.

    Rows without a requester count fully, rows that are no evidence not at all.
    """
    names = {name: at for at, name in enumerate(dict.fromkeys(requesters))}
    codes = np.array([names[name] for name in requesters], dtype=np.intp)
    sent = np.bincount(codes, minlength=len(names)) if len(codes) else np.empty(0)
    shares = np.minimum(1.0, FEW_OF_ONE / sent[codes]) if len(codes) else np.empty(0)
    known = np.array([name != "" for name in requesters], dtype=np.bool_)
    return np.where(known, shares, 1.0) * np.array(evidence, dtype=np.float64)


def choose_thresholds(
    confidences: Floats, said: Rows, right: Flags, weights: Floats, *, labels: int, wanted: float
) -> Floats:
    """Return for each label the least confidence for a precision of ``wanted``, shape (labels,).

    The arrays of shape (rows,) hold each held-out row's confidence in the label it was given,
    that label's column, whether it was right, and how much the row counts. Labels with few rows
    are judged with all others'. NEVER stands for a label that has not earned one. ValueError for
    a wanted precision outside (0, 1].
    """
    if not 0.0 < wanted <= 1.0:
        raise ValueError(f"wanted_precision must be in (0, 1], not {wanted}")
    everyone = _curve(confidences, confidences * weights, weights)
    if weights[confidences >= GRID[0]].sum() < FEWEST_ACCEPTED:
        return np.full(labels, NEVER)
    return np.array(
        [
            _threshold(
                confidences[said == label],
                right[said == label],
                weights[said == label],
                everyone,
                wanted,
            )
            for label in range(labels)
        ]
    )


def _threshold(
    confidences: Floats,
    right: Flags,
    weights: Floats,
    everyone: tuple[Floats, Floats],
    wanted: float,
) -> float:
    rows, sure = _curve(confidences, confidences * weights, weights)
    _, hits = _curve(confidences, right * weights, weights)
    usual = np.divide(everyone[1], everyone[0], out=np.ones(len(GRID)), where=everyone[0] > 0.0)
    expected = (sure + SHRINKAGE * usual) / (rows + SHRINKAGE)
    spread = np.sqrt(np.maximum(sure * (1.0 - sure / np.maximum(rows, 1e-9)), 0.25))
    is_contradicted = (sure - hits > CLEARLY * spread) & (hits < wanted * rows)
    fits = (expected >= wanted) & (rows >= FEWEST_OF_LABEL) & ~is_contradicted
    return float(GRID[np.flatnonzero(fits)[0]]) if fits.any() else NEVER


def _curve(confidences: Floats, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the sum of weights and of values over the rows from each point of GRID on."""
    order = np.argsort(confidences, kind="stable")
    starts = np.searchsorted(confidences[order], GRID, side="left")
    totals = [
        np.append(np.cumsum(one[order][::-1])[::-1], 0.0)[starts] for one in (weights, values)
    ]
    return totals[0], totals[1]
