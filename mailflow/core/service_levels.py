"""By when an incident must be answered and resolved, when to warn of it, and what was missed.

Both moments follow from the opening, the target of its service level, the business time of its
group and the times at which its clock stood still. They are found anew from these whenever one of
them changes, so that the time already used counts under the new target too.

The response ends with the first answer, the resolution with the end of the incident. A moment that
an agent set with `#due` stays, whatever stands still, until the priority changes.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailflow.core.calendars import ALWAYS, Calendar
from mailflow.core.clock_stops import reached, read_stops, used
from mailflow.core.records import Incident
from mailflow.service_sections import Target
from mailflow.settings import Settings
from models.enums import EscalationCause, IncidentState

WARNED_AT = 0.75
"""The part of the working time after which people are warned (design section 6)."""
DECIDING = (
    "priority",
    "group_id",
    "category",
    "requester_address",
    "clock_stops",
    "agreed_due",
)
"""The fields whose change gives an incident other moments."""


@dataclass(frozen=True, slots=True)
class DueMoments:
    """The moments by which one must have answered and resolved, and at which to warn of them."""

    response: datetime
    response_warning: datetime
    resolution: datetime
    resolution_warning: datetime


def due_moments(incident: Incident, settings: Settings, group: str) -> DueMoments:
    """Return the moments of an incident; `group` is the name of its support group."""
    target, calendar = _target(incident, settings, group), _calendar(incident, settings, group)
    start, stops = incident.opened_at, read_stops(incident.clock_stops)
    found = []
    for allowed in target.allowed:
        worked = allowed.working_time(calendar, start)
        found += [reached(calendar, start, part * worked, stops) for part in (1, WARNED_AT)]
    return DueMoments(*found)


def _target(incident: Incident, settings: Settings, group: str) -> Target:
    category = incident.category or ""
    return settings.target_of(incident.priority, group, category, incident.requester_address)


def _calendar(incident: Incident, settings: Settings, group: str) -> Calendar:
    """Return by which time the targets of an incident count."""
    always = _target(incident, settings, group).counts_always
    return ALWAYS if always else settings.calendar_of(group)


def with_moments(incident: Incident, settings: Settings, group: str) -> Incident:
    """Return a new incident with its moments; a record of the desk is late for nobody."""
    if incident.is_record:
        return incident
    due = due_moments(incident, settings, group)
    return replace(
        incident,
        response_due=due.response,
        response_warn_at=due.response_warning,
        resolution_due=due.resolution,
        resolution_warn_at=due.resolution_warning,
    )


def follows(before: Incident, after: Incident) -> bool:
    """Whether a change gives the incident other moments; after its end nothing does."""
    if before.is_finished and after.is_finished:
        return False
    return any(getattr(before, name) != getattr(after, name) for name in DECIDING)


def followed(
    before: Incident, after: Incident, settings: Settings, group: str, now: datetime
) -> Incident:
    """Return the changed incident with the moments that follow from the change.

    What is answered keeps the moment by which it had to be. Of a record of the desk nothing but
    what was agreed on is told, and nobody is warned of it.
    """
    if after.is_record:
        return replace(after, resolution_due=after.agreed_due)
    due = due_moments(after, settings, group)
    if before.responded_at is None:
        after = replace(after, response_due=due.response, response_warn_at=due.response_warning)
    agreed = after.agreed_due
    if agreed is None:
        resolution = (due.resolution, due.resolution_warning)
    elif agreed == before.agreed_due:
        return after
    else:
        calendar = settings.calendar_of(group)
        resolution = (agreed, _warning(calendar, now, agreed))
    return replace(after, resolution_due=resolution[0], resolution_warn_at=resolution[1])


def _warning(calendar: Calendar, start: datetime, due: datetime) -> datetime:
    """Return when three quarters of the working time have passed, of all time where none is."""
    worked = calendar.working_time(start, due)
    counting = calendar if worked else ALWAYS
    return counting.after(start, WARNED_AT * counting.working_time(start, due))


def missed_targets(incident: Incident, now: datetime) -> tuple[EscalationCause, ...]:
    """Return the targets missed at `now` that were not escalated yet."""
    return tuple(one.cause for one in _awaited(incident) if one.is_missed(now))


def targets_to_warn_of(incident: Incident, now: datetime) -> tuple[EscalationCause, ...]:
    """Return the targets that near their end at `now`, and of which nobody was told yet."""
    if incident.state is IncidentState.ON_HOLD:
        return ()
    return tuple(one.cause for one in _awaited(incident) if one.is_near(now))


def next_warning(incident: Incident) -> datetime | None:
    """Return the first moment at which to warn, None where there is none; on hold none comes."""
    if incident.state is IncidentState.ON_HOLD:
        return None
    left = (one.warn_at for one in _awaited(incident) if not one.is_told)
    return min((one for one in left if one is not None), default=None)


def next_missed(incident: Incident) -> datetime | None:
    """Return the first due moment of a target that is neither met nor told of."""
    left = (one.due for one in _awaited(incident) if not one.missed_told)
    return min((one for one in left if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class _Aim:
    """A target that is still to be met, and whether somebody was told of it."""

    cause: EscalationCause
    due: datetime | None
    warn_at: datetime | None
    missed_told: bool
    warned: bool

    @property
    def is_told(self) -> bool:
        return self.missed_told or self.warned

    def is_missed(self, now: datetime) -> bool:
        return not self.missed_told and self.due is not None and self.due < now

    def is_near(self, now: datetime) -> bool:
        is_due = self.warn_at is not None and self.warn_at <= now
        return is_due and not self.is_told and not self.is_missed(now)


def _awaited(incident: Incident) -> tuple[_Aim, ...]:
    """Return the targets that are still to be met: none of what is finished, or a record."""
    if incident.is_finished or incident.is_record:
        return ()
    resolution = _Aim(
        EscalationCause.RESOLUTION,
        incident.resolution_due,
        incident.resolution_warn_at,
        incident.resolution_escalated_at is not None,
        incident.resolution_warned_at is not None,
    )
    if incident.responded_at is not None:
        return (resolution,)
    response = _Aim(
        EscalationCause.RESPONSE,
        incident.response_due,
        incident.response_warn_at,
        incident.response_escalated_at is not None,
        incident.response_warned_at is not None,
    )
    return (response, resolution)


def business_time_left(
    incident: Incident, settings: Settings, group: str, now: datetime
) -> dict[EscalationCause, timedelta]:
    """Return the business time until what is still to be met, negative where it is over.

    Of targets that count round the clock nothing is told: what is left of them anybody can see.
    """
    dues = ((one.cause, one.due) for one in _awaited(incident))
    left = ((c, business_time_until(due, incident, settings, group, now)) for c, due in dues if due)
    return {cause: time for cause, time in left if time is not None}


def business_time_until(
    due: datetime, incident: Incident, settings: Settings, group: str, now: datetime
) -> timedelta | None:
    """Return the business time until a target, negative where it is over; None round the clock."""
    calendar = _calendar(incident, settings, group)
    if calendar.week == ALWAYS.week:
        return None
    at = incident.held_since or now
    return calendar.working_time(at, due) - calendar.working_time(due, at)


def time_used(incident: Incident, calendar: Calendar, now: datetime) -> timedelta:
    """Return how long an incident has been worked on: its holds are not counted."""
    stops = read_stops(incident.clock_stops)
    end = incident.resolved_at or incident.closed_at or incident.held_since or now
    return used(calendar, incident.opened_at, end, stops)
