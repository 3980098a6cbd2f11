"""Many incidents in the database: those of a prepared desk again and again, older and closed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Column, Table

from models.columns import UtcDateTime
from models.tables import metadata

SHIFT = 100_000
"""Ids of each copy lie so far behind those of the one before."""
COPIED = (
    *("incidents", "raw_mails", "raw_contents", "locations", "message_ids", "quoted_ids"),
    *("participants", "entries", "incident_events", "outbox", "outbox_contents"),
    *("executed_commands", "audit_rows", "fingerprints"),
)
FIRST_IDS = ("id", "incident_id", "mail_id", "outbox_id")
SHIFTED = {"origin_mail_id", "chain", "uid", "fingerprint"}
RENAMED = {"message_id", "once", "deduplication_key", "sha256"}
PEOPLE = {"requester_address", "address", "author_address", "recipient"}
SHORTENED = {"content", "text"}
CLOSED = {
    "state": "'closed'",
    "responded_at": "opened_at",
    "resolved_at": "opened_at",
    "closed_at": "opened_at",
    "due_at": "NULL",
    "response_escalated_at": "opened_at",
    "resolution_escalated_at": "opened_at",
}


def multiply(database: Path, incidents: int) -> int:
    """Copy the incidents with all that belongs to them until there are so many; return how many.

    Each copy is a day older than the one before and has other people. Only its own are open.
    """
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        (known,) = connection.execute("SELECT count(*) FROM incidents").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        for number in range(1, -(-incidents // known)):
            for statement in _copies(number):
                connection.execute(statement)
        connection.execute("COMMIT")
        (found,) = connection.execute("SELECT count(*) FROM incidents").fetchone()
    return int(found)


def _copies(number: int) -> Iterator[str]:
    for name in COPIED:
        table = metadata.tables[name]
        wanted = ", ".join(_value(table, column, number) for column in table.columns)
        own = f"WHERE {'chain' if name == 'audit_rows' else _first_id(table)} BETWEEN 1 AND {SHIFT}"
        named = ", ".join(f'"{column.name}"' for column in table.columns)
        yield f"INSERT INTO {name} ({named}) SELECT {wanted} FROM {name} {own}"
    yield _people(number)


def _first_id(table: Table) -> str:
    return next(name for name in FIRST_IDS if name in table.columns)


def _value(table: Table, column: Column[object], number: int) -> str:
    """Return the SQL of a column's value in this copy."""
    name = column.name
    quoted = f'"{name}"'
    if table.name == "incidents" and name in CLOSED:
        quoted = CLOSED[name]
    targets = {key.column.table.name for key in column.foreign_keys}
    if name == "id" or name in SHIFTED or targets & set(COPIED):
        return f"{quoted} + {SHIFT * number}"
    if name == "sha256":
        return f"substr({quoted}, 1, 54) || printf('%010d', {number})"
    if name in RENAMED:
        return f"{quoted} || '.{number}'"
    if name in PEOPLE:
        return f"'c{number}.' || {quoted}"
    if isinstance(column.type, UtcDateTime):
        return f"datetime({quoted}, '-{number} days')"
    return f"substr({quoted}, 1, 1000)" if name in SHORTENED else quoted


def _people(number: int) -> str:
    """Return what gives each copy contacts of its own."""
    again = f"SELECT id + {SHIFT * number}, display_name, role, active, language, NULL, created_at"
    return (
        "INSERT INTO contacts (id, display_name, role, active, language, handle, created_at)"
        f" {again} FROM contacts WHERE role = 'requester' AND id < {SHIFT}"
    )
