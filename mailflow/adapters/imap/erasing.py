"""Removing from the folders of a mailbox what was erased at the desk.

A mail that was moved has another UID there, so it is found by its size and known by its content.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from imapclient import DELETED, IMAPClient

from mailflow.adapters.imap.batches import in_batches
from mailflow.adapters.imap.session import Session
from mailflow.servers import Mailbox

IsErased = Callable[[bytes], bool]


class FolderErasure:
    """One folder of a mailbox, selected; mails in it are looked for and removed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def uidvalidity(self) -> int:
        """What the UIDs of this folder belong to."""
        return self._session.status.uidvalidity

    @property
    def name(self) -> str:
        """The folder as the settings name it."""
        return self._session.settings.folder

    def remove(self, size: int, uid: int | None, is_erased: IsErased) -> tuple[int, int]:
        """Remove a mail; return how many are gone, and how many are marked as deleted alone.

        `uid` is where it lay, in this folder and under this UIDVALIDITY. Without UIDPLUS
        (RFC 4315) a mail is marked only: a plain EXPUNGE would remove what others have marked.
        """
        with self._session.talk("looking for erased mail") as client:
            found = set(client.search(f"LARGER {max(size - 1, 0)} SMALLER {size + 1}"))
            if uid is not None:
                found |= set(client.search(f"UID {uid}"))
            erased = [one for one in sorted(found) if self._is_it(client, one, is_erased)]
            if not erased:
                return 0, 0
            client.add_flags(erased, [DELETED], silent=True)
            if not client.has_capability("UIDPLUS"):
                return 0, len(erased)
            for batch in in_batches((one, 0) for one in erased):
                client.uid_expunge(batch)
            return len(erased), 0

    def _is_it(self, client: IMAPClient, uid: int, is_erased: IsErased) -> bool:
        content = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        return isinstance(content, bytes) and is_erased(content)


@contextmanager
def folders_of(settings: Mailbox) -> Iterator[tuple[FolderErasure, ...]]:
    """Return the folders that mails of a mailbox lie in, each over a connection of its own."""
    names = [settings.folder]
    if settings.filing == "move" and settings.processed_folder:
        names.append(settings.processed_folder)
    sessions = [
        Session(settings.model_copy(update={"folder": name, "processed_folder": ""}))
        for name in names
    ]
    try:
        for one in sessions:
            one.connect()
        yield tuple(FolderErasure(one) for one in sessions)
    finally:
        for one in sessions:
            one.close()
