"""`ImapMailbox` objects for tests, with the settings that a desk on this machine would have."""

import contextlib
from itertools import count
from pathlib import Path
from typing import Any, Protocol, Self

from support.dovecot import HOST, PASSWORD

from mailflow.adapters.imap import Fetched, ImapMailbox
from mailflow.servers import Mailbox

_NUMBERS = count(1)


class Serving(Protocol):
    """A server on loopback: its ports by protocol."""

    ports: dict[str, int]


class Mailboxes:
    """Make mailboxes of one user whom no other test knows; close them at the end."""

    def __init__(
        self, folder: Path, password: str = PASSWORD, server: Serving | None = None
    ) -> None:
        self.user = f"support{next(_NUMBERS)}@example.com"
        self.password_file = folder / "password"
        self.password_file.write_text(password + "\n", encoding="utf-8")
        self._server = server
        self._made = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._made.close()

    def __call__(self, server: Serving | None = None, /, **changes: Any) -> ImapMailbox:
        """Return a mailbox, not yet connected, of this server or another."""
        server = server or self._server
        if server is None:
            raise TypeError("name a server")
        values: dict[str, Any] = {
            "name": "support",
            "host": HOST,
            "port": server.ports["imap"],
            "tls": "none",
            "username": self.user,
            "password_file": self.password_file,
            "timeout_seconds": 10,
        }
        made = ImapMailbox(Mailbox(**(values | changes)))
        self._made.callback(made.close)
        return made


def mail(number: int, filler: int = 0) -> bytes:
    """Return a mail whose subject is its number."""
    return f"Subject: {number}\r\n\r\nBody.\r\n".encode() + b"x" * filler


def fetched(mailbox: ImapMailbox, *uids: int) -> list[Fetched]:
    """Return what all batches hold."""
    return [one for batch in mailbox.fetch_batches(uids) for one in batch]
