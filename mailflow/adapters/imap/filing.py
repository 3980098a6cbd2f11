"""Filing away on the server what is durable here (promise P1)."""

import logging
from collections.abc import Sequence
from enum import Enum

from imapclient import DELETED, SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError

from mailflow.adapters.imap.batches import in_batches
from mailflow.adapters.imap.session import Session
from mailflow.adapters.imap.trouble import is_refusal, said
from mailflow.errors import MailboxRefusedError, MailboxUnavailableError

log = logging.getLogger(__name__)

FILED = b"MailflowFiled"  # keyword of mail that stays in place


class Way(Enum):
    """How a mail is filed away."""

    MOVE = "move"  # RFC 6851
    COPY = "copy"  # then expunge just these: UIDPLUS, RFC 4315
    DELETE = "delete"  # likewise
    FLAG = "flag"


class Filing:
    """Files mails of a session away; what the server refuses is told once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told: set[str] = set()

    def file_away(self, uids: Sequence[int]) -> tuple[int, ...]:
        r"""Mark the mails \Seen and move, delete or leave them, as `filing` says.

        Returns the UIDs that are done with; vanished ones are, and those that the server refuses
        to move are not. A server without the extensions that removing only these mails takes
        leaves them in place, marked by a keyword: a plain EXPUNGE would remove what others have
        marked as deleted.
        """
        done: list[int] = []
        for batch in in_batches((uid, 0) for uid in uids):
            with self._session.talk("filing away mail") as client:
                refused = self._file_present(client, batch)
            done += (uid for uid in batch if uid not in refused)
        return tuple(done)

    def _file_present(self, client: IMAPClient, uids: list[int]) -> set[int]:
        """Return what was refused, once more after a mail vanished just now (RFC 2180 4.2)."""
        for may_fail in (True, False):
            present = client.search(f"UID {','.join(map(str, uids))}")
            try:
                if present:
                    self._file(client, present)
                return set()
            except IMAPClientError as error:
                if not is_refusal(error):
                    raise
                if not may_fail:
                    self._tell(f"the server refuses: {said(error)}; they are tried again later")
            client.noop()
            self._provide_again()
        return set(present)

    def _provide_again(self) -> None:
        """Create the processed folder, which somebody may have removed."""
        try:
            if self._session.processed_folder:
                self._session.provide_processed_folder()
        except (MailboxRefusedError, MailboxUnavailableError):
            if not self._session.is_open:
                raise

    def _file(self, client: IMAPClient, uids: list[int]) -> None:
        way = self._way(client)
        keyword = way is Way.FLAG and self._session.keywords_allowed
        client.add_flags(uids, [SEEN, FILED] if keyword else [SEEN], silent=True)
        if way is Way.MOVE:
            client.move(uids, self._session.processed_folder)
        if way is Way.COPY:
            client.copy(uids, self._session.processed_folder)
        if way in {Way.COPY, Way.DELETE}:
            client.add_flags(uids, [DELETED], silent=True)
            client.uid_expunge(uids)

    def _way(self, client: IMAPClient) -> Way:
        if self._session.settings.filing == "flag":
            return Way.FLAG
        deletes = self._session.settings.filing == "delete"
        if not deletes and not self._session.processed_folder:
            return Way.FLAG
        if not deletes and client.has_capability("MOVE"):
            return Way.MOVE
        if client.has_capability("UIDPLUS"):
            return Way.DELETE if deletes else Way.COPY
        self._tell("the server knows no UIDPLUS, without which others' mail might go, too")
        return Way.FLAG

    def _tell(self, why: str) -> None:
        if why not in self._told:
            self._told.add(why)
            folder = self._session.settings.folder
            log.warning("%s: mails stay in %r, marked: %s", self._session, folder, why)
