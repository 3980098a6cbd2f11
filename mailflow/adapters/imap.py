"""One support mailbox on an IMAP server (RFC 9051, RFC 3501), the only home of imapclient.

A session has one UIDVALIDITY: a change of it ends the session as any error does, and `connect`
begins the next. Errors do not carry the library's own, which quote what went over the line: the
password or a mail (promise P16).
"""

import contextlib
import re
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from imapclient import DELETED, SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
    ProtocolError,
)

from mailflow.errors import MailboxRefusedError, MailboxUnavailableError, MailflowError
from mailflow.settings import MEBIBYTE, Mailbox

BATCH_MAILS = 50
BATCH_BYTES = 32 * MEBIBYTE
SEARCH_WINDOW = 50_000  # UIDs: their answer stays below the 1,000,000 bytes imaplib reads a line
FAREWELL_SECONDS = 1.0  # a stopping worker waits no longer for a server's good-bye
FILED = b"MailflowFiled"  # keyword of mail that cannot be moved

_TROUBLE = (OSError, IMAPClientError, ValueError, LookupError)
_PASSING = re.compile(r"\[(UNAVAILABLE|INUSE|SERVERBUG|LIMIT|OVERQUOTA)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """What names mails in a folder (RFC 9051 section 2.3.1.1)."""

    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server keeps it; `received_at` is its INTERNALDATE in UTC."""

    uid: int
    received_at: datetime
    content: bytes = field(repr=False)


class ImapMailbox:
    """A connection to one mailbox; not for use by two threads at once."""

    def __init__(self, settings: Mailbox) -> None:
        self._settings = settings
        self._client: IMAPClient | None = None
        self._status = FolderStatus(0, 0)
        self._keywords_allowed = False

    def __str__(self) -> str:
        return f"mailbox {self._settings.name!r} at {self._settings.host}:{self._settings.port}"

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect(self) -> FolderStatus:
        """Log in, provide the processed folder and select the folder that is read."""
        self.close()
        self._check_folders()
        self._open()
        self._login()
        if self._settings.processed_folder:
            self._provide_processed_folder()
        self._status = self._select()
        return self._status

    def noop(self) -> FolderStatus:
        """Prove that the session lives and that UIDs still mean the same mails.

        The folder is selected again, since STATUS is not for the selected one (RFC 9051
        section 6.3.11).
        """
        known, self._status = self._status, self._select()
        if self._status.uidvalidity != known.uidvalidity:
            self._drop()
            raise MailboxUnavailableError(
                f"{self}: UIDVALIDITY of {self._settings.folder!r} changed from"
                f" {known.uidvalidity} to {self._status.uidvalidity}; connect again"
            )
        return self._status

    def new_uids(self, after: int) -> tuple[int, ...]:
        """Return the UIDs above `after`, ascending.

        `n:*` names the last mail even when its UID is below n (RFC 9051 section 9, seq-range).
        """
        found: set[int] = set()
        with self._talk("searching for new mail") as client:
            client.noop()  # a server may search what it told of before, and tell of more after
            for window in search_windows(after, self._status.uidnext):
                found.update(client.search(f"UID {window}"))
        return tuple(sorted(uid for uid in found if uid > after))

    def fetch_batches(self, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        r"""Yield the mails in order, a bounded number and size at a time, without setting \Seen.

        A mail that vanished meanwhile is absent. One that the server refuses to hand out does not
        hold up the others: it is reported by MailboxUnavailableError after the last of them.
        """
        unreadable: list[int] = []
        for asked in in_batches((uid, 0) for uid in uids):
            for batch in in_batches(self._sizes(asked)):
                if found := self._fetch(batch, unreadable):
                    yield found
        if unreadable:
            raise MailboxUnavailableError(
                f"{self}: the server refuses to hand out UID {', '.join(map(str, unreadable))} of"
                f" {self._settings.folder!r}; look at these mails with another mail program"
            )

    def file_away(self, uids: Sequence[int]) -> None:
        r"""Mark the mails \Seen and move them to the processed folder; vanished ones are no error.

        A server without MOVE (RFC 6851) copies and expunges just these (UIDPLUS, RFC 4315). One
        without both leaves them in place, marked by a keyword: a plain EXPUNGE would remove what
        others have marked as deleted.
        """
        for batch in in_batches((uid, 0) for uid in uids):
            with self._talk("filing away mail") as client:
                if present := client.search(f"UID {','.join(map(str, batch))}"):
                    self._file(client, present)

    def close(self) -> None:
        """Log out; a server that does not answer is left without a word."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.socket().settimeout(FAREWELL_SECONDS)
            client.logout()
        except _TROUBLE:
            _hang_up(client)

    def _check_folders(self) -> None:
        names = {self._settings.folder, self._settings.processed_folder}
        if len(names) == 1 or {name.upper() for name in names} == {"INBOX"}:
            raise MailboxRefusedError(
                f"{self}: `folder` and `processed_folder` are the same,"
                f" {self._settings.folder!r}; name another one, or none to leave mail in place"
            )

    def _open(self) -> None:
        settings = self._settings
        context = self._trust()
        try:
            self._client = IMAPClient(
                settings.host,
                settings.port,
                ssl=settings.tls == "implicit",
                ssl_context=context,
                timeout=SocketTimeout(settings.timeout_seconds, settings.timeout_seconds),
            )
        except _TROUBLE as error:
            raise self._problem("connecting", "", error) from None
        self._client.normalise_times = False  # aware times
        # imapclient makes imaplib format all it receives, at any log level: seconds a large mail.
        self._client._imap.debug = 0  # noqa: SLF001
        if settings.tls == "starttls":
            remedy = 'use tls = "implicit" and the port for it, or enable STARTTLS on the server'
            with self._talk("starting TLS", remedy) as client:
                client.starttls(context)

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._settings.ca_file)
        except OSError as error:
            raise MailboxRefusedError(
                f"{self}: no certificates in `ca_file` {self._settings.ca_file}: {error};"
                " name a PEM file that can be read"
            ) from None

    def _login(self) -> None:
        """AUTHENTICATE PLAIN carries any password (RFC 4616), LOGIN only ASCII.

        imapclient calls everything a failed login, a connection that broke meanwhile too.
        """
        user, password = self._settings.username, self._password()
        with self._talk("logging in", "check `username` and the password") as client:
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
            return self._settings.password().get_secret_value()
        except (OSError, UnicodeDecodeError) as error:
            raise MailboxRefusedError(
                f"{self}: `password_file` {self._settings.password_file} cannot be read"
                f" ({type(error).__name__}); make it a UTF-8 file that mailflow may read"
            ) from None

    def _provide_processed_folder(self) -> None:
        name = self._settings.processed_folder
        remedy = "check `processed_folder`; some servers want a prefix such as INBOX."
        with self._talk(f"creating folder {name!r}", remedy) as client:
            try:
                client.folder_status(name, ["UIDVALIDITY"])
            except IMAPClientError as error:
                if not _is_refusal(error):
                    raise
                client.create_folder(name)
                client.subscribe_folder(name)

    def _select(self) -> FolderStatus:
        name = self._settings.folder
        remedy = "check that `folder` exists and that this user may read and write it"
        with self._talk(f"opening folder {name!r}", remedy) as client:
            found = client.select_folder(name)
            if b"UIDVALIDITY" not in found or b"UIDNEXT" not in found:
                raise IMAPClientError("the server names no UIDVALIDITY or UIDNEXT")
        self._keywords_allowed = b"\\*" in found.get(b"PERMANENTFLAGS", ())
        return FolderStatus(found[b"UIDVALIDITY"], found[b"UIDNEXT"])

    def _sizes(self, uids: list[int]) -> list[tuple[int, int]]:
        with self._talk("asking for the sizes of mails") as client:
            try:
                found = client.fetch(uids, ["RFC822.SIZE"])
            except IMAPClientError as error:
                if not _is_refusal(error):
                    raise
                return [(uid, BATCH_BYTES) for uid in uids]  # then each on its own
        return [(uid, found[uid].get(b"RFC822.SIZE", 0)) for uid in uids if uid in found]

    def _fetch(self, uids: list[int], unreadable: list[int]) -> list[Fetched]:
        """Fetch mails together, or one by one where the server refuses (RFC 2180 section 4.1)."""
        with self._talk("fetching mail") as client:
            try:
                found = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
            except IMAPClientError as error:
                if not _is_refusal(error):
                    raise
                found = None
        if found is not None:
            return [_fetched(uid, found[uid]) for uid in uids if _is_mail(found.get(uid))]
        if len(uids) > 1:
            return [mail for uid in uids for mail in self._fetch([uid], unreadable)]
        unreadable.extend(uids)
        return []

    def _file(self, client: IMAPClient, uids: list[int]) -> None:
        folder = self._settings.processed_folder
        move = folder and client.has_capability("MOVE")
        copy = folder and client.has_capability("UIDPLUS")
        keep = not (move or copy) and self._keywords_allowed
        client.add_flags(uids, [SEEN, FILED] if keep else [SEEN], silent=True)
        if move:
            client.move(uids, folder)
        elif copy:
            client.copy(uids, folder)
            client.add_flags(uids, [DELETED], silent=True)
            client.uid_expunge(uids)

    @contextlib.contextmanager
    def _talk(self, doing: str, remedy: str = "") -> Iterator[IMAPClient]:
        """Lend the connection; whatever goes wrong ends it and leaves as an error of ours.

        With a `remedy` a refusal is for good, without one it may pass.
        """
        if self._client is None:
            raise MailboxUnavailableError(f"{self}: {doing}: not connected; connect first")
        try:
            yield self._client
        except MailflowError:
            self._drop()
            raise
        except _TROUBLE as error:
            self._drop()
            raise self._problem(doing, remedy, error) from None

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            _hang_up(client)

    def _problem(self, doing: str, remedy: str, error: Exception) -> MailflowError:
        what = f"{self}: {doing}: {_said(error)}"
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailboxRefusedError(
                f"{what}; name the certificate of its authority as `ca_file`, or correct `host`"
            )
        if isinstance(error, IMAPClientReadOnlyError):
            return MailboxRefusedError(f"{what}; give this user the right to write there")
        if remedy and _is_refusal(error) and not _PASSING.search(str(error)):
            return MailboxRefusedError(f"{what}; {remedy}")
        if isinstance(error, TimeoutError):
            what += f" (no answer within {self._settings.timeout_seconds:g} s)"
        return MailboxUnavailableError(f"{what}; if this lasts, check `host`, `port` and `tls`")


def search_windows(after: int, uidnext: int) -> Iterator[str]:
    """Yield UID ranges that cover all above `after`, the last one open: mail may have come since.

    >>> list(search_windows(0, 120_000))
    ['1:50000', '50001:100000', '100001:*']
    """
    start = after + 1
    while uidnext - start > SEARCH_WINDOW:
        yield f"{start}:{start + SEARCH_WINDOW - 1}"
        start += SEARCH_WINDOW
    yield f"{start}:*"


def in_batches(sizes: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Cut (UID, bytes) pairs into lists of bounded length and weight; none is empty."""
    batch: list[int] = []
    weight = 0
    for uid, size in sizes:
        if batch and (len(batch) == BATCH_MAILS or weight + size > BATCH_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(uid)
        weight += size
    if batch:
        yield batch


def _is_mail(item: dict[bytes, Any] | None) -> bool:
    """Tell a mail from one that vanished: absent, flags alone, or NIL (RFC 2180 section 4.1.3)."""
    return item is not None and isinstance(item.get(b"BODY[]"), bytes)


def _fetched(uid: int, item: dict[bytes, Any]) -> Fetched:
    return Fetched(uid, _received_at(item.get(b"INTERNALDATE")), item[b"BODY[]"])


def _received_at(internal_date: datetime | None) -> datetime:
    """Return the time in UTC; the present for one that no calendar knows, so that it blocks none.

    RFC 9051 section 2.3.3: a client may have chosen it.
    """
    if internal_date is not None:
        with contextlib.suppress(OverflowError):
            return internal_date.astimezone(UTC)
    return datetime.now(UTC)


def _is_refusal(error: Exception) -> bool:
    """Tell a tagged NO or BAD, after which the session goes on, from its end."""
    return isinstance(error, IMAPClientError) and not isinstance(
        error, (IMAPClientAbortError, ProtocolError)
    )


def _said(error: Exception) -> str:
    """Return the reason on one short line, without lines of a mail that the library quotes."""
    if isinstance(error, OSError):
        return str(error)
    if isinstance(error, ProtocolError) or not isinstance(error, IMAPClientError):
        return f"the answer is not IMAP ({type(error).__name__})"
    words = re.sub(r"""^b(['"])(.*)\1$""", r"\2", str(error))
    return re.split(r"""[:>] b['"]""", words)[0][:200]


def _hang_up(client: IMAPClient) -> None:
    with contextlib.suppress(OSError):  # already closed by the other side
        client.shutdown()
