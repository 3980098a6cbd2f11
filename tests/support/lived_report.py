"""Reports and a digest of a desk that was at work for eight weeks, drawn from a seed."""

from datetime import UTC, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from support.desks import make_settings
from support.lived_desk import AGENTS, START, lives

from mailflow.adapters.renderer import Renderer
from mailflow.core.metrics.digests import Digest, charts_of, digest_of, part_of, shown
from mailflow.core.metrics.performance import Performance
from mailflow.core.metrics.periods import Period, days_between
from mailflow.core.metrics.tallying import Tally
from mailflow.core.metrics.timelines import COLUMNS, Recorded, timeline
from mailflow.core.records import Contact
from mailflow.digesting import Press
from mailflow.memos import Memo
from mailflow.reporting import Report
from models.enums import Role

INCIDENTS, DAYS = 1100, 56
END = START + timedelta(days=28)


@cache
def made(days: int = 28) -> Report:
    """Return the report of the last days."""
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


def digest(language: str) -> Digest:
    """Return the digest of the last week, its pictures not drawn."""
    report, say = made(7), Renderer().say(language)
    charts = tuple(shown(one, "") for one in charts_of(report.now, say))
    part = part_of(report.now, report.before, "", charts, say)
    return digest_of(report.now, report.before, (part,), say, weekly=True)


def memo(language: str = "en") -> Memo:
    """Return the digest as a mail."""
    desk: Any = SimpleNamespace(settings=make_settings(), renderer=Renderer())
    reader = Contact(1, "root@example.com", Role.ADMIN, "Root", language=language)
    return Press(desk, {0: made(7)}, is_weekly=True).memo(reader, (None,), None)
