"""Sending mail over kept SMTP connections (RFC 5321), the only home of aiosmtplib and of async.

Each mail ends in one DeliveryOutcome; what failed because of the network or of our own settings
is TRANSIENT, and what may have been delivered without our learning it is UNKNOWN (promise P5).
"""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Self, TypeVar

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from mailflow.adapters import smtp_replies as replies
from mailflow.adapters.smtp_replies import Reply
from mailflow.core.delivery_outcomes import DeliveryOutcome, OutgoingMail
from mailflow.errors import AddressError
from mailflow.settings import Smtp

FAREWELL_SECONDS = 1.0  # a stopping worker waits no longer for a server's good-bye
SLOWEST_LINE = 64 * 1024  # bytes a second: a large mail gets time in proportion

_TROUBLE = (SMTPException, OSError, ValueError)
_Result = TypeVar("_Result")


class SmtpSender:
    """Sends waves of mails; used by one thread at a time, whichever that is."""

    def __init__(self, settings: Smtp, *, local_hostname: str = "") -> None:
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        name = local_hostname or socket.gethostname()
        self._lines = [_Connection(settings, name) for _ in range(settings.connections)]

    def send(
        self,
        mails: Sequence[OutgoingMail],
        *,
        before_data: Callable[[Sequence[int]], None],
        after_round: Callable[[Sequence[DeliveryOutcome]], None] | None = None,
    ) -> list[DeliveryOutcome]:
        """Send one wave and return one outcome per mail, in order.

        In rounds of one mail per connection: MAIL and RCPT for all, `before_data` once with the
        ids that were accepted, DATA for these, `after_round` with the outcomes of the round. Both
        are called in this thread. If `before_data` raises, nothing of its round is sent.
        """
        outcomes: list[DeliveryOutcome] = []
        for ended in self._rounds(mails, before_data):
            if after_round is not None:
                after_round(ended)
            outcomes += ended
        return outcomes

    def close(self) -> None:
        """Take leave of the server and release everything."""
        if self._lines:
            self._together(line.quit() for line in self._lines)
        self._lines = []
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rounds(
        self, mails: Sequence[OutgoingMail], before_data: Callable[[Sequence[int]], None]
    ) -> Iterator[list[DeliveryOutcome]]:
        """Yield the outcomes of each round; a connection that cannot be opened rests this wave."""
        waiting = deque(mails)
        lines = self._lines
        while waiting:
            asked = lines[: len(waiting)]
            troubles = self._together(line.ensure_open() for line in asked)
            lines = [line for line, trouble in zip(asked, troubles, strict=True) if trouble is None]
            if not lines:
                obstacle = next(trouble for trouble in troubles if trouble is not None)
                yield [replies.refusal(mail.id, obstacle) for mail in waiting]
                return
            yield self._round([(line, waiting.popleft()) for line in lines], before_data)

    def _round(
        self,
        pairs: Sequence[tuple["_Connection", OutgoingMail]],
        before_data: Callable[[Sequence[int]], None],
    ) -> list[DeliveryOutcome]:
        ended = self._together(line.begin(mail) for line, mail in pairs)
        accepted = [pair for pair, end in zip(pairs, ended, strict=True) if end is None]
        if accepted:
            with ExitStack() as on_error:
                on_error.callback(lambda: self._together(line.reset() for line, _ in accepted))
                before_data([mail.id for _, mail in accepted])
                on_error.pop_all()
        sent = iter(self._together(line.transmit(mail) for line, mail in accepted))
        return [next(sent) if end is None else end for end in ended]

    def _together(self, work: Iterable[Awaitable[_Result]]) -> list[_Result]:
        async def gathered() -> list[_Result]:
            return await asyncio.gather(*work)

        return self._runner.run(gathered())


