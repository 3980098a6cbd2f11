"""Sending mail over kept SMTP connections (RFC 5321).

Each mail ends in one DeliveryOutcome; what failed because of the network or of our own settings
is TRANSIENT, and what may have been delivered without our learning it is UNKNOWN (promise P5).
"""

import asyncio
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Self, TypeVar

from mailflow.adapters import smtp_replies as replies
from mailflow.adapters.smtp_dialogue import Dialogue
from mailflow.adapters.smtp_opening import Opening
from mailflow.adapters.smtp_replies import Reply
from mailflow.core.delivery_outcomes import DeliveryOutcome, OutgoingMail
from mailflow.errors import AddressError
from mailflow.servers import Smtp

FAREWELL_SECONDS = 1.0  # a stopping worker waits no longer for a server's good-bye
SLOWEST_LINE = 64 * 1024  # bytes a second: a large mail gets time in proportion

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
            troubles = self._opened(asked)
            lines = [line for line, trouble in zip(asked, troubles, strict=True) if trouble is None]
            if not lines:
                obstacle = next(trouble for trouble in troubles if trouble is not None)
                yield [replies.refusal(mail.id, obstacle) for mail in waiting]
                return
            yield self._round([(line, waiting.popleft()) for line in lines], before_data)

    def _opened(self, asked: Sequence["_Connection"]) -> list[Reply | None]:
        """Open what is not open, and return what prevented that; mostly there is nothing to do."""
        if all(line.is_free for line in asked):
            return [None] * len(asked)
        return self._together(line.ensure_open() for line in asked)

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
        self._opening = Opening(settings, local_hostname)
        self._dialogue: Dialogue | None = None  # while it is open
        self._content = replies.normalised(b"")  # of the mail whose transaction is open
        self._in_transaction = False
        self._proven = False  # has carried a mail: the server may have closed it since

    @property
    def is_free(self) -> bool:
        """Tell whether it is open and can take a mail, as far as is known."""
        return self._dialogue is not None and self._dialogue.in_step and not self._in_transaction

    async def ensure_open(self) -> Reply | None:
        """Open the connection unless it can take a mail; return what prevented that."""
        return None if self.is_free else await self._open()

    async def begin(self, mail: OutgoingMail) -> DeliveryOutcome | None:
        """Send MAIL and RCPT (RFC 5321 section 3.3); return an outcome if it ends there."""
        self._content = replies.normalised(mail.content)
        extensions = self._dialogue.extensions if self._dialogue else frozenset()
        try:
            sender, recipient = replies.envelope(mail, self._content, extensions)
        except AddressError as error:
            return replies.unsendable(mail.id, error)
        reply = await self._envelope(sender, recipient)
        if reply.positive:
            return None
        await self.reset()
        return replies.refusal(mail.id, reply)

    async def transmit(self, mail: OutgoingMail) -> DeliveryOutcome:
        """Send DATA, alone since its reply decides, and the content (RFC 5321 section 4.1.1.4)."""
        reply = await self._ask(b"DATA\r\n")
        dialogue = self._dialogue
        if reply.code != replies.START_INPUT or dialogue is None or not dialogue.in_step:
            if reply.negative:
                await self.reset()
            else:
                self._drop()
            return replies.refusal(mail.id, reply)
        content = replies.transparent(self._content)
        dialogue.say(content)
        patience = self._settings.timeout_seconds + len(content) / SLOWEST_LINE
        reply = await self._hear(patience, "no reply to the content")
        self._leave_transaction(reply)
        return replies.verdict(mail.id, reply)

    async def reset(self) -> None:
        """Give up the transaction, if one is open (RFC 5321 section 4.1.1.5)."""
        if self._dialogue is not None and self._in_transaction:
            self._leave_transaction(await self._ask(b"RSET\r\n"))

    async def quit(self) -> None:
        """Say good-bye, briefly (RFC 5321 section 4.1.1.10), and close."""
        if self.is_free:
            await self._ask(b"QUIT\r\n", FAREWELL_SECONDS)
        self._drop()

    async def _envelope(self, sender: bytes, recipient: bytes) -> Reply:
        """Send MAIL and RCPT, in one go where that is offered (RFC 2920); return what decides.

        Where the server has closed a kept connection, once more on a new one. RCPT's reply is
        heard even if MAIL was refused, or the next command would be given it for its own.
        """
        reply = await self._ask_mail(sender, recipient)
        if self._dialogue is None and self._proven:
            reply = await self._open() or await self._ask_mail(sender, recipient)
        if self._is_pipelining:
            second = await self._hear()
            return second if reply.positive else reply
        return await self._ask(recipient) if reply.positive else reply

    async def _ask_mail(self, sender: bytes, recipient: bytes) -> Reply:
        self._in_transaction = True
        return await self._ask(sender + recipient if self._is_pipelining else sender)

    @property
    def _is_pipelining(self) -> bool:
        return self._dialogue is not None and "pipelining" in self._dialogue.extensions

    async def _ask(self, command: bytes, patience: float | None = None) -> Reply:
        """Send a command and return the reply; a lost connection is a Reply without code."""
        if self._dialogue is not None:
            self._dialogue.say(command)
        return await self._hear(patience)

    async def _hear(self, patience: float | None = None, lost: str = "connection") -> Reply:
        """Return the next reply; in place of one that does not come, one that says `lost`."""
        try:
            if self._dialogue is None:
                raise ConnectionResetError("Connection lost")
            reply = await self._dialogue.hear(patience or self._settings.timeout_seconds)
        except (OSError, ValueError) as error:
            self._drop()
            return replies.failure(lost, error)
        if reply.code == replies.CLOSING:
            self._drop()
        return reply

    def _leave_transaction(self, reply: Reply) -> None:
        """Keep the connection after a reply that ends its transaction in order, else drop it."""
        self._in_transaction = False
        if reply.positive or reply.negative:
            self._proven = True
        else:
            self._drop()

    async def _open(self) -> Reply | None:
        """Open the connection anew; return what prevented that."""
        self._drop()
        self._proven = False
        opened = await self._opening.open()
        if isinstance(opened, Reply):
            return opened
        self._dialogue = opened
        return None

    def _drop(self) -> None:
        """Close without a word: after what came, no good-bye can be relied on."""
        if self._dialogue is not None:
            self._dialogue.abort()
        self._dialogue, self._in_transaction = None, False
