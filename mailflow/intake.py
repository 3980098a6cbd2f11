"""Intake: fetch -> keep raw bytes durably -> only then file away on the server (promise P1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.adapters.clock import Clock
from mailflow.adapters.imap import Fetched, FolderStatus, ImapMailbox
from mailflow.adapters.store.contract import Store, Work
from mailflow.adapters.tombstoning import keep
from mailflow.core.audit_chains import Mac
from mailflow.core.folders import FolderPosition, Location
from mailflow.servers import Mailbox

FILING_BATCH = 200


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one look at a mailbox brought: mails found, and how many were new to us.

    `stepped_over` are the UIDs of mails that lie there and could not be had.
    """

    found: int = 0
    new: int = 0
    stepped_over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """Pulls one mailbox into the store; each batch is one transaction of the given store."""

    store: Store
    settings: Mailbox
    clock: Clock
    mac: Mac

    def pull(self, mailbox: ImapMailbox, status: FolderStatus) -> Pulled:
        """Fetch what is new, and file away what is stored.

        1. What an earlier run stored but did not file away is filed away first.
        2. New UIDs are fetched in ascending batches; each batch is committed with its position.
        3. Only then is the batch filed away.

        The position never passes a mail that was stepped over: what cannot be had now is met
        again by the next process, and what it meets twice above it is known by its content.
        """
        position = self._position(status)
        self._file_away(mailbox, status)
        found = new = 0
        for batch in mailbox.fetch_batches(mailbox.new_uids(position.last_uid)):
            uids = [one.uid for one in batch]
            new += self._keep(batch, position, status, mailbox.limit(uids))
            mailbox.stored(uids)
            found += len(batch)
            self._file_away(mailbox, status)
        return Pulled(found, new, mailbox.stepped_over)

    def _position(self, status: FolderStatus) -> FolderPosition:
        """Return how far this folder was read; decide about go-live at first contact.

        With `go_live = "now"` everything below UIDNEXT is old. After a UIDVALIDITY change all
        UIDs are new and the moment of the first contact decides instead (RFC 9051 2.3.1.1).
        """
        account, folder, now = self.settings.name, self.settings.folder, self.clock()
        with self.store.read() as work:  # most looks find nothing new, and need not write
            known = work.mails.position(account, folder)
        if known is not None and known.uidvalidity == status.uidvalidity:
            return known
        fresh = self._begun(known, status, now)
        with self.store.begin() as work:
            work.mails.set_position(fresh, now)
        return fresh

    def _begun(
        self, known: FolderPosition | None, status: FolderStatus, now: datetime
    ) -> FolderPosition:
        account, folder, validity = self.settings.name, self.settings.folder, status.uidvalidity
        if known is not None:
            return FolderPosition(account, folder, validity, 0, known.go_live_at)
        if self.settings.go_live == "all":
            return FolderPosition(account, folder, validity, 0)
        # INTERNALDATE has whole seconds (RFC 9051 section 9): mail of this very second is new
        moment = now.replace(microsecond=0)
        return FolderPosition(account, folder, validity, 0, moment, status.uidnext)

    def _keep(
        self,
        batch: list[Fetched],
        position: FolderPosition,
        status: FolderStatus,
        limit: int | None = None,
    ) -> int:
        """Commit raw bytes, place and position of a batch together; it stays below `limit`."""
        last = max(one.uid for one in batch)
        if limit is not None:
            last = min(last, limit - 1)
        with self.store.begin() as work:
            new = sum(self._keep_one(work, one, position, status) for one in batch)
            work.mails.set_position(replace(position, last_uid=last), self.clock())
        return new

    def _keep_one(
        self, work: Work, one: Fetched, position: FolderPosition, status: FolderStatus
    ) -> bool:
        by_time = position.go_live_at is not None and one.received_at < position.go_live_at
        old = one.uid < position.go_live_uid or (by_time and position.go_live_uid == 0)
        mail_id, is_new = keep(
            work,
            self.mac,
            one.content,
            source=f"imap:{self.settings.name}",
            received_at=one.received_at,
            before_go_live=old,
        )
        account, folder = self.settings.name, self.settings.folder
        work.mails.locate(mail_id, Location(account, folder, status.uidvalidity, one.uid))
        return is_new

    def _file_away(self, mailbox: ImapMailbox, status: FolderStatus) -> None:
        account, folder = self.settings.name, self.settings.folder
        with self.store.read() as work:
            uids = work.mails.unfiled(account, folder, status.uidvalidity)
        for some in _batches(uids, FILING_BATCH):
            done = mailbox.file_away(some)
            with self.store.begin() as work:
                work.mails.mark_filed(account, folder, status.uidvalidity, done, self.clock())


def _batches(uids: Iterable[int], size: int) -> Iterable[tuple[int, ...]]:
    every = tuple(uids)
    return (every[start : start + size] for start in range(0, len(every), size))