class _Connection:
    """One connection, kept from mail to mail; everything ends in a Reply, never in an error."""

    def __init__(self, settings: Smtp, local_hostname: str) -> None:
        self._settings = settings
        self._local_hostname = local_hostname
        self._client = SMTP(local_hostname=local_hostname)
        self._transport: asyncio.BaseTransport | None = None
        self._content = replies.normalised(b"")  # of the mail whose transaction is open
        self._free = False  # open, and no transaction in it
        self._proven = False  # has carried a mail: the server may have closed it since

    async def ensure_open(self) -> Reply | None:
        """Open the connection unless it can take a mail; return what prevented that."""
        if self._free and self._client.is_connected:
            return None
        return await self._open()

    async def begin(self, mail: OutgoingMail) -> DeliveryOutcome | None:
        """Send MAIL and RCPT (RFC 5321 section 3.3); return an outcome if it ends there."""
        self._content = replies.normalised(mail.content)
        try:
            recipient = replies.path(mail.recipient)
            reply = await self._mail(mail)
        except AddressError as error:
            return replies.unsendable(mail.id, error)
        if reply.positive:
            reply = await self._ask(b"RCPT", b"TO:" + recipient)
        if reply.positive:
            return None
        await self.reset()
        return replies.refusal(mail.id, reply)

    async def transmit(self, mail: OutgoingMail) -> DeliveryOutcome:
        """Send DATA and the content (RFC 5321 section 4.1.1.4).

        Done by hand, as `SMTP.data` does not tell what came before the 354 from what came after.
        """
        reply = await self._ask(b"DATA")
        protocol = self._client.protocol
        if reply.code != replies.START_INPUT or protocol is None or not protocol.is_connected:
            if reply.negative:
                await self.reset()
            else:
                self._drop()
            return replies.refusal(mail.id, reply)
        content = replies.transparent(self._content)
        patience = self._settings.timeout_seconds + len(content) / SLOWEST_LINE
        try:
            protocol.write(content)
            reply = Reply(*await protocol.read_response(timeout=patience))
        except _TROUBLE as error:
            reply = _failure("no reply to the content", error)
        await self._leave_transaction(reply)
        return replies.verdict(mail.id, reply)

    async def reset(self) -> None:
        """Give up the transaction, if one is open (RFC 5321 section 4.1.1.5)."""
        if self._client.is_connected and not self._free:
            await self._leave_transaction(await self._ask(b"RSET"))

    async def quit(self) -> None:
        """Say good-bye, briefly (RFC 5321 section 4.1.1.10), and close."""
        if self._free and self._client.is_connected:
            await self._ask(b"QUIT", patience=FAREWELL_SECONDS)
        self._drop()

    async def _mail(self, mail: OutgoingMail) -> Reply:
        """Send MAIL; where the server has closed a kept connection, once more on a new one."""
        command = replies.mail_arguments(mail, self._content, self._client.esmtp_extensions)
        self._free = False
        reply = await self._ask(b"MAIL", *command)
        if self._client.is_connected or not self._proven:
            return reply
        obstacle = await self._open()
        self._free = False
        return obstacle or await self._ask(b"MAIL", *command)

    async def _ask(self, *command: bytes, patience: float | None = None) -> Reply:
        """Send one command; a lost connection or a time-out is a Reply without code."""
        patience = patience or self._settings.timeout_seconds
        try:
            return Reply(*await self._client.execute_command(*command, timeout=patience))
        except _TROUBLE as error:
            self._drop()
            return _failure("connection", error)

    async def _leave_transaction(self, reply: Reply) -> None:
        """Keep the connection after a reply that ends its transaction in order, else drop it."""
        if reply.positive or reply.negative:
            self._free = self._proven = True
        else:
            self._drop()

    async def _open(self) -> Reply | None:
        """Connect, secure, greet and log in; return what went wrong, never a mail's fault."""
        self._drop()
        self._proven = False
        for name, step in (
            ("TLS", self._prepare),
            ("connection", self._connect),
            ("TLS", self._secure),
            ("login", self._log_in),
        ):
            try:
                await step()
            except _TROUBLE as error:
                self._drop()
                return _failure(name, error)
        self._free = True
        return None

    async def _prepare(self) -> None:
        settings = self._settings
        context = None
        if settings.tls != "none":
            context = ssl.create_default_context(cafile=settings.ca_file)
        self._client = SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=self._local_hostname,
            timeout=settings.timeout_seconds,
            use_tls=settings.tls == "implicit",
            start_tls=False,  # left out, it would mean "if offered"
            tls_context=context,
        )

    async def _connect(self) -> None:
        await self._client.connect()
        self._transport = self._client.transport
        await self._client.ehlo()

    async def _secure(self) -> None:
        """Turn to TLS (RFC 3207); raise where the server does not offer it."""
        if self._settings.tls == "starttls":
            await self._client.starttls()
            self._transport = self._client.transport
            await self._client.ehlo()

    async def _log_in(self) -> None:
        """Authenticate (RFC 4954); the password is read anew, so that it can be changed."""
        if self._settings.username:
            password = self._settings.password().get_secret_value()
            await self._client.login(self._settings.username, password)

    def _drop(self) -> None:
        """Close at once: TLS would otherwise wait for the peer's good-bye."""
        self._free = False
        self._client.close()
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
        self._transport = None


def _failure(step: str, error: Exception) -> Reply:
    """Return what came in place of a reply; it is never a mail's fault."""
    name = "TLS" if isinstance(error.__cause__, ssl.SSLError) else step
    if isinstance(error, SMTPResponseException):
        return Reply(error.code if error.code > 0 else None, f"{name}: {error.message}", ours=True)
    return Reply(None, f"{name}: {error or type(error).__name__}", ours=True)
