"""One trial on files of labelled texts: learn from the one, ask about the other, print figures."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifiers.answers import Answers, ask, constant, most_frequent
from classifiers.datasets import Dataset
from classifiers.errors import BadDatasetError, TooFewExamplesError
from classifiers.examples import Example
from classifiers.measures import area_under_curve, macro_f1, recall_at_false_alarms
from classifiers.persistence import dump
from classifiers.prediction import Classifier
from classifiers.sentences import Remembered
from classifiers.training import WANTED_PRECISION, fit

TARGET: Final = "category"  # a plain file's label column is learned as this
FALSE_ALARMS: Final = 0.05
TIMED: Final = 500
WARM_UP: Final = 5
_UNSIGNED: Final = bytes(32)  # the version is only weighed, never kept

Figure = str | int | float | None


@dataclass(frozen=True, slots=True)
class Costs:
    """What learning and predicting took; ``bytes`` is the size of the stored version.

    Predictions are of one text at a time, in CPU time.
    """

    fit_seconds: float = 0.0
    fit_cpu_seconds: float = 0.0
    predict_p50_ms: float | None = None
    predict_p99_ms: float | None = None
    bytes: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """The answers to the test rows, those in scope and those out of it, and what they cost.

    ``classifier`` is None where nothing could be learned; ``notes`` say why, and what of the
    files was left out.
    """

    classifier: Classifier | None
    train: Dataset
    inside: Answers
    outside: Answers
    costs: Costs
    wanted_precision: float
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Figure | list[str]]:
        """Return every figure by name, ready for JSON; None where there is nothing to measure."""
        majority, _ = most_frequent(self.train.labels)
        same = (majority,) * len(self.inside)
        scores = self.inside.scope, self.outside.scope
        return {
            "rows_train": len(self.train),
            "rows_test": len(self.inside),
            "rows_oos": len(self.outside),
            "labels": len(set(self.train.labels)),
            "accuracy": self.inside.accuracy,
            "macro_f1": self.inside.macro_f1,
            "ece": self.inside.calibration_error,
            "wanted_precision": self.wanted_precision,
            "threshold": self.inside.threshold,
            "precision": self.inside.precision,
            "coverage": self.inside.coverage,
            "oos_auroc": area_under_curve(*scores),
            "oos_recall_at_5_fpr": recall_at_false_alarms(*scores, FALSE_ALARMS),
            "oos_suggested": self.outside.coverage if len(self.outside) else None,
            "baseline_accuracy": float(np.mean([one == majority for one in self.inside.truth])),
            "baseline_macro_f1": macro_f1(self.inside.truth, same),
            "fit_seconds": self.costs.fit_seconds,
            "fit_cpu_seconds": self.costs.fit_cpu_seconds,
            "predict_p50_ms": self.costs.predict_p50_ms,
            "predict_p99_ms": self.costs.predict_p99_ms,
            "bytes": self.costs.bytes,
            "notes": list(self.notes),
        }


def run_trial(
    train: Dataset,
    test: Dataset,
    *,
    outside_label: str | None = None,
    wanted_precision: float = WANTED_PRECISION,
    sentences: Remembered | None = None,
) -> Trial:
    """Learn from the training rows and ask about the test rows, once.

    Rows labelled ``outside_label`` belong to no label: they teach none and are asked about apart.
    Where the training rows cannot teach anything, their most frequent label is guessed
    throughout and nothing is suggested. BadDatasetError when no row in scope is left to learn
    from or to ask about. A sentence model is averaged in where the training rows say it helps.
    """
    inside = [part.without(outside_label) if outside_label else part for part in (train, test)]
    outside = test.only(outside_label) if outside_label else test.only(None)
    for whole, part in zip((train, test), inside, strict=True):
        if not len(part):
            raise BadDatasetError(f"{whole.name}: every row is labelled {outside_label!r}")
    classifier, costs, notes = _learn(inside[0].examples(), wanted_precision, sentences)
    return Trial(
        classifier,
        inside[0],
        _answers(classifier, inside[0], inside[1].examples()),
        _answers(classifier, inside[0], outside.examples()),
        _timed(_forgetful(classifier, sentences), inside[1].texts, costs),
        wanted_precision,
        (*_remarks(train, test), *_mismatches(inside[0], inside[1], train, outside_label), *notes),
    )


def _learn(
    examples: Sequence[Example], wanted_precision: float, sentences: Remembered | None
) -> tuple[Classifier | None, Costs, tuple[str, ...]]:
    begun, cpu = time.perf_counter(), time.process_time()
    try:
        classifier = fit(examples, wanted_precision=wanted_precision, sentences=sentences)
    except TooFewExamplesError as error:
        return None, Costs(), (f"nothing learned, the most frequent label is guessed: {error}",)
    passed = Costs(
        fit_seconds=time.perf_counter() - begun,
        fit_cpu_seconds=time.process_time() - cpu,
        bytes=len(dump(classifier, key=_UNSIGNED, card={})),
    )
    return classifier, passed, _heard(classifier) if sentences else ()


def _heard(classifier: Classifier) -> tuple[str, ...]:
    share = classifier.shares.get(TARGET, 0.0)
    return (f"the sentence model weighs {share:.0%}, the words {1.0 - share:.0%}",)


def _answers(classifier: Classifier | None, train: Dataset, examples: Sequence[Example]) -> Answers:
    majority, share = most_frequent(train.labels)
    if classifier is None:
        return constant([str(one.category) for one in examples], majority, share)
    return ask(classifier, TARGET, examples, otherwise=majority)


def _forgetful(classifier: Classifier | None, sentences: Remembered | None) -> Classifier | None:
    """Return it with a sentence model that remembers no text it was asked about before."""
    if classifier is None or sentences is None:
        return classifier
    return classifier.listening_to(Remembered(sentences.model, most=0))


def _timed(classifier: Classifier | None, texts: Sequence[str], costs: Costs) -> Costs:
    """Add what one prediction takes: the median, and what one of a hundred exceeds."""
    if classifier is None:
        return costs
    for text in texts[:WARM_UP]:
        classifier.predict([text])
    taken = []
    for text in texts[:TIMED]:
        begun = time.process_time()
        classifier.predict([text])
        taken.append((time.process_time() - begun) * 1000.0)
    middle, slow = np.percentile(taken, (50, 99))
    return Costs(costs.fit_seconds, costs.fit_cpu_seconds, float(middle), float(slow), costs.bytes)


def _remarks(*parts: Dataset) -> list[str]:
    return [f"{part.name}: {rows} {what}" for part in parts for what, rows in part.remarks.items()]


def _mismatches(
    train: Dataset, test: Dataset, whole: Dataset, outside_label: str | None
) -> list[str]:
    """Say what makes the figures lower than the classifier is to blame for."""
    found = []
    known = set(train.labels)
    unseen = [label for label in test.labels if label not in known]
    if unseen:
        found.append(
            f"{test.name}: {len(unseen)} rows have one of {len(set(unseen))} labels that no"
            " training row has; each counts as a wrong guess"
        )
    if left := len(whole) - len(train):
        found.append(f"{whole.name}: {left} rows labelled {outside_label!r} teach no label")
    return found


def lines(figures: Mapping[str, Figure | list[str]]) -> list[tuple[str, str]]:
    """Return the figures as names and values for people."""
    return [(name.replace("_", " "), _shown(value)) for name, value in figures.items()]


def _shown(value: Figure | list[str]) -> str:
    if isinstance(value, list):
        return "; ".join(value) or "none"
    if isinstance(value, float):
        return f"{value:.3f}"
    return "not measured" if value is None else str(value)
