"""Finding and fetching new mail; one that cannot be had never holds up the next (promise P4)."""

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from mailflow.adapters.imap.announcements import forget_announcements
from mailflow.adapters.imap.batches import in_batches, search_windows
from mailflow.adapters.imap.obstacles import Obstacles
from mailflow.adapters.imap.session import Session
from mailflow.errors import MailboxUnavailableError
from mailflow.identity import MEBIBYTE

log = logging.getLogger(__name__)

UNREADABLE_IN_A_ROW = 10  # more than that is no matter of single mails

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server keeps it; `received_at` is its INTERNALDATE in UTC."""

    uid: int
    received_at: datetime
    content: bytes = field(repr=False)


class Reading:
    """What is asked of a session to get at mails."""

    def __init__(self, session: Session, obstacles: Obstacles) -> None:
        self._session = session
        self._obstacles = obstacles
        self._largest = session.settings.largest_mail_mb * MEBIBYTE
        self._failed_in_a_row = 0
        self._why = ""

    def new_uids(self, after: int) -> tuple[int, ...]:
        """Return the UIDs above `after`, ascending, then those stepped over that are due again.

        `n:*` names the last mail even when its UID is below n (RFC 9051 section 9, seq-range).
        """
        found: set[int] = set()
        self._obstacles.under(self._session.status.uidvalidity)
        with self._session.talk("searching for new mail") as client:
            if not self._session.is_fresh:
                client.noop()  # a server may search what it told of before, and tell of more after
            self._session.is_fresh = False
            forget_announcements(client)
            for window in search_windows(after, self._session.status.uidnext):
                found.update(client.search(f"UID {window}"))
        return self._obstacles.sift({uid for uid in found if uid > after}, after)

    def fetch_batches(self, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        r"""Yield the mails in order, a bounded number and size at a time, without setting \Seen.

        A mail that vanished meanwhile is absent. When the server refuses some mails or hangs up
        over them (Dovecot does when it cannot read the file), they are fetched again one by one
        on a new connection. One that fails alone, too, or is larger than `largest_mail_mb`, is
        stepped over: it stays in the folder and is tried again later.
        """
        self._obstacles.under(self._session.status.uidvalidity)
        known = set(self._obstacles.uids)
        self._failed_in_a_row = 0
        for asked in in_batches((uid, 0) for uid in uids if uid not in known):
            yield from self._together(asked)
        for uid in uids:
            if uid in known:
                yield from self._alone(uid)

    def _together(self, uids: list[int]) -> Iterator[list[Fetched]]:
        sizes = self._attempt(partial(self._sizes, uids))
        if sizes is None:
            for uid in uids:
                yield from self._alone(uid)
            return
        for batch in in_batches(self._bearable(sizes)):
            found = self._attempt(partial(self._fetch, batch))
            if found:
                yield found
            elif found is None:
                for uid in batch:
                    yield from self._alone(uid)

    def _alone(self, uid: int) -> Iterator[list[Fetched]]:
        found = self._attempt(partial(self._measured, uid))
        if found is None:
            self._step_over(uid, f"the server does not hand it out ({self._why})")
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= UNREADABLE_IN_A_ROW:
                raise MailboxUnavailableError(f"{self._session}: no mail can be read: {self._why}")
            return
        self._failed_in_a_row = 0
        if found:
            yield found

    def _attempt(self, ask: Callable[[], AnswerT]) -> AnswerT | None:
        """Return the answer, or None after a failure behind which the session goes on."""
        try:
            return ask()
        except MailboxUnavailableError as error:
            self._why = str(error).removeprefix(f"{self._session}: ").partition("; if this")[0]
            self._session.resume()
            return None

    def _measured(self, uid: int) -> list[Fetched]:
        """Fetch one mail, whatever is known of its size."""
        try:
            sizes = self._sizes([uid])
        except MailboxUnavailableError:
            if not self._session.is_open:
                raise
            sizes = [(uid, 0)]  # this server refuses to tell
        return [mail for size in self._bearable(sizes) for mail in self._fetch([size[0]])]

    def _sizes(self, uids: list[int]) -> list[tuple[int, int]]:
        with self._session.talk("asking for the sizes of mails") as client:
            found = client.fetch(uids, ["RFC822.SIZE"])
        return [(uid, found[uid].get(b"RFC822.SIZE", 0)) for uid in uids if uid in found]

    def _bearable(self, sizes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for uid, size in sizes:
            if size <= self._largest:
                yield uid, size
            else:
                megabytes = f"{size / MEBIBYTE:.0f} MB, `largest_mail_mb` is"
                megabytes += f" {self._session.settings.largest_mail_mb}"
                self._step_over(uid, megabytes)

    def _step_over(self, uid: int, why: str) -> None:
        self._obstacles.add(uid)
        log.warning(
            "%s: UID %s of %r is stepped over: %s; it stays there and is tried again later,"
            " look at it with another mail program",
            self._session,
            uid,
            self._session.settings.folder,
            why,
        )

    def _fetch(self, uids: list[int]) -> list[Fetched]:
        with self._session.talk("fetching mail") as client:
            found = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
        return [_fetched(uid, found[uid]) for uid in uids if _is_mail(found.get(uid))]


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
