"""Turns: of all workers that share a PostgreSQL database, one at a time decides.

SQLite needs none, since one transaction at a time writes there. PostgreSQL frees the lock with
the transaction, however it ends; so it frees that of a worker which was killed.
"""

from sqlalchemy import BigInteger, Connection, bindparam, func, select

_DECIDING = int.from_bytes(b"mailflow")
_APPENDING = int.from_bytes(b"mf-audit")
_UPGRADING = int.from_bytes(b"mf-upgrd")
_TAKE = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


def is_shared(connection: Connection) -> bool:
    """Return whether several transactions may write at once."""
    return connection.dialect.name == "postgresql"


def take_turn(connection: Connection) -> None:
    """Wait until nobody else decides; from here to the end of the transaction it is our turn."""
    _lock(connection, _DECIDING)


def append_alone(connection: Connection) -> None:
    """Wait until nobody else appends to the audit chains; it is asked for just before a commit.

    As nothing else is waited for behind it, nobody can be in anybody's way.
    """
    _lock(connection, _APPENDING)


def upgrade_alone(connection: Connection) -> None:
    """Wait until nobody else upgrades the schema."""
    _lock(connection, _UPGRADING)


def _lock(connection: Connection, key: int) -> None:
    if is_shared(connection):
        connection.execute(_TAKE, {"key": key})
