"""Measuring a version once, on rows that it has not learned from: all that its report shows."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from classifiers.answers import Answers, ask, constant, most_frequent
from classifiers.comparison import compare
from classifiers.corpus import count_corpus
from classifiers.curves import Point, forecast
from classifiers.dense import Embedder
from classifiers.doubts import Doubt
from classifiers.errors import TooFewExamplesError
from classifiers.evaluation import held_out_answers, learnable
from classifiers.examples import Example
from classifiers.figures import FROZEN, HELD_OUT, TargetFigures, VersionFigures
from classifiers.gate import FEWEST_ROWS
from classifiers.measures import macro_f1
from classifiers.prediction import Classifier
from classifiers.tables import (
    confidence_counts,
    confusions,
    doubtful,
    label_figures,
    reliability,
    tradeoff,
)
from classifiers.training import WANTED_PRECISION, fit

CURVE_SHARES: Final = (1 / 8, 1 / 4, 1 / 2)
SEED: Final = 20

Progress = Callable[[str], None]
Curves = Mapping[str, Sequence[Point]]


def silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """What a version was learned from and with, and the rows that no version learns from."""

    training: Sequence[Example]
    frozen: Sequence[Example]
    wanted_precision: float
    sentences: Embedder | None


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The answers about one target, and the labelled rows that they are measured against."""

    target: str
    training: Sequence[Example]
    answers: Answers
    doubts: tuple[Doubt, ...]
    measured_on: str

    @property
    def labels(self) -> list[str]:
        return [str(one.label(self.target)) for one in self.training]


def measure_version(
    classifier: Classifier,
    training: Sequence[Example],
    frozen: Sequence[Example],
    *,
    champion: Classifier | None = None,
    wanted_precision: float = WANTED_PRECISION,
    progress: Progress = silent,
    sentences: Embedder | None = None,
) -> VersionFigures:
    """Return every figure of a version, by target.

    ``training`` are the examples it was learned from and ``frozen`` those that no version learns
    from. A target with too few frozen rows is measured by cross-validation of the training rows
    instead, and then not compared with the champion, who may have learned from these.
    ``progress`` is told what takes its time; ``sentences`` is the sentence model that the version
    was learned with.
    """
    lesson = _Lesson(training, frozen, wanted_precision, sentences)
    progress("asking about rows that were not learned from")
    asked = _ask_all(classifier, lesson)
    progress("learning from parts of the rows, for the learning curve")
    curves = _curves(asked, lesson)
    progress("comparing, and looking for doubtful labels")
    found = []
    for one in asked:
        theirs = _champions(champion, one, frozen)
        found.append(_figures(one, theirs, curves.get(one.target, ()), wanted_precision))
    return VersionFigures(tuple(found))


def _ask_all(classifier: Classifier, lesson: _Lesson) -> list[_Asked]:
    """Return the answers by target: to the frozen rows, or out of fold where these are few."""
    corpus, wanted = count_corpus(lesson.training, lesson.sentences), lesson.wanted_precision
    held = {one: held_out_answers(corpus, one, wanted) for one in learnable(corpus)}
    found = []
    for target in classifier.targets:
        rows, tested = _labelled(lesson.training, target), _labelled(lesson.frozen, target)
        out_of_fold, answers = held.get(target, (None, constant((), "", 0.0)))
        is_frozen = len(tested) >= FEWEST_ROWS
        if is_frozen:
            answers = ask(classifier, target, tested, otherwise=_majority(rows, target))
        suspects = doubtful(lesson.training, out_of_fold) if out_of_fold else ()
        measured_on = FROZEN if is_frozen else HELD_OUT
        found.append(_Asked(target, rows, answers, suspects, measured_on))
    return found


def _champions(
    champion: Classifier | None, asked: _Asked, frozen: Sequence[Example]
) -> Answers | None:
    """Return his answers to the same frozen rows; of a target he has not learned he knows none."""
    if champion is None or asked.measured_on != FROZEN:
        return None
    majority = _majority(asked.training, asked.target)
    return ask(champion, asked.target, frozen, otherwise=majority)


def _curves(asked: Sequence[_Asked], lesson: _Lesson) -> Curves:
    """Return the accuracy on the frozen rows after learning from more and more, by target.

    Without frozen rows there are few rows of the desk's own, and nothing to carry on.
    """
    ends = {
        one.target: _point(one.answers, len(one.training))
        for one in asked
        if one.measured_on == FROZEN
    }
    points: dict[str, list[Point]] = {target: [] for target in ends}
    training = lesson.training
    order = np.random.default_rng(SEED).permutation(len(training)).tolist()
    for share in CURVE_SHARES if ends else ():
        some = [training[row] for row in order[: round(share * len(training))]]
        for target, point in _measured(some, lesson).items():
            points.setdefault(target, []).append(point)
    return {target: [*points[target], end] for target, end in ends.items() if points[target]}


def _measured(some: Sequence[Example], lesson: _Lesson) -> dict[str, Point]:
    try:
        classifier = fit(some, wanted_precision=lesson.wanted_precision, sentences=lesson.sentences)
    except TooFewExamplesError:
        return {}  # a curve begins where something can be learned
    found = {}
    for target in classifier.targets:
        rows = _labelled(some, target)
        answers = ask(classifier, target, lesson.frozen, otherwise=_majority(rows, target))
        if len(answers) >= FEWEST_ROWS:
            found[target] = _point(answers, len(rows))
    return found


def _point(answers: Answers, rows: int) -> Point:
    return Point(rows, answers.accuracy, len(answers))


def _figures(
    asked: _Asked, champion: Answers | None, curve: Sequence[Point], wanted_precision: float
) -> TargetFigures:
    answers = asked.answers
    measured = _measured_rows(asked, answers)
    return replace(
        measured,
        wanted_precision=wanted_precision,
        by_label=label_figures(asked.labels, answers, champion),
        confusions=confusions(answers),
        reliability=reliability(answers),
        tradeoff=tradeoff(answers),
        curve=tuple(curve),
        forecast=forecast(curve),
        doubts=asked.doubts,
        reference=tuple(sorted(Counter(answers.guesses).items())),
        reference_confidence=confidence_counts(answers),
        versus=compare(champion, answers) if champion else None,
    )


def _measured_rows(asked: _Asked, answers: Answers) -> TargetFigures:
    """Return the figures of the whole beside those of the majority label."""
    majority, _ = most_frequent(asked.labels)
    return TargetFigures(
        target=asked.target,
        rows=len(answers),
        labels=len(set(asked.labels)),
        accuracy=answers.accuracy,
        macro_f1=answers.macro_f1,
        expected_calibration_error=answers.calibration_error,
        coverage=answers.coverage,
        precision=answers.precision or 0.0,
        baseline_accuracy=_share(one == majority for one in answers.truth),
        baseline_macro_f1=macro_f1(answers.truth, (majority,) * len(answers)),
        baseline_label=majority,
        trained_rows=len(asked.training),
        measured_on=asked.measured_on,
        threshold=answers.threshold,
    )


def _labelled(examples: Iterable[Example], target: str) -> list[Example]:
    return [one for one in examples if one.label(target) is not None]


def _majority(examples: Sequence[Example], target: str) -> str:
    label, _ = most_frequent(str(one.label(target)) for one in examples)
    return label


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found) if found else 0.0
