"""Drills in the database."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, select, update

from mailflow.adapters.store.statements import columns_of, may_exist, values_of
from mailflow.core.drills import Drill
from mailflow.errors import NotFoundError
from models.tables import drills, executed_commands

_row, _command = drills.c, executed_commands.c
_DRILLS = select(*columns_of(drills, Drill))
_OPEN = _DRILLS.where(_row.ended_at.is_(None)).order_by(_row.id)
_CHANGING = ("incident_id", "ended_at", "sent")


class SqlDrills:
    """Keeps the contract `Drills`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, drill: Drill) -> int:
        """Store a new one (its id is given); return its number."""
        values = {**values_of(drills, drill), "sent": list(drill.sent)}
        del values["id"]
        insert = drills.insert().values(values).returning(_row.id)
        return int(self._connection.execute(insert).scalar_one())

    def get(self, drill_id: int) -> Drill | None:
        """Return one drill, or None."""
        return self._one(_DRILLS.where(_row.id == drill_id)) if may_exist(drill_id) else None

    def of_mail(self, mail_id: int) -> Drill | None:
        """Return the drill whose incident this mail opens."""
        return self._one(_DRILLS.where(_row.mail_id == mail_id))

    def of_incident(self, incident_id: int) -> Drill | None:
        """Return the drill that an incident belongs to."""
        return self._one(_DRILLS.where(_row.incident_id == incident_id))

    def open(self) -> tuple[Drill, ...]:
        """Return those that have not ended, oldest first."""
        return tuple(self._read(_OPEN))

    def listed(self, *, limit: int = 100) -> tuple[Drill, ...]:
        """Return drills, newest first."""
        return tuple(self._read(_DRILLS.order_by(_row.id.desc()).limit(limit)))

    def update(self, drill: Drill) -> None:
        """Store its incident, what was sent and its end; NotFoundError where there is none."""
        values = {**{name: getattr(drill, name) for name in _CHANGING}, "sent": list(drill.sent)}
        statement = update(drills).where(_row.id == drill.id).values(values)
        if self._connection.execute(statement).rowcount != 1:
            raise NotFoundError(f"there is no drill {drill.id}")

    def commands(self, incident_id: int) -> tuple[str, ...]:
        """Return the commands that ran in an incident, in their order."""
        own = select(_command.command).where(_command.incident_id == incident_id)
        return tuple(self._connection.scalars(own.order_by(_command.id)))

    def _one(self, statement: Select[Any]) -> Drill | None:
        return next(self._read(statement), None)

    def _read(self, statement: Select[Any]) -> Iterator[Drill]:
        for row in self._connection.execute(statement):
            values = row._asdict()
            yield Drill(**{**values, "sent": tuple(values["sent"])})
