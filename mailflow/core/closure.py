"""What is still to do for an incident that ended: close it, ask for its cause, review it (ITIL 4).

The moments are derived where an incident ends, whoever ended it and however: here alone.
"""

import difflib
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from mailflow.core.records import Incident
from mailflow.settings import Settings
from models.enums import IncidentState, Priority

ENDED = frozenset({IncidentState.RESOLVED, IncidentState.CLOSED})
GRAVE = frozenset({Priority.P1, Priority.P2})
"""The priorities whose root cause is wanted."""


class Explained(Protocol):
    """What says whether an incident needs a root cause, as it is or as it was at a moment."""

    @property
    def state(self) -> IncidentState: ...  # noqa: D102 - as the incident has it
    @property
    def priority(self) -> Priority: ...  # noqa: D102
    @property
    def is_major(self) -> bool: ...  # noqa: D102
    @property
    def is_record(self) -> bool: ...  # noqa: D102
    @property
    def merged_into(self) -> int | None: ...  # noqa: D102
    @property
    def root_cause(self) -> str | None: ...  # noqa: D102


def has_grave_end(incident: Explained) -> bool:
    """Whether it ended, and is of those whose root cause should be known.

    What became a part of another incident has its cause there; a record of the desk needs none.
    """
    is_grave = (incident.is_major or incident.priority in GRAVE) and not incident.is_record
    return is_grave and incident.state in ENDED and incident.merged_into is None


def wants_cause(incident: Explained) -> bool:
    """Whether it ended without the root cause that an incident of its kind should have."""
    return has_grave_end(incident) and not (incident.root_cause or "").strip()


def wants_review(incident: Incident) -> bool:
    """Whether it is closed, and grave enough to be looked at once more by those who worked on it.

    Who took back what he asked for, or wrote twice, left nothing to learn from.
    """
    is_grave = incident.is_major or incident.priority is Priority.P1
    is_grave = is_grave and not incident.is_record
    is_closed = incident.state is IncidentState.CLOSED and incident.merged_into is None
    return is_grave and is_closed


def cared_for(before: Incident, after: Incident, settings: Settings, now: datetime) -> Incident:
    """Return an incident that was changed at `now`, with the moments that follow from its end.

    They are set when it ends and go when they have lost their sense; what an undoing brings back
    is left as it was. Days are the business days of the desk, by which requesters wait.
    """
    rules = settings.closure
    if after.resolved_at == now != before.resolved_at:
        after = replace(
            after,
            closes_at=_days_later(rules.auto_close_days, settings, now),
            cause_due_at=_days_later(rules.cause_days, settings, now),
        )
    if after.closed_at == now != before.closed_at:
        after = replace(after, review_due_at=now if rules.reviews else None)
    return replace(
        after,
        closes_at=after.closes_at if after.state is IncidentState.RESOLVED else None,
        cause_due_at=after.cause_due_at if wants_cause(after) else None,
        review_due_at=after.review_due_at if wants_review(after) else None,
    )


def _days_later(days: int, settings: Settings, now: datetime) -> datetime | None:
    return settings.window_of(days).end(now) if days else None


def known_code(written: str, codes: tuple[str, ...]) -> bool:
    """Whether the desk has this closure code; where it has no list, any word is one."""
    return not codes or written in codes


def near_code(written: str, codes: tuple[str, ...]) -> str:
    """Return the code that was probably meant, or nothing."""
    return next(iter(difflib.get_close_matches(written, codes, n=1)), "")
