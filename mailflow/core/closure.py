"""What is still to do for an incident that ended: close it, ask for its cause, review it (ITIL 4).

The moments are derived where an incident ends, whoever ended it and however: here alone.
"""

import difflib
from dataclasses import dataclass
from datetime import datetime

from mailflow.core.calendars import Calendar
from mailflow.core.lifecycle import Changes
from mailflow.core.records import Incident
from mailflow.sections import Closure
from models.enums import IncidentState, Priority

ENDED = frozenset({IncidentState.RESOLVED, IncidentState.CLOSED})
GRAVE = frozenset({Priority.P1, Priority.P2})
"""The priorities whose root cause is wanted."""


@dataclass(frozen=True, slots=True)
class Aftercare:
    """What the settings say of it, and the calendar of the incident's support group."""

    rules: Closure
    calendar: Calendar


def wants_cause(incident: Incident) -> bool:
    """Whether it ended without the root cause that an incident of its kind should have.

    What became a part of another incident has its cause there.
    """
    is_grave = incident.is_major or incident.priority in GRAVE
    ended = incident.state in ENDED and incident.merged_into is None
    return is_grave and ended and not (incident.root_cause or "").strip()


def wants_review(incident: Incident) -> bool:
    """Whether it is closed, and grave enough to be looked at once more by those who worked on it.

    Who took back what he asked for, or wrote twice, left nothing to learn from.
    """
    is_grave = incident.is_major or incident.priority is Priority.P1
    is_closed = incident.state is IncidentState.CLOSED and incident.merged_into is None
    return is_grave and is_closed


def aftercare(before: Incident, after: Incident, care: Aftercare, now: datetime) -> Changes:
    """Return the moments of an incident that was changed at `now`, where they are others.

    They are set when it ends and go when they have lost their sense; what an undoing brings back
    is left as it was.
    """
    resolves = after.resolved_at == now != before.resolved_at
    closes = after.closed_at == now != before.closed_at
    wanted = {
        "closes_at": _closes_at(care, now) if resolves else after.closes_at,
        "cause_due_at": (
            care.calendar.business_days_after(now, care.rules.cause_days)
            if resolves
            else after.cause_due_at
        ),
        "review_due_at": now if closes else after.review_due_at,
    }
    makes_sense = {
        "closes_at": after.state is IncidentState.RESOLVED,
        "cause_due_at": wants_cause(after) and care.rules.cause_days > 0,
        "review_due_at": wants_review(after) and care.rules.reviews,
    }
    kept = {name: at if makes_sense[name] else None for name, at in wanted.items()}
    return tuple((name, at) for name, at in kept.items() if at != getattr(after, name))


def _closes_at(care: Aftercare, now: datetime) -> datetime | None:
    days = care.rules.auto_close_days
    return care.calendar.business_days_after(now, days) if days else None


def known_code(written: str, codes: tuple[str, ...]) -> bool:
    """Whether the desk has this closure code; where it has no list, any word is one."""
    return not codes or written in codes


def near_code(written: str, codes: tuple[str, ...]) -> str:
    """Return the code that was probably meant, or nothing."""
    return next(iter(difflib.get_close_matches(written, codes, n=1)), "")
