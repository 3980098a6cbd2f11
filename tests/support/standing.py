"""How everything stands in the database, row by row: what `#undo` must bring back."""

import json
import sqlite3
from pathlib import Path
from typing import Any

Rows = dict[str, frozenset[str]]

TRAIL = frozenset(
    {
        "alembic_version",
        "article_suggestions",
        "attachments",
        "audit_rows",
        "challenges",
        "entries",
        "executed_commands",
        "failures",
        "fingerprints",
        "incident_events",
        "locations",
        "message_ids",
        "numbers",
        "outbox",
        "outbox_contents",
        "quoted_ids",
        "raw_contents",
        "raw_mails",
        "security_events",
        "sqlite_sequence",
    }
)
"""Tables of what was said and done; they only grow. Every other table is how things stand."""
LEFT_OUT = {"incidents": {"version"}, "participants": {"id"}, "incident_links": {"id"}}
"""What counts the changes and not what they left, and the numbers of rows."""


def standing(folder: Path) -> Rows:
    """Return every row of every table that tells how things stand.

    What a mail made and `#undo` cannot unmake stands for nothing once it is taken back: an article
    is withdrawn, the record of a problem is canceled.
    """
    with sqlite3.connect(folder / "desk.db") as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = sorted({name for (name,) in names} - TRAIL)
        return {name: frozenset(_rows(connection, name)) for name in tables}


def _rows(connection: sqlite3.Connection, table: str) -> list[str]:
    found = (dict(row) for row in connection.execute(f"SELECT * FROM {table}"))
    left_out = LEFT_OUT.get(table, set())
    return [
        json.dumps({key: value for key, value in row.items() if key not in left_out}, default=str)
        for row in found
        if not _is_nothing(table, row)
    ]


def _is_nothing(table: str, row: dict[str, Any]) -> bool:
    if table == "knowledge_articles":
        return bool(row["state"] == "withdrawn")
    return table == "incidents" and (row["kind"], row["state"]) == ("problem", "canceled")


def difference(before: Rows, after: Rows) -> list[str]:
    """Return what is there no more and what is new, as text.

    People whom the desk wrote to, and an agent who takes part since he wrote, may be new.
    """
    lost = [f"- {name}: {row}" for name in before for row in before[name] - after[name]]
    new = [f"+ {name}: {row}" for name in before for row in after[name] - before[name]]
    return [*lost, *(one for one in new if not _comes_with_mail(one))]


def _comes_with_mail(new: str) -> bool:
    people = new.startswith(("+ contacts: ", "+ contact_addresses: "))
    return people or (new.startswith("+ participants: ") and '"role": "agent"' in new)
