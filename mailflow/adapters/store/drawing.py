"""Numbers drawn before the rows that bear them, since a reply token carries three of them."""

from enum import StrEnum

from sqlalchemy import Connection, bindparam, update

from mailflow.errors import SchemaError
from models.tables import numbers


class Series(StrEnum):
    """What is numbered here; the migrations lay down one row for each."""

    INCIDENT = "incident"
    CONTACT = "contact"
    OUTBOX = "outbox"


_IS_SERIES = numbers.c.name == bindparam("series")
_DRAW = update(numbers).where(_IS_SERIES).values(last=numbers.c.last + 1).returning(numbers.c.last)
_SET = update(numbers).where(_IS_SERIES).values(last=bindparam("drawn"))

Drawn = dict[Series, int]


class Numbers:
    """The numbers that one unit of work draws.

    The first draw of a series takes its row, which nobody else can draw from until the unit of
    work ends; the next ones are counted here and written before the commit.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: Drawn = {}
        self._stored: Drawn = {}

    def draw(self, series: Series) -> int:
        """Return the next number; a transaction that is rolled back gives it back."""
        if series in self._last:
            self._last[series] += 1
        else:
            self._last[series] = self._stored[series] = self._first(series)
        return self._last[series]

    def write(self) -> None:
        """Write how far was counted."""
        for series, last in self._last.items():
            if self._stored[series] != last:
                self._connection.execute(_SET, {"series": series.value, "drawn": last})
                self._stored[series] = last

    def mark(self) -> tuple[Drawn, Drawn]:
        """Return where a savepoint begins."""
        return dict(self._last), dict(self._stored)

    def undo(self, mark: tuple[Drawn, Drawn]) -> None:
        """Go back to a savepoint."""
        self._last, self._stored = dict(mark[0]), dict(mark[1])

    def raise_floor(self, series: Series, used: int) -> None:
        """Let the next number be higher than `used`; never lowers it."""
        self.write()
        self._last.pop(series, None)
        raise_floor(self._connection, series, used)

    def _first(self, series: Series) -> int:
        number: int | None = self._connection.scalar(_DRAW, {"series": series.value})
        if number is None:
            raise SchemaError(f"no numbers for {series}; run `mailflow upgrade`")
        return number


def raise_floor(connection: Connection, series: Series, used: int) -> None:
    """Let the next number be higher than `used`; never lowers it."""
    statement = update(numbers).where(numbers.c.name == series.value, numbers.c.last < used)
    connection.execute(statement.values(last=used))
