"""The figures by which suggestions are judged: pure functions of arrays."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Floats

BINS: Final = 10

Flags = NDArray[np.bool_]


def macro_f1(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur in ``truth``; 0 for one never guessed."""
    names = sorted(set(truth))
    hits, said, there = label_counts(names, truth, guesses)
    return float(np.mean(2.0 * hits / (said + there))) if names else 0.0


def label_counts(
    names: Sequence[str], truth: Sequence[str], guesses: Sequence[str]
) -> tuple[Floats, Floats, Floats]:
    """Return by label: rightly guessed, guessed, and true rows; shape (len(names),) each."""
    at = {name: column for column, name in enumerate(names)}
    hits, said, there = np.zeros((3, len(names)))
    for true, guess in zip(truth, guesses, strict=True):
        there[at[true]] += 1
        if guess in at:
            said[at[guess]] += 1
            hits[at[guess]] += guess == true
    return hits, said, there


def calibration_error(confidences: Floats, right: Flags) -> float:
    """Return the expected calibration error over ten bins of equal width, in [0, 1].

    Both arrays have shape (rows,). It is the mean distance, weighted by rows, between a bin's
    mean confidence and its share of right answers (Guo et al., 2017, section 2).
    """
    gap = np.bincount(bins_of(confidences), weights=confidences - right, minlength=BINS)
    return float(np.abs(gap).sum() / len(confidences)) if len(confidences) else 0.0


def bins_of(confidences: Floats) -> NDArray[np.intp]:
    """Return the bin of equal width, 0 to 9, in which each confidence lies."""
    return np.clip((confidences * BINS).astype(np.intp), 0, BINS - 1)


def precision_at(right: Flags, suggested: Flags) -> float | None:
    """Return the share of suggestions that are right; None where nothing is suggested."""
    return float(right[suggested].mean()) if suggested.any() else None


def area_under_curve(inside: Floats, outside: Floats) -> float | None:
    """Return how often a row inside has the higher score than one outside; ties count half.

    It is the area under the ROC curve, by the rank sum of Mann and Whitney (Hanley and McNeil,
    "The meaning and use of the area under a ROC curve", Radiology 1982). None without rows.
    """
    if not len(inside) or not len(outside):
        return None
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, side="left")
    upto = np.searchsorted(ordered, inside, side="right")
    return float((below + upto).mean() / 2.0 / len(outside))


def recall_at_false_alarms(inside: Floats, outside: Floats, share: float) -> float | None:
    """Return the part of the rows outside that is found where ``share`` of those inside is lost.

    Rows with a score under a limit are said to be outside; the limit is the highest at which at
    most that share of the rows inside falls under it. None without rows.
    """
    if not len(inside) or not len(outside):
        return None
    limit = np.sort(inside)[int(share * len(inside))]
    return float((outside < limit).mean())
