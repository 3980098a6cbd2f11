"""The demonstration's IMAP server: pymap with one mailbox in memory, on a loopback port."""

import asyncio
import contextlib
from argparse import Namespace
from datetime import datetime
from typing import Self

from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, DictBackend
from pymap.imap import IMAPService
from pymap.parsing.message import AppendMessage

from mailflow.demo.background import Background

HOST = "127.0.0.1"
GREETING = b"The mailflow demonstration"


class _LoopbackConfig(Config):
    """Asks no name server what this machine is called."""

    @property
    def greeting(self) -> bytes:
        return GREETING


class ImapServer:
    """One mailbox that mail can be dropped into."""

    def __init__(self, background: Background, user: str, password: str) -> None:
        self._background = background
        self._user = user
        self._password = password
        self._running = contextlib.AsyncExitStack()
        self._backend: DictBackend | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self._background.call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._background.call(self._running.aclose())

    def drop(self, content: bytes, received_at: datetime) -> None:
        """Put a mail into the inbox, as a mail server delivers it."""
        self._background.call(self._append(content, received_at))

    async def _start(self) -> None:
        listener = await asyncio.start_server(lambda *_: None, HOST, 0)
        self.port = listener.sockets[0].getsockname()[1]
        listener.close()
        await listener.wait_closed()
