"""Storing mail, unless it was erased before: then its hash alone is kept."""

import hashlib
from datetime import datetime

from mailflow.adapters.legible import head_of
from mailflow.adapters.store.contract import Work
from mailflow.core.audit_chains import Mac
from mailflow.core.erasing import Tombstone, tombstone_text


def content_mark(sha256: str, mac: Mac) -> str:
    """Return the tombstone of a mail's bytes."""
    return mac(tombstone_text(Tombstone.CONTENT, sha256))


def marks_of(content: bytes, mac: Mac) -> tuple[str, ...]:
    """Return what a mail would be known by: its bytes first, then its Message-ID and Date."""
    marks = (content_mark(hashlib.sha256(content).hexdigest(), mac),)
    said = head_of(content).said
    return (*marks, mac(tombstone_text(Tombstone.MESSAGE_ID, said))) if said else marks


def keep(
    work: Work,
    mac: Mac,
    content: bytes,
    *,
    source: str,
    received_at: datetime,
    before_go_live: bool = False,
) -> tuple[int, bool]:
    """Store raw bytes; return the id and whether they are new. Erased mail stays erased."""
    if work.tombstones.exist():
        marks = marks_of(content, mac)
        if work.tombstones.hold(marks):
            return work.tombstones.keep_mail(marks[0], len(content), source, received_at)
    return work.mails.keep(
        content, source=source, received_at=received_at, before_go_live=before_go_live
    )
