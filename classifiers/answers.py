"""What a classifier answers to rows whose labels are known: the raw material of every figure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.examples import Example
from classifiers.features import Floats
from classifiers.measures import Flags, calibration_error, macro_f1, precision_at
from classifiers.prediction import Classifier, Prediction, Suggestion
from classifiers.thresholds import NEVER

AT_ONCE: Final = 256  # rows asked about together; bounds the memory


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers to some rows and the truth about them; every field has one value for each row.

    ``guesses`` are the first alternatives, whether confident or not; ``suggested`` says which of
    them would be suggested, ``thresholds`` from which confidence on, and ``scope`` how likely a
    row belongs to any label.
    """

    truth: tuple[str, ...]
    guesses: tuple[str, ...]
    confidences: Floats
    suggested: Flags
    thresholds: Floats
    scope: Floats

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.truth)

    @property
    def right(self) -> Flags:
        """Which guesses are right."""
        pairs = zip(self.truth, self.guesses, strict=True)
        return np.array([true == guess for true, guess in pairs], dtype=np.bool_)

    @property
    def accuracy(self) -> float:
        """The share of right guesses, confident or not."""
        return float(self.right.mean()) if len(self) else 0.0

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the labels that occur."""
        return macro_f1(self.truth, self.guesses)

    @property
    def calibration_error(self) -> float:
        """The expected calibration error of the guesses."""
        return calibration_error(self.confidences, self.right)

    @property
    def coverage(self) -> float:
        """The share of rows for which something is suggested."""
        return float(self.suggested.mean()) if len(self) else 0.0

    @property
    def precision(self) -> float | None:
        """The share of suggestions that are right; None where nothing is suggested."""
        return precision_at(self.right, self.suggested)

    @property
    def threshold(self) -> float | None:
        """The lowest confidence that was asked of a suggestion; None where none is made."""
        asked = self.thresholds[self.suggested]
        return float(asked.min()) if len(asked) else None

    def at(self, rows: NDArray[np.intp]) -> "Answers":
        """Return the answers to some of the rows."""
        return Answers(
            tuple(self.truth[row] for row in rows),
            tuple(self.guesses[row] for row in rows),
            self.confidences[rows],
            self.suggested[rows],
            self.thresholds[rows],
            self.scope[rows],
        )


def ask(
    classifier: Classifier, target: str, examples: Sequence[Example], *, otherwise: str
) -> Answers:
    """Ask about every example that has a label for the target.

    ``otherwise`` is the guess, without confidence, where a text says nothing; the most frequent
    label of the training rows is meant.
    """
    asked = [one for one in examples if one.label(target) is not None]
    suggestions = list[Suggestion]()
    for start in range(0, len(asked), AT_ONCE):
        part = asked[start : start + AT_ONCE]
        found = classifier.predict([one.text for one in part], [one.signals for one in part])
        suggestions += (suggestion_of(one, target) for one in found)
    return collect((str(one.label(target)) for one in asked), suggestions, otherwise=otherwise)


def suggestion_of(prediction: Prediction, target: str) -> Suggestion:
    """Return what is suggested for one target."""
    if target == "category":
        return prediction.category
    return prediction.urgency if target == "urgency" else prediction.impact


def collect(truth: Iterable[str], suggestions: Sequence[Suggestion], *, otherwise: str) -> Answers:
    """Return the suggestions for rows, and the truth about these, as answers."""
    first = [one.alternatives[0][0] if one.alternatives else otherwise for one in suggestions]
    return Answers(
        tuple(truth),
        tuple(first),
        np.array([one.confidence for one in suggestions], dtype=np.float64),
        np.array([one.label is not None for one in suggestions], dtype=np.bool_),
        np.array([one.threshold for one in suggestions], dtype=np.float64),
        # A text without anything known belongs nowhere, as far as one can tell.
        np.array([one.in_scope if one.alternatives else 0.0 for one in suggestions]),
    )


def join(parts: Sequence[Answers]) -> Answers:
    """Return the answers of several parts, one behind the other."""
    return Answers(
        tuple(chain.from_iterable(part.truth for part in parts)),
        tuple(chain.from_iterable(part.guesses for part in parts)),
        np.concatenate([part.confidences for part in parts]),
        np.concatenate([part.suggested for part in parts]),
        np.concatenate([part.thresholds for part in parts]),
        np.concatenate([part.scope for part in parts]),
    )


def constant(truth: Sequence[str], label: str, share: float) -> Answers:
    """Return what always guessing one label answers; it never suggests anything."""
    rows = len(truth)
    return Answers(
        tuple(truth),
        (label,) * rows,
        np.full(rows, share),
        np.zeros(rows, dtype=np.bool_),
        np.full(rows, NEVER),
        np.ones(rows),
    )


def most_frequent(labels: Iterable[str]) -> tuple[str, float]:
    """Return the most frequent label, the first by name among equals, and its share."""
    counts = Counter(labels)
    label = min(counts, key=lambda one: (-counts[one], one))
    return label, counts[label] / counts.total()
