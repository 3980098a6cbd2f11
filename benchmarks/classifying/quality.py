"""How well is guessed: ours beside the baseline on the same rows, each test part read once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.classifying.baseline import Baseline, baseline_answers, plain_guesses
from benchmarks.classifying.rows import Row, at_least, bounded
from benchmarks.classifying.sets import Pair, drawn
from classifiers.answers import Answers, join
from classifiers.comparison import Interval, bootstrap, compare
from classifiers.measures import area_under_curve, macro_f1, recall_at_false_alarms
from classifiers.trials import FALSE_ALARMS, Trial, run_trial

WANTED = 0.95
REALISED = 0.93
LEAST_COVERAGE = 0.68
MOST_ERROR, ERROR_AIM = 0.06, 0.03
LEAST_HIGH, HIGH_AIM = 0.25, 0.35
FEW_LABELS = 200
RESAMPLES = 300

Scores = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """Both learned from the same rows and asked about the same."""

    pair: Pair
    theirs: Answers
    theirs_outside: Answers
    ours: Trial

    @property
    def name(self) -> str:
        """The name of the data set."""
        return self.pair.name


def tried(pair: Pair, *, weights: str | None = None, wanted: float | None = None) -> Tried:
    """Learn and ask, both once."""
    inside, outside = baseline_answers(pair, weights, wanted=wanted)
    ours = run_trial(pair.train, pair.test, outside_label=pair.outside, wanted_precision=WANTED)
    return Tried(pair, inside, outside, ours)


def guess_rows(
    one: Tried,
    *,
    aims: tuple[float | None, float | None],
    margins: tuple[float | None, float | None],
) -> Iterator[Row]:
    """Yield accuracy and macro-F1, each with the range of the difference; without a margin none."""
    found = compare(one.theirs, one.ours.inside)
    figures = (("accuracy", "accuracy"), ("macro-F1", "macro_f1"))
    for (figure, name), aim, margin in zip(figures, aims, margins, strict=True):
        if margin is None:
            continue
        yield at_least(
            one.name,
            figure,
            getattr(found.candidate, name),
            baseline=getattr(found.champion, name),
            margin=margin,
            aim=aim,
            difference=getattr(found, name),
        )


def balanced_row(one: Tried) -> Row:
    """Return macro-F1 beside the baseline with balanced classes, whose accuracy is lower."""
    found = macro_f1(one.pair.test.labels, plain_guesses(one.pair, "balanced"))
    return bounded(
        one.name, "macro-F1 (balanced baseline)", one.ours.inside.macro_f1, baseline=found
    )


def calibration_row(one: Tried) -> Row:
    """Return the expected calibration error."""
    error = one.ours.inside.calibration_error
    return bounded(
        one.name,
        "calibration error",
        error,
        most=MOST_ERROR,
        baseline=one.theirs.calibration_error,
        aim=f"<= {ERROR_AIM}",
        reaches=error <= ERROR_AIM,
    )


def suggestion_rows(one: Tried) -> Iterator[Row]:
    """Yield whether suggestions are right as often as wanted, and how many there are."""
    ours, theirs = one.ours.inside, one.theirs
    precision = ours.precision or 0.0
    yield bounded(
        one.name,
        f"precision (wanted {WANTED})",
        precision,
        least=REALISED,
        baseline=theirs.precision,
        aim=">= 0.95",
        reaches=precision >= WANTED,
    )
    yield bounded(
        one.name,
        "coverage at it",
        ours.coverage,
        least=LEAST_COVERAGE,
        baseline=theirs.coverage,
        aim=">= 0.72",
        reaches=ours.coverage >= 0.72,
    )


def scope_rows(one: Tried) -> Iterator[Row]:
    """Yield how well rows that belong to no label are told from the others."""
    theirs = one.theirs.scope, one.theirs_outside.scope
    ours = one.ours.inside.scope, one.ours.outside.scope
    figures: tuple[tuple[str, Callable[..., float | None], float], ...] = (
        ("out-of-scope AUROC", area_under_curve, 0.96),
        ("out of scope found at 5 % false alarms", _recall, 0.82),
    )
    for figure, measure, aim in figures:
        yield at_least(
            one.name,
            figure,
            measure(*ours) or 0.0,
            baseline=measure(*theirs) or 0.0,
            margin=0.01,
            aim=aim,
            difference=_difference(measure, theirs, ours),
        )


def _recall(inside: NDArray[np.float64], outside: NDArray[np.float64]) -> float | None:
    return recall_at_false_alarms(inside, outside, FALSE_ALARMS)


def _difference(measure: Callable[..., float | None], theirs: Scores, ours: Scores) -> Interval:
    inside, outside = (len(part) for part in ours)

    def difference(rows: NDArray[np.intp]) -> float:
        first, second = rows[rows < inside], rows[rows >= inside] - inside
        mine, other = (measure(part[0][first], part[1][second]) or 0.0 for part in (ours, theirs))
        return mine - other

    return bootstrap(difference, inside + outside, resamples=RESAMPLES)


def high_row(one: Tried, label: str = "high") -> Row:
    """Return how many of the urgent rows are found."""
    ours, theirs = _recall_of(one.ours.inside, label), _recall_of(one.theirs, label)
    return bounded(
        one.name,
        f"recall of {label}",
        ours,
        least=LEAST_HIGH,
        baseline=theirs,
        aim=f">= {HIGH_AIM}",
        reaches=ours >= HIGH_AIM,
    )


def _recall_of(answers: Answers, label: str) -> float:
    rows = np.array([one == label for one in answers.truth])
    return float(answers.right[rows].mean()) if rows.any() else 0.0


def few_labels_row(pair: Pair, seeds: int) -> Row:
    """Return the mean accuracy after learning from few rows, drawn anew for each seed."""
    ours, theirs = list[Answers](), list[Answers]()
    for seed in range(1, seeds + 1):
        train = drawn(pair.train, FEW_LABELS, seed)
        ours.append(run_trial(train, pair.test, wanted_precision=WANTED).inside)
        theirs.append(Baseline(train, None).answer(pair.test))
    found = compare(join(theirs), join(ours)).accuracy
    return at_least(
        pair.name,
        f"accuracy, {FEW_LABELS} labels, mean of {seeds} draws",
        join(ours).accuracy,
        baseline=join(theirs).accuracy,
        margin=0.01,
        aim=0.80,
        difference=_over_rows(ours, theirs) if seeds > 1 else found,
    )


def _over_rows(ours: list[Answers], theirs: list[Answers]) -> Interval:
    """Return the mean difference over test rows: a row's draws are no rows of their own."""
    gained = np.mean(
        [mine.right.astype(float) - other.right for mine, other in zip(ours, theirs, strict=True)],
        axis=0,
    )
    return bootstrap(lambda rows: float(gained[rows].mean()), len(gained), resamples=RESAMPLES)
