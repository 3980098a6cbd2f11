"""What was said and done in an incident: its conversation, its events, the commands that ran."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from mailflow.adapters.store.statements import as_stored, columns_of, guarded, values_of
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.records import Entry, IncidentEvent
from models.tables import entries, executed_commands, incident_events, outbox, outbox_contents

_ADD_ENTRY, _ADD_EVENT = entries.insert(), incident_events.insert()
_ADD_COMMAND = executed_commands.insert()
_ENTRIES = (
    select(*columns_of(entries, Entry))
    .where(entries.c.incident_id == bindparam("wanted"))
    .order_by(entries.c.id)
)
_EVENTS = (
    select(*columns_of(incident_events, IncidentEvent))
    .where(incident_events.c.incident_id == bindparam("wanted"))
    .order_by(incident_events.c.id)
)
_COMMANDS_OF = select(executed_commands.c.command).where(
    executed_commands.c.notice_id == bindparam("notice")
)
_LAST_ENTRIES = (
    select(entries.c.incident_id, *columns_of(entries, Entry))
    .where(entries.c.incident_id.in_(bindparam("wanted", expanding=True)))
    .order_by(entries.c.id.desc())
    .limit(bindparam("most"))
)


def _entry(row: Row[Any]) -> Entry:
    values = row._asdict()
    values.pop("incident_id", None)
    return Entry(**{**values, "attachment_names": tuple(values["attachment_names"])})


class SqlHistory:
    """The part of `Incidents` that is only added to.

    Of incidents opened in this unit of work the conversation is known; others are read, since
    theirs may be long.
    """

    def __init__(self, connection: Connection, rows: WaitingRows) -> None:
        self._connection = connection
        self._rows = rows
        self._begun: dict[int, tuple[Entry, ...]] = {}

    def entries(self, incident_id: int) -> tuple[Entry, ...]:
        """Return the conversation, oldest first."""
        if incident_id in self._begun:
            return self._begun[incident_id]
        self._rows.write(self._connection, entries)
        rows = self._connection.execute(_ENTRIES, {"wanted": incident_id})
        return tuple(_entry(row) for row in rows)

    def last_entries(
        self, incident_ids: Sequence[int], number: int
    ) -> tuple[tuple[int, Entry], ...]:
        """Return so many texts from the end of these conversations as one, oldest first."""
        if len(incident_ids) == 1 and incident_ids[0] in self._begun:
            own = self._begun[incident_ids[0]][-number:]
            return tuple((incident_ids[0], one) for one in own)
        self._rows.write(self._connection, entries)
        values = {"wanted": list(incident_ids), "most": number}
        rows = self._connection.execute(_LAST_ENTRIES, values)
        return tuple((row.incident_id, _entry(row)) for row in rows)[::-1]

    def add_entry(self, incident_id: int, entry: Entry) -> None:
        """Add a text to the conversation."""
        row = {**values_of(entries, entry), "incident_id": incident_id}
        self._rows.add(_ADD_ENTRY, row)
        if incident_id in self._begun:
            self._begun[incident_id] += (as_stored(entries, entry),)

    def events(self, incident_id: int) -> tuple[IncidentEvent, ...]:
        """Return the history, oldest first."""
        self._rows.write(self._connection, incident_events)
        rows = self._connection.execute(_EVENTS, {"wanted": incident_id})
        return tuple(IncidentEvent(**row._asdict()) for row in rows)

    def add_event(self, incident_id: int, event: IncidentEvent) -> None:
        """Add to the history."""
        row = {**values_of(incident_events, event), "incident_id": incident_id}
        self._rows.add(_ADD_EVENT, row)

    def commands_of(self, notice_id: int) -> frozenset[str]:
        """Return the commands that ran under this notice."""
        return frozenset(self._connection.scalars(_COMMANDS_OF, {"notice": notice_id}))

    def add_command(
        self, notice_id: int, command: str, incident_id: int, mail_id: int | None, at: datetime
    ) -> None:
        """Remember that it ran; ConflictError when it did before."""
        row = {
            "notice_id": notice_id,
            "command": command,
            "command_hash": hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest(),
            "incident_id": incident_id,
            "mail_id": mail_id,
            "at": at,
        }
        self._rows.write(self._connection, outbox, outbox_contents)  # the notice may wait
        with guarded(self._connection):
            self._connection.execute(_ADD_COMMAND, row)
