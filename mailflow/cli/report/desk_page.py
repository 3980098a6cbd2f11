"""A report of the desk as one page: no network, no script, light and dark, wide and narrow."""

from pathlib import Path

from mailflow.adapters.renderer import render_page
from mailflow.core.metrics.definitions import DEFINITIONS
from mailflow.core.metrics.pictures import (
    categories_ranking,
    causes_ranking,
    codes_ranking,
    every_chart,
    holds_ranking,
    hours_grid,
)
from mailflow.core.metrics.wording import Say, heading, lines_of, remarks, span
from mailflow.reporting import Report

TEMPLATE = Path(__file__).parent / "templates" / "desk.html.j2"


def page_of(report: Report, say: Say, language: str) -> str:
    """Return the page in a language."""
    now, before = report.now, report.before
    values: dict[str, object] = {
        "language": language,
        "desk": report.desk_name,
        "title": heading(report.group, say),
        "span": span(report.period, say),
        "zone": str(report.period.zone),
        "against": say("performance.against", span=span(before.period, say)),
        "is_empty": now.is_empty,
        "empty": say("performance.empty"),
        "before": say("performance.before"),
        "numbers": say("chart.numbers"),
        "remarks": remarks(now, say),
        "definitions": DEFINITIONS,
        "lines": lines_of(report.compared, say),
        "charts": () if now.is_empty else tuple(every_chart(now, before, say)),
        "hours": hours_grid(now, say),
        "rankings": (
            categories_ranking(now, say),
            causes_ranking(now, say, words=True),
            codes_ranking(now, say),
            holds_ranking(now, say),
        ),
    }
    return render_page(TEMPLATE, values)
