"""`ImapMailbox`: all that the desk does with a mailbox, over one session at a time."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Self

from mailflow.adapters.imap.filing import Filing
from mailflow.adapters.imap.idling import Idling
from mailflow.adapters.imap.obstacles import Obstacles
from mailflow.adapters.imap.reading import Fetched, Reading
from mailflow.adapters.imap.session import FolderStatus, Session
from mailflow.servers import Mailbox


class ImapMailbox:
    """A connection to one mailbox; not for use by two threads at once.

    It may be connected again and again; then it still knows which mails it stepped over.
    `on_stored` is called whenever mails became durable.
    """

    def __init__(self, settings: Mailbox, on_stored: Callable[[], None] | None = None) -> None:
        self._on_stored = on_stored
        self._session = Session(settings)
        self._obstacles = Obstacles()
        self._reading = Reading(self._session, self._obstacles)
        self._filing = Filing(self._session)
        self._idling = Idling(self._session)

    def __str__(self) -> str:
        return str(self._session)

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect(self) -> FolderStatus:
        """Log in, provide the processed folder and select the folder that is read."""
        return self._session.connect()

    def noop(self) -> FolderStatus:
        """Prove that the session lives and that UIDs still mean the same mails."""
        return self._session.noop()

    def new_uids(self, after: int) -> tuple[int, ...]:
        """Return the UIDs above `after` that are to be fetched; see `Reading.new_uids`."""
        if found := self._reading.new_uids(after):
            self._idling.believe()
        return found

    def fetch_batches(self, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        """Yield the mails, some at a time; see `Reading.fetch_batches`."""
        return self._reading.fetch_batches(uids)

    def limit(self, uids: Sequence[int]) -> int | None:
        """Return the lowest UID stepped over that is not among these: no position may reach it."""
        return self._obstacles.limit(uids)

    def stored(self, uids: Sequence[int]) -> None:
        """Hear that these mails are durable."""
        self._obstacles.stored(uids)
        if self._on_stored is not None:
            self._on_stored()

    @property
    def stepped_over(self) -> tuple[int, ...]:
        """The UIDs of mails that lie there and could not be taken, ascending."""
        return self._obstacles.uids

    def file_away(self, uids: Sequence[int]) -> tuple[int, ...]:
        """File mails away as the settings say; see `Filing.file_away`."""
        return self._filing.file_away(uids)

    @property
    def can_idle(self) -> bool:
        """Whether settings and server allow `wait_for_news`."""
        return self._idling.is_possible

    def wait_for_news(self, seconds: float, stop: Event) -> bool:
        """Wait until the server tells of new mail; see `Idling.wait_for_news`."""
        return self._idling.wait_for_news(seconds, stop)

    def close(self) -> None:
        """Log out; a server that does not answer is left without a word."""
        self._session.close()
