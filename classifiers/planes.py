"""The linear models of a target: each gives every label one number for a text.

All are linear in the same features, so their weighted sum is again one matrix of weights, and
asking several costs no more than asking one. This module needs scikit-learn.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from classifiers.dense import directions
from classifiers.features import Floats, Rows, Sparse

REGULARISATION: Final = 0.5
MODELS: Final = 3
BALANCE: Final = 0.5  # 0 lets frequent labels win, 1 makes all labels equally likely
SMOOTHING: Final = 0.05
TOPICS: Final = 64
ROWS_OF_TOPIC: Final = 20
SWEEPS: Final = 1
CLOSE: Final = 1e-3  # to the optimum; closer is slower and no better
TOPIC_REGULARISATION: Final = 100.0
SENTENCE_REGULARISATION: Final = 10.0  # of vectors at length 1
SEED: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Weights, shape (features, labels), and bias, shape (labels,), centred over the labels."""

    weights: Floats
    bias: Floats

    def scores(self, matrix: Sparse) -> Floats:
        """Return what each label gets, shape (rows of ``matrix``, labels)."""
        scores: Floats = matrix @ self.weights + self.bias
        return scores


def learn_planes(matrix: Sparse, codes: Rows, labels: int) -> tuple[Plane, ...]:
    """Learn the models from rows whose labels are ``codes``, each of 0 to ``labels`` - 1 once."""
    if not matrix.shape[1]:
        nothing = Plane(np.zeros((0, labels)), np.zeros(labels))
        return nothing, nothing, nothing
    with warnings.catch_warnings():
        # Many labels of few rows each are normal on a service desk.
        warnings.filterwarnings("ignore", message="The number of unique classes")
        return (
            _separate(matrix, codes, labels),
            _count_evidence(matrix, codes, labels),
            _by_topics(matrix, codes, labels),
        )


def blend(planes: Sequence[Plane], shares: Floats) -> Plane:
    """Return the weighted sum of the planes as one."""
    weights = sum(share * plane.weights for share, plane in zip(shares, planes, strict=True))
    bias = sum(share * plane.bias for share, plane in zip(shares, planes, strict=True))
    return Plane(np.asarray(weights), np.asarray(bias))


def _separate(matrix: Sparse, codes: Rows, labels: int) -> Plane:
    """Learn a linear support vector machine, one label against the rest.

    A label's rows weigh the more the fewer they are, by the root of what would balance them.
    """
    balance = _balance(codes, labels)
    machine = LinearSVC(
        C=REGULARISATION, class_weight=balance, random_state=SEED, tol=CLOSE, max_iter=10_000
    )
    machine.fit(matrix, codes)
    weights, bias = _one_each(machine.coef_, machine.intercept_)
    return _centred(weights.T, bias)


def _count_evidence(matrix: Sparse, codes: Rows, labels: int) -> Plane:
    """Learn multinomial naive Bayes without priors from the weighted counts.

    Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (ICML
    2003), section 4, for counting transformed frequencies.
    """
    member = csr_matrix((np.ones(len(codes)), (codes, np.arange(len(codes)))), (labels, len(codes)))
    counts = (member @ matrix).toarray() + SMOOTHING
    likelihood = np.log(counts / counts.sum(axis=1, keepdims=True))
    return _centred(likelihood.T, np.zeros(labels))


def _by_topics(matrix: Sparse, codes: Rows, labels: int) -> Plane:
    """Learn logistic regression on the coordinates of a truncated SVD, unfolded to features.

    Source: Deerwester et al., "Indexing by Latent Semantic Analysis" (JASIS 1990).
    """
    most = min(TOPICS, matrix.shape[0] // ROWS_OF_TOPIC, matrix.shape[1] - 1)
    if most < 1:
        return Plane(np.zeros((matrix.shape[1], labels)), np.zeros(labels))
    topics = directions(matrix, most, sweeps=SWEEPS)
    weights, bias = _by_coordinates(matrix @ topics.T, codes, labels, TOPIC_REGULARISATION)
    return _centred(topics.T @ weights.T, bias)


def by_sentences(places: Floats, codes: Rows, labels: int) -> Plane:
    """Learn logistic regression on where a sentence model says that texts lie."""
    weights, bias = _by_coordinates(places, codes, labels, SENTENCE_REGULARISATION)
    return _centred(weights.T, bias)


def _by_coordinates(
    coordinates: Floats, codes: Rows, labels: int, regularisation: float
) -> tuple[Floats, Floats]:
    machine = LogisticRegression(
        C=regularisation, class_weight=_balance(codes, labels), max_iter=1_000, tol=CLOSE
    )
    machine.fit(coordinates, codes)
    return _one_each(machine.coef_, machine.intercept_)


def _balance(codes: Rows, labels: int) -> dict[int, float]:
    """Return by label what each of its rows counts: the more, the fewer there are."""
    rows = np.bincount(codes, minlength=labels)
    return dict(enumerate((len(codes) / (labels * rows)) ** BALANCE))


def _one_each(weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """Return a row for each label also where two labels share one plane."""
    if len(weights) > 1:
        return weights, bias
    return np.vstack([-weights, weights]), np.concatenate([-bias, bias])


def _centred(weights: Floats, bias: Floats) -> Plane:
    """Take out what all labels get alike: it has no say in which of them is likeliest."""
    return Plane(weights - weights.mean(axis=1, keepdims=True), bias - bias.mean())
