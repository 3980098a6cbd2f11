"""The two directions of an open SMTP connection: commands go out, replies come in (RFC 5321).

aiosmtplib, which opens a connection, loses a reply that comes while another waits to be picked up.
Here replies are read in their order, however they were cut into packets, so that two commands may
be under way at once (PIPELINING, RFC 2920).
"""

import asyncio

from mailflow.adapters.smtp_replies import Reply, take_reply

MOST_UNREAD = 32 * 1024  # bytes; no reply is as long, whoever sends more is not understood


class Dialogue(asyncio.Protocol):
    """What is said and heard on one connection; its commands and replies stay in step."""

    def __init__(self, transport: asyncio.Transport, extensions: frozenset[str]) -> None:
        self.extensions = extensions  # that the server offers, in lower case
        self._loop = asyncio.get_running_loop()
        self._transport = transport
        self._unread = bytearray()
        self._news: asyncio.Future[None] | None = None
        self._cause: Exception | None = None
        self._ended = False
        transport.set_protocol(self)

    @property
    def in_step(self) -> bool:
        """Tell whether the next reply will be the one to what is said next."""
        return not self._ended and not self._unread

    def say(self, data: bytes) -> None:
        """Write; where something came unasked, end instead, as whatever follows is in doubt."""
        if self.in_step:
            self._transport.write(data)
        else:
            self._unread.clear()
            self._end(None)

    async def hear(self, patience: float) -> Reply:
        """Return the next reply; raise OSError where none comes, ValueError where it is none."""
        deadline = self._loop.time() + patience
        while (reply := take_reply(self._unread)) is None:
            if self._ended:
                raise ConnectionResetError("Connection lost") from self._cause
            await self._wait(deadline)
        return reply

    def abort(self) -> None:
        """Close at once: TLS would otherwise wait for the peer's good-bye."""
        self._ended = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Keep what came until it is heard."""
        self._unread += data
        if len(self._unread) > MOST_UNREAD:
            self.abort()
        self._tell()

    def eof_received(self) -> None:
        """Nothing will be heard any more; asyncio closes the connection."""
        self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing can be said or heard any more."""
        self._end(exc)

    async def _wait(self, deadline: float) -> None:
        self._news = self._loop.create_future()
        try:
            async with asyncio.timeout_at(deadline):
                await self._news
        except TimeoutError as error:
            raise TimeoutError("Timed out waiting for a reply") from error
        finally:
            self._news = None

    def _end(self, cause: Exception | None) -> None:
        self._ended = True
        self._cause = self._cause or cause
        self._tell()

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)
