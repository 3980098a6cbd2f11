"""Which label is said first: the likeliest, or one that would be missed too often.

Where some labels are rare the likeliest label of nearly every mail is a frequent one. So a label
is preferred by its probability over a power of how frequent it is; the power is the one that
serves held-out rows best. A level that nobody may overlook is preferred further, as far as it
takes to find enough of its held-out rows (cost-sensitive decisions: Elkan, "The Foundations of
Cost-Sensitive Learning", IJCAI 2001).
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from classifiers.features import Floats, Rows

STEPS: Final = tuple(step / 10 for step in range(11))
CAUTION: Final = 2.0  # against preferring by chance where rows are few (cross-validated)
WANTED_RECALL: Final = 0.35  # of the highest level


def frequencies(codes: Rows, labels: int) -> Floats:
    """Return how frequent each label is, shape (labels,), never 0."""
    shares: Floats = (np.bincount(codes, minlength=labels) + 1.0) / (len(codes) + labels)
    return shares


def preference(
    shares: Floats, truth: Rows, weights: Floats, frequent: Floats, *, vital: int | None
) -> Floats:
    """Return what is taken from each label's log-probability before they are compared.

    Accuracy and macro-F1 count alike. ``vital`` is the column of a level that may not be
    overlooked: then macro-F1 decides between preferences that find enough of its rows, and where
    none does, between those that find the most. The fewer rows there are the more a preference
    has to gain.
    """
    if not len(truth):
        return np.zeros(len(frequent))
    logs = np.log(np.maximum(shares, 1e-12))
    choices = list(_choices(np.log(frequent), vital))
    chance = CAUTION / np.sqrt(len(truth)) / np.abs(np.log(frequent)).max()
    rewards = []
    for choice in choices:
        recall, reward = _reward(logs - choice, truth, weights, vital)
        rewards.append((recall, reward - chance * np.abs(choice).max()))
    return choices[max(range(len(choices)), key=rewards.__getitem__)]


def decide(shares: Floats, preferred: Floats) -> Rows:
    """Return the column of each row's first label, shape (rows,)."""
    return np.asarray(ranks(shares, preferred).argmax(axis=1))


def ranks(shares: Floats, preferred: Floats) -> Floats:
    """Return by what labels are compared: log-probabilities less what is ``preferred``."""
    logs: Floats = np.log(np.maximum(shares, 1e-12))
    return logs - preferred


def _choices(frequent: Floats, vital: int | None) -> Iterator[Floats]:
    for power in STEPS:
        for further in STEPS if vital is not None else (0.0,):
            choice = power * frequent
            if vital is not None:
                choice[vital] -= further
            yield choice


def _reward(scores: Floats, truth: Rows, weights: Floats, vital: int | None) -> tuple[float, float]:
    said, labels = scores.argmax(axis=1), scores.shape[1]
    hits = np.bincount(truth, weights=weights * (said == truth), minlength=labels)
    there = np.bincount(truth, weights=weights, minlength=labels)
    guessed = np.bincount(said, weights=weights, minlength=labels)
    seen = there > 0.0
    f1 = float(np.mean(2.0 * hits[seen] / (there + guessed)[seen]))
    if vital is None or not seen[vital]:
        return 0.0, f1 + float(hits.sum() / there.sum())
    return min(float(hits[vital] / there[vital]), WANTED_RECALL), f1
