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

from classifiers.answers import Answers, collect, join, most_frequent
from classifiers.errors import TooFewExamplesError
from classifiers.examples import TARGETS, Example, seed_corpus
from classifiers.folds import assign_folds, keep_single_rows
from classifiers.measures import macro_f1
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
            parts = [
                _ask(corpus, target, rows, held == fold, wanted_precision)
                for fold in range(folds)
                if (held == fold).any()
            ]
            found[target] = _measure(target, parts)
    if not found:
        raise TooFewExamplesError(f"no target has {min_rows} labelled mails to evaluate with")
    return found


def _ask(
    corpus: Corpus, target: str, rows: Rows, asked: NDArray[np.bool_], wanted_precision: float
) -> tuple[Answers, str]:
    """Learn from the rows that are not asked about; return the answers and the baseline's."""
    held, others = rows[asked], rows[~asked]
    head = learn_head(corpus, target, others, wanted_precision=wanted_precision)
    majority, _ = most_frequent(corpus.labelled(target, others)[1])
    suggestions = head.suggest(corpus.matrix(head.features, held))
    _, truth = corpus.labelled(target, held)
    return collect(truth, suggestions, otherwise=majority), majority


def _measure(target: str, parts: Sequence[tuple[Answers, str]]) -> Evaluation:
    answers = join([part for part, _ in parts])
    majority = [label for part, label in parts for _ in range(len(part))]
    return Evaluation(
        target=target,
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
