"""The inside of the SMTP test server: aiosmtpd, made to follow the script of a fault."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import BaseThreadedController
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from support.smtp_faults import CONTENT, GREETING, Fault, Then

if TYPE_CHECKING:
    from support.smtp_server import SmtpServer

HOST = "127.0.0.1"


class Controller(BaseThreadedController):
    """The thread with the event loop of one server."""

    def __init__(self, server: "SmtpServer") -> None:
        self.context = None if server.tls == "none" else server.certificate().server_context()
        super().__init__(None, ssl_context=self.context if server.tls == "implicit" else None)
        self.told = server
        self.live: set[FaultyProtocol] = set()

    def factory(self) -> "FaultyProtocol":
        """Make the protocol of a new connection."""
        return FaultyProtocol(self)

    def disconnect(self) -> None:
        """Close every connection and wait until they are closed."""
        closed = threading.Event()

        def close() -> None:
            for protocol in tuple(self.live):
                protocol.abort()
            self.loop.call_soon(closed.set)

        self.loop.call_soon_threadsafe(close)
        closed.wait(timeout=5)

    def stop(self, no_assert: bool = False) -> None:
        """Close every connection, as the library does not, then the port."""
        self.disconnect()
        super().stop(no_assert)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        listener = socket.create_server((HOST, self.told.port))
        self.told.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener, ssl=self.ssl_context)

    def _trigger_server(self) -> None:
        """Do not connect, as the library would: connections are counted here."""
        self._factory_invoker()


class _Handler:
    """The hooks aiosmtpd calls."""

    def __init__(self, server: "SmtpServer") -> None:
        self._server = server

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, _: "FaultyProtocol", session: Session, __: Envelope, name: str, offers: list[str]
    ) -> list[str]:
        session.host_name = name
        if self._server.pipelining:
            offers.insert(1, "250-PIPELINING")  # after the name
        return [line for line in offers if line[4:].split(" ")[0] not in self._server.without]

    async def handle_DATA(  # noqa: N802 - the library's name
        self, protocol: "FaultyProtocol", _: Session, envelope: Envelope
    ) -> str | bytes:
        step = self._server.step(CONTENT, envelope.rcpt_tos)
        if step is None or step.takes_mail:
            sender = (envelope.mail_from or "").removeprefix("<>")  # how aiosmtpd reads `<>`
            self._server.note_mail(sender, envelope.rcpt_tos, envelope.original_content or b"")
        if step is None:
            return f"250 2.0.0 queued as {len(self._server.received)}"
        return await protocol.perform(step.answer)

    def authenticate(self, *arguments: Any) -> AuthResult:
        """Compare name and password, which aiosmtpd gives last."""
        given = arguments[-1]
        wanted = self._server.login or ("", "")
        success = given == LoginPassword(wanted[0].encode(), wanted[1].encode())
        self._server.logins += success
        return AuthResult(success=success, handled=False)


class FaultyProtocol(SMTP):
    """One connection."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._server = server = controller.told
        self._greeted = False
        self._is_alone = False
        self._verb = ""  # of the command that is being replied to
        self._held = b""  # a reply that waits for the next
        starttls = server.tls == "starttls" and server.fault is not Fault.NO_STARTTLS
        handler = _Handler(server)
        super().__init__(
            handler,
            hostname="test.example",
            loop=controller.loop,
            enable_SMTPUTF8="SMTPUTF8" not in server.without,
            tls_context=controller.context if starttls else None,
            auth_require_tls=False,
            authenticator=handler.authenticate,
        )
        self._smtp_methods = {
            verb: self._scripted(verb, method) for verb, method in self._smtp_methods.items()
        }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection."""
        if self not in self._controller.live:  # STARTTLS makes it twice
            self._is_alone = not self._controller.live
            self._controller.live.add(self)
            self._server.connections += 1
            self._server.note_connections(len(self._controller.live))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        self._controller.live.discard(self)
        self._server.note_connections(len(self._controller.live))
        super().connection_lost(error)

    def abort(self) -> None:
        """Close the connection without a word."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def push(self, status: str | bytes) -> None:
        """Write a reply; after a 421 the connection is closed (RFC 5321 section 3.8)."""
        reply = status.encode() if isinstance(status, str) else status
        if not self._greeted:
            self._greeted = True
            let_in = self._server.fault is Fault.ONE_CONNECTION and self._is_alone
            step = None if let_in else self._server.step(GREETING)
            reply = reply if step is None else await self.perform(step.answer, usual=reply)
        await self._send(reply)
        if reply.startswith(b"421"):
            self._writer.close()

    async def _send(self, reply: bytes) -> None:
        """Write a reply in as many lines and packets as the fault wants."""
        if self._server.fault is Fault.MERGED_REPLIES and self._verb == "MAIL":
            self._held = reply + b"\r\n"
            return
        if self._server.fault is Fault.LONG_REPLIES:
            reply = reply[:3] + b"-more\r\n" + reply[:3] + b"-to come\r\n" + reply
        if self._server.fault is Fault.SPLIT_REPLIES:
            for byte in reply:
                self._writer.write(bytes([byte]))
                await self._writer.drain()
                await asyncio.sleep(0)
            reply = b""
        self._held, held = b"", self._held
        await super().push(held + reply)

    async def perform(self, answer: bytes | Then, usual: bytes = b"") -> bytes:
        """Return what is to be replied, or end the connection without a reply."""
        if isinstance(answer, bytes):
            return answer
        if answer in {Then.WAIT, Then.HANG}:
            await asyncio.sleep(self._server.hold_seconds)
        if answer is Then.WAIT:
            return usual
        if answer is Then.BITE:
            await super().push(b"354 go on")
            await self._reader.read(1)
        self.abort()
        await asyncio.Event().wait()  # until the lost connection cancels this
        raise AssertionError("a lost connection cancels its task")

    def _scripted(self, verb: str, method: Callable[[str | None], Awaitable[None]]) -> Any:
        async def run(argument: str | None) -> None:
            secret = verb == "AUTH" or argument is None
            self._server.note_command(verb if secret else f"{verb} {argument}")
            self._verb = verb
            step = self._server.step(verb, self._recipients(verb, argument or ""))
            if step is not None:
                await self.push(await self.perform(step.answer))
            elif verb == "MAIL" and self._must_log_in():
                await self.push("530 5.7.0 authentication required")
            else:
                await method(argument)

        return run

    def _recipients(self, verb: str, argument: str) -> list[str]:
        if verb == "RCPT":
            return [argument.partition("<")[2].rpartition(">")[0]]
        return self.envelope.rcpt_tos if self.envelope else []

    def _must_log_in(self) -> bool:
        session = self.session
        return bool(self._server.login and session and not session.authenticated)
