"""Fingerprints of mails in the database: where a passage or a subject was seen."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, select

from mailflow.adapters.store.statements import chunks, insert_or_replace
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.likeness import COMMON
from mailflow.core.traces import Sighting, Traces
from models.tables import fingerprints

_known = fingerprints.c
_KEY = (_known.fingerprint, _known.quoted, _known.slot)
_ASKED: BindParameter[list[int]] = bindparam("asked", expanding=True)
_SEEN = select(_known.fingerprint, _known.incident_id, _known.at, _known.quoted).where(
    _known.fingerprint.in_(_ASKED), _known.at >= bindparam("since")
)


class SqlLikeness:
    """The part of `Mails` that knows what mails say, by hashes alone."""

    def __init__(self, connection: Connection, rows: WaitingRows) -> None:
        self._connection = connection
        self._rows = rows

    def keep_fingerprints(
        self, traces: Traces, incident_id: int, mail_id: int, at: datetime
    ) -> None:
        """Remember what a mail of this incident is known by; what is common stays bounded."""
        insert = insert_or_replace(self._connection.dialect.name, fingerprints, *_KEY)
        place = {"slot": incident_id % COMMON, "incident_id": incident_id}
        row = {**place, "mail_id": mail_id, "at": at}
        for quoted, found in ((False, traces.own), (True, traces.quoted)):
            for one in found:
                self._rows.add(insert, {"fingerprint": one, "quoted": quoted, **row})

    def sightings(self, asked: Iterable[int], since: datetime) -> tuple[Sighting, ...]:
        """Return where these fingerprints were seen since then, a few incidents for each."""
        found: list[Sighting] = []
        for some in chunks(asked):
            self._rows.write(self._connection, fingerprints)
            rows = self._connection.execute(_SEEN, {"asked": some, "since": since})
            found += (Sighting(*row) for row in rows)
        return tuple(found)
