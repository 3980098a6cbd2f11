"""What a digest shows: figures and charts in words of its reader's language.

No mail bears words of requesters, or of agents in an incident (promise P13): names of categories,
groups and closure codes stand in it, and references of problems.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.core.charts import Chart, Grid, Ranking
from mailflow.core.charts_in_text import drawn, shaded
from mailflow.core.metrics.comparing import compared
from mailflow.core.metrics.performance import Performance
from mailflow.core.metrics.pictures import (
    backlog_chart,
    categories_ranking,
    causes_ranking,
    codes_ranking,
    holds_ranking,
    hours_grid,
    sla_chart,
    times_chart,
    volume_chart,
)
from mailflow.core.metrics.wording import (
    Line,
    Say,
    heading,
    lines_of,
    remarks,
    span,
)

COLORS = {"ours": "#0f6b5c", "other": "#8a949a"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One chart of a mail: a picture by its Content-ID where there is one, and lines of text.

    `legend` is colour and name; `unit` is what the picture measures.
    """

    title: str
    description: str
    unit: str
    legend: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class DigestPart:
    """How the desk did, or one of its groups."""

    title: str
    is_empty: bool
    group: str = ""
    opened: int = 0
    open: int = 0
    lines: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()
    charts: tuple[Shown, ...] = ()
    rankings: tuple[Ranking, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A period in one mail; a manager of several groups reads of each.

    `helpless` names published articles that help no more, to who reads of the whole desk.
    """

    span: str
    before: str
    is_weekly: bool
    parts: tuple[DigestPart, ...]
    helpless: tuple[str, ...] = ()


NO_DIGEST = Digest("", "", is_weekly=False, parts=())


def charts_of(now: Performance, say: Say) -> Iterator[Chart | Grid]:
    """Yield the charts of a mail, fewer than those of a page."""
    yield volume_chart(now, say)
    yield backlog_chart(now, say)
    yield times_chart("mttr", now.mttr, say)
    yield sla_chart(now, say)
    yield hours_grid(now, say)


def shown(chart: Chart | Grid, content_id: str) -> Shown:
    """Return a chart as a mail shows it."""
    if isinstance(chart, Grid):
        lines = tuple(shaded(chart))[3:]
        return Shown(chart.title, chart.description, "", (), lines, content_id)
    legend = tuple((COLORS[look], name) for look, name in chart.legend)
    lines = tuple(drawn(chart))[3:]
    named = legend if len(legend) > 1 else ()
    return Shown(chart.title, chart.description, chart.y.title, named, lines, content_id)


def part_of(
    now: Performance, before: Performance, group: str, charts: tuple[Shown, ...], say: Say
) -> DigestPart:
    """Return the part about the desk, or about a group."""
    title = heading(group, say)
    if now.is_empty:
        return DigestPart(title, is_empty=True, group=group)
    rankings = (
        categories_ranking(now, say),
        causes_ranking(now, say, words=False),
        codes_ranking(now, say),
        holds_ranking(now, say),
    )
    return DigestPart(
        title,
        is_empty=False,
        group=group,
        opened=now.volume.incidents,
        open=now.backlog.open,
        lines=lines_of(compared(now, before), say),
        remarks=remarks(now, say),
        charts=charts,
        rankings=tuple(one for one in rankings if one.ranks),
    )


def digest_of(
    now: Performance, before: Performance, parts: tuple[DigestPart, ...], say: Say, *, weekly: bool
) -> Digest:
    """Return the whole digest."""
    return Digest(span(now.period, say), span(before.period, say), weekly, parts)
