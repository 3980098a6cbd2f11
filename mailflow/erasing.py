"""A person's data: what there is, and its erasure (promise P17).

survey -> plan -> erase in one transaction -> remove the copies on the servers. A dry run does the
same and takes the transaction back. Surveying and planning read every mail and hold up nobody;
the transaction reads again what it changes. Counts, ids and audit rows stay.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from mailflow.adapters.legible import head_of, texts_of
from mailflow.adapters.parser import read_mail
from mailflow.adapters.redaction import redacted
from mailflow.adapters.store.contract import Erasures, Work
from mailflow.adapters.tombstoning import address_mark, content_mark
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

    @property
    def left(self) -> tuple[str, ...]:
        """What is left of him in the database, as sentences."""
        return (f"{self.doubted} audit rows name the person",) if self.doubted else ()


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
        was_erased=work.tombstones.hold(address_mark(one, mac) for one in person.addresses),
        last=last,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """How an erasure rewrites, and which mails of strangers to him it has to rewrite."""

    found: Survey
    redaction: Redaction
    files: frozenset[str]
    aliases: dict[str, str]
    now: datetime
    mails: frozenset[int] = frozenset()
    outgoing: frozenset[int] = frozenset()
    last_outgoing: int = 0

    def rule_of(self, incident_id: int | None) -> Rule:
        """Return the rule for the texts of an incident."""
        near = incident_id in self.found.incidents
        return self.redaction.near if near else self.redaction.far

    def names(self, content: bytes) -> bool:
        """Whether a mail that has no part in his incidents may have something of him."""
        texts = texts_of(content)
        return self.redaction.far(texts) != texts

    def rewritten(self, mail: RawMail) -> bytes | None:
        """Return a mail without him, None where it has nothing of him."""
        is_near = mail.id in self.found.naming
        rule = self.redaction.near if is_near else self.rule_of(mail.incident_id)
        return redacted(mail.content, rule, self.files)

    def rewritten_outgoing(self, incident_id: int | None, content: bytes) -> bytes | None:
        """Return an outgoing mail without him; one about the quarantine names senders."""
        rule = self.redaction.near if incident_id is None else self.rule_of(incident_id)
        return redacted(content, rule, self.files)


def plan(work: Erasures, found: Survey, mac: Mac, now: datetime, watch: Watch = unwatched) -> Plan:
    """Look through what has no part in his incidents; change nothing.

    Such a mail is rewritten by its bytes alone, which do not change: it need not be read again.
    """
    begun = _begun(work, found, mac, now)
    known = {*found.own, *found.naming}
    ids = [one for one in work.mail_ids() if one not in known and one <= found.last]
    mails = (one for one in watch(ids, "looking for words") if begun.names(work.mail(one).content))
    every = work.outbox_ids()
    outgoing = (
        one
        for one in watch(every, "looking through the outgoing mails")
        if begun.names(work.outbox_mail(one)[1])
    )
    return replace(
        begun,
        mails=frozenset(mails),
        outgoing=frozenset(outgoing),
        last_outgoing=max(every, default=0),
    )


def _begun(work: Erasures, found: Survey, mac: Mac, now: datetime) -> Plan:
    person = found.person
    aliases = {one: alias_of(one, now.isoformat(), mac) for one in sorted(person.addresses)}
    labels, files = work.files_of(found.own)
    redaction = Redaction(_traits(work, found, aliases, labels))
    return Plan(found, redaction, files, aliases, now)


def _traits(
    work: Erasures, found: Survey, aliases: dict[str, str], labels: frozenset[str]
) -> Traits:
    own = [work.mail(one).content for one in found.own]
    addresses = found.person.addresses
    heads = [head_of(one) for one in own]
    written = [*map(_read, own), *_passed_on(work, found)]
    shown = {box.display_name for head in heads for box in usable_mailboxes(head.from_)}
    names = (work.names_of(addresses) | shown) - {""}
    subjects = (*work.subjects_of(addresses), *(subject for subject, _ in written))
    return Traits(
        aliases=aliases,
        names=names,
        message_ids=frozenset(one.message_id for one in heads) - {""},
        texts=(*(one.text for one in work.written_by(addresses)), *(text for _, text in written)),
        subjects=frozenset(map(bare_subject, subjects)) | labels,
        others=work.agents_names(),
        namesakes=work.namesakes(names, addresses),
    )


def _passed_on(work: Erasures, found: Survey) -> Iterator[tuple[str, str]]:
    """Yield subject and text of mails of his that others forwarded or quoted whole."""
    for mail_id in found.naming:
        try:
            mail = read_mail(work.mail(mail_id).content)
        except UnreadableMailError:
            continue
        within = embedded_mail(mail, mail.text)
        sender = within.sender if within else None
        if within and sender and sender.address in found.person.addresses:
            yield within.subject, new_text(within.text).text


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure, within one unit of work."""

    work: Erasures
    plan: Plan
    mac: Mac
    watch: Watch = unwatched

    def erase(self) -> Erased:
        """Take the person out of every table; his words were gathered before his mails go."""
        counts = {"own mails": self._forget_mails()}
        counts["mails of others"] = self._rewrite_mails()
        counts |= self._outgoing()
        counts |= self._unlearned()
        counts |= self._conversations()
        for address in self.plan.found.person.addresses:
            mark = address_mark(address, self.mac)
            self.work.tombstones.add(Tombstone.ADDRESS, mark, self.plan.now)
        self._audit(counts)
        doubted = self.work.audit_mentions(self.plan.redaction.far)
        return Erased(counts, doubted)

    def _forget_mails(self) -> int:
        own = self.plan.found.own
        for mail_id in self.watch(own, "erasing mails"):
            mail = self.work.mail(mail_id)
            said = head_of(mail.content).said
            if said:
                mark = self.mac(tombstone_text(Tombstone.MESSAGE_ID, said))
                self.work.tombstones.add(Tombstone.MESSAGE_ID, mark, self.plan.now)
            self.work.forget_mail(mail.id, self._buried(mail), self.plan.now)
        return len(own)

    def _buried(self, mail: RawMail) -> str:
        """Return the tombstone of a mail's bytes; one that has it already keeps it."""
        known = self.work.tombstones.hold((mail.sha256,))
        mark = mail.sha256 if known else content_mark(mail.sha256, self.mac)
        self.work.tombstones.add(Tombstone.CONTENT, mark, self.plan.now)
        return mark

    def _rewrite_mails(self) -> int:
        found = self.plan.found
        near = {*found.naming, *self.work.mails_in(found.incidents)}
        wanted = near | self.plan.mails | set(self.work.mail_ids(found.last))
        number = 0
        for mail_id in self.watch(self._with_bytes(wanted), "rewriting mails"):
            mail = self.work.mail(mail_id)
            content = self.plan.rewritten(mail)
            if content is not None:
                self.work.rewrite_mail(mail_id, self._buried(mail), content)
                number += 1
        return number

    def _with_bytes(self, wanted: set[int]) -> list[int]:
        return [one for one in self.work.mail_ids() if one in wanted]

    def _outgoing(self) -> dict[str, int]:
        person, alias = self.plan.found.person, next(iter(self.plan.aliases.values()))
        to_him = self.work.outbox_to(person.addresses, person.contact_id)
        for outbox_id in to_him:
            self.work.forget_outbox(outbox_id, alias, self.plan.now)
        near = set(self.work.outbox_in(self.plan.found.incidents)) | self.plan.outgoing
        every = self.work.outbox_ids()
        wanted = [one for one in every if one in near or one > self.plan.last_outgoing]
        number = 0
        for outbox_id in self.watch(wanted, "rewriting outgoing mails"):
            changed = self.plan.rewritten_outgoing(*self.work.outbox_mail(outbox_id))
            if changed is not None:
                self.work.rewrite_outbox(outbox_id, changed)
                number += 1
        return {"outgoing mails to him": len(to_him), "outgoing mails to others": number}

    def _unlearned(self) -> dict[str, int]:
        found = self.plan.found
        examples, versions = self.work.unlearn(found.person.addresses, found.incidents)
        return {"imported examples": examples, VERSIONS: versions}

    def _conversations(self) -> dict[str, int]:
        found = self.plan.found
        counts = {
            "entries": self.work.forget_entries(found.person.addresses, found.own),
            "incidents as requester": self.work.forget_requester(found.person.addresses),
        }
        if found.person.contact_id is not None:
            self.work.forget_contact(found.person.contact_id, self.plan.aliases, self.plan.now)
        rows = self.work.rewrite_rows(self.plan.rule_of)
        return {**counts, **{f"rows of {name}": number for name, number in rows.items()}}

    def _audit(self, counts: dict[str, int]) -> None:
        found = self.plan.found
        detail = {
            "contact": str(found.person.contact_id or ""),
            "mails": str(counts["own mails"]),
            "incidents": str(len(found.incidents)),
        }
        self.work.audit("person_erased", detail, self.plan.now)


def renewed(work: Erasures, before: Plan, mac: Mac) -> Plan:
    """Return a plan as it is now: what came since is looked through, all of it if it is his."""
    found = survey(work, before.found.person, mac, before=before.found)
    if found.own != before.found.own:
        return plan(work, found, mac, before.now)
    files = work.files_of(found.own)[1]
    return replace(before, found=replace(found, last=before.found.last), files=files)


def _read(content: bytes) -> tuple[str, str]:
    """Return subject and text of a mail of his, without what he quotes from others."""
    try:
        mail = read_mail(content)
    except UnreadableMailError:
        return "", texts_of(content)
    quoted = frozenset(new_text(mail.text).quoted.split("\n"))
    own = (line for line in mail.text.split("\n") if line.rstrip() not in quoted)
    return mail.subject, "\n".join(own)
