"""Files that came with mails: what they are known by, never their bytes (ADR 11)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, select

from mailflow.adapters.store.statements import columns_of
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.records import StoredAttachment
from models.tables import attachments, raw_mails

_ADD = attachments.insert()
_FORGET = delete(attachments).where(attachments.c.mail_id == bindparam("wanted"))
_IN_ORDER = select(*columns_of(attachments, StoredAttachment)).order_by(
    attachments.c.mail_id, attachments.c.position
)
_OF_MAIL = _IN_ORDER.where(attachments.c.mail_id == bindparam("wanted"))
_OF_INCIDENT = _IN_ORDER.join_from(
    attachments, raw_mails, raw_mails.c.id == attachments.c.mail_id
).where(raw_mails.c.incident_id == bindparam("wanted"))


class SqlAttachments:
    """The part of `Mails` that knows their files; nobody reads a row at once, so they wait."""

    _connection: Connection
    _rows: WaitingRows

    def add_attachments(self, found: Sequence[StoredAttachment]) -> None:
        """Remember the files of a mail."""
        for one in found:
            self._rows.add(_ADD, asdict(one))

    def attachments(self, mail_id: int) -> tuple[StoredAttachment, ...]:
        """Return the files of a mail in their order."""
        return self._attachments(_OF_MAIL, mail_id)

    def attachments_of_incident(self, incident_id: int) -> tuple[StoredAttachment, ...]:
        """Return the files of every mail that went into the incident, the oldest mail first."""
        return self._attachments(_OF_INCIDENT, incident_id)

    def _forget_attachments(self, mail_id: int) -> None:
        self._rows.write(self._connection, attachments)
        self._connection.execute(_FORGET, {"wanted": mail_id})

    def _attachments(self, statement: Executable, wanted: Any) -> tuple[StoredAttachment, ...]:
        self._rows.write(self._connection, attachments)
        rows = self._connection.execute(statement, {"wanted": wanted})
        return tuple(StoredAttachment(**row._asdict()) for row in rows)
