"""Until when an incident is due, as a person at the terminal reads it."""

from datetime import datetime, timedelta

from mailflow.core.moments import sortable
from mailflow.core.records import Incident
from mailflow.core.service_levels import business_time_left
from mailflow.settings import Settings
from models.enums import EscalationCause


def due_words(incident: Incident, settings: Settings, group: str, now: datetime) -> dict[str, str]:
    """Return the due moments by field: in the desk's zone, with the business time that is left."""
    left, zone = business_time_left(incident, settings, group, now), settings.desk.zone_of(None)
    dues = {
        EscalationCause.RESPONSE: incident.response_due,
        EscalationCause.RESOLUTION: incident.resolution_due,
    }
    return {
        f"{cause.value}_due": f"{sortable(due.astimezone(zone))}{_left(left.get(cause))}"
        for cause, due in dues.items()
        if due is not None
    }


def _left(time: timedelta | None) -> str:
    if time is None:
        return ""
    minutes = round(abs(time).total_seconds() / 60)
    length = f"{minutes // 60} h {minutes % 60} min of business time"
    return f" ({length} left)" if time >= timedelta() else f" (overdue for {length})"
