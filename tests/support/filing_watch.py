"""Sees on the IMAP server's disk which mails were filed away, and whether too early (P1)."""

from collections.abc import Iterator
from pathlib import Path

from support.dovecot import Dovecot
from support.truth import EVERYTHING, marked, stored_mails

from mailflow.adapters.store.contract import Store

HEAD_BYTES = 16_384


class FilingWatch:
    """Watches one mailbox; `flags_count` where nobody else marks mails as read there."""

    def __init__(self, dovecot: Dovecot, user: str, *, flags_count: bool = True) -> None:
        self.filed: set[int] = set()
        self.premature: set[int] = set()
        """Numbers of samples that were filed away while their bytes were not stored."""
        self._flags_count = flags_count
        self._inbox = dovecot.maildir(user)
        self._known: set[str] = set()
        self._stored: set[int] = set()

    def look(self, store: Store) -> None:
        """First look at the server, then into the store: whatever is filed must be stored."""
        found = {path.name: marked(_head(path)) for path in self._fresh()}
        numbers = {number for number in found.values() if number is not None}
        if not numbers <= self._stored:
            self._stored = _stored_numbers(store)
        self._known.update(name for name, number in found.items() if number is not None)
        self.filed |= numbers
        self.premature |= numbers - self._stored

    def _fresh(self) -> Iterator[Path]:
        for part in (".Processed/new", ".Processed/cur"):
            folder = self._inbox / part
            if folder.is_dir():
                yield from (path for path in folder.iterdir() if path.name not in self._known)
        if self._flags_count:
            for path in (self._inbox / "cur").iterdir():
                if "S" in path.name.rpartition(":2,")[2] and path.name not in self._known:
                    yield path


def _head(path: Path) -> bytes:
    """Return the beginning of a mail; nothing where the server has just moved it.

    It may turn up elsewhere under the very same name.
    """
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError:
        return b""


def _stored_numbers(store: Store) -> set[int]:
    with store.read() as work:
        mails = [*stored_mails(work), *map(work.mails.get, work.mails.waiting(EVERYTHING))]
    return {number for number in (marked(mail.content) for mail in mails) if number is not None}
