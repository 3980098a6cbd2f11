"""Promise P2 as queries: each finds the mails that break it in one way."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from models.enums import EndState, MailStage
from models.tables import incidents, locations, raw_contents, raw_mails

_mails = raw_mails.c
_FINISHED = _mails.stage == MailStage.FINISHED


def violations(connection: Connection) -> tuple[str, ...]:
    """Return one sentence for each mail, location or incident that breaks P2."""
    return tuple(
        sentence.format(*row)
        for statement, sentence in _checks()
        for row in connection.execute(statement)
    )


def _checks() -> tuple[tuple[Select[Any], str], ...]:
    in_incident = _mails.end_state.in_([EndState.INCIDENT, EndState.APPENDED])
    return (
        (
            _broken(_FINISHED, _mails.end_state.is_(None)),
            "mail {0} is finished without an end state",
        ),
        (
            _broken(_mails.stage == MailStage.RECEIVED, _mails.end_state.is_not(None)),
            "mail {0} waits although its end state is {1.value}",
        ),
        (
            _broken(in_incident, _mails.incident_id.is_(None)),
            "mail {0} ended as {1.value} but belongs to no incident",
        ),
        (_second_origins(), "mail {0} ended as the origin of incident {1}, which names mail {2}"),
        (_lost_origins(), "incident {0} names mail {1} as its origin, which ended otherwise"),
        (_lost_contents(), "mail {0} has lost its bytes"),
        (_lost_locations(), "location {0} (UID {1}) has no raw mail"),
    )


def _broken(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(_mails.id, _mails.end_state).where(*conditions).order_by(_mails.id)


def _second_origins() -> Select[Any]:
    """Mails that ended as an incident whose origin is another mail, or none."""
    return (
        select(_mails.id, _mails.incident_id, incidents.c.origin_mail_id)
        .join_from(raw_mails, incidents, _mails.incident_id == incidents.c.id)
        .where(
            _mails.end_state == EndState.INCIDENT,
            incidents.c.origin_mail_id.is_distinct_from(_mails.id),
        )
        .order_by(_mails.id)
    )


def _lost_origins() -> Select[Any]:
    """Incidents whose origin mail is missing, unfinished or ended elsewhere."""
    agrees = and_(
        _mails.id == incidents.c.origin_mail_id,
        _mails.end_state == EndState.INCIDENT,
        _mails.incident_id == incidents.c.id,
    )
    return (
        select(incidents.c.id, incidents.c.origin_mail_id)
        .join_from(incidents, raw_mails, agrees, isouter=True)
        .where(incidents.c.origin_mail_id.is_not(None), _mails.id.is_(None))
        .order_by(incidents.c.id)
    )


def _lost_contents() -> Select[Any]:
    """Mails without their bytes."""
    return (
        select(_mails.id)
        .join_from(raw_mails, raw_contents, raw_contents.c.mail_id == _mails.id, isouter=True)
        .where(raw_contents.c.mail_id.is_(None))
        .order_by(_mails.id)
    )


def _lost_locations() -> Select[Any]:
    """Locations without their raw mail; foreign keys prevent it unless they were off."""
    return (
        select(locations.c.id, locations.c.uid)
        .join_from(locations, raw_mails, _mails.id == locations.c.mail_id, isouter=True)
        .where(_mails.id.is_(None))
        .order_by(locations.c.id)
    )
