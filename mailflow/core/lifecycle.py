"""The life cycle of an incident: its states, and which change follows which mail (ITIL 4)."""

from datetime import datetime
from enum import StrEnum

from mailflow.core.calendars import DayWindow
from mailflow.core.clock_stops import FINISHED_MEANWHILE, with_stop
from mailflow.core.effects import FieldValue
from mailflow.core.records import Incident
from models.enums import IncidentState


class Cause(StrEnum):
    """Who changes a state: by mail, by the hour, or by an alert."""

    REQUESTER = "requester"
    AGENT = "agent"
    CLOCK = "clock"
    MONITOR = "monitor"


_NEW, _WORK, _HOLD = IncidentState.NEW, IncidentState.IN_PROGRESS, IncidentState.ON_HOLD
_RESOLVED, _CLOSED = IncidentState.RESOLVED, IncidentState.CLOSED
_CANCELED = IncidentState.CANCELED
_AGENT = frozenset({Cause.AGENT})
_PEOPLE = _AGENT | {Cause.REQUESTER}
_OPEN_TO_MONITORS = _AGENT | {Cause.MONITOR}

TRANSITIONS: dict[tuple[IncidentState, IncidentState], frozenset[Cause]] = {
    (_NEW, _WORK): _AGENT,
    (_NEW, _HOLD): _AGENT,
    (_NEW, _RESOLVED): _OPEN_TO_MONITORS,
    (_NEW, _CLOSED): _PEOPLE,
    (_NEW, _CANCELED): _AGENT,
    (_WORK, _HOLD): _AGENT,
    (_WORK, _RESOLVED): _OPEN_TO_MONITORS,
    (_WORK, _CLOSED): _PEOPLE,
    (_WORK, _CANCELED): _AGENT,
    (_HOLD, _WORK): _PEOPLE | {Cause.CLOCK},
    (_HOLD, _RESOLVED): _OPEN_TO_MONITORS,
    (_HOLD, _CLOSED): _PEOPLE,
    (_HOLD, _CANCELED): _AGENT,
    (_RESOLVED, _WORK): _PEOPLE | {Cause.MONITOR},
    (_RESOLVED, _CLOSED): _PEOPLE | {Cause.CLOCK},
    (_CLOSED, _WORK): _PEOPLE,
    (_CANCELED, _WORK): _PEOPLE,
}
"""Every change of state, and who may cause it; `#undo` alone goes back another way."""

Changes = tuple[tuple[str, FieldValue], ...]


def may_become(incident: Incident, state: IncidentState, cause: Cause = Cause.AGENT) -> bool:
    """Whether the incident may go to this state from where it is, and by whom."""
    return cause in TRANSITIONS.get((incident.state, state), frozenset())


def reopens(incident: Incident, now: datetime, window: DayWindow) -> bool:
    """Whether a reply makes a finished incident open again: resolved, or closed not long ago."""
    if incident.state is IncidentState.RESOLVED:
        return True
    if not incident.is_finished:
        return False
    ended = incident.closed_at or incident.resolved_at
    return ended is not None and window.is_open(ended, now)


def needs_follow_up(incident: Incident, now: datetime, window: DayWindow) -> bool:
    """Whether a reply opens a linked incident, because this one ended too long ago."""
    return incident.is_finished and not reopens(incident, now, window)


def reopening(incident: Incident, now: datetime, *, counts: bool = True) -> Changes:
    """Return the changes that make a finished incident open again; a flap of an alert counts not.

    Its resolution clock goes on where it ended: what is left of the target is left. What was done
    did not solve it, so that the next end needs words, and a code, of its own.
    """
    ended = incident.resolved_at or incident.closed_at or now
    return (
        ("reopenings", incident.reopenings + int(counts)),
        ("state", IncidentState.IN_PROGRESS),
        ("resolved_at", None),
        ("closed_at", None),
        ("hold_reason", None),
        ("resolution", None),
        ("closure_code", None),
        ("clock_stops", with_stop(incident.clock_stops, ended, now, FINISHED_MEANWHILE)),
    )


def resolving(incident: Incident, resolution: str, now: datetime) -> Changes:
    """Return the changes that resolve an incident."""
    return (
        ("state", IncidentState.RESOLVED),
        ("resolution", resolution),
        ("resolved_at", now),
        *_released(incident, now),
    )


def closing(incident: Incident, resolution: str, now: datetime, code: str) -> Changes:
    """Return the changes that close an incident, and resolve it where it was not.

    `code` is the closure code where it has none.
    """
    resolved = () if incident.resolved_at else (("resolved_at", now),)
    documented = (("resolution", resolution),) if resolution else ()
    return (
        ("state", IncidentState.CLOSED),
        *documented,
        *resolved,
        ("closed_at", now),
        ("closure_code", incident.closure_code or code),
        *_released(incident, now),
    )


def canceling(incident: Incident, now: datetime) -> Changes:
    """Return the changes that end an incident that was none."""
    return (("state", IncidentState.CANCELED), ("closed_at", now), *_released(incident, now))


def holding(incident: Incident, reason: str, now: datetime, wake_at: datetime | None) -> Changes:
    """Return the changes that put an incident on hold: the clock of its targets stands still.

    What it waits for may change meanwhile: each reason has its own time.
    """
    goes_on = incident.held_since is not None and incident.hold_reason == reason
    return (
        ("state", IncidentState.ON_HOLD),
        ("hold_reason", reason),
        ("held_since", incident.held_since if goes_on else now),
        ("wake_at", wake_at),
        *(() if goes_on else _stopped(incident, now)),
    )


def working(incident: Incident, now: datetime) -> Changes:
    """Return the changes that an agent's work brings: a new incident is in progress."""
    if incident.state is IncidentState.NEW:
        return (("state", IncidentState.IN_PROGRESS),)
    return going_on(incident, now)


def going_on(incident: Incident, now: datetime) -> Changes:
    """Return the changes that end a hold, none where there is none."""
    if incident.state is not IncidentState.ON_HOLD:
        return ()
    return (("state", IncidentState.IN_PROGRESS), *_released(incident, now))


def resuming(incident: Incident, now: datetime) -> Changes:
    """Return the changes that the requester's answer brings to an incident on hold."""
    return going_on(incident, now) if incident.hold_reason == "customer" else ()


def _released(incident: Incident, now: datetime) -> Changes:
    """End a hold, if there is one: the time it took does not count."""
    if incident.held_since is None:
        return (("hold_reason", None),)
    ended = (("hold_reason", None), ("held_since", None), ("wake_at", None))
    return (*ended, *_stopped(incident, now))


def _stopped(incident: Incident, now: datetime) -> Changes:
    if incident.held_since is None:
        return ()
    reason = incident.hold_reason or ""
    stops = with_stop(incident.clock_stops, incident.held_since, now, reason)
    return (("clock_stops", stops),)
