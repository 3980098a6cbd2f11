"""What a store knows of what was erased, and how it erases."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mailflow.core.erasing import Rule, Tombstone
from mailflow.core.records import RawMail
from mailflow.core.training_data import ImportedExample

RuleOf = Callable[[int | None], Rule]
"""From the incident that a row belongs to, if any, to the rule for its texts."""


class Tombstones(Protocol):
    """Keyed hashes of what was erased."""

    def exist(self) -> bool:
        """Whether anything was ever erased."""

    def hold(self, macs: Iterable[str]) -> bool:
        """Whether one of them is known."""

    def newest(self) -> int:
        """Return the number of the newest, 0 where there is none."""

    def add(self, kind: Tombstone, mac: str, at: datetime) -> None:
        """Remember one; a known one is left as it is."""

    def keep_mail(self, mac: str, size: int, source: str, at: datetime) -> tuple[int, bool]:
        """Store that an erased mail came again, by its hash alone, as ignored."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text by somebody in a conversation."""

    text: str = field(repr=False)
    author_name: str
    attachment_names: tuple[str, ...]
    mail_id: int | None


@dataclass(frozen=True, slots=True)
class Buried:
    """One tombstone."""

    kind: Tombstone
    mac: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a mail that was erased may still lie; `mac` is of the SHA-256 of its content."""

    location_id: int
    mail_id: int
    account: str
    folder: str
    uidvalidity: int
    uid: int
    size: int
    mac: str


@dataclass(frozen=True, slots=True)
class Expiring:
    """What is older than the settings keep it: mails and incidents, by their numbers."""

    incidents: tuple[int, ...] = ()
    mails: tuple[int, ...] = ()
    outbox: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What is left in the files of the database, and what its administrator has to do himself."""

    left: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


class Erasures(Protocol):
    """The unit of work that takes things out; only databases have it."""

    tombstones: Tombstones

    def contact_addresses(self, address: str) -> tuple[int | None, frozenset[str]]:
        """Return the contact with this address, and all addresses of his."""

    def known_addresses(self) -> frozenset[str]:
        """Return every address in the tables that hold people."""

    def buried(self) -> tuple[Buried, ...]:
        """Return every tombstone."""

    def is_monitor(self, addresses: Iterable[str]) -> bool:
        """Whether alerts came from one of them."""

    def agents_names(self) -> frozenset[str]:
        """Return how those who work here are called."""

    def namesakes(self, names: Iterable[str], addresses: Iterable[str]) -> frozenset[str]:
        """Return those of the names that somebody with another address bears, too."""

    def mail_ids(self, after: int = 0) -> tuple[int, ...]:
        """Return every mail with bytes, the oldest first."""

    def mail(self, mail_id: int) -> RawMail:
        """Return one mail."""

    def written_by(self, addresses: Iterable[str]) -> tuple[Written, ...]:
        """Return what they wrote into conversations."""

    def names_of(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return what they are called anywhere."""

    def subjects_of(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return the subjects of their incidents."""

    def incidents_of(self, addresses: Iterable[str], mail_ids: Iterable[int]) -> frozenset[int]:
        """Return the incidents in which they have any part."""

    def files_of(self, mail_ids: Sequence[int]) -> tuple[frozenset[str], frozenset[str]]:
        """Return names and SHA-256 of the files of these mails that came with no other."""

    def outbox_to(self, addresses: Iterable[str], contact_id: int | None) -> tuple[int, ...]:
        """Return the outgoing mails to them."""

    def outbox_ids(self) -> tuple[int, ...]:
        """Return every outgoing mail with bytes."""

    def outbox_mail(self, outbox_id: int) -> tuple[int | None, bytes]:
        """Return the incident (None: about the desk itself) and the bytes of an outgoing mail."""

    def mails_in(self, incident_ids: Iterable[int]) -> tuple[int, ...]:
        """Return the mails of these incidents."""

    def outbox_in(self, incident_ids: Iterable[int]) -> tuple[int, ...]:
        """Return the outgoing mails about these incidents, and about the desk itself."""

    def counts(self, addresses: Iterable[str], contact_id: int | None) -> dict[str, int]:
        """Count the rows that bear one of the addresses, kind by kind."""

    def imported_of(self, addresses: Iterable[str]) -> tuple[ImportedExample, ...]:
        """Return the rows of imported history that are theirs."""

    def forget_mail(self, mail_id: int, mac: str, at: datetime) -> None:
        """Take everything of a mail but its number, its size, its end and its incident."""

    def rewrite_mail(self, mail_id: int, mac: str, content: bytes) -> None:
        """Give a mail other bytes; it is known by the hash of the former ones."""

    def forget_entries(self, addresses: Iterable[str], mail_ids: Sequence[int]) -> int:
        """Take text and names of what they wrote; return how many."""

    def forget_outbox(self, outbox_id: int, alias: str, at: datetime) -> None:
        """Take the bytes of an outgoing mail, and let it not be sent any more."""

    def rewrite_outbox(self, outbox_id: int, content: bytes) -> None:
        """Give an outgoing mail other bytes."""

    def forget_requester(self, addresses: Iterable[str]) -> int:
        """Take name, subject and what was guessed from the text of their incidents."""

    def forget_contact(self, contact_id: int, aliases: dict[str, str], at: datetime) -> None:
        """Leave of a contact his number alone; his reply tokens are worth nothing any more."""

    def unlearn(self, addresses: Iterable[str], incidents: Iterable[int]) -> tuple[int, int]:
        """Forget their imported examples, and the bytes of versions they may have taught.

        Return how many there were of each.
        """

    def rewrite_rows(self, rule_of: RuleOf) -> dict[str, int]:
        """Rewrite the texts of all other rows; return how many by table."""

    def audit_mentions(self, rule: Rule) -> int:
        """Count the audit rows that a rule would change; there should be none."""

    def copies(self) -> tuple[Copy, ...]:
        """Return where erased mails may still lie."""

    def count_copies(self, mail_ids: Sequence[int]) -> int:
        """Count the places on servers at which these mails lie."""

    def forget_copy(self, location_id: int) -> None:
        """Remember that a copy is gone."""

    def audit(self, name: str, detail: dict[str, str], at: datetime) -> None:
        """Add an audit row that belongs to no incident."""

    def expiring(
        self, closed: datetime | None, quarantined: datetime | None, ignored: datetime | None
    ) -> Expiring:
        """Return what ended before these moments and has texts yet."""

    def expire(self, found: Expiring) -> None:
        """Take the texts and bytes of it."""
