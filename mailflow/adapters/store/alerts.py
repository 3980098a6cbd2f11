"""Alerts in the database."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from mailflow.adapters.store.statements import columns_of, insert_or_replace, values_of
from mailflow.core.records import AlertGroup, AlertMember
from models.tables import alert_groups, alert_members

_members, _groups = alert_members.c, alert_groups.c
_MEMBER = select(*columns_of(alert_members, AlertMember)).where(
    _members.monitor == bindparam("monitor"), _members.deduplication_key == bindparam("key")
)
_IS_OPEN = (_members.incident_id == bindparam("incident"), _members.recovered.is_(False))
_OPEN = (
    select(*columns_of(alert_members, AlertMember))
    .where(*_IS_OPEN)
    .order_by(_members.changed_at, _members.deduplication_key)
    .limit(bindparam("most"))
)
_MOVE = (
    alert_members.update()
    .where(_members.incident_id == bindparam("incident"))
    .values(incident_id=bindparam("to"))
)
_COUNT_OPEN = select(func.count()).select_from(alert_members).where(*_IS_OPEN)
_WHOLE_GROUP = select(*columns_of(alert_groups, AlertGroup))
_GROUP = _WHOLE_GROUP.where(_groups.incident_id == bindparam("incident"))
_NEWEST = (
    _WHOLE_GROUP.where(_groups.monitor == bindparam("monitor"))
    .order_by(_groups.incident_id.desc())
    .limit(1)
)
_DUE = (
    _WHOLE_GROUP.where(_groups.news_due <= bindparam("now"))
    .order_by(_groups.news_due, _groups.incident_id)
    .limit(bindparam("most"))
)


class SqlAlerts:
    """Keeps the contract `Alerts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def member(self, monitor: str, key: str) -> AlertMember | None:
        """Return the thing that this monitor calls so, in the newest incident it was in."""
        return next(self._members(_MEMBER, monitor=monitor, key=key), None)

    def keep_member(self, member: AlertMember) -> None:
        """Store a thing as it stands now; it belongs to this incident from here on."""
        key = (_members.monitor, _members.deduplication_key)
        statement = insert_or_replace(self._connection.dialect.name, alert_members, *key)
        self._connection.execute(statement, values_of(alert_members, member))

    def move_members(self, incident_id: int, to: int) -> None:
        """Let the things of an incident belong to the one that it was merged into."""
        self._connection.execute(_MOVE, {"incident": incident_id, "to": to})

    def members_open(self, incident_id: int, limit: int) -> tuple[AlertMember, ...]:
        """Return things of an incident that have not recovered, longest first."""
        return tuple(self._members(_OPEN, incident=incident_id, most=limit))

    def count_open(self, incident_id: int) -> int:
        """Count the things of an incident that have not recovered."""
        return self._connection.execute(_COUNT_OPEN, {"incident": incident_id}).scalar_one()

    def group(self, incident_id: int) -> AlertGroup | None:
        """Return the group of an incident, None where no alert opened it."""
        return next(self._groups(_GROUP, incident=incident_id), None)

    def newest_group(self, monitor: str) -> AlertGroup | None:
        """Return the group of the newest incident that this monitor opened."""
        return next(self._groups(_NEWEST, monitor=monitor), None)

    def keep_group(self, group: AlertGroup) -> None:
        """Store a group as it stands now."""
        dialect = self._connection.dialect.name
        statement = insert_or_replace(dialect, alert_groups, _groups.incident_id)
        self._connection.execute(statement, values_of(alert_groups, group))

    def due(self, now: datetime, limit: int) -> tuple[AlertGroup, ...]:
        """Return groups whose news is to be told by now, longest due first."""
        return tuple(self._groups(_DUE, now=now, most=limit))

    def _members(self, statement: Select[Any], **given: Any) -> Iterator[AlertMember]:
        rows = self._connection.execute(statement, given)
        return (AlertMember(**row._asdict()) for row in rows)

    def _groups(self, statement: Select[Any], **given: Any) -> Iterator[AlertGroup]:
        rows = self._connection.execute(statement, given)
        return (AlertGroup(**row._asdict()) for row in rows)
