"""When an incident must be answered and resolved, and which target is missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.core.records import Incident
from mailflow.service_sections import Targets
from models.enums import EscalationCause, Priority


@dataclass(frozen=True, slots=True)
class DueMoments:
    """The moments by which one must have answered and resolved."""

    response: datetime
    resolution: datetime


def due_moments(priority: Priority, opened_at: datetime, targets: Targets) -> DueMoments:
    """Return both due moments, counted round the clock from the opening."""
    target = targets.of(priority)
    return DueMoments(
        response=opened_at + timedelta(minutes=target.response_minutes),
        resolution=opened_at + timedelta(minutes=target.resolution_minutes),
    )


def missed_targets(incident: Incident, now: datetime) -> tuple[EscalationCause, ...]:
    """Return the targets missed at `now` that were not escalated yet."""
    if incident.is_finished:
        return ()
    response_missed = (
        incident.responded_at is None
        and incident.response_escalated_at is None
        and incident.response_due is not None
        and incident.response_due < now
    )
    resolution_missed = (
        incident.resolution_escalated_at is None
        and incident.resolution_due is not None
        and incident.resolution_due < now
    )
    missed = [EscalationCause.RESPONSE] if response_missed else []
    return (*missed, EscalationCause.RESOLUTION) if resolution_missed else tuple(missed)
