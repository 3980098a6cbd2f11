"""Storing mail, unless it was erased before: then its hash alone is kept."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from mailflow.adapters.legible import head_of
from mailflow.adapters.store.contract import Work
from mailflow.core.audit_chains import Mac
from mailflow.core.erasing import Tombstone, tombstone_text
from mailflow.core.identifiers import written_addresses
from mailflow.core.training_data import ImportedExample


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


def address_mark(address: str, mac: Mac) -> str:
    """Return the tombstone of an address."""
    return mac(tombstone_text(Tombstone.ADDRESS, address))


def unburied(
    work: Work, mac: Mac, examples: Iterable[ImportedExample]
) -> tuple[ImportedExample, ...]:
    """Return the rows of history that are of nobody who was erased, and name nobody such."""
    found = tuple(examples)
    if not work.tombstones.exist():
        return found
    addresses = {one for row in found for one in _addresses_of(row)}
    buried = {one for one in addresses if work.tombstones.hold((address_mark(one, mac),))}
    return tuple(row for row in found if buried.isdisjoint(_addresses_of(row)))


def _addresses_of(row: ImportedExample) -> frozenset[str]:
    """Return every address of a row, and each without its tag (RFC 5233): that owns all of them."""
    named = written_addresses(f"{row.requester}\n{row.text}")
    written = {row.requester.casefold(), *named} - {""}
    whole = (one.rpartition("@") for one in written)
    return frozenset(
        written | {f"{local.partition('+')[0]}@{domain}" for local, _, domain in whole}
    )
