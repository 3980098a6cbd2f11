"""The little that all nouns share: records as rows, inserts that may meet their like, chunks."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

ItemT = TypeVar("ItemT")

CHUNK = 500
"""How many keys one statement takes; both databases limit its parameters."""


_LARGEST_ID = 2**31 - 1


def columns_of(table: Table, record_type: type) -> list[Column[Any]]:
    """Return the columns that bear the name of a field, in the order of the fields."""
    names = (field.name for field in fields(record_type))
    return [table.c[name] for name in names if name in table.c]


def values_of(table: Table, record: Any) -> dict[str, Any]:
    """Return the fields of a record by the column that bears their name."""
    names = (field.name for field in fields(record))
    return {name: getattr(record, name) for name in names if name in table.c}


@cache
def insert_or_leave(
    dialect: str, table: Table, *key: Column[Any]
) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT, built once, that leaves a row with the same key as it is."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_nothing(index_elements=list(key))


@cache
def insert_or_replace(dialect: str, table: Table, *key: Column[Any]) -> Executable:
    """Return an INSERT, built once, that gives a row with the same key all other values."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    others = {c.name: insert.excluded[c.name] for c in table.columns if c not in set(key)}
    return insert.on_conflict_do_update(index_elements=list(key), set_=others)


def insert_or(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT; both databases spell it alike."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def may_exist(number: int) -> bool:
    """Return whether a row can bear this number; PostgreSQL refuses even to look for another."""
    return 0 < number <= _LARGEST_ID


def chunks(items: Iterable[ItemT]) -> Iterator[list[ItemT]]:
    """Return the items in lists that fit into one statement."""
    everything = list(items)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]
