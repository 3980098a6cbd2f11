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


_DRAW = (
    update(numbers)
    .where(numbers.c.name == bindparam("series"))
    .values(last=numbers.c.last + 1)
    .returning(numbers.c.last)
)


def draw(connection: Connection, series: Series) -> int:
    """Return the next number; a transaction that is rolled back gives it back."""
    drawn = connection.execute(_DRAW, {"series": series.value})
    number: int | None = drawn.scalar_one_or_none()
    if number is None:
        raise SchemaError(f"no numbers for {series}; run `mailflow upgrade`")
    return number


def raise_floor(connection: Connection, series: Series, used: int) -> None:
    """Let the next number be higher than `used`; never lowers it."""
    statement = update(numbers).where(numbers.c.name == series.value, numbers.c.last < used)
    connection.execute(statement.values(last=used))
