"""A desk in a folder, as `mailflow init` leaves it, with people: for workers in and out of process.

desk = DeskFolder(tmp_path, dovecot, smtp)
desk.make()
subprocess.Popen([sys.executable, "-m", "mailflow", "--config", str(desk.config), "work"])
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from support.dovecot import HOST, Dovecot
from support.samples import BOB, ERIN, IVAN, SERVED, Sample
from support.smtp_server import SmtpServer
from support.stores import sqlite_store
from support.written_mail import AUTHSERV_ID, SUPPORT

from mailflow.adapters.clock import system_clock
from mailflow.adapters.store.database import SqlStore, open_store
from mailflow.adapters.store.schema import upgrade
from mailflow.adapters.tokens import create_keys
from mailflow.settings import Settings, load
from models.enums import Role

POLL_SECONDS = 0.2
_NUMBERS = count(1)


@dataclass
class DeskFolder:
    """Where a desk lives, and the mailbox of a fresh user that it reads."""

    folder: Path
    dovecot: Dovecot
    smtp: SmtpServer
    mailbox: Mapping[str, object] = field(default_factory=dict)
    limits: Mapping[str, object] = field(default_factory=dict)
    top: Mapping[str, object] = field(default_factory=dict)
    patience: float = 10
    """Seconds that the worker waits for a server's answer."""
    user: str = field(default_factory=lambda: f"desk{next(_NUMBERS)}@example.com")

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "mailflow.toml"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "mailflow.db"

    def make(self) -> "DeskFolder":
        """Write settings and keys, make the database, put the people in."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "password").write_text(self.dovecot.password, encoding="utf-8")
        create_keys(self.folder / "keys")
        self.config.write_text(self._settings_text(), encoding="utf-8")
        self._make_database()
        with self.store() as store, store.begin() as work:
            group = work.directory.add_group("Service Desk", is_default=True)
            for address, role in ((BOB, Role.AGENT), (ERIN, Role.ADMIN), (IVAN, Role.AGENT)):
                handle = address.partition("@")[0]
                one = work.directory.add(address, role=role, at=system_clock(), handle=handle)
                if address == BOB:
                    work.directory.add_member(group.id, one.id)
                work.directory.set_active(one.id, address != IVAN)
        return self

    def settings(self) -> Settings:
        """Return the settings as the program reads them."""
        return load(self.config)

    def _make_database(self) -> None:
        if "database_url" in self.top:
            upgrade(self.settings().database_url)
        else:
            sqlite_store(self.database).close()

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        """Return the store, closed when the `with` block ends."""
        store = open_store(self.settings().database_url)
        try:
            yield store
        finally:
            store.close()

    def deliver(self, samples: Iterable[Sample]) -> None:
        """Hand mails to the server by LMTP; those that must stay as they are straight into it."""
        samples = tuple(samples)
        if by_lmtp := [one.content for one in samples if not one.exact]:
            self.dovecot.deliver_many(self.user, by_lmtp)
        self.dovecot.drop(self.user, *(one.content for one in samples if one.exact))

    def _settings_text(self) -> str:
        mailbox = {
            "name": "support",
            "host": HOST,
            "port": self.dovecot.ports["imap"],
            "tls": "none",
            "username": self.user,
            "password_file": "password",
            "go_live": "all",
            "poll_seconds": POLL_SECONDS,
            "timeout_seconds": self.patience,
            **self.mailbox,
        }
        server = self.smtp.settings()
        smtp: dict[str, object] = {"host": HOST, "port": self.smtp.port, "tls": self.smtp.tls}
        smtp["ca_file"] = str(server.ca_file) if server.ca_file else None
        smtp["timeout_seconds"] = self.patience
        desk = {
            "support_address": SUPPORT,
            "authserv_id": AUTHSERV_ID,
            "instance_id": "mailflow-acceptance",
            "served_domains": SERVED,
        }
        tables = (
            ("[desk]", desk),
            ("[smtp]", smtp),
            ("[limits]", self.limits),
            ("[[mailboxes]]", mailbox),
        )
        return "\n".join((_lines(self.top), *(f"{head}\n{_lines(body)}" for head, body in tables)))


def _lines(table: Mapping[str, object]) -> str:
    """Return TOML of flat values, which JSON writes alike; None leaves a key to its default."""
    given = ((key, value) for key, value in table.items() if value is not None)
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in given)
