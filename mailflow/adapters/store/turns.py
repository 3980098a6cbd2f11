"""Turns: of all workers that share a PostgreSQL database, one at a time decides.

SQLite needs none, since one transaction at a time writes there. PostgreSQL frees the lock with
the transaction, however it ends; so it frees that of a worker which was killed.
"""

from sqlalchemy import Connection, func, select

_DECIDING = int.from_bytes(b"mailflow")
_UPGRADING = int.from_bytes(b"mf-upgrd")


def is_shared(connection: Connection) -> bool:
    """Return whether several transactions may write at once."""
    return connection.dialect.name == "postgresql"


def take_turn(connection: Connection) -> None:
    """Wait until nobody else decides; from here to the end of the transaction it is our turn."""
    _lock(connection, _DECIDING)


def upgrade_alone(connection: Connection) -> None:
    """Wait until nobody else upgrades the schema."""
    _lock(connection, _UPGRADING)


def _lock(connection: Connection, key: int) -> None:
    if is_shared(connection):
        connection.execute(select(func.pg_advisory_xact_lock(key)))
