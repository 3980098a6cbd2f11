"""The Message-IDs by which a mail finds its conversation (RFC 5322 section 3.6.4)."""

from collections.abc import Iterable

from sqlalchemy import BindParameter, Connection, bindparam, select

from mailflow.adapters.store.statements import chunks, insert_or_leave, insert_or_replace
from mailflow.adapters.store.waiting import WaitingRows
from models.columns import bounded_key
from models.mails import MESSAGE_ID_BYTES
from models.tables import message_ids as known_ids
from models.tables import quoted_ids

_ASKED: BindParameter[list[str]] = bindparam("asked", expanding=True)
_KNOWN = select(known_ids.c.message_id, known_ids.c.incident_id).where(
    known_ids.c.message_id.in_(_ASKED)
)
_QUOTED_KEY = (quoted_ids.c.message_id, quoted_ids.c.incident_id)
_QUOTING = select(quoted_ids.c.incident_id).where(quoted_ids.c.message_id.in_(_ASKED)).distinct()


class SqlLinks:
    """The part of `Mails` that knows which ids belong to which incident."""

    def __init__(self, connection: Connection, rows: WaitingRows) -> None:
        self._connection = connection
        self._rows = rows

    def link_message_id(self, message_id: str, incident_id: int, mail_id: int | None) -> None:
        """Remember that replies to this Message-ID belong to the incident."""
        link = {"message_id": message_id, "incident_id": incident_id, "mail_id": mail_id}
        dialect = self._connection.dialect.name
        insert = insert_or_replace(dialect, known_ids, known_ids.c.message_id)
        self._rows.add(insert, link)

    def incidents_by_message_id(self, message_ids: Iterable[str]) -> dict[str, int]:
        """Return which of these Message-IDs belong to which incident (the latest link wins)."""
        asked = {bounded_key(one, MESSAGE_ID_BYTES): one for one in message_ids}
        if asked:
            self._rows.write(self._connection, known_ids)
        found: dict[str, int] = {}
        for some in chunks(asked):
            rows = self._connection.execute(_KNOWN, {"asked": some})
            found.update((asked[row.message_id], row.incident_id) for row in rows)
        return found

    def link_quoted(self, message_ids: Iterable[str], incident_id: int) -> None:
        """Remember that a mail of this incident quotes these ids, which nobody knows."""
        for some in chunks(dict.fromkeys(message_ids)):
            rows = [{"message_id": one, "incident_id": incident_id} for one in some]
            insert = insert_or_leave(self._connection.dialect.name, quoted_ids, *_QUOTED_KEY)
            self._connection.execute(insert, rows)

    def incidents_quoting(self, message_ids: Iterable[str]) -> tuple[int, ...]:
        """Return the incidents whose mails quote one of these ids too, newest first."""
        found: set[int] = set()
        for some in chunks(dict.fromkeys(message_ids)):
            found.update(self._connection.scalars(_QUOTING, {"asked": some}))
        return tuple(sorted(found, reverse=True))
