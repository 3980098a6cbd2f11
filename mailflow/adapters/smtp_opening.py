"""Opening an SMTP connection: greeting, TLS and login; the only home of aiosmtplib."""

import asyncio
import ssl
from contextlib import ExitStack

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from mailflow.adapters.smtp_dialogue import Dialogue
from mailflow.adapters.smtp_replies import Reply, failure
from mailflow.servers import Smtp

_TROUBLE = (SMTPException, OSError, ValueError)


class Opening:
    """Opens one connection after another to the server of the settings."""

    def __init__(self, settings: Smtp, local_hostname: str) -> None:
        self._settings = settings
        self._local_hostname = local_hostname
        self._client = SMTP(local_hostname=local_hostname)  # refuses a name that is none
        self._transport: asyncio.BaseTransport | None = None

    async def open(self) -> Dialogue | Reply:
        """Connect, secure, greet and log in; or return what went wrong, never a mail's fault."""
        with ExitStack() as on_failure:
            on_failure.callback(self._give_up)
            for name, step in (
                ("TLS", self._prepare),
                ("connection", self._connect),
                ("TLS", self._secure),
                ("login", self._log_in),
            ):
                try:
                    await step()
                except _TROUBLE as error:
                    return _failure(name, error)
            dialogue = self._taken_over()
            if dialogue is None:
                return failure("connection", ConnectionResetError("Connection lost"))
            on_failure.pop_all()
            return dialogue

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

    def _taken_over(self) -> Dialogue | None:
        """Take the connection from the client, which knows no pipelining, if it is still open."""
        transport = self._transport
        if not isinstance(transport, asyncio.Transport) or transport.is_closing():
            return None
        return Dialogue(transport, frozenset(self._client.esmtp_extensions))

    def _give_up(self) -> None:
        """Close at once: TLS would otherwise wait for the peer's good-bye."""
        self._client.close()
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
        self._transport = None


def _failure(step: str, error: Exception) -> Reply:
    """Return what came in place of success; a refusal has the server's code."""
    name = "TLS" if isinstance(error.__cause__, ssl.SSLError) else step
    if isinstance(error, SMTPResponseException) and error.code > 0:
        return Reply(error.code, f"{name}: {error.message}", ours=True)
    return failure(name, error)
