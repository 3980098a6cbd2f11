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

from classifiers.answers import Answers, ask, join, most_frequent
from classifiers.errors import TooFewExamplesError
from classifiers.examples import TARGETS, Example, seed_corpus
from classifiers.folds import assign_folds
from classifiers.measures import macro_f1
from classifiers.prediction import Classifier
from classifiers.training import FOLDS, SEED, WANTED_PRECISION, fit

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

Rows = NDArray[np.intp]


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


@dataclass(frozen=True, slots=True, eq=False)
class HeldOutAnswers:
    """The answers to rows that were held out, which rows these are, and the baseline's guesses."""

    target: str
    rows: Rows
    answers: Answers
    majority: tuple[str, ...]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)


def evaluate(
    examples: Sequence[Example],
    *,
    wanted_precision: float = WANTED_PRECISION,
    folds: int = FOLDS,
) -> dict[str, Evaluation]:
    """Return the figures by target, from stratified folds with a fixed seed.

    Raises TooFewExamplesError where no target can be learned, and ValueError for fewer than two
    folds.
    """
    found = cross_validate(examples, wanted_precision=wanted_precision, folds=folds)
    return {target: _measure(held) for target, held in found.items()}


def cross_validate(
    examples: Sequence[Example],
    *,
    wanted_precision: float = WANTED_PRECISION,
    folds: int = FOLDS,
) -> dict[str, HeldOutAnswers]:
    """Learn from all folds but one and ask about that one, in turn; return this by target.

    Features, weights, calibration and threshold are learned anew each time. Examples of a group
    are never parted. A row that is the only one of its label is learned from but not asked
    about. Raises as ``evaluate`` does.
    """
    held = _folds(examples, folds)
    parts: dict[str, list[HeldOutAnswers]] = {target: [] for target in TARGETS}
    for fold in range(folds):
        others = [examples[row] for row in np.flatnonzero(held != fold).tolist()]
        classifier = fit(others, wanted_precision=wanted_precision)
        for target in classifier.targets:
            asked = _asked(examples, np.flatnonzero(held == fold), target)
            parts[target].append(_ask(classifier, target, others, examples, asked))
    found = {target: _joined(target, some) for target, some in parts.items() if any(map(len, some))}
    if not found:
        raise TooFewExamplesError("no label has two mails, so nothing can be held out")
    return found


def _folds(examples: Sequence[Example], folds: int) -> Rows:
    """Return the fold of each example: that of its group's first, where it is in one."""
    labels = [one.category or one.urgency or one.impact or "" for one in examples]
    assigned = assign_folds(labels, folds, seed=SEED)
    first: dict[str, int] = {}
    leaders = [
        first.setdefault(one.group, row) if one.group else row for row, one in enumerate(examples)
    ]
    together: Rows = assigned[leaders] if leaders else assigned
    return together


def _asked(examples: Sequence[Example], held: Rows, target: str) -> Rows:
    often = Counter(one.label(target) for one in examples)
    labelled = (row for row in held.tolist() if examples[row].label(target) is not None)
    return np.array([row for row in labelled if often[examples[row].label(target)] > 1], np.intp)


def _ask(
    classifier: Classifier,
    target: str,
    others: Sequence[Example],
    examples: Sequence[Example],
    rows: Rows,
) -> HeldOutAnswers:
    labels = (one.label(target) for one in others)
    majority, _ = most_frequent(label for label in labels if label is not None)
    answers = ask(classifier, target, [examples[row] for row in rows], otherwise=majority)
    return HeldOutAnswers(target, rows, answers, (majority,) * len(rows))


def _joined(target: str, parts: Sequence[HeldOutAnswers]) -> HeldOutAnswers:
    return HeldOutAnswers(
        target,
        np.concatenate([part.rows for part in parts]),
        join([part.answers for part in parts]),
        tuple(label for part in parts for label in part.majority),
    )


def _measure(held: HeldOutAnswers) -> Evaluation:
    answers, majority = held.answers, held.majority
    return Evaluation(
        target=held.target,
        rows=len(answers),
        labels=len(set(answers.truth)),
        accuracy=answers.accuracy,
        macro_f1=answers.macro_f1,
        expected_calibration_error=answers.calibration_error,
        coverage=answers.coverage,
        precision=answers.precision or 0.0,
        baseline_accuracy=float(np.mean(np.array(answers.truth) == np.array(majority))),
        baseline_macro_f1=macro_f1(answers.truth, majority),
    )


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
