"""An incident as it is opened: its labels, its group, and whether it is practice."""

from dataclasses import asdict, replace
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.categorisation import suggestion_as_data
from mailflow.core.drills import SOURCE, Drill, marked
from mailflow.core.effects import OpenIncident
from mailflow.core.records import Incident, RawMail
from mailflow.desk import Desk
from mailflow.timing import timed
from models.enums import IncidentState


def open_incident(
    work: Work, desk: Desk, raw: RawMail | None, effect: OpenIncident, now: datetime
) -> Incident:
    """Store a new incident under the next number."""
    incident, drill = _new_incident(work, desk, raw, effect, now), _drill_of(work, raw)
    if drill is not None:
        incident = _as_practice(incident)
    work.incidents.add(incident)
    if drill is not None:
        work.drills.update(replace(drill, incident_id=incident.id))
    return incident


def _drill_of(work: Work, raw: RawMail | None) -> Drill | None:
    """Return the drill whose first mail this is; mail from outside has another source."""
    is_own = raw is not None and raw.source.startswith(SOURCE)
    return work.drills.of_mail(raw.id) if raw is not None and is_own else None


def _as_practice(incident: Incident) -> Incident:
    """Keep it apart from the desk's work: it is about no real incident."""
    subject = marked(incident.subject)
    return replace(incident, is_practice=True, subject=subject, mentions=None, may_belong_to=None)


def _new_incident(
    work: Work, desk: Desk, raw: RawMail | None, effect: OpenIncident, now: datetime
) -> Incident:
    labels = effect.categorisation
    opened = Incident(
        id=work.incidents.draw_id(),
        subject=effect.subject,
        state=IncidentState.NEW,
        requester_address=effect.requester.address,
        requester_name=effect.requester.display_name,
        opened_at=min(raw.received_at, now) if raw else now,
        verified=effect.verified,
        language=effect.language,
        group_id=effect.group_id or _group_of(work, desk, labels.category),
        **asdict(labels),
        priority=effect.ranking.priority,
        priority_source=effect.ranking.source,
        suggestion=suggestion_as_data(effect.suggestion),
        origin_mail_id=raw.id if raw and effect.is_origin else None,
        deduplication_key=effect.deduplication_key,
        alert_count=1 if effect.deduplication_key else 0,
        mentions=effect.mentions,
        may_belong_to=effect.may_belong_to,
        kind=effect.kind,
    )
    return timed(work, desk.settings, opened)


def _group_of(work: Work, desk: Desk, category: str | None) -> int | None:
    """The category's group where the settings name one, else the default group."""
    configured = desk.settings.known_categories.get(category or "")
    groups = work.directory.groups()
    named = (g for g in groups if configured and g.name == configured.group)
    default = (g for g in groups if g.is_default)
    found = next(named, None) or next(default, None) or (groups[0] if groups else None)
    return found.id if found else None
