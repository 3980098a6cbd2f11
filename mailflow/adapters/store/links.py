"""The Message-IDs by which a mail finds its conversation (RFC 5322 section 3.6.4)."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from mailflow.adapters.store.statements import chunks, insert_or, insert_or_replace
from models.columns import bounded_key
from models.mails import MESSAGE_ID_BYTES
from models.tables import message_ids as known_ids
from models.tables import quoted_ids


class SqlLinks:
    """The part of `Mails` that knows which ids belong to which incident."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def link_message_id(self, message_id: str, incident_id: int, mail_id: int | None) -> None:
        """Remember that replies to this Message-ID belong to the incident."""
        link = {"message_id": message_id, "incident_id": incident_id, "mail_id": mail_id}
        dialect = self._connection.dialect.name
        insert = insert_or_replace(dialect, known_ids, known_ids.c.message_id)
        self._connection.execute(insert, link)

    def incidents_by_message_id(self, message_ids: Iterable[str]) -> dict[str, int]:
        """Return which of these Message-IDs belong to which incident (the latest link wins)."""
        asked = {bounded_key(one, MESSAGE_ID_BYTES): one for one in message_ids}
        found: dict[str, int] = {}
        for some in chunks(asked):
            statement = select(known_ids.c.message_id, known_ids.c.incident_id)
            rows = self._connection.execute(statement.where(known_ids.c.message_id.in_(some)))
            found.update((asked[row.message_id], row.incident_id) for row in rows)
        return found

    def link_quoted(self, message_ids: Iterable[str], incident_id: int) -> None:
        """Remember that a mail of this incident quotes these ids, which nobody knows."""
        for some in chunks(dict.fromkeys(message_ids)):
            rows = [{"message_id": one, "incident_id": incident_id} for one in some]
            insert = insert_or(self._connection, quoted_ids)
            self._connection.execute(insert.on_conflict_do_nothing(), rows)

    def incidents_quoting(self, message_ids: Iterable[str]) -> tuple[int, ...]:
        """Return the incidents whose mails quote one of these ids too, newest first."""
        found: set[int] = set()
        for some in chunks(dict.fromkeys(message_ids)):
            statement = select(quoted_ids.c.incident_id).distinct()
            found.update(
                self._connection.scalars(statement.where(quoted_ids.c.message_id.in_(some)))
            )
        return tuple(sorted(found, reverse=True))
