"""The demonstration's SMTP server: aiosmtpd on a free loopback port; what it takes is kept."""

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from mailflow.demo.background import Background

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Received:
    """One mail that the desk sent."""

    recipient: str
    content: bytes = field(repr=False)


class Collector:
    """Takes every mail and hands it on; may be asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._received: list[Received] = []

    @property
    def received(self) -> tuple[Received, ...]:
        """The mails taken so far, in order."""
        with self._lock:
            return tuple(self._received)

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail; the name is the library's."""
        content = envelope.original_content or b""
        with self._lock:
            self._received += [Received(one, content) for one in envelope.rcpt_tos]
        return "250 2.0.0 kept"


class SmtpServer:
    """The server that our desk sends its mail to."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._server: asyncio.Server | None = None
        self._collector = Collector()
        self.port = 0

    @property
    def received(self) -> tuple[Received, ...]:
        """The mails taken so far, in order."""
        return self._collector.received

    def __enter__(self) -> Self:
        self._background.call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._background.call(self._stop())

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def _protocol(self) -> SMTP:
        return SMTP(self._collector, hostname="demo.invalid", enable_SMTPUTF8=True)

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
