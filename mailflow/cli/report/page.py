"""The report as one page: no network, no script, light and dark, wide and narrow."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.comparison import Comparison, Interval
from classifiers.figures import Drift, LabelFigures, TargetFigures
from mailflow.adapters.renderer import render_page
from mailflow.cli.report.pictures import (
    corrections_chart,
    curve_chart,
    percent,
    reliability_chart,
    shift_chart,
    tradeoff_chart,
)
from mailflow.cli.report.subject import Report
from mailflow.core.charts import Chart

TEMPLATE = Path(__file__).parent / "templates" / "page.html.j2"
MATRIX_LABELS = 15
OTHERS = "all others"
SHOWN_WORDS = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of the champion and the candidate, and how sure the difference is."""

    name: str
    champion: str
    candidate: str
    difference: str
    look: str


@dataclass(frozen=True, slots=True)
class LabelView:
    """One label of the table."""

    figures: LabelFigures
    precision: str
    recall: str
    f1: str
    change: str
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many rows of a label were guessed as another; `shade` is their part of the label's."""

    rows: int
    shade: int
    look: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are what a mail was, columns what was guessed."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target as the page shows it."""

    figures: TargetFigures
    numbers: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]
    tested: str
    charts: tuple[Chart, ...]
    labels: tuple[LabelView, ...]
    matrix: Matrix

    @property
    def has_words(self) -> bool:
        """Whether any label has words to show."""
        return any(label.words for label in self.labels)


def page_of(report: Report) -> str:
    """Return the page."""
    views = tuple(_target(report, one) for one in report.figures.targets)
    corrections = corrections_chart(report.corrections) if report.corrections else None
    values = {
        "report": report,
        "made": f"{report.created_at:%-d %B %Y, %H:%M} UTC",
        "targets": views,
        "corrections": corrections,
    }
    return render_page(TEMPLATE, values)


def _target(report: Report, found: TargetFigures) -> TargetView:
    return TargetView(
        figures=found,
        numbers=numbers_of(found),
        changes=tuple(changes_of(found.versus)) if found.versus else (),
        tested=tested(found.versus) if found.versus else "",
        charts=(*_charts(found), *_drifts(report.drifts, found.target)),
        labels=tuple(_label(report, found.target, one) for one in found.by_label),
        matrix=matrix_of(found),
    )


def numbers_of(found: TargetFigures) -> tuple[tuple[str, str, str], ...]:
    """Return the headline figures: name, value, and what to hold it against."""
    return (
        (
            "right guesses",
            percent(found.accuracy),
            f"majority label {percent(found.baseline_accuracy)}",
        ),
        ("macro-F1", f"{found.macro_f1:.3f}", f"majority label {found.baseline_macro_f1:.3f}"),
        ("mails with a suggestion", percent(found.coverage), "all others are left to people"),
        (
            "right suggestions",
            percent(found.precision) if found.coverage else "–",
            f"wanted {found.wanted_precision:.0%}" if found.wanted_precision else "",
        ),
        ("calibration error", percent(found.expected_calibration_error), "0% would be perfect"),
    )


def changes_of(versus: Comparison) -> Iterator[Change]:
    """Yield what changed against the champion, each figure with the range of its difference."""
    old, new = versus.champion, versus.candidate
    yield _change("right guesses", old.accuracy, new.accuracy, versus.accuracy)
    yield _change("macro-F1", old.macro_f1, new.macro_f1, versus.macro_f1)
    yield _change(
        "calibration error",
        old.calibration_error,
        new.calibration_error,
        versus.calibration_error,
        less_is_better=True,
    )
    yield _change("mails with a suggestion", old.coverage, new.coverage, versus.coverage)
    yield Change("right suggestions", percent(old.precision), percent(new.precision), "", "same")


def _change(
    name: str, old: float, new: float, found: Interval, *, less_is_better: bool = False
) -> Change:
    up, down = ("worse", "better") if less_is_better else ("better", "worse")
    look = up if found.is_above_zero else down if found.is_below_zero else "same"
    span = f"{_signed(found.value)} ({_signed(found.low)} to {_signed(found.high)})"
    return Change(name, percent(old), percent(new), span, look)


def _signed(share: float) -> str:
    points = round(share * 100, 1)
    return f"{points:+.1f}" if points else "0.0"


def tested(versus: Comparison) -> str:
    """Return what the paired test says, in a sentence."""
    return (
        f"On the same {versus.rows} rows the champion alone had {versus.only_champion} right, this"
        f" version alone {versus.only_candidate}; McNemar's exact test: p = {versus.p_value:.2g}."
    )


def _charts(found: TargetFigures) -> Iterator[Chart]:
    if found.reliability:
        yield reliability_chart(found)
    if found.tradeoff:
        yield tradeoff_chart(found)
    if found.curve:
        yield curve_chart(found)


def _drifts(drifts: Sequence[Drift], target: str) -> Iterator[Chart]:
    for one in drifts:
        if one.target == target and one.labels.parts:
            yield shift_chart(target, "labels", one.labels)
            yield shift_chart(target, "confidence", one.confidence)


def _label(report: Report, target: str, found: LabelFigures) -> LabelView:
    gained = (
        found.f1 - found.champion_f1
        if found.f1 is not None and found.champion_f1 is not None
        else None
    )
    return LabelView(
        figures=found,
        precision=percent(found.precision),
        recall=percent(found.recall),
        f1="–" if found.f1 is None else f"{found.f1:.2f}",
        change="" if gained is None else f"{gained:+.2f}",
        words=", ".join(report.words_of(target, found.label)[:SHOWN_WORDS]),
    )


def matrix_of(found: TargetFigures) -> Matrix:
    """Return the confusion matrix of the labels with most rows; the others are one line."""
    names = [one.label for one in found.by_label if one.support][:MATRIX_LABELS]
    left_out = sum(1 for one in found.by_label if one.support) - len(names)
    shown = [*names, OTHERS] if left_out else names
    counts: Counter[tuple[str, str]] = Counter()
    for one in found.confusions:
        pair = (
            one.label if one.label in names else OTHERS,
            one.guess if one.guess in names else OTHERS,
        )
        counts[pair] += one.rows
    heads = [*names, OTHERS] if left_out or any(OTHERS in pair for pair in counts) else shown
    rows = tuple((true, tuple(_cells(counts, true, heads))) for true in shown)
    return Matrix(tuple(heads), rows, left_out)


def _cells(counts: Counter[tuple[str, str]], true: str, heads: Sequence[str]) -> Iterator[Cell]:
    total = sum(counts[true, guess] for guess in heads) or 1
    for guess in heads:
        rows = counts[true, guess]
        look = "wrong" if guess != true else "mixed" if true == OTHERS else "right"
        yield Cell(rows, round(100 * rows / total), look)
