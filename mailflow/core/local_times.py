"""A notice with every moment in the time zone of its reader."""

from dataclasses import replace
from datetime import datetime, tzinfo

from mailflow.core.lateness import LateIncident
from mailflow.core.notices import IncidentView, NoticeContext, Quarantine, ReportLine, Value
from mailflow.core.reports import Evidence


def in_zone(notice: NoticeContext) -> NoticeContext:
    """Return the notice as its template shows it."""
    zone = notice.zone
    return replace(
        notice,
        incident=_incident(notice.incident, zone),
        conversation=tuple(replace(one, at=one.at.astimezone(zone)) for one in notice.conversation),
        report=tuple(_line(one, zone) for one in notice.report),
        arrived=_local(notice.arrived, zone),
        late=_local(notice.late, zone),
        late_incidents=tuple(_late(one, zone) for one in notice.late_incidents),
        quarantine=_held(notice.quarantine, zone),
        review=notice.review and notice.review.in_zone(zone),
        evidence=_told(notice.evidence, zone),
    )


def _local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None


def _incident(view: IncidentView, zone: tzinfo) -> IncidentView:
    response, resolution = _local(view.response_due, zone), _local(view.resolution_due, zone)
    closes_at = _local(view.closes_at, zone)
    return replace(view, response_due=response, resolution_due=resolution, closes_at=closes_at)


def _line(line: ReportLine, zone: tzinfo) -> ReportLine:
    before, after = _value(line.before, zone), _value(line.after, zone)
    return replace(line, at=_local(line.at, zone), before=before, after=after)


def _value(value: Value, zone: tzinfo) -> Value:
    return value.astimezone(zone) if isinstance(value, datetime) else value


def _late(incident: LateIncident, zone: tzinfo) -> LateIncident:
    missed = tuple(replace(one, due=one.due.astimezone(zone)) for one in incident.missed)
    return replace(incident, missed=missed)


def _told(evidence: Evidence, zone: tzinfo) -> Evidence:
    """The days on which they were opened are then those of the reader, too."""
    listed = (replace(one, opened_at=one.opened_at.astimezone(zone)) for one in evidence.listed)
    return replace(evidence, listed=tuple(listed))


def _held(quarantine: Quarantine, zone: tzinfo) -> Quarantine:
    newest = tuple(replace(one, at=one.at.astimezone(zone)) for one in quarantine.newest)
    return replace(quarantine, newest=newest)
