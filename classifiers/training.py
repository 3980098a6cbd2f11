"""Learning a classifier from labelled mails.

For each target a class-balanced linear support vector machine, one label against the rest, is
learned; its scores are calibrated, and the threshold chosen, on rows it was not learned from.
This module needs scikit-learn; prediction does not.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.svm import LinearSVC

from classifiers.calibration import choose_threshold, probabilities
from classifiers.errors import TooFewExamplesError
from classifiers.examples import TARGETS, Example
from classifiers.features import Features, Floats, Sparse, side_by_side
from classifiers.folds import ALWAYS_TRAINED, assign_folds, keep_single_rows
from classifiers.prediction import Classifier, Head
from classifiers.selection import Counts, Rows, count_texts

FOLDS: Final = 5
SEED: Final = 20
WANTED_PRECISION: Final = 0.9
FEWEST_ROWS: Final = 20
REGULARISATION: Final = 0.3
LOG_BOUNDS: Final = (-10.0, 10.0)  # of the sharpness, natural logarithm


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Counted texts and their labels: what every fold of an evaluation learns from."""

    counts: tuple[Counts, ...]
    labels: Mapping[str, Sequence[str | None]]
    size: int

    def labelled(self, target: str, rows: Rows | None = None) -> tuple[Rows, list[str]]:
        """Return those of the rows (or of all) that have a label for the target, and it."""
        asked = range(self.size) if rows is None else rows.tolist()
        found = [(row, label) for row in asked if (label := self.labels[target][row]) is not None]
        return np.array([row for row, _ in found], dtype=np.intp), [label for _, label in found]

    def features(self, rows: Rows, labels: Sequence[str]) -> Features:
        """Choose features from these rows only; ``labels`` holds one label for each."""
        return Features(tuple(counts.choose(rows, labels) for counts in self.counts))

    def matrix(self, features: Features, rows: Rows) -> Sparse:
        """Return these rows' features, shape (len(rows), features.width)."""
        blocks = zip(self.counts, features.blocks, strict=True)
        return side_by_side([block.weigh(counts.at(block, rows)) for counts, block in blocks])


def count_corpus(examples: Sequence[Example]) -> Corpus:
    """Count the examples once, to learn from all or some of them."""
    return Corpus(
        counts=count_texts([example.text for example in examples]),
        labels={target: [example.label(target) for example in examples] for target in TARGETS},
        size=len(examples),
    )


def fit(
    examples: Sequence[Example],
    *,
    wanted_precision: float = WANTED_PRECISION,
    min_rows: int = FEWEST_ROWS,
) -> Classifier:
    """Learn every target that has ``min_rows`` labelled rows and two different labels.

    A label with a single row is learned but has no held-out score. The threshold of a target is
    the lowest at which held-out suggestions are right in the share ``wanted_precision``, in
    (0, 1], of cases; when none is, that target always abstains. The same examples in the same
    order give the same classifier. Raises TooFewExamplesError when no target can be learned, and
    ValueError for a wanted precision out of range.
    """
    corpus = count_corpus(examples)
    heads = []
    for target in TARGETS:
        rows, labels = corpus.labelled(target)
        if len(rows) >= min_rows and len(set(labels)) > 1:
            heads.append(learn_head(corpus, target, rows, wanted_precision=wanted_precision))
    if not heads:
        raise TooFewExamplesError(f"no target has {min_rows} labelled mails with different labels")
    return Classifier(tuple(heads))


def learn_head(corpus: Corpus, target: str, rows: Rows, *, wanted_precision: float) -> Head:
    """Learn one target from labelled rows of a counted corpus, with two labels or more."""
    _, labels = corpus.labelled(target, rows)
    features, weights, bias = _separate(corpus, rows, labels)
    scores, truth = held_out_scores(corpus, rows, labels)
    sharpness = fit_sharpness(scores, truth)
    shares = probabilities(scores, sharpness)
    threshold = choose_threshold(
        shares.max(axis=1, initial=0.0),
        shares.argmax(axis=1) == truth,
        wanted_precision=wanted_precision,
    )
    return Head(target, features, _names(labels), weights, bias, sharpness, threshold)


def held_out_scores(corpus: Corpus, rows: Rows, labels: Sequence[str]) -> tuple[Floats, Rows]:
    """Return decision scores, shape (held-out rows, labels), and each row's own label's column.

    Everything, the choice of features included, is learned anew for each fold. A row that is
    the only one of its label is never held out.
    """
    names = _names(labels)
    truth = np.array([names.index(label) for label in labels], dtype=np.intp)
    folds = keep_single_rows(assign_folds(labels, FOLDS, seed=SEED), labels)
    scores = np.zeros((len(rows), len(names)))
    for fold in range(FOLDS):
        held = folds == fold
        if held.any():
            others = [label for label, out in zip(labels, held, strict=True) if not out]
            features, weights, bias = _separate(corpus, rows[~held], others)
            scores[held] = corpus.matrix(features, rows[held]) @ weights + bias
    tested = folds != ALWAYS_TRAINED
    return scores[tested], truth[tested]


def fit_sharpness(scores: Floats, truth: Rows) -> float:
    """Return the factor (inverse temperature) that makes the held-out scores most likely.

    ``scores`` has shape (rows, labels), ``truth`` the column of each row's own label. Without
    any row there is nothing to learn from and the factor is 1.
    """
    if not len(truth):
        return 1.0
    own = scores[np.arange(len(truth)), truth]

    def loss(log_sharpness: float) -> float:
        scaled = np.exp(log_sharpness) * scores
        top = scaled.max(axis=1)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float(np.mean(total - np.exp(log_sharpness) * own))

    return float(np.exp(minimize_scalar(loss, bounds=LOG_BOUNDS, options={"xatol": 1e-12}).x))


def _separate(corpus: Corpus, rows: Rows, labels: Sequence[str]) -> tuple[Features, Floats, Floats]:
    """Return features, weights, shape (features, labels), and bias, shape (labels,)."""
    features = corpus.features(rows, labels)
    if not features.width:
        names = len(set(labels))
        return features, np.zeros((0, names)), np.zeros(names)
    machine = LinearSVC(
        C=REGULARISATION, class_weight="balanced", random_state=SEED, max_iter=10_000
    )
    with warnings.catch_warnings():
        # Many labels of few rows each are normal on a service desk.
        warnings.filterwarnings("ignore", message="The number of unique classes")
        machine.fit(corpus.matrix(features, rows), labels)
    weights, bias = machine.coef_, machine.intercept_
    if len(weights) == 1:  # two labels share one plane
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return features, np.ascontiguousarray(weights.T), bias


def _names(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels in the order scikit-learn gives its columns."""
    return tuple(sorted(set(labels)))
