"""How good suggestions are for mails that were not learned from.

``python -m classifiers.evaluation`` prints the figures of the seed corpus.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from classifiers.errors import TooFewExamplesError
from classifiers.examples import TARGETS, Example, seed_corpus
from classifiers.features import Floats
from classifiers.folds import assign_folds, keep_single_rows
from classifiers.prediction import Suggestion
from classifiers.selection import Rows
from classifiers.training import (
    FEWEST_ROWS,
    FOLDS,
    SEED,
    WANTED_PRECISION,
    Corpus,
    count_corpus,
    learn_head,
)

BINS: Final = 10
FIGURES: Final = (
    ("target", ""),
    ("rows", "rows"),
    ("labels", "labels"),
    ("accuracy", "accuracy"),
    ("macro_f1", "macro-F1"),
    ("baseline_accuracy", "majority accuracy"),
    ("baseline_macro_f1", "majority macro-F1"),
    ("expected_calibration_error", "calibration error"),
    ("coverage", "coverage"),
    ("precision", "precision"),
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Cross-validated figures of one target, all in [0, 1] but for ``rows`` and ``labels``.

    ``accuracy``, ``macro_f1`` (the mean of the labels' F1) and ``expected_calibration_error``
    count every row, confident or not. ``coverage`` is the share of rows for which a label was
    suggested and ``precision`` the share of those suggestions that were right, 0 when there
    were none. The baseline always says the most frequent label of its training rows.
    """

    target: str
    rows: int
    labels: int
    accuracy: float
    macro_f1: float
    expected_calibration_error: float
    coverage: float
    precision: float
    baseline_accuracy: float
    baseline_macro_f1: float

    def as_dict(self) -> dict[str, str | int | float]:
        """Return the figures by name, ready for JSON or a model card."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One held-out row: what it is, what was suggested, what the baseline says."""

    truth: str
    suggestion: Suggestion
    majority: str

    @property
    def guess(self) -> str:
        alternatives = self.suggestion.alternatives
        return alternatives[0][0] if alternatives else self.majority


def evaluate(
    examples: Sequence[Example],
    *,
    wanted_precision: float = WANTED_PRECISION,
    min_rows: int = FEWEST_ROWS,
    folds: int = FOLDS,
) -> dict[str, Evaluation]:
    """Return the figures by target, from stratified folds with a fixed seed.

    Features, weights, calibration and threshold are learned anew for each fold. A row that is
    the only one of its label is learned from but not asked about. A target that ``fit`` would
    not learn from these examples is left out. Raises TooFewExamplesError when none remains, and
    ValueError for fewer than two folds.
    """
    corpus = count_corpus(examples)
    found = {}
    for target in TARGETS:
        rows, labels = corpus.labelled(target)
        if len(rows) >= min_rows and 1 < len(set(labels)) < len(labels):
            held = keep_single_rows(assign_folds(labels, folds, seed=SEED), labels)
            outcomes = [
                outcome
                for fold in range(folds)
                for outcome in _ask(corpus, target, rows, held == fold, wanted_precision)
            ]
            found[target] = _measure(target, outcomes)
    if not found:
        raise TooFewExamplesError(f"no target has {min_rows} labelled mails to evaluate with")
    return found


def _ask(
    corpus: Corpus, target: str, rows: Rows, asked: NDArray[np.bool_], wanted_precision: float
) -> list[_Outcome]:
    """Learn from the rows that are not asked about, and ask about the others."""
    held, others = rows[asked], rows[~asked]
    if not len(held):
        return []
    head = learn_head(corpus, target, others, wanted_precision=wanted_precision)
    majority = Counter(corpus.labelled(target, others)[1]).most_common(1)[0][0]
    suggestions = head.suggest(corpus.matrix(head.features, held))
    _, truth = corpus.labelled(target, held)
    return [
        _Outcome(label, suggestion, majority)
        for label, suggestion in zip(truth, suggestions, strict=True)
    ]


def _measure(target: str, outcomes: Sequence[_Outcome]) -> Evaluation:
    truth = [outcome.truth for outcome in outcomes]
    guesses = [outcome.guess for outcome in outcomes]
    majority = [outcome.majority for outcome in outcomes]
    right = np.array(truth) == np.array(guesses)
    confident = np.array([outcome.suggestion.label is not None for outcome in outcomes])
    confidences = np.array([outcome.suggestion.confidence for outcome in outcomes])
    return Evaluation(
        target=target,
        rows=len(outcomes),
        labels=len(set(truth)),
        accuracy=float(right.mean()),
        macro_f1=_macro_f1(truth, guesses),
        expected_calibration_error=calibration_error(confidences, right),
        coverage=float(confident.mean()),
        precision=float(right[confident].mean()) if confident.any() else 0.0,
        baseline_accuracy=float(np.mean(np.array(truth) == np.array(majority))),
        baseline_macro_f1=_macro_f1(truth, majority),
    )


def _macro_f1(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur in ``truth``; 0 for one never guessed."""
    return float(
        f1_score(truth, guesses, labels=sorted(set(truth)), average="macro", zero_division=0.0)
    )


def calibration_error(confidences: Floats, right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over ten bins of equal width, in [0, 1].

    Both arrays have shape (rows,). It is the mean distance, weighted by rows, between a bin's
    mean confidence and its share of right answers (Guo et al., 2017, section 2).
    """
    bins = np.minimum((confidences * BINS).astype(np.intp), BINS - 1)
    gap = np.bincount(bins, weights=confidences - right, minlength=BINS)
    return float(np.abs(gap).sum() / len(confidences))


def table(evaluations: Sequence[Evaluation]) -> str:
    """Return the figures as lines of plain text, one column for each target."""
    figures = [found.as_dict() for found in evaluations]
    lines = [
        f"{title:<20}" + "".join(f"{_cell(found[name]):>12}" for found in figures)
        for name, title in FIGURES
    ]
    return "\n".join(lines) + "\n"


def _cell(value: str | float) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def main() -> None:
    """Print the cross-validated figures of the seed corpus beside the majority baseline's."""
    examples = seed_corpus()
    sys.stdout.write(f"{len(examples)} mails, {FOLDS} folds, seed {SEED}\n")
    for name in ("language", "urgency", "category"):
        spread = Counter(getattr(example, name) for example in examples).most_common()
        sys.stdout.write(f"{name}: {', '.join(f'{value} {rows}' for value, rows in spread)}\n")
    sys.stdout.write(table(list(evaluate(examples).values())))


if __name__ == "__main__":
    main()
