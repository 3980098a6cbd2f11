"""Stores for tests, empty but for what a test puts in, and rows to put in."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from support.memory_store import MemoryStore
from support.postgres import Postgres

from mailflow.adapters.store import schema
from mailflow.adapters.store.contract import Store, Work
from mailflow.adapters.store.database import SqlStore, SqlWork, open_store
from mailflow.core.records import Incident, OutboxRow
from models.enums import IncidentState, NoticeKind, OutboxState, Role
from models.tables import metadata, numbers

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SQL_KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
KINDS = ("memory", *SQL_KINDS)
"""The stores that keep one contract."""


def made(request: pytest.FixtureRequest, folder: Path) -> Store:
    """Return a fresh store of the kind that the fixture's parameter names."""
    return MemoryStore() if request.param == "memory" else made_sql(request, folder)


def made_sql(request: pytest.FixtureRequest, folder: Path) -> SqlStore:
    """Return a fresh store over the database that the fixture's parameter names."""
    if request.param == "sqlite":
        return sqlite_store(folder / "desk.db")
    return postgres_store(request.getfixturevalue("postgres"))


def postgres_store(server: Postgres, *, busy_timeout: float = 30.0) -> SqlStore:
    """Return a store over the one database of this server that every test finds empty."""
    url = _migrated_once(server)
    with psycopg.connect(url) as connection:
        for statement in _EMPTYING:
            connection.execute(statement.encode())
    return open_store(url, busy_timeout=busy_timeout)


@cache
def _migrated_once(server: Postgres) -> str:
    """Return the URL of a migrated database; a new one for each test would fill the disk."""
    url = server.fresh_database()
    schema.upgrade(url)
    return url


_EMPTYING = (
    *(f"DELETE FROM {one.name}" for one in reversed(metadata.sorted_tables) if one is not numbers),
    "UPDATE numbers SET last = CASE name WHEN 'incident' THEN 1000 ELSE 0 END",
    "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
)


def sqlite_store(path: Path, *, busy_timeout: float = 30.0) -> SqlStore:
    """Return a store over a migrated database file; a file that exists is taken as it is."""
    if not path.exists():
        path.write_bytes(_migrated())
        path.chmod(0o600)
    return open_store(f"sqlite:///{path}", busy_timeout=busy_timeout)


@cache
def _migrated() -> bytes:
    """Return the bytes of an empty migrated database, made once for many tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        schema.upgrade(f"sqlite:///{path}")
        return path.read_bytes()


def keep(work: Work, content: bytes = b"Subject: hello\r\n\r\nhello\r\n") -> int:
    """Store a raw mail and return its id."""
    mail_id, _ = work.mails.keep(content, source="test", received_at=NOW)
    return mail_id


def written(work: Work) -> None:
    """Let the database have what waits for the commit."""
    assert isinstance(work, SqlWork)
    work.write()


def open_incident(work: Work, **fields: Any) -> Incident:
    """Store an incident under the next number."""
    blank = Incident(
        id=work.incidents.draw_id(),
        subject="printer on fire",
        state=IncidentState.NEW,
        requester_address="alice@example.org",
        opened_at=NOW,
    )
    incident = replace(blank, **fields)
    work.incidents.add(incident)
    return incident


def write_notice(work: Work, incident_id: int | None = None, **fields: Any) -> OutboxRow:
    """Store an outgoing mail, with an incident and a contact where none is named."""
    number = work.outbox.draw_id()
    alice = work.directory.by_address("alice@example.org")
    alice = alice or work.directory.add("alice@example.org", role=Role.REQUESTER, at=NOW)
    blank = OutboxRow(
        id=number,
        kind=NoticeKind.ACKNOWLEDGEMENT,
        incident_id=incident_id or open_incident(work).id,
        contact_id=alice.id,
        recipient=alice.address,
        message_id=f"<mf.{number}@desk.example>",
        subject="We have your request",
        content=b"Subject: We have your request\r\n\r\n",
        state=OutboxState.PENDING,
        created_at=NOW,
        next_attempt_at=NOW,
    )
    row = replace(blank, **fields)
    work.outbox.add(row)
    return row
