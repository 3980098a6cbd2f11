"""Measuring a version once, on rows that it has not learned from: all that its report shows."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from classifiers.answers import Answers, ask, constant, most_frequent
from classifiers.comparison import compare
from classifiers.curves import Point, forecast
from classifiers.errors import TooFewExamplesError
from classifiers.evaluation import cross_validate
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
ONE_IN: Final = 5  # of the rows is held out for the curve while there are no frozen ones

Progress = Callable[[str], None]
Curves = Mapping[str, Sequence[Point]]


def silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The answers about one target, and the labelled rows that they are measured against."""

    target: str
    training: Sequence[Example]
    answers: Answers
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
) -> VersionFigures:
    """Return every figure of a version, by target.

    ``training`` are the examples it was learned from and ``frozen`` those that no version learns
    from. A target with too few frozen rows is measured by cross-validation of the training rows
    instead, and then not compared with the champion, who may have learned from these.
    ``progress`` is told what takes its time.
    """
    progress("asking about rows that were not learned from")
    asked = _ask_all(classifier, training, frozen, wanted_precision)
    progress("learning from parts of the rows, for the learning curve")
    curves = _curves(asked, training, frozen, wanted_precision)
    progress("comparing, and looking for doubtful labels")
    found = []
    for one in asked:
        theirs = _champions(champion, one, frozen)
        found.append(_figures(one, theirs, curves.get(one.target, ()), wanted_precision))
    return VersionFigures(tuple(found))


def _ask_all(
    classifier: Classifier,
    training: Sequence[Example],
    frozen: Sequence[Example],
    wanted_precision: float,
) -> list[_Asked]:
    """Return the answers by target: to the frozen rows, or out of fold where these are few."""
    found, few = [], []
    for target in classifier.targets:
        rows, tested = _labelled(training, target), _labelled(frozen, target)
        if len(tested) >= FEWEST_ROWS:
            answers = ask(classifier, target, tested, otherwise=_majority(rows, target))
            found.append(_Asked(target, rows, answers, FROZEN))
        else:
            few.append(target)
    return found + _out_of_fold(training, few, wanted_precision)


def _out_of_fold(
    training: Sequence[Example], targets: Sequence[str], wanted_precision: float
) -> list[_Asked]:
    held = {}
    if targets:
        try:
            held = cross_validate(training, wanted_precision=wanted_precision)
        except TooFewExamplesError:
            held = {}  # learned from all rows, but four fifths of them are too few
    nothing = constant((), "", 0.0)
    return [
        _Asked(
            target,
            _labelled(training, target),
            held[target].answers if target in held else nothing,
            HELD_OUT,
        )
        for target in targets
    ]


def _champions(
    champion: Classifier | None, asked: _Asked, frozen: Sequence[Example]
) -> Answers | None:
    """Return his answers to the same frozen rows; of a target he has not learned he knows none."""
    if champion is None or asked.measured_on != FROZEN:
        return None
    majority = _majority(asked.training, asked.target)
    return ask(champion, asked.target, frozen, otherwise=majority)


def _curves(
    asked: Sequence[_Asked],
    training: Sequence[Example],
    frozen: Sequence[Example],
    wanted_precision: float,
) -> Curves:
    """Return the accuracy on the same rows after learning from more and more, by target."""
    shares: Sequence[float]
    if any(one.measured_on == FROZEN for one in asked):
        ends = {one.target: _point(one.answers, len(one.training)) for one in asked}
        part, tested, shares = training, frozen, CURVE_SHARES
    else:
        part, tested = _parted(training)
        ends, shares = {}, (*CURVE_SHARES, 1.0)
    points: dict[str, list[Point]] = {one.target: [] for one in asked}
    order = np.random.default_rng(SEED).permutation(len(part)).tolist()
    for share in shares:
        some = [part[row] for row in order[: round(share * len(part))]]
        for target, point in _measured(some, tested, wanted_precision).items():
            points.setdefault(target, []).append(point)
    for target, end in ends.items():
        if end.tested and points[target]:
            points[target].append(end)
    return points


def _measured(
    some: Sequence[Example], tested: Sequence[Example], wanted_precision: float
) -> dict[str, Point]:
    try:
        classifier = fit(some, wanted_precision=wanted_precision)
    except TooFewExamplesError:
        return {}  # a curve begins where something can be learned
    found = {}
    for target in classifier.targets:
        rows = _labelled(some, target)
        answers = ask(classifier, target, tested, otherwise=_majority(rows, target))
        if len(answers) >= FEWEST_ROWS:
            found[target] = _point(answers, len(rows))
    return found


def _point(answers: Answers, rows: int) -> Point:
    return Point(rows, answers.accuracy, len(answers))


def _parted(training: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Return most of the rows and the rest; a group's rows are all in one of them."""
    names = [one.group or f"row {row}" for row, one in enumerate(training)]
    groups = sorted(set(names))
    chosen = np.random.default_rng(SEED).permutation(len(groups))[: len(groups) // ONE_IN]
    out = {groups[at] for at in chosen.tolist()}
    pairs = list(zip(names, training, strict=True))
    return [one for name, one in pairs if name not in out], [
        one for name, one in pairs if name in out
    ]


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
        doubts=doubtful(asked.training, asked.target),
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
