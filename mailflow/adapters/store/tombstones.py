"""Tombstones in the database."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from mailflow.adapters.store.statements import chunks, insert_or_leave
from mailflow.core.erasing import Tombstone
from models.enums import EndState, MailStage
from models.tables import raw_contents, raw_mails, tombstones

ERASED_RULE = "erased"
_ANY = select(tombstones.c.id).limit(1)


class SqlTombstones:
    """Keeps the contract `Tombstones`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._exist: bool | None = None

    def exist(self) -> bool:
        """Whether anything was ever erased."""
        if self._exist is None:  # asked for each mail of a batch
            self._exist = self._connection.scalar(_ANY) is not None
        return self._exist

    def hold(self, macs: Iterable[str]) -> bool:
        """Whether one of them is known."""
        for some in chunks(macs):
            known = select(tombstones.c.id).where(tombstones.c.mac.in_(some)).limit(1)
            if self._connection.scalar(known) is not None:
                return True
        return False

    def newest(self) -> int:
        """Return the number of the newest, 0 where there is none."""
        return self._connection.scalar(select(func.max(tombstones.c.id))) or 0

    def add(self, kind: Tombstone, mac: str, at: datetime) -> None:
        """Remember one; a known one is left as it is."""
        self._exist = True
        key = (tombstones.c.kind, tombstones.c.mac)
        row = {"kind": kind.value, "mac": mac, "erased_at": at}
        self._connection.execute(
            insert_or_leave(self._connection.dialect.name, tombstones, *key), row
        )

    def keep_mail(self, mac: str, size: int, source: str, at: datetime) -> tuple[int, bool]:
        """Store that an erased mail came again, by its hash alone, as ignored."""
        insert = insert_or_leave(self._connection.dialect.name, raw_mails, raw_mails.c.sha256)
        row = {
            "sha256": mac,
            "size": size,
            "source": source.partition(":")[0],
            "received_at": at,
            "before_go_live": False,
            "stage": MailStage.FINISHED,
            "end_state": EndState.IGNORED,
            "rule": ERASED_RULE,
            "finished_at": at,
            "decision_log": [["end", ERASED_RULE]],
        }
        new_id = self._connection.scalar(insert.returning(raw_mails.c.id), row)
        if new_id is not None:
            self._connection.execute(raw_contents.insert(), {"mail_id": new_id, "content": b""})
            self.add(Tombstone.CONTENT, mac, at)
            return int(new_id), True
        known = select(raw_mails.c.id).where(raw_mails.c.sha256 == mac)
        return self._connection.execute(known).scalar_one(), False
