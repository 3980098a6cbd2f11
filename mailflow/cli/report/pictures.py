"""The charts of a report: what each shows, in numbers and in words."""

from collections.abc import Iterator, Sequence

from classifiers.curves import NOTHING_KNOWN
from classifiers.drift import Shift
from classifiers.figures import Bin, TargetFigures
from mailflow.core.charts import (
    Bar,
    Chart,
    Line,
    Mark,
    count_axis,
    named_axis,
    percent_axis,
)
from mailflow.core.corrections import Corrections

SHOWN_PARTS = 10
LOWEST_STEP = 0.1


def percent(share: float | None) -> str:
    """Return a share in percent with a decimal, or a dash."""
    return "–" if share is None else f"{share:.1%}"


def reliability_chart(found: TargetFigures) -> Chart:
    """Return whether a confidence means what it says."""
    measured = tuple((one.confidence, one.accuracy) for one in found.reliability)
    error = percent(found.expected_calibration_error)
    return Chart(
        name=f"{found.target}-reliability",
        title="Does the confidence mean what it says?",
        description=(
            f"Share of right guesses by confidence, in ten parts, over {found.rows} rows. On the"
            " dashed line confidence and truth agree; below it the classifier promises too much."
            f" The mean distance, the calibration error, is {error}."
        ),
        x=percent_axis("confidence"),
        y=percent_axis("right guesses"),
        lines=(
            Line("as it should be", "ideal", ((0.0, 0.0), (1.0, 1.0)), dotted=False),
            Line("measured", "ours", measured),
        ),
        heads=("confidence", "rows", "mean confidence", "right"),
        rows=tuple(map(_bin_row, found.reliability)),
    )


def _bin_row(one: Bin) -> tuple[str, ...]:
    span = f"{one.low:.0%} to {one.high:.0%}"
    return (span, str(one.rows), percent(one.confidence), percent(one.accuracy))


def tradeoff_chart(found: TargetFigures) -> Chart:
    """Return what asking for more or less confidence gives, and what was chosen."""
    lowest = min([one.precision for one in found.tradeoff] + [found.wanted_precision or 1.0])
    places = tuple((one.coverage, one.precision) for one in found.tradeoff)
    return Chart(
        name=f"{found.target}-tradeoff",
        title="How many suggestions, how many of them right?",
        description=(
            "Precision of the suggestions by the share of mails that get one, as less and less"
            f" confidence is asked for. Chosen: {_choice(found)}; wanted are"
            f" {found.wanted_precision:.0%}."
        ),
        x=percent_axis("mails with a suggestion (coverage)"),
        y=percent_axis("right suggestions (precision)", _floor(lowest)),
        lines=(Line("by confidence", "ours", places, dotted=False),),
        marks=tuple(_marks(found)),
        heads=("confidence from", "mails with a suggestion", "right suggestions"),
        rows=tuple(
            (percent(one.confidence), percent(one.coverage), percent(one.precision))
            for one in found.tradeoff
        ),
    )


def _choice(found: TargetFigures) -> str:
    if not found.coverage:
        return "none, as no confidence was right often enough on the rows learned from"
    right = f"{percent(found.precision)} of them right"
    return f"suggestions for {percent(found.coverage)} of mails, {right}"


def _marks(found: TargetFigures) -> Iterator[Mark]:
    if found.wanted_precision:
        yield Mark(f"wanted {found.wanted_precision:.0%}", found.wanted_precision)
    if found.coverage:
        yield Mark("chosen", found.precision, found.coverage)


def curve_chart(found: TargetFigures) -> Chart:
    """Return what more rows have brought, and where that seems to lead."""
    lines = [Line("measured", "ours", tuple((one.rows, one.accuracy) for one in found.curve))]
    most = found.curve[-1].rows
    if found.forecast:
        last, ahead = found.curve[-1], found.forecast
        most = last.rows + ahead.more
        places = ((last.rows, last.accuracy), (most, last.accuracy + ahead.gain))
        lines.append(Line("carried on", "ideal", places))
    lowest = min([one.accuracy for one in found.curve] + [found.baseline_accuracy])
    sentence = found.forecast.sentence if found.forecast else NOTHING_KNOWN
    return Chart(
        name=f"{found.target}-curve",
        title="What would more closed incidents bring?",
        description=(
            f"Share of right guesses on the same {found.curve[-1].tested} rows after learning from"
            f" more and more. {sentence} Always saying {found.baseline_label} is right in"
            f" {percent(found.baseline_accuracy)}."
        ),
        x=count_axis("rows learned from", most),
        y=percent_axis("right guesses", _floor(lowest)),
        lines=tuple(lines),
        marks=(Mark("most frequent label", found.baseline_accuracy),),
        heads=("rows learned from", "right guesses"),
        rows=tuple((str(one.rows), percent(one.accuracy)) for one in found.curve),
    )


def shift_chart(target: str, kind: str, shift: Shift) -> Chart:
    """Return shares before and now, the parts that moved most; of confidence all in order."""
    parts = shift.parts[:SHOWN_PARTS] if kind == "labels" else tuple(sorted(shift.parts))
    highest = max(max(before, now) for _, before, now in parts)
    bars = [
        bar
        for at, (_, before, now) in enumerate(parts)
        for bar in (
            Bar("when it was measured", "other", at + 0.12, at + 0.5, before),
            Bar("now", "ours", at + 0.5, at + 0.88, now),
        )
    ]
    return Chart(
        name=f"{target}-drift-{kind}",
        title=f"Drift of {kind}: {shift.finding}",
        description=(
            f"Shares of {kind} over {shift.before} rows when the version was measured and"
            f" {shift.now} mails since. The population stability index is {shift.index:.3f}; chance"
            f" alone gives up to {shift.chance:.3f}, and 0.25 is a large move."
        ),
        x=named_axis(kind if kind == "labels" else "confidence", [name for name, _, _ in parts]),
        y=percent_axis("share", high=highest),
        bars=tuple(bars),
        heads=(kind, "when it was measured", "now"),
        rows=tuple((name, percent(before), percent(now)) for name, before, now in parts),
    )


def corrections_chart(months: Sequence[tuple[str, Corrections]]) -> Chart:
    """Return how often agents replaced what was suggested first, month by month."""
    shares = [one.replaced / one.judged for _, one in months]
    month, last = months[-1]
    rows = [
        (name, str(one.judged), str(one.replaced), percent(share))
        for (name, one), share in zip(months, shares, strict=True)
    ]
    return Chart(
        name="corrections",
        title="How often do agents correct it?",
        description=(
            "Share of categories, applied or only suggested, that agents replaced by another, by"
            f" the month in which the incident ended. {month}: {last.replaced} of {last.judged}."
        ),
        x=named_axis("month", [name for name, _ in months]),
        y=percent_axis("replaced", high=max(LOWEST_STEP, *shares)),
        lines=(Line("replaced", "ours", tuple((at + 0.5, one) for at, one in enumerate(shares))),),
        heads=("month", "suggested", "replaced", "share"),
        rows=tuple(rows),
    )


def _floor(lowest: float) -> float:
    """Return where an axis of shares begins, so that the upper part is not crowded."""
    return max(0.0, int((lowest - 0.02) / LOWEST_STEP) * LOWEST_STEP)
