"""Pictures of a report of the desk: `python -m support.desk_report_picture FOLDER`.

One as on a desktop, one as on a phone; the desk is drawn from a seed.
"""

import sys
from datetime import UTC, timedelta
from pathlib import Path

from support.lived_desk import AGENTS, START, lives
from support.pictures import take
from support.small_png import smaller

from mailflow.adapters.renderer import Renderer
from mailflow.cli.report.desk_page import page_of
from mailflow.core.metrics.performance import Performance
from mailflow.core.metrics.periods import Period, days_between
from mailflow.core.metrics.tallying import Tally
from mailflow.core.metrics.timelines import COLUMNS, Recorded, timeline
from mailflow.reporting import Report

INCIDENTS, DAYS = 1100, 56
END = START + timedelta(days=28)
DESKTOP = ((1060, "light"),)
PHONE = ((390, "dark"), (390, "light"))
HEIGHT = 4100


def made(days: int = 28) -> Report:
    """Return the report of the last days of a desk that was at work for eight weeks."""
    last = END.date() - timedelta(days=1)
    period = days_between(END.date() - timedelta(days=days), last, UTC, END)
    return Report("IT Service Desk", "", _told(period), _told(period.before))


def _told(period: Period) -> Performance:
    tally = Tally(period, agents=frozenset(AGENTS))
    for incident, events in lives(INCIDENTS, END - timedelta(days=DAYS), DAYS, END):
        names = [name for name in COLUMNS if hasattr(incident, name)]
        recorded = Recorded(**{name: getattr(incident, name) for name in names})
        tally.add(timeline(recorded, events, period.end))
    return tally.result()


def main(folder: Path) -> None:
    """Take the pictures."""
    page = page_of(made(), Renderer().say("en"), "en")
    for name, views in (("report", DESKTOP), ("report-phone", PHONE)):
        target = folder / f"{name}.png"
        take(page, target, views, most=HEIGHT)
        target.write_bytes(smaller(target.read_bytes()))
        sys.stdout.write(f"{target} {target.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
