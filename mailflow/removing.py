"""Removing from the mailboxes what was erased at the desk; run again, it goes on from there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from mailflow.adapters.imap import FolderErasure, folders_of
from mailflow.adapters.store.contract import ErasingStore
from mailflow.adapters.store.contract.erasing import Copy
from mailflow.adapters.tombstoning import content_mark
from mailflow.core.audit_chains import Mac
from mailflow.errors import MailboxRefusedError, MailboxUnavailableError
from mailflow.servers import Mailbox


@dataclass(slots=True)
class Removed:
    """How many copies are gone, how many were not there any more, and what is left, and why."""

    removed: int = 0
    missing: int = 0
    left: list[str] = field(default_factory=list)


def remove_copies(store: ErasingStore, mailboxes: Iterable[Mailbox], mac: Mac) -> Removed:
    """Remove the copies of erased mails; each is forgotten once it is gone."""
    known = {one.name: one for one in mailboxes}
    with store.surveying() as work:
        copies = work.copies()
    done = Removed()
    for account, some in groupby(copies, key=lambda one: one.account):
        batch = tuple(some)
        if account not in known:
            done.left.append(f"{account}: {len(batch)} mails; the mailbox is not configured")
            continue
        try:
            _remove(store, known[account], batch, mac, done)
        except (MailboxRefusedError, MailboxUnavailableError) as error:
            done.left.append(f"{account}: {error}")
    return done


def _remove(
    store: ErasingStore, mailbox: Mailbox, copies: Iterable[Copy], mac: Mac, done: Removed
) -> None:
    with folders_of(mailbox) as folders:
        for copy in copies:
            removed, marked = _remove_one(folders, copy, mac)
            if marked:
                done.left.append(f"{mailbox.name}: UID {copy.uid} is only marked as deleted there")
                continue
            done.removed += removed
            done.missing += not removed
            with store.erasing() as work:
                work.forget_copy(copy.location_id)


def _remove_one(folders: Iterable[FolderErasure], copy: Copy, mac: Mac) -> tuple[int, int]:
    """Return how many copies of one mail were removed, and how many only marked."""

    def is_erased(content: bytes) -> bool:
        return content_mark(hashlib.sha256(content).hexdigest(), mac) == copy.mac

    removed = marked = 0
    for folder in folders:
        same = folder.name == copy.folder and folder.uidvalidity == copy.uidvalidity
        gone, kept = folder.remove(copy.size, copy.uid if same else None, is_erased)
        removed, marked = removed + gone, marked + kept
    return removed, marked
