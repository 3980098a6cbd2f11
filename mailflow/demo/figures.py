"""The day of the story in figures, as `mailflow report` tells of it."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.adapters.chart_pictures import picture_of
from mailflow.adapters.store.contract import Store
from mailflow.core.charts import Chart
from mailflow.core.metrics.periods import days_between
from mailflow.core.metrics.pictures import sla_chart, times_chart
from mailflow.core.metrics.wording import Line, Say, lines_of
from mailflow.desk import Desk
from mailflow.reporting import Report, report

SHOWN = 9
"""So many lines of the report stand on the page of the story; all are in the report itself."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as a picture that stands in the page itself."""

    title: str
    description: str
    legend: tuple[tuple[str, str], ...]
    data: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of the story shows of the report."""

    lines: tuple[Line, ...] = ()
    pictures: tuple[Picture, ...] = ()


NO_FIGURES = Figures()


def report_of_day(store: Store, desk: Desk, morning: datetime, now: datetime) -> Report:
    """Return how the desk did on the day of the story."""
    zone = ZoneInfo(desk.settings.desk.time_zone)
    day = morning.astimezone(zone).date()
    with store.read() as work:
        return report(work, desk, days_between(day, day, zone, now), (None,))[0]


def figures_of(found: Report, say: Say) -> Figures:
    """Return the figures of the page."""
    charts = (times_chart("mttr", found.now.mttr, say), sla_chart(found.now, say))
    lines = lines_of(found.compared, say)[:SHOWN]
    return Figures(lines, tuple(map(_picture, charts)))


def _picture(chart: Chart) -> Picture:
    data = base64.b64encode(picture_of(chart)).decode("ascii")
    url = f"data:image/png;base64,{data}"
    return Picture(chart.title, chart.description, chart.legend, url)
