"""How often agents are told that an incident is open again: once in ten minutes at most."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from mailflow.core.records import IncidentEvent
from models.enums import FINISHED, IncidentState

QUIET = timedelta(minutes=10)


def reopened_at(events: Iterable[IncidentEvent], agents: frozenset[str]) -> tuple[datetime, ...]:
    """Return when people other than agents made the incident open again."""
    return tuple(
        one.at
        for one in events
        if one.field == "state"
        and one.before in FINISHED
        and one.after == IncidentState.IN_PROGRESS
        and one.actor not in agents
    )


def notice_moment(reopened: Iterable[datetime], now: datetime) -> datetime:
    """Return when the notice of a reopening now may go: at once, or ten minutes after the last.

    Those that fall into the same wait share one notice, which tells all that was written.
    """
    due: datetime | None = None
    for moment in (*sorted(reopened), now):
        if due is None or moment >= due + QUIET:
            due = moment
        elif moment >= due:
            due += QUIET
    return due or now
