"""The store over a SQL database: where units of work come from."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from mailflow.adapters.store import contract
from mailflow.adapters.store.alerts import SqlAlerts
from mailflow.adapters.store.audit import SqlAudit
from mailflow.adapters.store.blocks import SqlBlocks
from mailflow.adapters.store.challenges import SqlChallenges
from mailflow.adapters.store.classifiers import SqlClassifiers
from mailflow.adapters.store.connections import BUSY_SECONDS, make_engine, sqlite_file
from mailflow.adapters.store.contract.erasing import Scrubbed
from mailflow.adapters.store.directory import SqlDirectory
from mailflow.adapters.store.drawing import Numbers, Series, raise_floor
from mailflow.adapters.store.drills import SqlDrills
from mailflow.adapters.store.erasing import SqlErasures
from mailflow.adapters.store.incidents import SqlIncidents
from mailflow.adapters.store.knowledge import SqlKnowledge
from mailflow.adapters.store.mails import SqlMails
from mailflow.adapters.store.outbox import SqlOutbox
from mailflow.adapters.store.performance import SqlPerformances
from mailflow.adapters.store.recurrences import SqlRecurrences
from mailflow.adapters.store.schema import require_head
from mailflow.adapters.store.scrubbing import POSTGRES_ADVICE, scrub_sqlite
from mailflow.adapters.store.tombstones import SqlTombstones
from mailflow.adapters.store.training import SqlTraining
from mailflow.adapters.store.translation import READING
from mailflow.adapters.store.turns import take_turn
from mailflow.adapters.store.vectors import SqlVectors
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.errors import PermanentError, StoreUnavailableError


def open_store(url: str, *, busy_timeout: float = BUSY_SECONDS) -> "SqlStore":
    """Return the store at this URL; one connection is opened, so that a wrong one fails now.

    StoreUnavailableError where it cannot be reached; its schema is not looked at.
    """
    engine = make_engine(url, busy_timeout=busy_timeout)
    store = SqlStore(engine)
    with store.read():
        return store


class SqlWork:
    """One transaction, seen noun by noun; keeps the contract `Work`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._fresh: set[int] = set()
        self._rows, self._numbers = WaitingRows(), Numbers(connection)
        self._history = SqlIncidents(connection, self._numbers, self._rows, self._fresh)
        self._people = SqlDirectory(connection, self._numbers)
        self._blocks = SqlBlocks(connection)
        self._trail = SqlAudit(connection, self._fresh)
        self.mails: contract.Mails = SqlMails(connection, self._rows)
        self.incidents: contract.Incidents = self._history
        self.directory: contract.Directory = self._people
        self._sent = SqlOutbox(connection, self._numbers, self._rows, self._fresh)
        self.outbox: contract.Outbox = self._sent
        self.alerts: contract.Alerts = SqlAlerts(connection)
        self.audit: contract.Audit = self._trail
        self.challenges: contract.Challenges = SqlChallenges(connection)
        self.blocks: contract.Blocks = self._blocks
        self.drills: contract.Drills = SqlDrills(connection)
        self.knowledge: contract.Knowledge = SqlKnowledge(connection)
        self._versions = SqlClassifiers(connection)
        self.classifiers: contract.Classifiers = self._versions
        self.training: contract.Training = SqlTraining(connection)
        self.vectors: contract.Vectors = SqlVectors(connection)
        self.performances: contract.Performances = SqlPerformances(connection)
        self.recurrences: contract.Recurrences = SqlRecurrences(connection)
        self.tombstones: contract.Tombstones = SqlTombstones(connection)

    def take_turn(self) -> None:
        """Wait until no other unit of work decides; from here to its end this one alone does."""
        take_turn(self._connection)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Return a context that undoes its changes alone when an exception leaves it."""
        rows, numbers, trail = self._rows.mark(), self._numbers.mark(), self._trail.mark()
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            self._rows.undo(rows)
            self._numbers.undo(numbers)
            self._trail.undo(trail)
            for one in (self._people, self._blocks, self._history, self._sent, self._versions):
                one.forget()
            self._fresh.clear()
            raise

    def refuse_to_have_written(self) -> None:
        """Raise PermanentError where rows wait; what is written at once the database refuses."""
        if not (self._rows.is_empty and self._trail.is_empty):
            raise PermanentError(
                "this unit of work only reads; Store.begin() gives one that writes"
            )

    def write(self) -> None:
        """Write what still waits; the end of the unit of work."""
        self._rows.write(self._connection)
        self._numbers.write()
        self._trail.write()


class SqlStore:
    """Keeps the contract `Store`; may be used by many threads at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = threading.Lock()
        reading: dict[str, Any] = {READING: True}
        if self.is_shared:  # SQLite shows one moment anyhow
            reading |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = engine.execution_options(**reading)

    @property
    def is_shared(self) -> bool:
        """Whether other workers may use the same database at the same time."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def begin(self) -> Iterator[contract.Work]:
        """Return a context that commits at its end, or rolls back when an exception leaves it."""
        with self._told(), self._alone(), self._engine.begin() as connection:
            work = SqlWork(connection)
            yield work
            work.write()

    @contextmanager
    def read(self) -> Iterator[contract.Work]:
        """Return a unit of work that must not write and sees one moment; it always rolls back."""
        with self._told(), self._reading.connect() as connection:
            work = SqlWork(connection)
            yield work
            work.refuse_to_have_written()

    @contextmanager
    def erasing(self) -> Iterator[contract.Erasures]:
        """Return a unit of work that erases; committed at its end."""
        with self._erasing() as (work, _):
            yield work

    @contextmanager
    def rehearsing(self) -> Iterator[contract.Erasures]:
        """Return the same; all that is done in it is taken back at its end."""
        with self._erasing() as (work, connection):
            yield work
            connection.rollback()

    @contextmanager
    def _erasing(self) -> Iterator[tuple[SqlErasures, Connection]]:
        with self._told(), self._alone(), self._engine.begin() as connection:
            if not self.is_shared:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            take_turn(connection)
            work = SqlErasures(connection)
            yield work, connection
            if connection.in_transaction():
                work.write()

    @contextmanager
    def surveying(self) -> Iterator[contract.Erasures]:
        """Return the same to look only."""
        with self._told(), self._reading.connect() as connection:
            yield SqlErasures(connection)

    def scrub(self) -> Scrubbed:
        """Overwrite in the files what was erased."""
        path = sqlite_file(self._engine.url.render_as_string(hide_password=False))
        if path is None:
            return Scrubbed(advice=(POSTGRES_ADVICE,))
        return Scrubbed(left=scrub_sqlite(path, BUSY_SECONDS))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let the threads of this process write one after the other, as SQLite wants it.

        SQLite itself would let them sleep and look again, up to a tenth of a second too long.
        """
        if self.is_shared:
            yield
            return
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise StoreUnavailableError(f"{self._engine.url}: another thread writes for too long")
        try:
            yield
        finally:
            self._writing.release()

    def check_schema(self) -> None:
        """Raise SchemaError unless the database has the schema of this version."""
        with self._told(), self._reading.connect() as connection:
            require_head(connection)

    def raise_floor(self, series: Series, used: int) -> None:
        """Let the next number of this series be higher than `used`."""
        with self._told(), self._engine.begin() as connection:
            raise_floor(connection, series, used)

    def close(self) -> None:
        """Give up all connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell the errors that no driver raises."""
        try:
            yield
        except PoolTimeoutError as error:
            raise StoreUnavailableError(
                f"{self._engine.url}: every connection is in use; fewer workers help"
            ) from error
        except PendingRollbackError as error:
            raise StoreUnavailableError(
                f"{self._engine.url}: the transaction was rolled back by an earlier error"
            ) from error
