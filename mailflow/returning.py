"""Who was erased and is back, because the database was restored from an older backup."""

from collections.abc import Iterable

from mailflow.adapters.legible import head_of
from mailflow.adapters.store.contract import Erasures
from mailflow.adapters.store.contract.erasing import Buried
from mailflow.core.addresses import usable_mailboxes
from mailflow.core.audit_chains import Mac
from mailflow.core.erasing import Tombstone, tombstone_text


def missing(work: Erasures, ledger: Iterable[Buried]) -> tuple[Buried, ...]:
    """Return the tombstones of the ledger that the database does not know."""
    known = {(one.kind, one.mac) for one in work.buried()}
    return tuple(one for one in ledger if (one.kind, one.mac) not in known)


def returned(work: Erasures, lost: Iterable[Buried], mac: Mac) -> tuple[str, ...]:
    """Return the addresses that were erased and stand in the database again."""
    marks = {one.mac for one in lost if one.kind is Tombstone.ADDRESS}
    if not marks:
        return ()
    there = set(work.known_addresses())
    for mail_id in work.mail_ids():
        sender = head_of(work.mail(mail_id).content).from_
        there |= {box.address for box in usable_mailboxes(sender)}
    found = (one for one in there if mac(tombstone_text(Tombstone.ADDRESS, one)) in marks)
    return tuple(sorted(found))


def bury(work: Erasures, lost: Iterable[Buried]) -> None:
    """Put the tombstones into the database again."""
    for one in lost:
        work.tombstones.add(one.kind, one.mac, one.at)
