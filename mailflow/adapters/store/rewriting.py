"""Every text of the database, whatever table it stands in: found by the types of the columns.

A table that is added later is rewritten, too, without a word about it here.
"""

from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, String, Table, Text, select, update

from mailflow.adapters.store.contract.erasing import RuleOf
from mailflow.core.erasing import Rule
from mailflow.errors import ConflictError
from models.columns import Choice, Clipped, Prose
from models.tables import metadata, raw_mails

_LEFT = frozenset(
    {
        "active_classifier",
        "audit_rows",  # ids and field names alone, chained by their hashes
        "folder_positions",
        "locations",
        "numbers",
        "tombstones",
        "training_parts",
        "training_runs",
    }
)
_HASHES = frozenset(
    {"sha256", "hash", "previous_hash", "code_hash", "command_hash", "body_hash", "mac"}
)
_STREAMED = 500
_INCIDENT = "of_incident"


def rewrite_rows(connection: Connection, rule_of: RuleOf) -> dict[str, int]:
    """Rewrite the texts of every table; return how many rows by table."""
    found: dict[str, int] = {}
    for table in metadata.sorted_tables:
        if table.name not in _LEFT and (number := _rewrite(connection, table, rule_of)):
            found[table.name] = number
    return found


def mentions(connection: Connection, table: Table, rule: Rule) -> int:
    """Count the rows that a rule would change."""
    rows = _rows(connection, table)
    return sum(bool(_changes(table, row, lambda _: rule, None)) for row in rows)


def _rewrite(connection: Connection, table: Table, rule_of: RuleOf) -> int:
    """Rewrite one table; a row whose key is a text of his goes."""
    changed = [
        (row, changes)
        for row in _rows(connection, table)
        if (changes := _changes(table, row, rule_of, row.get(_INCIDENT)))
    ]
    keys = {column.name for column in table.primary_key}
    for row, changes in changed:
        which = [column == row[column.name] for column in table.primary_key]
        if keys & set(changes):
            connection.execute(table.delete().where(*which))
            continue
        if table.name == "incidents":
            changes["version"] = table.c.version + 1
        if table.name == "executed_commands":
            changes["command_hash"] = token_hex(32)  # the hash of a known text would tell it
        try:
            with connection.begin_nested():
                connection.execute(update(table).where(*which).values(changes))
        except ConflictError:
            connection.execute(table.delete().where(*which))
    return len(changed)


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    texts = _texts(table)
    if not texts:
        return
    wanted = dict.fromkeys((*table.primary_key, *texts))
    statement = select(*wanted, *_incident_of(table))
    if "mail_id" in table.c and "incident_id" not in table.c:
        statement = statement.outerjoin_from(table, raw_mails, raw_mails.c.id == table.c.mail_id)
    result = connection.execute(statement.execution_options(yield_per=_STREAMED))
    for row in result:
        yield row._asdict()


def _texts(table: Table) -> list[Column[Any]]:
    return [
        column
        for column in table.columns
        if column.name not in _HASHES and not column.foreign_keys and _is_text(column)
    ]


def _is_text(column: Column[Any]) -> bool:
    kind = getattr(column.type, "impl", column.type)
    return isinstance(kind, JSON | String | Text) and not isinstance(column.type, Choice)


def _incident_of(table: Table) -> list[ColumnElement[int]]:
    """Return the incident that a row belongs to, by its mail where it does not say itself."""
    if table.name == "incidents":
        return [table.c.id.label(_INCIDENT)]
    if "incident_id" in table.c:
        return [table.c.incident_id.label(_INCIDENT)]
    return [raw_mails.c.incident_id.label(_INCIDENT)] if "mail_id" in table.c else []


def _changes(
    table: Table, row: Mapping[str, Any], rule_of: RuleOf, incident_id: int | None
) -> dict[str, Any]:
    """Return the new values; words of the desk's own, such as states, lose addresses alone."""
    changes: dict[str, Any] = {}
    for column in _texts(table):
        for_people = isinstance(column.type, Clipped | JSON | Prose)
        old = row[column.name]
        new = rewritten(old, rule_of(incident_id if for_people else None))
        if new != old:
            changes[column.name] = new
    return changes


def rewritten(value: Any, rule: Rule) -> Any:
    """Return a value of a column with its texts rewritten, those within JSON too."""
    if isinstance(value, str):
        return rule(value)
    if isinstance(value, list):
        return [rewritten(one, rule) for one in value]
    if isinstance(value, dict):
        return {rewritten(name, rule): rewritten(one, rule) for name, one in value.items()}
    return value
