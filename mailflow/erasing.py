"""A person's data: what there is, and its erasure (promise P17).

survey -> (a dry run ends here) -> erase in one transaction -> remove the copies on the servers.
Counts, ids and audit rows stay.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailflow.adapters.parser import read_mail
from mailflow.adapters.redaction import head_of, redacted, texts_of
from mailflow.adapters.store.contract import Erasures, Work
from mailflow.adapters.tombstoning import content_mark
from mailflow.core.addresses import usable_mailboxes
from mailflow.core.audit_chains import Mac
from mailflow.core.correspondents import is_own_address
from mailflow.core.erasing import (
    Redaction,
    Rule,
    Tombstone,
    Traits,
    alias_of,
    tombstone_text,
)
from mailflow.core.forwarding import embedded_mail
from mailflow.core.mail import bare_subject
from mailflow.core.quoting import new_text
from mailflow.core.records import RawMail
from mailflow.errors import PermanentError, UnreadableMailError
from mailflow.settings import Settings

VERSIONS = "classifier versions"
Watch = Callable[[Sequence[int], str], Iterator[int]]


def unwatched(numbers: Sequence[int], _: str) -> Iterator[int]:
    """Tell nobody how far it is."""
    return iter(numbers)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by his addresses; he has a contact only where we wrote to him."""

    addresses: frozenset[str]
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is of a person: his own mails, others that name him, and rows by kind."""

    person: Person
    own: tuple[int, ...] = ()
    naming: tuple[int, ...] = ()
    incidents: frozenset[int] = frozenset()
    rows: dict[str, int] = field(default_factory=dict)
    was_erased: bool = False
    last: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of him."""
        return not (self.own or self.naming or self.incidents or any(self.rows.values()))


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was taken out; `doubted` are audit rows that name him, which there should not be."""

    counts: dict[str, int]
    doubted: int = 0


def person_of(work: Erasures, address: str) -> Person:
    """Return whose address it is, with his other addresses."""
    contact_id, addresses = work.contact_addresses(address)
    return Person(addresses, contact_id)


def require_erasable(work: Work, person: Person, settings: Settings, monitored: bool) -> None:
    """Refuse what would break the desk: itself, its monitors, those who work here."""
    monitors = {one.lower() for one in settings.desk.monitors}
    own, support = settings.own_addresses, settings.desk.support_address
    for address in sorted(person.addresses):
        if is_own_address(address, own, support):
            raise PermanentError(f"{address} is the desk's own address")
        if monitored or address in monitors:
            raise PermanentError(f"{address} is a monitor, no person; take it out of the settings")
    contact = work.directory.get(person.contact_id) if person.contact_id else None
    if contact is not None and contact.is_agent and contact.active:
        raise PermanentError(
            f"{contact.address} works here; `mailflow agents disable {contact.address}` first"
        )


def survey(
    work: Erasures, person: Person, mac: Mac, watch: Watch = unwatched, before: Survey | None = None
) -> Survey:
    """Look everywhere for a person, in every mail that is stored; change nothing.

    With what an earlier survey found, only later mails are looked through.
    """
    find = Redaction(Traits(dict.fromkeys(person.addresses, "")))
    own, naming = (list(before.own), list(before.naming)) if before else ([], [])
    last = before.last if before else 0
    for mail_id in watch(work.mail_ids(last), "looking through the mails"):
        last = mail_id
        content = work.mail(mail_id).content
        if find.addressed(head_of(content).from_):
            own.append(mail_id)
        elif find.addressed(texts_of(content)):
            naming.append(mail_id)
    return Survey(
        person=person,
        own=tuple(own),
        naming=tuple(naming),
        incidents=work.incidents_of(person.addresses, (*own, *naming)),
        rows=work.counts(person.addresses, person.contact_id),
        was_erased=work.tombstones.hold(_address_mark(one, mac) for one in person.addresses),
        last=last,
    )


def _address_mark(address: str, mac: Mac) -> str:
    return mac(tombstone_text(Tombstone.ADDRESS, address))


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure, within one unit of work."""

    work: Erasures
    found: Survey
    mac: Mac
    now: datetime
    watch: Watch = unwatched

    def erase(self) -> Erased:
        """Take the person out of every table; his mails first, since his words stand in them."""
        own = [self.work.mail(one) for one in self.found.own]
        labels, files = self.work.files_of(self.found.own)
        redaction = Redaction(self._traits(own, labels))
        counts = {"own mails": self._forget_mails(own)}
        counts["mails of others"] = self._rewrite_mails(redaction, files)
        counts |= self._outgoing(redaction, files)
        counts |= self._unlearned()
        counts |= self._conversations(redaction)
        for address in self.found.person.addresses:
            mark = _address_mark(address, self.mac)
            self.work.tombstones.add(Tombstone.ADDRESS, mark, self.now)
        self._audit(counts)
        return Erased(counts, self.work.audit_mentions(redaction.far))

    @property
    def aliases(self) -> dict[str, str]:
        """What stands in place of each address."""
        erasure = self.now.isoformat()
        addresses = sorted(self.found.person.addresses)
        return {one: alias_of(one, erasure, self.mac) for one in addresses}

    def _traits(self, own: Sequence[RawMail], labels: frozenset[str]) -> Traits:
        addresses = self.found.person.addresses
        entries = self.work.written_by(addresses)
        heads = [head_of(one.content) for one in own]
        written = [*(_read(one.content) for one in own), *self._passed_on()]
        shown = {box.display_name for head in heads for box in usable_mailboxes(head.from_)}
        return Traits(
            aliases=self.aliases,
            names=(self.work.names_of(addresses) | shown) - {""},
            message_ids=frozenset(one.message_id for one in heads) - {""},
            texts=(*(one.text for one in entries), *(text for _, text in written)),
            subjects=frozenset(
                bare_subject(one)
                for one in (*self.work.subjects_of(addresses), *(s for s, _ in written))
            )
            | labels,
            others=self.work.agents_names(),
        )

    def _passed_on(self) -> Iterator[tuple[str, str]]:
        """Yield subject and text of mails of his that others forwarded or quoted whole."""
        for mail_id in self.found.naming:
            try:
                mail = read_mail(self.work.mail(mail_id).content)
            except UnreadableMailError:
                continue
            within = embedded_mail(mail, mail.text)
            sender = within.sender if within else None
            if within and sender and sender.address in self.found.person.addresses:
                yield within.subject, new_text(within.text).text

    def _forget_mails(self, own: Sequence[RawMail]) -> int:
        for mail in own:
            said = head_of(mail.content).said
            if said:
                mark = self.mac(tombstone_text(Tombstone.MESSAGE_ID, said))
                self.work.tombstones.add(Tombstone.MESSAGE_ID, mark, self.now)
            self.work.forget_mail(mail.id, self._buried(mail), self.now)
        return len(own)

    def _buried(self, mail: RawMail) -> str:
        """Return the tombstone of a mail's bytes; one that has it already keeps it."""
        known = self.work.tombstones.hold((mail.sha256,))
        mark = mail.sha256 if known else content_mark(mail.sha256, self.mac)
        self.work.tombstones.add(Tombstone.CONTENT, mark, self.now)
        return mark

    def _rewrite_mails(self, redaction: Redaction, files: frozenset[str]) -> int:
        naming = frozenset(self.found.naming)
        number = 0
        for mail_id in self.watch(self.work.mail_ids(), "rewriting mails"):
            mail = self.work.mail(mail_id)
            is_near = mail_id in naming or mail.incident_id in self.found.incidents
            rule = redaction.near if is_near else redaction.far
            content = redacted(mail.content, rule, files)
            if content is not None:
                self.work.rewrite_mail(mail_id, self._buried(mail), content)
                number += 1
        return number

    def _outgoing(self, redaction: Redaction, files: frozenset[str]) -> dict[str, int]:
        person = self.found.person
        to_him = self.work.outbox_to(person.addresses, person.contact_id)
        alias = next(iter(self.aliases.values()))
        for outbox_id in to_him:
            self.work.forget_outbox(outbox_id, alias, self.now)
        number = 0
        for outbox_id in self.watch(self.work.outbox_ids(), "rewriting outgoing mails"):
            incident_id, content = self.work.outbox_mail(outbox_id)
            rule = self._rule_of(redaction, incident_id)
            if incident_id is None:  # about the quarantine: it names senders and subjects
                rule = redaction.near
            changed = redacted(content, rule, files)
            if changed is not None:
                self.work.rewrite_outbox(outbox_id, changed)
                number += 1
        return {"outgoing mails to him": len(to_him), "outgoing mails to others": number}

    def _unlearned(self) -> dict[str, int]:
        examples, versions = self.work.unlearn(self.found.person.addresses, self.found.incidents)
        return {"imported examples": examples, VERSIONS: versions}

    def _conversations(self, redaction: Redaction) -> dict[str, int]:
        person = self.found.person
        counts = {
            "entries": self.work.forget_entries(person.addresses, self.found.own),
            "incidents as requester": self.work.forget_requester(person.addresses),
        }
        if person.contact_id is not None:
            self.work.forget_contact(person.contact_id, self.aliases, self.now)
        rows = self.work.rewrite_rows(lambda number: self._rule_of(redaction, number))
        return {**counts, **{f"rows of {name}": number for name, number in rows.items()}}

    def _rule_of(self, redaction: Redaction, incident_id: int | None) -> Rule:
        return redaction.near if incident_id in self.found.incidents else redaction.far

    def _audit(self, counts: dict[str, int]) -> None:
        contact_id = self.found.person.contact_id
        detail = {
            "contact": str(contact_id or ""),
            "mails": str(counts["own mails"]),
            "incidents": str(len(self.found.incidents)),
        }
        self.work.audit("person_erased", detail, self.now)


def _read(content: bytes) -> tuple[str, str]:
    """Return subject and text of a mail of his, without what he quotes from others."""
    try:
        mail = read_mail(content)
    except UnreadableMailError:
        return "", texts_of(content)
    quoted = frozenset(new_text(mail.text).quoted.split("\n"))
    own = (line for line in mail.text.split("\n") if line.rstrip() not in quoted)
    return mail.subject, "\n".join(own)
