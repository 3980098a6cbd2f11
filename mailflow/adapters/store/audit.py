"""What is only added to: audit rows in hash chains, and security events."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, union_all

from mailflow.adapters.store.statements import chunks, columns_of, values_of
from mailflow.adapters.store.turns import append_alone
from mailflow.adapters.store.waiting import Mark, Waiting
from mailflow.core.audit_chains import (
    FIRST_HASH,
    SEALED,
    AuditRow,
    Mac,
    Seal,
    chain_hash,
    seal_of,
)
from mailflow.core.records import SecurityEvent
from models.tables import audit_rows, security_events

CHAINS = 20
"""How many chains one statement reads."""

STREAMED = 1_000

_ROWS = select(*columns_of(audit_rows, AuditRow))
_LAST_SEAL = (
    _ROWS.where(audit_rows.c.name == SEALED, audit_rows.c.chain == 0)
    .order_by(audit_rows.c.sequence.desc())
    .limit(1)
)
_ADD, _ADD_EVENT = audit_rows.insert(), security_events.insert()


@cache
def _ends(number: int) -> Select[Any]:
    """Return what reads the last rows of so many chains, given as `chain0`, `chain1`, ..."""
    row = audit_rows.c
    one_each = (
        select(row.chain, row.sequence, row.hash)
        .where(row.chain == bindparam(f"chain{n}"))
        .order_by(row.sequence.desc())
        .limit(1)
        .subquery()
        for n in range(number)
    )
    return select(union_all(*(select(one) for one in one_each)).subquery())


@dataclass(frozen=True, slots=True)
class _Row:
    """An audit row before its place in the chain is known."""

    chain: int
    name: str
    detail: dict[str, str]
    at: datetime

    def placed(self, sequence: int, previous: str) -> dict[str, Any]:
        """Return the row as it stands behind the one before it."""
        said: dict[str, Any] = {"at": self.at, "name": self.name, "detail": self.detail}
        place = {"chain": self.chain, "sequence": sequence}
        own = chain_hash(previous, chain=self.chain, sequence=sequence, **said)
        return {**place, **said, "previous_hash": previous, "hash": own}


class SqlAudit:
    """Keeps the contract `Audit`; rows are chained and written together before the commit.

    `fresh` are the incidents of this unit of work, which have no chain yet.
    """

    def __init__(self, connection: Connection, fresh: Collection[int] = ()) -> None:
        self._connection = connection
        self._fresh = fresh
        self._rows: Waiting[_Row] = Waiting()
        self._ends: dict[int, tuple[int, str]] = {}

    def append(
        self, incident_id: int | None, name: str, detail: dict[str, str], at: datetime
    ) -> None:
        """Add a row to the incident's hash chain."""
        self._rows.add(_Row(incident_id or 0, name, detail, at))

    def write(self) -> None:
        """Chain what waits, and write it."""
        waiting = self._rows.unwritten()
        if waiting:
            append_alone(self._connection)
            self._read_ends(one.chain for one in waiting)
            self._connection.execute(_ADD, [self._placed(row) for row in waiting])

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._rows.is_empty

    def mark(self) -> Mark:
        """Return where a savepoint begins."""
        return self._rows.mark()

    def undo(self, mark: Mark) -> None:
        """Go back to a savepoint; the ends of the chains are read anew."""
        self._rows.undo(mark)
        self._ends.clear()

    def _placed(self, row: _Row) -> dict[str, Any]:
        sequence, previous = self._ends.get(row.chain, (0, FIRST_HASH))
        placed = row.placed(sequence + 1, previous)
        self._ends[row.chain] = (sequence + 1, placed["hash"])
        return placed

    def _read_ends(self, chains: Iterable[int]) -> None:
        """Read where those chains end that were not met yet in this unit of work."""
        unknown = {one for one in chains if one not in self._ends and one not in self._fresh}
        for some in chunks(unknown, CHAINS):
            asked = {f"chain{n}": chain for n, chain in enumerate(some)}
            for row in self._connection.execute(_ends(len(some)), asked):
                self._ends[row.chain] = (row.sequence, row.hash)

    def rows(self) -> Iterator[AuditRow]:
        """Return every row in the order in which they were written, a few at a time."""
        return self._after(0)

    def seal(self, mac: Mac, at: datetime) -> bool:
        """Seal what was written since the last seal; return whether there was anything."""
        self.write()
        append_alone(self._connection)
        last = self._connection.execute(_LAST_SEAL).first()
        fresh = [row.hash for row in self._after(last.id if last else 0)]
        if not fresh:
            return False
        before = seal_of(last.detail).over([last.hash]) if last else Seal()
        self.append(None, SEALED, before.over(fresh).detail(mac), at)
        return True

    def _after(self, row_id: int) -> Iterator[AuditRow]:
        statement = _ROWS.where(audit_rows.c.id > row_id).order_by(audit_rows.c.id)
        found = self._connection.execute(statement.execution_options(yield_per=STREAMED))
        return (AuditRow(**row._asdict()) for row in found)

    def add_security_event(self, event: SecurityEvent) -> None:
        """Add a security event."""
        self._connection.execute(_ADD_EVENT, values_of(security_events, event))

    def security_events(
        self, limit: int = 100, name: str | None = None
    ) -> tuple[SecurityEvent, ...]:
        """Return them, or those of one name, newest first."""
        statement = select(*columns_of(security_events, SecurityEvent))
        if name is not None:
            statement = statement.where(security_events.c.name == name)
        rows = self._connection.execute(
            statement.order_by(security_events.c.id.desc()).limit(limit)
        )
        return tuple(SecurityEvent(**row._asdict()) for row in rows)
