"""Where mails lie on an IMAP server, and how far each folder was read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, select, update

from mailflow.adapters.store.statements import (
    chunks,
    columns_of,
    insert_or,
    insert_or_leave,
    values_of,
)
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.folders import FolderPosition, Location
from models.tables import folder_positions, locations

_places, _positions = locations.c, folder_positions.c
_PLACE = (_places.account, _places.folder, _places.uidvalidity, _places.uid)
_IN_FOLDER = (
    _places.account == bindparam("in_account"),
    _places.folder == bindparam("in_folder"),
    _places.uidvalidity == bindparam("under"),
)
_UNFILED = select(_places.uid).where(*_IN_FOLDER, _places.filed_at.is_(None))
_FILE = (
    update(locations)
    .where(*_IN_FOLDER, _places.uid.in_(bindparam("uids", expanding=True)))
    .values(filed_at=bindparam("moment"))
)
_POSITION = select(*columns_of(folder_positions, FolderPosition)).where(
    _positions.account == bindparam("in_account"), _positions.folder == bindparam("in_folder")
)


class SqlFolders:
    """The part of `Mails` that knows IMAP folders (RFC 9051 section 2.3.1.1)."""

    _connection: Connection
    _rows: WaitingRows

    def locate(self, mail_id: int, location: Location) -> None:
        """Remember where the mail lies; a known location is left as it is."""
        insert = insert_or_leave(self._connection.dialect.name, locations, *_PLACE)
        row = {"mail_id": mail_id, **values_of(locations, location)}
        self._rows.add(insert, row)

    def unfiled(self, account: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """Return the UIDs that are stored but not yet filed away on the server."""
        where = {"in_account": account, "in_folder": folder, "under": uidvalidity}
        # sorted here: for the order SQLite would read all that was ever filed away
        self._rows.write(self._connection, locations)
        return tuple(sorted(self._connection.scalars(_UNFILED, where)))

    def mark_filed(
        self, account: str, folder: str, uidvalidity: int, uids: Sequence[int], at: datetime
    ) -> None:
        """Remember that these UIDs were filed away."""
        where = {"in_account": account, "in_folder": folder, "under": uidvalidity}
        self._rows.write(self._connection, locations)
        for some in chunks(uids):
            self._connection.execute(_FILE, {**where, "uids": some, "moment": at})

    def position(self, account: str, folder: str) -> FolderPosition | None:
        """Return how far the folder was read."""
        where = {"in_account": account, "in_folder": folder}
        row = self._connection.execute(_POSITION, where).one_or_none()
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
