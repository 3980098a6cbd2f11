"""What a unit of work has yet to write: it goes to the database in few statements.

Rows that nobody reads at once wait until somebody does, or until the commit. They are kept until
then, since a savepoint that is undone takes back what was written after it began.
"""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Executable

ItemT = TypeVar("ItemT")
Mark = tuple[int, int]


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

    def mark(self) -> Mark:
        """Return where a savepoint begins."""
        return len(self._items), self._written

    def undo(self, mark: Mark) -> None:
        """Go back to a savepoint: what came later never was, what was written later waits again."""
        length, self._written = mark
        del self._items[length:]


class WaitingRows(Waiting[tuple[Executable, dict[str, Any]]]):
    """Rows with the statement that inserts each."""

    def write(self, connection: Connection) -> None:
        """Write what waits, all rows of a statement together."""
        for statement, rows in _by_statement(self.unwritten()):
            connection.execute(statement, rows)


def _by_statement(
    waiting: Iterable[tuple[Executable, dict[str, Any]]],
) -> Iterable[tuple[Executable, list[dict[str, Any]]]]:
    found: dict[int, tuple[Executable, list[dict[str, Any]]]] = {}
    for statement, row in waiting:
        found.setdefault(id(statement), (statement, []))[1].append(row)
    return found.values()
