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
    known = tuple(one for one in report.compared if not (one.now.is_idle and one.before.is_idle))
    yield from _figures(lines_of(known, say))
    without = [say(f"performance.{one.now.key}") for one in report.compared if one not in known]
    yield from _not_shown("performance.without", without, say)
    yield ""
    yield from remarks(now, say)
    yield from _charts(report, say)


def _charts(report: Report, say: Say) -> Iterator[str]:
    """Yield what there is to draw, and name what there is not."""
    now, idle = report.now, list[str]()
    for chart in every_chart(now, report.before, say):
        if chart.is_empty:
            idle.append(chart.title)
        else:
            yield from drawn(chart, since_first=True)
    grid = hours_grid(now, say)
    if grid.most:
        yield from shaded(grid)
    rankings = (categories_ranking(now, say), causes_ranking(now, say, words=True))
    for ranking in (*rankings, codes_ranking(now, say), holds_ranking(now, say)):
        if ranking.ranks:
            yield from ranked(ranking)
        else:
            idle.append(ranking.title)
    yield from _not_shown("performance.undrawn", idle, say)


def _not_shown(key: str, names: list[str], say: Say) -> Iterator[str]:
    if names:
        yield from ("", say(key, names=" · ".join(names)))


def _figures(lines: tuple[Line, ...]) -> Iterator[str]:
    names = max((len(one.name) for one in lines), default=0)
    for one in lines:
        trend = f"{one.arrow} {one.step}".strip()
        cells = f"{one.name:<{names}}  {one.value:>12}  {one.count:<10}{one.before:>12}   {trend}"
        yield cells.rstrip()
