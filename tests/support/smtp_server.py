"""A real SMTP server on loopback (aiosmtpd) that misbehaves in one named way.

    with SmtpServer(fault=Fault.DROP_AFTER_DOT) as server:
        ...  # send with server.settings()
        assert server.received[0].envelope_from == ""

`fault` may be changed while it runs: `server.fault = Fault.NONE` heals it for the next command.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from support.certificates import Certificate, authority
from support.smtp_connection import HOST, Controller
from support.smtp_faults import CONTENT, SCRIPT, SECOND, Fault, Step

from mailflow.servers import Smtp, Tls

__all__ = ["Fault", "Received", "SmtpServer"]


@dataclass(frozen=True, slots=True)
class Received:
    """One mail the server took, whether it said so or not."""

    envelope_from: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)
    received_at: datetime


class SmtpServer:
    """One running server; everything it was told can be read from any thread.

    A fault at RCPT or later meets mails to the recipients `named`, or to all when none is named.
    `login` is the (name, password) it wants, `without` the extensions it does not offer,
    `pipelining` offers that one, `folder` is where each mail is written as 000001.eml and so on.
    Started again it has the same port.
    """

    def __init__(
        self,
        fault: Fault = Fault.NONE,
        *,
        named: Collection[str] = (),
        tls: Tls = "none",
        login: tuple[str, str] | None = None,
        without: Collection[str] = (),
        pipelining: bool = False,
        hold_seconds: float = 10.0,
        folder: Path | None = None,
    ) -> None:
        self.fault = fault
        self.named = frozenset(named)
        self.tls = tls
        self.login = login
        self.without = {name.upper() for name in without} | (set() if login else {"AUTH"})
        self.pipelining = pipelining
        self.hold_seconds = hold_seconds
        self.folder = folder
        self.port = 0
        self.connections = 0
        self.logins = 0
        self._open_connections = 0
        self._received: list[Received] = []
        self._commands: list[str] = []
        self._news = threading.Condition()
        self._controller: Controller | None = None

    @property
    def received(self) -> list[Received]:
        """The mails taken so far, in order."""
        with self._news:
            return list(self._received)

    @property
    def commands(self) -> list[str]:
        """The command lines read so far on all connections, in order; AUTH without its secrets."""
        with self._news:
            return list(self._commands)

    @property
    def verbs(self) -> list[str]:
        """The first words of `commands`."""
        return [command.split(" ")[0] for command in self.commands]

    def settings(self, *, connections: int = 1, timeout_seconds: float = 5.0) -> Smtp:
        """Return settings with which mailflow sends to this server."""
        return Smtp(
            host=HOST,
            port=self.port,
            tls=self.tls,
            ca_file=None if self.tls == "none" else authority().ca_file,
            connections=connections,
            timeout_seconds=timeout_seconds,
        )

    def wait_for(self, mails: int, *, seconds: float = 5.0) -> list[Received]:
        """Return what was received once it is so many mails; fail after `seconds`."""
        with self._news:
            if not self._news.wait_for(lambda: len(self._received) >= mails, seconds):
                raise TimeoutError(f"{len(self._received)} of {mails} mails came in {seconds} s")
            return list(self._received)

    def wait_until_left(self, *, seconds: float = 5.0) -> None:
        """Return when no connection is open; fail after `seconds`."""
        with self._news:
            if not self._news.wait_for(lambda: not self._open_connections, seconds):
                raise TimeoutError(f"{self._open_connections} connections after {seconds} s")

    def disconnect(self) -> None:
        """Close every connection, as a server does with idle ones; it goes on listening."""
        if self._controller is not None:
            self._controller.disconnect()

    def start(self) -> Self:
        """Listen on a free port of the loopback interface."""
        self._controller = Controller(self)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Close every connection and the port."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def certificate(self) -> Certificate:
        """Return the certificate that the fault calls for."""
        wrong = {
            Fault.WRONG_HOST: authority().wrong_host,
            Fault.SELF_SIGNED: authority().self_signed,
        }
        return wrong.get(self.fault, authority().trusted)

    def step(self, at: str, recipients: Collection[str] = ()) -> Step | None:
        """Return what the fault does here to mails to these recipients."""
        steps = (script.get(self.fault) for script in (SCRIPT, SECOND))
        step = next((step for step in steps if step is not None and step.at == at), None)
        spared = (
            self.named and at in {"RCPT", "DATA", CONTENT} and self.named.isdisjoint(recipients)
        )
        return None if spared else step

    def note_connections(self, number: int) -> None:
        """Record how many connections are open."""
        with self._news:
            self._open_connections = number
            self._news.notify_all()

    def note_command(self, line: str) -> None:
        """Record a command line."""
        with self._news:
            self._commands.append(line)

    def note_mail(self, sender: str, recipients: Collection[str], content: bytes) -> None:
        """Record a mail, before anything is replied to it."""
        mail = Received(sender, tuple(recipients), content, datetime.now(UTC))
        with self._news:
            self._received.append(mail)
            if self.folder is not None:
                path = self.folder / f"{len(self._received):06d}.eml"
                path.write_bytes(mail.content)
            self._news.notify_all()
