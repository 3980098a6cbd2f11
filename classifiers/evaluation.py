"""How good suggestions are for mails that were not learned from.

``python -m classifiers.evaluation`` prints the figures of the seed corpus.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from classifiers.answers import Answers, most_frequent
from classifiers.corpus import Corpus, count_corpus
from classifiers.errors import TooFewExamplesError
from classifiers.examples import TARGETS, Example, seed_corpus
from classifiers.features import Floats
from classifiers.figures import Evaluation
from classifiers.measures import macro_f1
from classifiers.records import as_plain
from classifiers.thresholds import choose_thresholds
from classifiers.training import FEWEST_ROWS, FOLDS, SEED, WANTED_PRECISION, HeldOut, held_out

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


def evaluate(
    examples: Sequence[Example], *, wanted_precision: float = WANTED_PRECISION
) -> dict[str, Evaluation]:
    """Return the figures by target, each row guessed by models that were not learned from it.

    A target that ``fit`` would not learn from these examples is left out, and a row that is the
    only one of its label is not asked about. Raises TooFewExamplesError when no target remains.
    """
    corpus = count_corpus(examples)
    found = {
        target: _measure(target, held_out_answers(corpus, target, wanted_precision)[1])
        for target in learnable(corpus)
    }
    if not found:
        raise TooFewExamplesError(f"no target has {FEWEST_ROWS} labelled mails to evaluate with")
    return found


def learnable(corpus: Corpus) -> list[str]:
    """Return the targets with rows enough, two labels, and a label with two rows."""
    found = {target: corpus.labelled(target)[1] for target in TARGETS}
    return [
        target
        for target, labels in found.items()
        if len(labels) >= FEWEST_ROWS and 1 < len(set(labels)) < len(labels)
    ]


def held_out_answers(
    corpus: Corpus, target: str, wanted_precision: float
) -> tuple[HeldOut, Answers]:
    """Return what held-out rows get from models that were not learned from them, as answers.

    A row's threshold is chosen on the rows of the other folds, else the precision wanted would
    be found by construction.
    """
    held = held_out(corpus, target)
    confidences = held.probabilities[np.arange(len(held.rows)), held.said]
    thresholds = _thresholds(corpus, held, confidences, wanted_precision)
    answers = Answers(
        tuple(held.labels[column] for column in held.truth.tolist()),
        tuple(held.labels[column] for column in held.said.tolist()),
        confidences,
        (confidences >= thresholds) & ~held.is_strange,
        thresholds,
        held.scope,
    )
    return held, answers


def _thresholds(
    corpus: Corpus, held: HeldOut, confidences: Floats, wanted_precision: float
) -> Floats:
    """Return each row's threshold, chosen on the rows of all folds but its own."""
    weights = corpus.weights[held.rows]  # what is no evidence earns nothing
    right, fold = held.said == held.truth, np.arange(len(held.rows)) % FOLDS
    found = np.empty(len(held.rows))
    for number in range(FOLDS):
        others, own = fold != number, fold == number
        chosen = choose_thresholds(
            confidences[others],
            held.said[others],
            right[others],
            weights[others],
            labels=len(held.labels),
            wanted=wanted_precision,
        )
        found[own] = chosen[held.said[own]]
    return found


def _measure(target: str, answers: Answers) -> Evaluation:
    majority, _ = most_frequent(answers.truth)
    always = (majority,) * len(answers)
    return Evaluation(
        target=target,
        rows=len(answers),
        labels=len(set(answers.truth)),
        accuracy=answers.accuracy,
        macro_f1=answers.macro_f1,
        expected_calibration_error=answers.calibration_error,
        coverage=answers.coverage,
        precision=answers.precision or 0.0,
        baseline_accuracy=float(np.mean([one == majority for one in answers.truth])),
        baseline_macro_f1=macro_f1(answers.truth, always),
    )


def table(evaluations: Sequence[Evaluation]) -> str:
    """Return the figures as lines of plain text, one column for each target."""
    figures = [as_plain(found) for found in evaluations]
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
