"""What is only added to: audit rows in hash chains, and security events."""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import Connection, Executable, select

from mailflow.adapters.store.statements import columns_of, insert_or_leave, values_of
from mailflow.core.records import SecurityEvent
from mailflow.errors import ConflictError
from models.tables import audit_rows, security_events

FIRST_HASH = "0" * 64
_ATTEMPTS = 100


def chain_hash(
    previous: str, *, chain: int, sequence: int, at: datetime, name: str, detail: dict[str, str]
) -> str:
    """Return the hash of one audit row, which holds that of the row before it (P18)."""
    content = {
        "chain": chain,
        "sequence": sequence,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "name": name,
        "detail": detail,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{canonical}".encode()).hexdigest()


@cache
def _adding(dialect: str) -> Executable:
    """Return the INSERT of a row whose place may be taken; it returns nothing then."""
    place = (audit_rows.c.chain, audit_rows.c.sequence)
    return insert_or_leave(dialect, audit_rows, *place).returning(audit_rows.c.id)


class SqlAudit:
    """Keeps the contract `Audit`; remembers the end of each chain for the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ends: dict[int, tuple[int, str]] = {}

    def forget(self) -> None:
        """Read the ends of the chains anew: a savepoint was undone."""
        self._ends.clear()

    def append(
        self, incident_id: int | None, name: str, detail: dict[str, str], at: datetime
    ) -> None:
        """Add a row to the incident's hash chain."""
        chain = incident_id or 0
        for _ in range(_ATTEMPTS):
            if self._append(chain, name, detail, at):
                return
            self.forget()
        raise ConflictError(f"others write to the audit chain {chain} without a pause")

    def _append(self, chain: int, name: str, detail: dict[str, str], at: datetime) -> bool:
        """Return whether the place behind the newest row was still free (PostgreSQL)."""
        last, previous = self._ends.get(chain) or self._read_end(chain)
        sequence = last + 1
        own = chain_hash(previous, chain=chain, sequence=sequence, at=at, name=name, detail=detail)
        row = {
            "chain": chain,
            "sequence": sequence,
            "at": at,
            "name": name,
            "detail": detail,
            "previous_hash": previous,
            "hash": own,
        }
        self._ends[chain] = (sequence, own)
        return self._connection.scalar(_adding(self._connection.dialect.name), row) is not None

    def _read_end(self, chain: int) -> tuple[int, str]:
        table = audit_rows.c
        tail = select(table.sequence, table.hash).where(table.chain == chain)
        newest = self._connection.execute(tail.order_by(table.sequence.desc()).limit(1))
        row = newest.one_or_none()
        return (row.sequence, row.hash) if row else (0, FIRST_HASH)

    def add_security_event(self, event: SecurityEvent) -> None:
        """Add a security event."""
        row = values_of(security_events, event)
        self._connection.execute(security_events.insert().values(row))

    def security_events(self, limit: int = 100) -> tuple[SecurityEvent, ...]:
        """Return them, newest first."""
        statement = select(*columns_of(security_events, SecurityEvent))
        rows = self._connection.execute(
            statement.order_by(security_events.c.id.desc()).limit(limit)
        )
        return tuple(SecurityEvent(**row._asdict()) for row in rows)
