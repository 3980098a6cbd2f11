"""Vectors of resolved incidents in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select

from mailflow.adapters.store.contract.vectors import Placed, Resolved
from mailflow.adapters.store.statements import chunks, insert_or_replace
from mailflow.adapters.store.training import ENDED, ended_since, first_entry
from mailflow.core.training_data import GONE
from models.enums import EntryKind, IncidentKind
from models.tables import entries, incident_vectors, incidents

REACH = 20_000
"""How many of the newest incidents are looked at; older ones tell little of today."""
_MOST_CHARACTERS = 4_000
_own, _vector = incidents.c, incident_vectors.c


def _missing(which: ColumnElement[bool]) -> Select[Any]:
    """Return what reads, of these incidents, the resolved ones without a vector, newest first."""
    known = exists().where(
        _vector.incident_id == _own.id, _vector.embedder == bindparam("embedder")
    )
    text = func.substr(entries.c.text, 1, _MOST_CHARACTERS).label("text")
    return (
        select(_own.id, _own.subject, text)
        .join_from(incidents, entries, entries.c.id == first_entry())
        .where(
            which,
            _own.state.in_(ENDED),
            _own.deduplication_key.is_(None),
            _own.is_practice.is_(False),
            _own.kind == IncidentKind.INCIDENT,
            entries.c.kind == EntryKind.REQUEST,
            entries.c.text.not_in(GONE),
            ~known,
        )
        .order_by(_own.id.desc())
        .limit(bindparam("most"))
    )


_NEWEST = select(func.max(_own.id))
_SINCE: Any = bindparam("since", type_=_own.closed_at.type)
_MISSING = _missing(_own.id > bindparam("after"))
# By an index, in spite of the order.
_MISSING_LATELY = _missing(_own.id.in_(select(_own.id).where(ended_since(_SINCE))))
_PLACED = (
    select(_vector.incident_id, _own.category, _vector.vector)
    .join_from(incident_vectors, incidents, _vector.incident_id == _own.id)
    .where(_vector.embedder == bindparam("embedder"), _own.state.in_(ENDED))
    .order_by(_vector.incident_id.desc())
    .limit(bindparam("most"))
)


class SqlVectors:
    """Keeps the contract `Vectors`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def missing(
        self, embedder: str, limit: int, since: datetime | None = None
    ) -> tuple[Resolved, ...]:
        """Return resolved incidents of people without a vector of this embedder, newest first.

        With `since` those alone that ended from then on.
        """
        asked: dict[str, object] = {"embedder": embedder, "most": limit}
        if since is None:
            asked["after"] = (self._connection.scalar(_NEWEST) or 0) - REACH
            rows = self._connection.execute(_MISSING, asked)
        else:
            rows = self._connection.execute(_MISSING_LATELY, {**asked, "since": since})
        return tuple(Resolved(**row._asdict()) for row in rows)

    def keep(self, embedder: str, vectors: Mapping[int, bytes]) -> None:
        """Remember vectors by incident; what another embedder said of it is forgotten."""
        dialect = self._connection.dialect.name
        insert = insert_or_replace(dialect, incident_vectors, _vector.incident_id)
        for some in chunks(vectors.items()):
            rows = [{"incident_id": at, "embedder": embedder, "vector": one} for at, one in some]
            self._connection.execute(insert, rows)

    def placed(self, embedder: str, limit: int) -> Placed:
        """Return what this embedder said of incidents that are resolved still, newest first."""
        rows = self._connection.execute(_PLACED, {"embedder": embedder, "most": limit}).all()
        return Placed(*zip(*rows, strict=True)) if rows else Placed()
