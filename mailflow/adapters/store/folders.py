"""Where mails lie on an IMAP server, and how far each folder was read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, case, select, update

from mailflow.adapters.store.statements import chunks, columns_of, insert_or, values_of
from mailflow.core.records import FolderPosition, Location
from models.tables import folder_positions, locations


class SqlFolders:
    """The part of `Mails` that knows IMAP folders (RFC 9051 section 2.3.1.1)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def locate(self, mail_id: int, location: Location) -> None:
        """Remember where the mail lies; a known location is left as it is."""
        insert = insert_or(self._connection, locations)
        row = {"mail_id": mail_id, **values_of(locations, location)}
        self._connection.execute(insert.values(row).on_conflict_do_nothing())

    def unfiled(self, account: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """Return the UIDs that are stored but not yet filed away on the server."""
        statement = select(locations.c.uid).where(
            locations.c.account == account,
            locations.c.folder == folder,
            locations.c.uidvalidity == uidvalidity,
            locations.c.filed_at.is_(None),
        )
        # sorted here: for the order SQLite would read all that was ever filed away
        return tuple(sorted(self._connection.scalars(statement)))

    def mark_filed(
        self, account: str, folder: str, uidvalidity: int, uids: Sequence[int], at: datetime
    ) -> None:
        """Remember that these UIDs were filed away."""
        statement = update(locations).where(
            locations.c.account == account,
            locations.c.folder == folder,
            locations.c.uidvalidity == uidvalidity,
        )
        for some in chunks(uids):
            self._connection.execute(statement.where(locations.c.uid.in_(some)).values(filed_at=at))

    def position(self, account: str, folder: str) -> FolderPosition | None:
        """Return how far the folder was read."""
        statement = select(*columns_of(folder_positions, FolderPosition)).where(
            folder_positions.c.account == account, folder_positions.c.folder == folder
        )
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else FolderPosition(**row._asdict())

    def set_position(self, position: FolderPosition, at: datetime) -> None:
        """Remember how far the folder was read; never less within one UIDVALIDITY."""
        row = {**values_of(folder_positions, position), "checked_at": at}
        insert = insert_or(self._connection, folder_positions).values(row)
        before, given = folder_positions.c, insert.excluded
        is_further = and_(before.uidvalidity == given.uidvalidity, before.last_uid > given.last_uid)
        last_uid = case((is_further, before.last_uid), else_=given.last_uid)
        changed = insert.on_conflict_do_update(
            index_elements=[before.account, before.folder], set_={**row, "last_uid": last_uid}
        )
        self._connection.execute(changed)
