"""Whether a sentence model is heard beside the words, and how much: held-out rows decide.

Its scores are averaged with the linear ones (stacking: Wolpert, "Stacked Generalization", Neural
Networks 1992), with a weight for each that makes held-out rows likeliest. A model that does not
make rows likelier that had no say in the weights is not heard at all: its weight is 0. This module
needs scikit-learn.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from classifiers.calibration import Calibration, Held, cross_fitted
from classifiers.features import Floats, Rows, probabilities
from classifiers.folds import ALWAYS_TRAINED
from classifiers.measures import Flags
from classifiers.planes import by_sentences

CLEARLY: Final = 2.0  # standard errors


def sentence_scores(
    places: Floats, codes: Rows, labels: int, folds: Rows, *, without: Flags
) -> Floats:
    """Return what each row gets from where texts lie, learned from the rows of other folds.

    ``places`` has shape (rows, directions); rows that are in no fold get nothing, and from those
    in ``without`` nothing is learned.
    """
    scores = np.zeros((len(codes), labels))
    for fold in sorted(set(folds.tolist()) - {ALWAYS_TRAINED}):
        held, learned = folds == fold, (folds != fold) & ~without
        scores[held] = by_sentences(places[learned], codes[learned], labels).scores(places[held])
    return scores


def is_helpful(held: Held, assumed: Floats) -> bool:
    """Tell whether rows are clearly likelier with both scores than with the first ones alone.

    ``held`` has scores of words and of a sentence model, in this order. Each fifth of the rows is
    judged by what the others ask for.
    """
    words = replace(held, scores=held.scores[:1])
    gained = _losses(words, assumed) - _losses(held, assumed)
    total = held.weights.sum()
    gain = float(gained @ held.weights / total)
    spread = float(np.sqrt(((held.weights * (gained - gain)) ** 2).sum()) / total)
    return gain > max(0.0, CLEARLY * spread)


def share_of(held: Held, calibration: Calibration) -> float:
    """Return how much of the spread of the averaged scores is the sentence model's, in [0, 1]."""
    words, said = (calibration.shares * held.scores.std(axis=(1, 2))).tolist()
    return float(said / (words + said)) if words + said > 0.0 else 0.0


def _losses(held: Held, assumed: Floats) -> Floats:
    """Return how unlikely each row's label is, by what the other rows ask for."""
    shares = probabilities(cross_fitted(held, assumed, with_offset=True))
    own = shares[np.arange(len(held.truth)), held.truth]
    return np.asarray(-np.log(np.maximum(own, 1e-12)))
