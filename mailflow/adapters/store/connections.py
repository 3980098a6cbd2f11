"""How connections to the database are opened and begun, so that nothing written is lost.

SQLite: WAL with `synchronous=FULL` makes each commit durable; `BEGIN IMMEDIATE` takes the write
lock before the first read, since the driver's own deferred transactions lose updates. What
PostgreSQL needs stands in `postgres`.
"""

import os
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DisconnectionError

from mailflow.adapters.store.postgres import postgres_engine
from mailflow.adapters.store.translation import READING, translate
from mailflow.errors import MailflowError, SettingsError, StoreUnavailableError

PRAGMA_SECONDS = 10.0
BUSY_SECONDS = 30.0
STATEMENTS = 1_000
"""So many prepared ones a connection keeps: a mail asks for more than the driver's usual 128."""
_POOL = {
    "pool_size": 10,
    "max_overflow": 20,
    "pool_timeout": 30,
    "pool_use_lifo": True,  # the connection whose cache is warm
    "hide_parameters": True,
    "query_cache_size": STATEMENTS,
}


def make_engine(url: str, *, busy_timeout: float = BUSY_SECONDS, migrating: bool = False) -> Engine:
    """Return an engine for a SQLite file or a PostgreSQL database.

    Migrating turns foreign keys off, since SQLite changes a table by making it anew.
    """
    target = _parsed(url)
    if target.get_backend_name() == "sqlite":
        return _sqlite_engine(target, busy_timeout, foreign_keys=not migrating)
    try:
        engine = postgres_engine(target, busy_timeout=busy_timeout, migrating=migrating, pool=_POOL)
    except ModuleNotFoundError as error:
        problem = f"database_url: {error.name} is missing; pip install 'mailflow[postgres]'"
        raise SettingsError((problem,)) from None
    _tell_errors(engine, str(target))
    return engine


def sqlite_file(url: str) -> Path | None:
    """Return the absolute path of a SQLite database, None for another database."""
    target = _parsed(url)
    return _path(target) if target.get_backend_name() == "sqlite" else None


def create_file(path: Path) -> None:
    """Make an empty database file for its owner alone; -wal and -shm take over its mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreUnavailableError(
            f"{path}: cannot be created ({error.strerror}); make its folder for this user"
        ) from error


def _parsed(url: str) -> URL:
    try:
        target = make_url(url)
    except ArgumentError:
        problem = "database_url: not a database URL; write sqlite:////var/lib/mailflow/mailflow.db"
        raise SettingsError((problem,)) from None
    backend, database = target.get_backend_name(), target.database
    if backend not in {"sqlite", "postgresql"}:
        problem = f"database_url: {backend}: only sqlite and postgresql are supported"
        raise SettingsError((problem,))
    if backend == "sqlite" and target.query:
        problem = "database_url: nothing may follow `?`; write %3F where it belongs to the path"
        raise SettingsError((problem,))
    if backend == "sqlite" and (not database or database == ":memory:"):
        raise SettingsError(("database_url: name a file, since nothing in memory is durable",))
    return target


def _path(target: URL) -> Path:
    return Path(str(target.database)).absolute()


def _sqlite_engine(target: URL, busy_timeout: float, *, foreign_keys: bool) -> Engine:
    path = _path(target)

    def connect() -> sqlite3.Connection:
        # mode=rw: a database that is gone must not come back as an empty one
        return sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            timeout=busy_timeout,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )

    engine = create_engine(target, creator=connect, **_POOL)
    _tell_errors(engine, str(path))
    _watch_file(engine, path)
    _set_pragmas(engine, path, foreign_keys=foreign_keys)
    event.listen(engine, "begin", _begin)
    return engine


def _tell_errors(engine: Engine, where: str) -> None:
    def handle(context: ExceptionContext) -> MailflowError | None:
        if context.is_pre_ping:
            return None  # the pool opens another connection; its failure is told here again
        if _lost_its_transaction(context):
            # what follows must fail, else it would be committed statement by statement
            context.is_disconnect = True
            context.invalidate_pool_on_disconnect = False
        return translate(context, where)

    event.listen(engine, "handle_error", handle)


def _lost_its_transaction(context: ExceptionContext) -> bool:
    """Whether SQLite rolled back by itself, as it does when the disk is full or fails."""
    connection = context.connection
    if connection is None or connection.closed or connection.invalidated:
        return False
    raw = connection.connection.dbapi_connection
    return (
        isinstance(raw, sqlite3.Connection)
        and connection.in_transaction()
        and not raw.in_transaction
    )


def _watch_file(engine: Engine, path: Path) -> None:
    """Give up connections to a file that was deleted or replaced: what they write is lost."""

    def opened(_raw: Any, record: Any) -> None:
        record.info["identity"] = _identity(path)

    def checked_out(_raw: Any, record: Any, _proxy: Any) -> None:
        if record.info["identity"] != _identity(path):
            raise DisconnectionError(f"{path} was deleted or replaced")

    event.listen(engine, "connect", opened)
    event.listen(engine, "checkout", checked_out)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _set_pragma(raw: sqlite3.Connection, name: str, value: object) -> None:
    """Set it, waiting our turn: SQLite's own busy timeout does not cover the change to WAL."""
    deadline = time.monotonic() + PRAGMA_SECONDS
    while True:
        try:
            raw.execute(f"PRAGMA {name} = {value}")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _set_pragmas(engine: Engine, path: Path, *, foreign_keys: bool) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": int(foreign_keys)}

    def opened(raw: sqlite3.Connection, _record: Any) -> None:
        for name, value in wanted.items():
            _set_pragma(raw, name, value)
            (found,) = raw.execute(f"PRAGMA {name}").fetchone()
            if found != value:
                raise StoreUnavailableError(
                    f"{path}: SQLite answers {name} = {found}, not {value};"
                    " keep the database on a local disk"
                )

    event.listen(engine, "connect", opened)


def _begin(connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get(READING))
    if connection.info.get(READING, False) is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
        connection.info[READING] = reading
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
