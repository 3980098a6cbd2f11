"""The report in plain text: a model card, and what programs read.

Source of the parts of a card: Mitchell et al., "Model Cards for Model Reporting" (FAT* 2019).
"""

from collections.abc import Iterator

from classifiers.curves import NOTHING_KNOWN
from classifiers.figures import FROZEN, TargetFigures
from classifiers.records import as_plain
from mailflow.cli.documents import Document
from mailflow.cli.report.page import changes_of, numbers_of, tested
from mailflow.cli.report.subject import Report

SHOWN_DOUBTS = 10
INTENDED = """\
Intended use: to suggest labels for new incidents of this desk, which people confirm or correct.
Not for: judging people, or mail of another desk.
Limits: it knows the labels and the words of its rows alone. A label with few rows is seldom
suggested; what is new is recognised late. The figures are of the rows named below."""


def card_of(report: Report) -> str:
    """Return the model card, lines of at most about a hundred characters where words allow it."""
    return "\n".join(_lines(report)) + "\n"


def document_of(report: Report) -> Document:
    """Return the report for programs."""
    return {
        "id": report.number,
        "created_at": report.created_at,
        "origin": report.origin,
        "sha256": report.sha256,
        "sentence_model": report.sentence_model,
        "active": report.active,
        "champion": report.champion,
        "promoted": report.promoted,
        "reasons": list(report.reasons),
        "metrics": report.figures.as_dict(),
        "words": {target: dict(words) for target, words in report.words.items()},
        "drift": {one.target: as_plain(one) for one in report.drifts},
        "corrections": [
            {"month": month, "suggested": one.judged, "replaced": one.replaced}
            for month, one in report.corrections
        ],
    }


def _lines(report: Report) -> Iterator[str]:
    state = "active" if report.active else "not active"
    yield f"Classifier version {report.number} ({state})"
    yield f"Learned {report.created_at:%Y-%m-%d %H:%M} UTC from {report.origin}."
    yield f"SHA-256 {report.sha256}"
    if report.sentence_model:
        yield f"Averaged in: {report.sentence_model}."
    yield ""
    yield INTENDED
    if report.promoted is not None:
        yield ""
        yield f"Gate: {'passed' if report.promoted else 'not passed'}"
        yield from (f"  {reason}" for reason in report.reasons)
    for found in report.figures.targets:
        yield ""
        yield from _target(report, found)
    if report.corrections:
        yield ""
        yield "Categories that agents replaced, by month"
        for month, one in report.corrections:
            yield f"  {month}  {one.replaced} of {one.judged}"


def _target(report: Report, found: TargetFigures) -> Iterator[str]:
    how = "frozen rows" if found.measured_on == FROZEN else "rows, cross-validated"
    learned = f"learned from {found.trained_rows} rows, " if found.trained_rows else ""
    yield f"{found.target.capitalize()}: {learned}measured on {found.rows} {how}"
    for name, value, beside in numbers_of(found):
        yield f"  {name:<26}{value:>8}" + (f"   ({beside})" if beside else "")
    if found.versus:
        yield "  against the champion: from, to, difference in points (95 % range)"
        for change in changes_of(found.versus):
            figures = f"{change.champion:>8}{change.candidate:>8}   {change.difference}"
            yield f"    {change.name:<24}{figures}".rstrip()
        yield f"  {tested(found.versus)}"
    yield f"  {found.forecast.sentence if found.forecast else NOTHING_KNOWN}"
    yield from _labels(report, found)
    yield from _doubts(found)
    for one in report.drifts:
        if one.target == found.target:
            found_of = f"of labels: {one.labels.finding}, of confidence: {one.confidence.finding}"
            yield f"  drift {found_of}"


def _labels(report: Report, found: TargetFigures) -> Iterator[str]:
    if not found.by_label:
        return
    yield f"  {'label':<24}{'learned':>8}{'asked':>7}{'prec.':>7}{'recall':>7}{'F1':>6}  words"
    for one in found.by_label:
        shares = "".join(f"{_share(value):>7}" for value in (one.precision, one.recall))
        words = ", ".join(report.words_of(found.target, one.label)[:4])
        line = f"  {one.label:<24}{one.trained:>8}{one.support:>7}{shares}{_share(one.f1):>6}"
        yield f"{line}  {words}".rstrip()


def _doubts(found: TargetFigures) -> Iterator[str]:
    if found.doubts:
        yield f"  labels that look wrong ({len(found.doubts)}), the least believed first"
    for one in found.doubts[:SHOWN_DOUBTS]:
        yield f"    {one.identifier}: {one.label}, looks like {one.looks_like}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
