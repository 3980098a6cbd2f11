"""The little that all nouns share: records as rows, inserts that may meet their like, chunks."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from mailflow.core.records import Entry, Incident, Participant
from models.columns import bound

ItemT = TypeVar("ItemT")
RecordT = TypeVar("RecordT", Entry, Incident, Participant)

CHUNK = 500
"""How many keys one statement takes; both databases limit its parameters."""


_LARGEST_ID = 2**31 - 1


def columns_of(table: Table, record_type: type) -> list[Column[Any]]:
    """Return the columns that bear the name of a field, in the order of the fields."""
    names = (field.name for field in fields(record_type))
    return [table.c[name] for name in names if name in table.c]


def values_of(table: Table, record: Any) -> dict[str, Any]:
    """Return the fields of a record by the column that bears their name."""
    known = table.c
    return {name: getattr(record, name) for name in record.__dataclass_fields__ if name in known}


def as_stored(table: Table, record: RecordT) -> RecordT:
    """Return the record as it would be read again: its columns clip and clean what people wrote."""
    values = values_of(table, record)
    types = {name: table.c[name].type for name in values}
    return replace(record, **{name: bound(types[name], value) for name, value in values.items()})


@cache
def insert_or_leave(
    dialect: str, table: Table, *key: Column[Any]
) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT, built once, that leaves a row with the same key as it is."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_nothing(index_elements=list(key))


@cache
def insert_or_replace(
    dialect: str, table: Table, *key: Column[Any]
) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT, built once, that gives a row with the same key all other values."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    others = {c.name: insert.excluded[c.name] for c in table.columns if c not in set(key)}
    return insert.on_conflict_do_update(index_elements=list(key), set_=others)


def insert_or(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT; both databases spell it alike."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def guarded(connection: Connection) -> AbstractContextManager[object]:
    """Return a context in which a refused statement leaves the unit of work usable.

    SQLite undoes the statement alone; PostgreSQL would give up the transaction (25P02).
    """
    return connection.begin_nested() if connection.dialect.name == "postgresql" else nullcontext()


def may_exist(number: int) -> bool:
    """Return whether a row can bear this number; PostgreSQL refuses even to look for another."""
    return 0 < number <= _LARGEST_ID


def chunks(items: Iterable[ItemT], size: int = CHUNK) -> Iterator[list[ItemT]]:
    """Return the items in lists that fit into one statement."""
    everything = list(items)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]
