"""The life cycle of an incident: its states, and which change follows which mail (ITIL 4)."""

from datetime import datetime, timedelta

from mailflow.core.effects import FieldValue
from mailflow.core.records import Incident
from models.enums import IncidentState

TRANSITIONS: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.NEW: frozenset(IncidentState) - {IncidentState.NEW},
    IncidentState.IN_PROGRESS: frozenset(
        {
            IncidentState.ON_HOLD,
            IncidentState.RESOLVED,
            IncidentState.CLOSED,
            IncidentState.CANCELED,
        }
    ),
    IncidentState.ON_HOLD: frozenset(
        {
            IncidentState.IN_PROGRESS,
            IncidentState.RESOLVED,
            IncidentState.CLOSED,
            IncidentState.CANCELED,
        }
    ),
    IncidentState.RESOLVED: frozenset({IncidentState.IN_PROGRESS, IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset({IncidentState.IN_PROGRESS}),
    IncidentState.CANCELED: frozenset({IncidentState.IN_PROGRESS}),
}

Changes = tuple[tuple[str, FieldValue], ...]


def may_become(incident: Incident, state: IncidentState) -> bool:
    """Whether the incident may go to this state from where it is."""
    return state in TRANSITIONS[incident.state]


def reopens(incident: Incident, now: datetime, window: timedelta) -> bool:
    """Whether a reply makes a finished incident open again: resolved, or closed not long ago."""
    if incident.state is IncidentState.RESOLVED:
        return True
    if not incident.is_finished:
        return False
    ended = incident.closed_at or incident.resolved_at
    return ended is not None and now - ended <= window


def needs_follow_up(incident: Incident, now: datetime, window: timedelta) -> bool:
    """Whether a reply opens a linked incident, because this one ended too long ago."""
    return incident.is_finished and not reopens(incident, now, window)


def reopening() -> Changes:
    """Return the changes that make a finished incident open again."""
    return (
        ("state", IncidentState.IN_PROGRESS),
        ("resolved_at", None),
        ("closed_at", None),
        ("hold_reason", None),
    )


def resolving(resolution: str, now: datetime) -> Changes:
    """Return the changes that resolve an incident."""
    return (
        ("state", IncidentState.RESOLVED),
        ("resolution", resolution),
        ("resolved_at", now),
        ("hold_reason", None),
    )


def closing(incident: Incident, resolution: str, now: datetime) -> Changes:
    """Return the changes that close an incident, and resolve it where it was not."""
    resolved = () if incident.resolved_at else (("resolved_at", now),)
    documented = (("resolution", resolution),) if resolution else ()
    return (
        ("state", IncidentState.CLOSED),
        *documented,
        *resolved,
        ("closed_at", now),
        ("closure_code", incident.closure_code or "solved"),
        ("hold_reason", None),
    )


def working(incident: Incident) -> Changes:
    """Return the changes that an agent's work brings: a new incident is in progress."""
    if incident.state is IncidentState.NEW:
        return (("state", IncidentState.IN_PROGRESS),)
    return ()


def resuming(incident: Incident) -> Changes:
    """Return the changes that the requester's answer brings to an incident on hold."""
    waiting = incident.state is IncidentState.ON_HOLD and incident.hold_reason == "customer"
    return (("state", IncidentState.IN_PROGRESS), ("hold_reason", None)) if waiting else ()
