"""A report of the desk in plain text, with bars of characters."""

from collections.abc import Iterator

from mailflow.core.charts_in_text import drawn, ranked, shaded
from mailflow.core.metrics.pictures import (
    categories_ranking,
    causes_ranking,
    codes_ranking,
    every_chart,
    holds_ranking,
    hours_grid,
)
from mailflow.core.metrics.wording import (
    Line,
    Say,
    heading,
    lines_of,
    remarks,
    span,
)
from mailflow.reporting import Report


def text_of(report: Report, say: Say) -> str:
    """Return the report."""
    return "\n".join(_lines(report, say))


def _lines(report: Report, say: Say) -> Iterator[str]:
    now, before = report.now, report.before
    first, last = span(before.period, say), str(report.period.zone)
    yield f"{report.desk_name}: {heading(report.group, say)}"
    yield f"{span(report.period, say)} ({last})"
    if now.is_empty:
        yield ""
        yield say("performance.empty")
        return
    yield f"{say('performance.before')}: {first}"
    yield ""
    yield from _figures(lines_of(report.compared, say))
    yield ""
    yield from remarks(now, say)
    for chart in every_chart(now, before, say):
        yield from drawn(chart)
    yield from shaded(hours_grid(now, say))
    rankings = (categories_ranking(now, say), causes_ranking(now, say, words=True))
    for ranking in (*rankings, codes_ranking(now, say), holds_ranking(now, say)):
        yield from ranked(ranking)


def _figures(lines: tuple[Line, ...]) -> Iterator[str]:
    names = max(len(one.name) for one in lines)
    for one in lines:
        trend = f"{one.arrow} {one.step}".strip()
        cells = f"{one.name:<{names}}  {one.value:>12}  {one.count:<10}{one.before:>12}   {trend}"
        yield cells.rstrip()
