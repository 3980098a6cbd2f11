"""Fingerprints of mails in the database: where a passage or a subject was seen."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, select

from mailflow.adapters.store.statements import chunks, insert_or_replace
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.likeness import COMMON
from mailflow.core.traces import Sighting, Traces
from models.tables import fingerprints

_known = fingerprints.c
_ASKED: BindParameter[list[int]] = bindparam("asked", expanding=True)
_SEEN = select(_known.fingerprint, _known.incident_id, _known.day, _known.slot).where(
    _known.fingerprint.in_(_ASKED), _known.day >= bindparam("since")
)
_EPOCH, _DAY = datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=1)


class SqlLikeness:
    """The part of `Mails` that knows what mails say, by hashes alone."""

    def __init__(self, connection: Connection, rows: WaitingRows) -> None:
        self._connection = connection
        self._rows = rows

    def keep_fingerprints(
        self, traces: Traces, incident_id: int, mail_id: int, at: datetime
    ) -> None:
        """Remember what a mail of this incident is known by; what is common stays bounded."""
        key = (_known.fingerprint, _known.slot)
        insert = insert_or_replace(self._connection.dialect.name, fingerprints, *key)
        row = {"incident_id": incident_id, "mail_id": mail_id, "day": (at - _EPOCH) // _DAY}
        slot = incident_id % COMMON
        for one in traces.own:
            self._rows.add(insert, {"fingerprint": one, "slot": slot, **row})
        for one in traces.quoted:
            self._rows.add(insert, {"fingerprint": one, "slot": slot + COMMON, **row})

    def sightings(self, asked: Iterable[int], since: datetime) -> tuple[Sighting, ...]:
        """Return where these fingerprints were seen since that day, a few incidents for each."""
        found: list[Sighting] = []
        day = (since - _EPOCH) // _DAY
        for some in chunks(asked):
            self._rows.write(self._connection, fingerprints)
            for row in self._connection.execute(_SEEN, {"asked": some, "since": day}):
                at, is_quoted = _EPOCH + row.day * _DAY, row.slot >= COMMON
                found.append(Sighting(row.fingerprint, row.incident_id, at, is_quoted))
        return tuple(found)
