"""When a worker is killed: what must just have happened, as it can be seen from outside.

with Watch(desk, store) as watch:
    before = watch.progress()
    ...  # a worker starts, mail comes
    while not MOMENTS["claimed"](before, watch.progress(), watch):
        ...
"""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Self

import psycopg
from support.desk_folder import DeskFolder
from support.progress import Progress, progress_of

from mailflow.adapters.store.database import SqlStore

_MAKES_INCIDENTS = """
    SELECT EXISTS (
        SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE datname = current_database() AND relation = 'incidents'::regclass
        AND mode = 'RowExclusiveLock'
    )
"""


@dataclass
class Watch:
    """Looks at a desk whose worker runs, stands still, or is gone; it changes nothing."""

    desk: DeskFolder
    store: SqlStore
    _own: ExitStack = field(default_factory=ExitStack)
    _is_deciding: Callable[[], bool] = field(init=False)

    def __enter__(self) -> Self:
        if self.store.is_shared:
            server = self._own.enter_context(
                psycopg.connect(self.desk.settings().database_url, autocommit=True)
            )
            self._is_deciding = lambda: _makes_incidents(server)
        else:
            file = sqlite3.connect(self.desk.database, timeout=0, isolation_level=None)
            self._own.enter_context(closing(file))
            self._is_deciding = lambda: _is_locked(file)
        return self

    def __exit__(self, *_: object) -> None:
        self._own.close()

    def progress(self) -> Progress:
        """Return how far the desk is."""
        return progress_of(self.desk, self.store)

    def is_deciding(self) -> bool:
        """Whether a transaction stands open in which mails become incidents.

        PostgreSQL tells which table it has written; of SQLite it is known only that it writes.
        """
        return self._is_deciding()


def _makes_incidents(server: psycopg.Connection) -> bool:
    return bool(server.execute(_MAKES_INCIDENTS).fetchall()[0][0])


def _is_locked(file: sqlite3.Connection) -> bool:
    try:
        file.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    file.execute("ROLLBACK")
    return False


Moment = Callable[[Progress, Progress, Watch], bool]
MOMENTS: dict[str, Moment] = {
    "filed": lambda before, now, _: now.inbox < before.inbox,
    "stored": lambda before, now, _: now.stored > before.stored,
    "deciding": lambda _, now, watch: now.waiting > 0 and watch.is_deciding(),
    "processed": lambda before, now, _: now.finished > before.finished,
    "claimed": lambda _, now, __: now.in_flight > 0,
    "transmitting": lambda _, now, __: now.transmitting > 0,
    "sent": lambda before, now, _: now.received > before.received,
}
"""What has just happened when a worker is killed, after a small delay or at once."""
EXACT = frozenset({"deciding", "transmitting"})
"""What is over in milliseconds: inside the one transaction of a group, and between the mark
before DATA and the outcome. The worker is stopped first, and killed if it still holds."""
