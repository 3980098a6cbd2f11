"""The demonstration's IMAP server: pymap with one mailbox in memory, on a free loopback port."""

import asyncio
from argparse import Namespace
from datetime import datetime
from typing import Self

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata

from mailflow.demo.background import Background

HOST = "127.0.0.1"


class LoopbackConfig(Config):
    """A server that asks no name server what this machine is called."""

    @property
    def greeting(self) -> bytes:
        """The first line a client reads."""
        return b"The mailflow demonstration is ready"


class ImapServer:
    """One mailbox in memory that mail is dropped into."""

    def __init__(self, background: Background, user: str, password: str) -> None:
        self._background = background
        self._password = password
        self._config = LoopbackConfig(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=HOST,
            port=0,
            tls_enabled=False,
            reject_dnsbl=False,
            demo_data=False,
            demo_user=user,
            demo_password=password,
        )
        self._login = Login(self._config)
        self._server: asyncio.Server | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self._background.call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._background.call(self._stop())

    def drop(self, content: bytes, received_at: datetime) -> None:
        """Put a mail into the inbox, as a mail server delivers it."""
        self._background.call(self._append(AppendMessage(content, received_at)))

    async def _start(self) -> None:
        self._config.apply_context()
        hashed = await Passwords(self._config).hash_password(self._password)
        user = UserMetadata(self._config, self._config.demo_user, password=hashed)
        await self._login.demo_user_identity.set(user)
        service = IMAPServer(DictBackend(self._login, self._config).login, self._config)
        reader = ProxyProtocolReader(self._config.proxy_protocol)
        self._server = await asyncio.start_server(reader.get_callback(service), HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _append(self, mail: AppendMessage) -> None:
        async with self._login.demo_user_identity.new_session() as session:
            await session.append_messages("INBOX", [mail])

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
