"""Two classifiers on the same rows, and how sure it is that one of them is better.

Sources: the exact form of McNemar's test (McNemar 1947; Dietterich, "Approximate Statistical
Tests for Comparing Supervised Classification Learning Algorithms", Neural Computation 1998, whose
advice for two classifiers trained once it is), and the paired percentile bootstrap (Efron and
Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13; Koehn 2004 for pairs).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from classifiers.answers import Answers
from classifiers.features import Floats
from classifiers.measures import BINS, bins_of

RESAMPLES: Final = 1_000
AT_ONCE: Final = 100  # resamples drawn together; bounds the memory
SEED: Final = 20
TAILS: Final = (2.5, 97.5)

Figures = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the range that holds 95 % of its bootstrap resamples."""

    value: float
    low: float
    high: float

    @property
    def is_above_zero(self) -> bool:
        """Whether all of the range is."""
        return self.low > 0.0

    @property
    def is_below_zero(self) -> bool:
        """Whether all of the range is."""
        return self.high < 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How one classifier does on the rows; ``precision`` is None where it suggests nothing."""

    accuracy: float
    macro_f1: float
    calibration_error: float
    coverage: float
    precision: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Champion and candidate on the same rows, and their differences, candidate's minus champion's.

    ``only_champion`` and ``only_candidate`` count the rows that one alone had right; ``p_value``
    is McNemar's, two-sided and exact.
    """

    rows: int
    only_champion: int
    only_candidate: int
    p_value: float
    champion: Standing
    candidate: Standing
    accuracy: Interval
    macro_f1: Interval
    calibration_error: Interval
    coverage: Interval


def compare(
    champion: Answers, candidate: Answers, *, resamples: int = RESAMPLES, seed: int = SEED
) -> Comparison:
    """Return how the answers of two classifiers to the same rows differ.

    The same answers, seed and number of resamples give the same figures. ValueError where the
    rows are not the same, or there are none.
    """
    if champion.truth != candidate.truth or not champion.truth:
        raise ValueError("champion and candidate must answer the same rows, one or more")
    ours, theirs = candidate.right, champion.right
    first, second = int((theirs & ~ours).sum()), int((ours & ~theirs).sum())
    figures = [_weighted(one) for one in (champion, candidate)]
    value, low, high = _differences(figures, len(champion), resamples, seed)
    spans = [Interval(*map(float, span)) for span in zip(value, low, high, strict=True)]
    return Comparison(
        len(champion),
        first,
        second,
        mcnemar(first, second),
        standing(champion),
        standing(candidate),
        *spans,
    )


def mcnemar(first: int, second: int) -> float:
    """Return how likely chance alone parts the rows that one classifier has right so unevenly.

    Two-sided and exact: under the null hypothesis each such row is as likely the one's as the
    other's, so the smaller count is binomial with one half.
    """
    both = first + second
    return min(1.0, 2.0 * float(bdtr(min(first, second), both, 0.5))) if both else 1.0


def standing(answers: Answers) -> Standing:
    """Return the figures of one classifier."""
    return Standing(
        answers.accuracy,
        answers.macro_f1,
        answers.calibration_error,
        answers.coverage,
        answers.precision,
    )


def bootstrap(
    measure: Callable[[NDArray[np.intp]], float],
    rows: int,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """Return any figure of numbered rows, with the range of its resamples.

    ``measure`` is given row numbers, some of them several times. For a difference of two
    classifiers it measures both on these rows.
    """
    chance = np.random.default_rng(seed)
    drawn = [measure(chance.integers(0, rows, rows)) for _ in range(resamples)]
    low, high = np.percentile(drawn, TAILS)
    return Interval(measure(np.arange(rows)), float(low), float(high))


def _differences(
    figures: Sequence[Figures], rows: int, resamples: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Return of each figure its difference, and the ends of the resamples' range."""
    champion, candidate = figures
    drawn = [candidate(part) - champion(part) for part in _weights(rows, resamples, seed)]
    low, high = np.percentile(np.concatenate(drawn), TAILS, axis=0)
    once = np.ones((1, rows))
    return (candidate(once) - champion(once))[0], low, high


def _weights(rows: int, resamples: int, seed: int) -> Iterator[Floats]:
    """Yield how often each row was drawn, shape (resamples, rows), in parts."""
    chance = np.random.default_rng(seed)
    for start in range(0, resamples, AT_ONCE):
        size = min(AT_ONCE, resamples - start)
        yield chance.multinomial(rows, np.full(rows, 1.0 / rows), size=size).astype(np.float64)


def _weighted(answers: Answers) -> Figures:
    """Return accuracy, macro-F1, calibration error and coverage as a function of row weights."""
    names = sorted(set(answers.truth))
    there, said = (_columns(names, labels) for labels in (answers.truth, answers.guesses))
    right = answers.right.astype(np.float64)
    gaps = np.zeros((len(answers), BINS))
    gaps[np.arange(len(answers)), bins_of(answers.confidences)] = answers.confidences - right
    suggested = answers.suggested.astype(np.float64)

    def figures(weights: Floats) -> Floats:
        total = weights.sum(axis=1)
        found = (
            weights @ right / total,
            _mean_f1(weights @ (there * said), weights @ said, weights @ there),
            np.abs(weights @ gaps).sum(axis=1) / total,
            weights @ suggested / total,
        )
        return np.stack(found, axis=1)

    return figures


def _columns(names: Sequence[str], labels: Sequence[str]) -> Floats:
    """Return 1 where a row has the label of the column, shape (rows, names)."""
    at = {name: column for column, name in enumerate(names)}
    found = np.zeros((len(labels), len(names)))
    for row, label in enumerate(labels):
        if label in at:
            found[row, at[label]] = 1.0
    return found


def _mean_f1(hits: Floats, said: Floats, there: Floats) -> Floats:
    """Return the mean F1 of the labels that were drawn at all, by resample."""
    drawn = there > 0.0
    each = np.divide(2.0 * hits, said + there, out=np.zeros_like(hits), where=drawn)
    mean: Floats = (each * drawn).sum(axis=1) / drawn.sum(axis=1)
    return mean
