"""From decision scores to probabilities: what the models' scores and signals are worth.

Temperature scaling, Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017), section
4.2, with one temperature for each model; where held-out rows ask for it, with one offset for
each label too, drawn towards none so that labels with few rows keep to the rest.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.optimize import minimize

from classifiers.features import Floats, Rows, probabilities
from classifiers.folds import assign_folds
from classifiers.measures import calibration_error

LOG_BOUNDS: Final = (-8.0, 5.0)  # of a model's share: natural logarithm, in deviations of scores
MOST: Final = 6.0  # of an offset or of what a signal adds, as log-odds
PULL: Final = 1.0  # of offsets towards none
SIGNAL_PULL: Final = 8.0  # of signals towards what is assumed of them
EQUALLY_GOOD: Final = 0.005
FOLDS: Final = 5
SEED: Final = 21


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Held-out rows: ``scores`` has shape (models, rows, labels), ``truth`` the labels' columns.

    ``weights`` says how much each row counts, ``signals`` of shape (rows, signals) what else is
    known of it.
    """

    scores: Floats
    truth: Rows
    weights: Floats
    signals: Floats

    def at(self, rows: Rows) -> "Held":
        """Return some of the rows."""
        return Held(self.scores[:, rows], self.truth[rows], self.weights[rows], self.signals[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """How much each model counts, and what labels and signals add to a label's log-odds.

    ``shares`` has shape (models,), ``offset`` (labels,) and ``signals`` (signals, labels).
    """

    shares: Floats
    offset: Floats
    signals: Floats

    def logits(self, held: Held) -> Floats:
        """Return unnormalised log-probabilities, shape (rows, labels)."""
        mixed: Floats = np.tensordot(self.shares, held.scores, 1)
        return mixed + self.offset + held.signals @ self.signals


def calibrate(held: Held, assumed: Floats) -> Calibration:
    """Return the calibration that held-out rows ask for; ``assumed`` is what signals start from.

    With or without offsets, whichever has the smaller calibration error on rows it was not
    fitted to; where they are equally good, the likelier one. Without rows all count alike.
    """
    models, rows, labels = held.scores.shape
    if not rows or not labels:
        return Calibration(np.ones(models), np.zeros(labels), assumed)
    judged = [_judge(held, assumed, with_offset=offset) for offset in (False, True)]
    best = min(error for error, _ in judged) + EQUALLY_GOOD
    good = [at for at in (0, 1) if judged[at][0] <= best]
    chosen = min(good, key=lambda at: judged[at][1])
    return _fit(held, assumed, with_offset=bool(chosen))


def refit(held: Held, assumed: Floats, *, like: Calibration) -> Calibration:
    """Return the calibration that other rows ask for, with offsets where ``like`` has some."""
    return _fit(held, assumed, with_offset=bool(like.offset.any()))


def cross_fitted(held: Held, assumed: Floats, *, with_offset: bool) -> Floats:
    """Return log-odds of each row by what the others ask for, shape (rows, labels)."""
    folds = assign_folds(held.truth.tolist(), FOLDS, seed=SEED)
    logits = np.zeros(held.scores.shape[1:])
    for fold in range(FOLDS):
        asked, others = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        if len(asked):
            logits[asked] = _fit(held.at(others), assumed, with_offset=with_offset).logits(
                held.at(asked)
            )
    return logits


def _judge(held: Held, assumed: Floats, *, with_offset: bool) -> tuple[float, float]:
    """Return calibration error and mean loss of cross-fitted probabilities."""
    shares = probabilities(cross_fitted(held, assumed, with_offset=with_offset))
    own = shares[np.arange(len(held.truth)), held.truth]
    loss = float(-np.log(np.maximum(own, 1e-12)) @ held.weights / held.weights.sum())
    return calibration_error(shares.max(axis=1), shares.argmax(axis=1) == held.truth), loss


def _fit(held: Held, assumed: Floats, *, with_offset: bool) -> Calibration:
    """Return the likeliest calibration under the pulls (maximum a posteriori)."""
    problem = _Problem(held, assumed, with_offset=with_offset)
    bounds = [LOG_BOUNDS] * problem.models
    bounds += [(-MOST, MOST)] * (len(problem.start) - problem.models)
    found = minimize(problem.loss, problem.start, jac=True, method="L-BFGS-B", bounds=bounds)
    return problem.calibration(found.x)


class _Problem:
    """The loss of a calibration as a function of one vector, with its gradient."""

    def __init__(self, held: Held, assumed: Floats, *, with_offset: bool) -> None:
        deviations = held.scores.std(axis=(1, 2)) if held.scores.size else np.ones(1)
        self.unit = np.where(deviations > 0.0, deviations, 1.0)
        self.held = replace(held, scores=held.scores / self.unit[:, None, None])
        self.assumed, self.with_offset = assumed, with_offset
        self.models, self.labels = len(held.scores), held.scores.shape[2]
        self.member = np.eye(self.labels)[held.truth]
        offset = self.labels if with_offset else 0
        self.start = np.concatenate([np.zeros(self.models + offset), assumed.ravel()])

    def parts(self, vector: Floats) -> Calibration:
        cut = self.models + (self.labels if self.with_offset else 0)
        offset = vector[self.models : cut] if self.with_offset else np.zeros(self.labels)
        signals = vector[cut:].reshape(self.assumed.shape)
        return Calibration(np.exp(vector[: self.models]), offset, signals)

    def calibration(self, vector: Floats) -> Calibration:
        found = self.parts(vector)
        return replace(found, shares=found.shares / self.unit)

    def loss(self, vector: Floats) -> tuple[float, Floats]:
        """Return the loss and its gradient."""
        now, held = self.parts(vector), self.held
        shares = probabilities(now.logits(held))
        own = np.maximum(shares[np.arange(len(held.truth)), held.truth], 1e-300)
        moved = now.signals - self.assumed
        pulls = PULL * (now.offset**2).sum() + SIGNAL_PULL * (moved**2).sum()
        gap = (shares - self.member) * held.weights[:, None]
        by_model = np.array([(gap * scores).sum() for scores in held.scores]) * now.shares
        by_offset = gap.sum(axis=0) + PULL * now.offset if self.with_offset else np.empty(0)
        by_signal = held.signals.T @ gap + SIGNAL_PULL * moved
        gradient = np.concatenate([by_model, by_offset, by_signal.ravel()])
        total = held.weights.sum() or 1.0  # where nothing is evidence the pulls alone speak
        return float((pulls / 2.0 - np.log(own) @ held.weights) / total), gradient / total
