"""A whole desk in a temporary directory: settings, database, keys, people; the real thing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from support.situations import NOW
from support.stores import sqlite_store

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.database import SqlStore
from mailflow.adapters.tokens import Keys, ReplyTokens
from mailflow.core.effects import Decision
from mailflow.core.records import OutboxRow
from mailflow.desk import Desk
from mailflow.rounds import Rounds
from mailflow.settings import Settings

KEYS = Keys(ReplyTokens({1: b"a key of the tests"}), b"audit key", b"classifier key")
DESK_SECTION = {
    "name": "Help Desk",
    "support_address": "support@helpdesk.example",
    "own_addresses": ("helpdesk@helpdesk.example",),
    "authserv_id": "mx.helpdesk.example",
    "instance_id": "mailflow-test",
    "monitors": ("monitor@helpdesk.example",),
}


@dataclass
class TestClock:
    """A clock that stands until it is turned."""

    __test__ = False
    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return where it stands."""
        return self.now

    def skip(self, duration: timedelta) -> None:
        """Turn it on."""
        self.now += duration


@dataclass
class TestDesk:
    """A desk whose mails are handed in directly."""

    __test__ = False
    store: SqlStore
    rounds: Rounds
    clock: TestClock
    decisions: list[Decision] = field(default_factory=list)

    def take(self, content: bytes, *, source: str = "test") -> int:
        """Store one mail, process everything that waits, and return the mail's id."""
        with self.store.begin() as work:
            mail_id, _ = work.mails.keep(content, source=source, received_at=self.clock())
        while self.rounds.process():
            pass
        return mail_id

    def sent(self) -> tuple[OutboxRow, ...]:
        """Return every outgoing mail, oldest first."""
        with self.store.read() as work:
            rows = work.outbox.listed(limit=10_000)
        return tuple(sorted(rows, key=lambda row: row.id))


def make_settings(**changes: Any) -> Settings:
    """Return settings for tests; keyword arguments replace whole sections."""
    return Settings(**{"desk": DESK_SECTION, **changes})


@cache
def _renderer() -> Renderer:
    """Return the renderer of every test desk: it compiles each template once."""
    return Renderer()


@contextmanager
def open_test_desk(
    folder: Path,
    settings: Settings | None = None,
    keys: Keys = KEYS,
    renderer: Renderer | None = None,
) -> Iterator[TestDesk]:
    """Yield a fresh desk on SQLite in `folder`, without a classifier."""
    store = sqlite_store(folder / "desk.db")
    clock = TestClock()
    decisions: list[Decision] = []
    given = settings or make_settings()
    suggester = Suggester(keys.classifier, given.known_categories, given.classifier)
    desk = Desk(given, keys, renderer or _renderer(), suggester)
    rounds = Rounds(store, desk, clock, lambda _, decision: decisions.append(decision))
    try:
        yield TestDesk(store, rounds, clock, decisions)
    finally:
        store.close()
