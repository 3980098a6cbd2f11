"""The connection to one folder of an IMAP server, from the socket to the selected folder."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
)

from mailflow.adapters.imap.folder_names import name_on_server, provide
from mailflow.adapters.imap.trouble import TROUBLE, is_refusal, may_pass, said
from mailflow.errors import MailboxRefusedError, MailboxUnavailableError, MailflowError
from mailflow.servers import Mailbox

FAREWELL_SECONDS = 1.0  # a stopping worker waits no longer for a server's good-bye
SIGN_OF_LIFE_SECONDS = 30.0  # how long to wait for an answer that costs the server nothing (P10)


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """What names mails in a folder (RFC 9051 section 2.3.1.1)."""

    uidvalidity: int
    uidnext: int


class Session:
    """One connection at a time; what breaks it leaves as an error of ours."""

    def __init__(self, settings: Mailbox) -> None:
        self.settings = settings
        self.status = FolderStatus(0, 0)
        self.keywords_allowed = False
        self.is_fresh = False
        """Whether the server has just told of new mail, and no search followed."""
        self.processed_folder = settings.processed_folder if settings.filing == "move" else ""
        self._folder = settings.folder
        self._client: IMAPClient | None = None

    def __str__(self) -> str:
        return f"mailbox {self.settings.name!r} at {self.settings.host}:{self.settings.port}"

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as we know."""
        return self._client is not None

    def connect(self) -> FolderStatus:
        """Log in, provide the processed folder and select the folder that is read."""
        self.close()
        self.is_fresh = False
        self._check_folders()
        try:
            self._open()
            self._login()
            self._find_folders()
            self.status = self._select()
        except MailflowError:
            self.drop()
            raise
        return self.status

    def noop(self) -> FolderStatus:
        """Prove that the session lives and that UIDs still mean the same mails.

        The folder is selected again, since STATUS is not for the selected one (RFC 9051
        section 6.3.11). A session that has just told of new mail has proven both: UIDs do not
        change within one, and opening the folder would cost more than the mail.
        """
        if self.is_open and self.is_fresh:
            return self.status
        with self.talk("asking for a sign of life") as client, self.within(SIGN_OF_LIFE_SECONDS):
            client.noop()
        known, self.status = self.status, self._select()
        self._expect(known)
        return self.status

    def resume(self) -> None:
        """Go on after a failure, on a new connection where it broke the old one."""
        if not self.is_open:
            known = self.status
            self.connect()
            self._expect(known)

    def _expect(self, known: FolderStatus) -> None:
        if self.status.uidvalidity != known.uidvalidity:
            self.drop()
            raise MailboxUnavailableError(
                f"{self}: UIDVALIDITY of {self.settings.folder!r} changed from"
                f" {known.uidvalidity} to {self.status.uidvalidity}; connect again"
            )

    @contextlib.contextmanager
    def talk(self, doing: str, remedy: str = "") -> Iterator[IMAPClient]:
        """Lend the connection; whatever breaks it leaves as an error of ours, so do refusals.

        With a `remedy` a refusal is for good, without one it may pass.
        """
        if self._client is None:
            raise MailboxUnavailableError(f"{self}: {doing}: not connected; connect first")
        try:
            yield self._client
        except TROUBLE as error:
            if isinstance(error, MailflowError):
                raise
            if not is_refusal(error):
                self.drop()
            raise self._problem(doing, remedy, error) from None

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give each answer no more than so many seconds for a while."""
        patience = self.settings.timeout_seconds
        self._be_patient(min(seconds, patience))
        try:
            yield
        finally:
            self._be_patient(patience)

    def _be_patient(self, seconds: float) -> None:
        if self._client is not None:
            self._client.socket().settimeout(seconds)

    def close(self) -> None:
        """Log out; a server that does not answer is left without a word."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.socket().settimeout(FAREWELL_SECONDS)
            client.logout()
        except TROUBLE:
            _hang_up(client)

    def drop(self) -> None:
        """Hang up."""
        client, self._client = self._client, None
        if client is not None:
            _hang_up(client)

    def _check_folders(self) -> None:
        names = {self.settings.folder, self.processed_folder}
        if len(names) == 1 or {name.upper() for name in names} == {"INBOX"}:
            raise MailboxRefusedError(
                f"{self}: `folder` and `processed_folder` are the same,"
                f" {self.settings.folder!r}; name another one, or none to leave mail in place"
            )

    def _open(self) -> None:
        settings = self.settings
        context = self._trust()
        try:
            self._client = IMAPClient(
                settings.host,
                settings.port,
                ssl=settings.tls == "implicit",
                ssl_context=context,
                timeout=SocketTimeout(settings.timeout_seconds, settings.timeout_seconds),
            )
            # imaplib sends a command in pieces, which would wait 40 ms for a delayed ACK
            self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except TROUBLE as error:
            raise self._problem("connecting", "", error) from None
        self._client.normalise_times = False  # aware times
        # imapclient makes imaplib format all it receives, at any log level: seconds a large mail.
        self._client._imap.debug = 0  # noqa: SLF001
        if settings.tls == "starttls":
            remedy = 'use tls = "implicit" and the port for it, or enable STARTTLS on the server'
            with self.talk("starting TLS", remedy) as client:
                client.starttls(context)

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.settings.ca_file)
        except OSError as error:
            raise MailboxRefusedError(
                f"{self}: no certificates in `ca_file` {self.settings.ca_file}: {error};"
                " name a PEM file that can be read"
            ) from None

    def _login(self) -> None:
        """AUTHENTICATE PLAIN carries any password (RFC 4616), LOGIN only ASCII.

        imapclient calls everything a failed login, a connection that broke meanwhile too.
        """
        user, password = self.settings.username, self._password()
        with self.talk("logging in", "check `username` and the password") as client:
            try:
                if client.has_capability("AUTH=PLAIN"):
                    client.plain_login(user, password)
                else:
                    client.login(user, password)
            except UnicodeEncodeError:
                raise LoginError("this server takes ASCII passwords only") from None
            except LoginError as error:
                broken = isinstance(error.__context__, IMAPClientAbortError)
                kind = IMAPClientAbortError if broken else LoginError
                raise kind(str(error).replace(password or "\0", "***")) from None

    def _password(self) -> str:
        try:
            return self.settings.password().get_secret_value()
        except (OSError, UnicodeDecodeError) as error:
            raise MailboxRefusedError(
                f"{self}: `password_file` {self.settings.password_file} cannot be read"
                f" ({type(error).__name__}); make it a UTF-8 file that mailflow may read"
            ) from None

    def _find_folders(self) -> None:
        with self.talk("asking for the names of folders") as client:
            self._folder = name_on_server(client, self.settings.folder)
        if self.settings.filing == "move" and self.settings.processed_folder:
            self.provide_processed_folder()

    def provide_processed_folder(self) -> None:
        """Find out how the server calls the processed folder; create it where it is missing."""
        name = self.settings.processed_folder
        remedy = "check `processed_folder`; some servers want a prefix such as INBOX."
        with self.talk(f"creating folder {name!r}", remedy) as client:
            self.processed_folder = name_on_server(client, name)
            provide(client, self.processed_folder)

    def _select(self) -> FolderStatus:
        name = self.settings.folder
        remedy = "check that `folder` exists and that this user may read and write it"
        with self.talk(f"opening folder {name!r}", remedy) as client:
            found = client.select_folder(self._folder)
            if b"UIDVALIDITY" not in found or b"UIDNEXT" not in found:
                raise IMAPClientError("the server names no UIDVALIDITY or UIDNEXT")
        self.keywords_allowed = b"\\*" in found.get(b"PERMANENTFLAGS", ())
        return FolderStatus(found[b"UIDVALIDITY"], found[b"UIDNEXT"])

    def _problem(self, doing: str, remedy: str, error: Exception) -> MailflowError:
        what = f"{self}: {doing}: {said(error)}"
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailboxRefusedError(
                f"{what}; name the certificate of its authority as `ca_file`, or correct `host`"
            )
        if isinstance(error, IMAPClientReadOnlyError):
            return MailboxRefusedError(f"{what}; give this user the right to write there")
        if remedy and is_refusal(error) and not may_pass(error):
            return MailboxRefusedError(f"{what}; {remedy}")
        if is_refusal(error):
            return MailboxUnavailableError(what)
        if isinstance(error, TimeoutError):
            what += f" (no answer within {self.settings.timeout_seconds:g} s)"
        return MailboxUnavailableError(f"{what}; if this lasts, check `host`, `port` and `tls`")


def _hang_up(client: IMAPClient) -> None:
    with contextlib.suppress(OSError):  # already closed by the other side
        client.shutdown()
