"""Desks for measuring: one is prepared with a past and a classifier, each round works on a copy."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from support.answers import Answer, read_answers
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.postgres import Postgres
from support.samples import Sample

from benchmarks.alerts import MONITOR
from benchmarks.load import Load
from benchmarks.sink import Sink, as_received
from mailflow.adapters.classifier import Suggester
from mailflow.adapters.clock import system_clock
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.tokens import create_keys, load_keys
from mailflow.cli.seeding import Seeded, learn_first
from mailflow.desk import Desk
from mailflow.opening import open_desk
from mailflow.rounds import Rounds
from mailflow.settings import Settings
from mailflow.worker import Worker

MANY = 1_000_000
LIMITS = {
    "acknowledgements_per_domain_hour": MANY,
    "acknowledgements_per_served_domain_hour": MANY,
    "alert_window_seconds": 0,
}
"""All mail of a day comes at once here."""


@dataclass
class BenchDesk(DeskFolder):
    """A desk that knows the monitor, and may be copied with its database."""

    def copy_of(self, template: "BenchDesk") -> "BenchDesk":
        """Take over keys and SQLite database; the mailbox is our own, and empty."""
        self.folder.mkdir()
        shutil.copytree(template.folder / "keys", self.folder / "keys")
        shutil.copy(template.folder / "password", self.folder / "password")
        self.config.write_text(self._settings_text(), encoding="utf-8")
        if template.database.exists():
            copy_database(template.database, self.database)
        return self

    def _settings_text(self) -> str:
        monitors = f"[desk]\nmonitors = {json.dumps([MONITOR])}\n"
        return super()._settings_text().replace("[desk]\n", monitors)


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database, its log included."""
    target.touch(0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@dataclass(frozen=True)
class Prepared:
    """A desk with a past, the mails that answer it, and the truth about all."""

    desk: BenchDesk
    load: Load
    answers: list[Answer]
    mails: list[Sample]


@dataclass(frozen=True)
class Workshop:
    """Everything that desks are made of."""

    folder: Path
    dovecot: Dovecot
    sink: Sink

    def __post_init__(self) -> None:
        create_keys(self.folder / "keys")

    def learn(self) -> Seeded:
        """Make the classifier that every desk here gets."""
        keys = load_keys(self.folder / "keys")
        desk = Desk(Settings(), keys, Renderer(), Suggester(keys.classifier))
        return learn_first(desk, system_clock())

    def prepare(
        self, name: str, seeded: Seeded | None, load: Load, postgres: Postgres | None = None
    ) -> Prepared:
        """Let the real worker live through what came before the measured mails."""
        desk = self.desk(name, postgres.fresh_database() if postgres else "")
        desk.folder.mkdir()
        shutil.copytree(self.folder / "keys", desk.folder / "keys")
        desk.make()
        if seeded is not None:
            with desk.store() as store, store.begin() as work:
                seeded.store(work, system_clock())
        answers = self._lived_through(desk, load.first_history())
        answers += self._lived_through(desk, load.second_history(answers))
        return Prepared(desk, load, answers, load.measured(answers))

    def desk(self, name: str, url: str = "") -> BenchDesk:
        """Return a desk that is not made yet; without URL its database is a SQLite file."""
        top = {"database_url": url} if url else {}
        return BenchDesk(self.folder / name, self.dovecot, self.sink, limits=LIMITS, top=top)

    def copied(self, name: str, prepared: Prepared, postgres: Postgres | None = None) -> BenchDesk:
        """Return a desk like the prepared one, with a mailbox and a database of its own."""
        template = str(prepared.desk.top.get("database_url", "")).rpartition("/")[2]
        url = postgres.fresh_database(template) if postgres else ""
        return self.desk(name, url).copy_of(prepared.desk)

    def _lived_through(self, desk: BenchDesk, mails: list[Sample]) -> list[Answer]:
        desk.dovecot.drop(desk.user, *(one.content for one in mails))
        with desk.store() as store:
            worker = Worker(Rounds(store, open_desk(desk.settings()), system_clock))
            if problems := worker.drain():
                raise RuntimeError(f"the past did not happen: {problems}")
        return read_answers(as_received(self.sink.take()))
