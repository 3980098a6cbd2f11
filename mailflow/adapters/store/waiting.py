"""What a unit of work has yet to write: it goes to the database in few statements.

Rows that nobody reads at once wait until somebody does, or until the commit. They are kept until
then, since a savepoint that is undone takes back what was written after it began.
"""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Insert, Table

from models.tables import metadata

ItemT = TypeVar("ItemT")
Mark = tuple[int, int]
Row = dict[str, Any]


class Waiting(Generic[ItemT]):
    """Items in their order, and how many of them are written."""

    def __init__(self) -> None:
        self._items: list[ItemT] = []
        self._written = 0

    def add(self, item: ItemT) -> None:
        """Let an item wait."""
        self._items.append(item)

    def unwritten(self) -> list[ItemT]:
        """Return what still waits; the caller writes it now."""
        found = self._items[self._written :]
        self._written = len(self._items)
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._written == len(self._items)

    def mark(self) -> Mark:
        """Return where a savepoint begins."""
        return len(self._items), self._written

    def undo(self, mark: Mark) -> None:
        """Go back to a savepoint: what came later never was, what was written later waits again."""
        length, self._written = mark
        del self._items[length:]


_ORDER = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
"""Behind the tables that they refer to."""


class WaitingRows:
    """Rows by their table, each with the statement that inserts it."""

    def __init__(self) -> None:
        self._by_table: dict[str, Waiting[tuple[Insert, Row]]] = {}

    def add(self, insert: Insert, row: Row) -> None:
        """Let a row wait."""
        self._by_table.setdefault(insert.table.name, Waiting()).add((insert, row))

    def write(self, connection: Connection, *tables: Table) -> None:
        """Write what waits for these tables, or all; the rows of a statement together."""
        wanted = [one.name for one in tables] or sorted(self._by_table, key=_ORDER.__getitem__)
        for name in wanted:
            if name in self._by_table:
                _write(connection, self._by_table[name].unwritten())

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return all(waiting.is_empty for waiting in self._by_table.values())

    def mark(self) -> dict[str, Mark]:
        """Return where a savepoint begins."""
        return {name: waiting.mark() for name, waiting in self._by_table.items()}

    def undo(self, marks: dict[str, Mark]) -> None:
        """Go back to a savepoint."""
        for name, waiting in self._by_table.items():
            waiting.undo(marks.get(name, (0, 0)))


def _write(connection: Connection, waiting: Iterable[tuple[Insert, Row]]) -> None:
    found: dict[int, tuple[Insert, list[Row]]] = {}
    for statement, row in waiting:
        found.setdefault(id(statement), (statement, []))[1].append(row)
    for statement, rows in found.values():
        connection.execute(statement, rows)
