"""The due moments of an incident, with the business time of its support group."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.records import Incident
from mailflow.core.service_levels import followed, follows, with_moments
from mailflow.settings import Settings


def timed(work: Work, settings: Settings, incident: Incident) -> Incident:
    """Return a new incident with its due moments."""
    return with_moments(incident, settings, group_name(work, incident))


def retimed(
    work: Work, settings: Settings, before: Incident, after: Incident, now: datetime
) -> Incident:
    """Return a changed incident with the due moments that follow from the change."""
    if not follows(before, after):
        return after
    return followed(before, after, settings, group_name(work, after), now)


def group_name(work: Work, incident: Incident) -> str:
    """Return the name of an incident's support group, nothing where it has none."""
    group = work.directory.group(incident.group_id) if incident.group_id else None
    return group.name if group else ""
