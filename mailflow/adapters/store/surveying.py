"""What the database holds of a person: looked at, not changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    union,
)

from mailflow.adapters.store import contract
from mailflow.adapters.store.contract.erasing import Buried, Copy, Written
from mailflow.adapters.store.mails import SqlMails
from mailflow.adapters.store.statements import chunks, columns_of
from mailflow.adapters.store.tombstones import SqlTombstones
from mailflow.adapters.store.unlearning import imported_from
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.erasing import ERASED_DOMAIN, Tombstone
from mailflow.core.records import RawMail
from mailflow.core.training_data import ImportedExample
from mailflow.core.undoing import MERGED, PARTICIPANT
from models.enums import EntryKind, Role
from models.tables import (
    alert_groups,
    alert_members,
    attachments,
    challenges,
    contact_addresses,
    contacts,
    entries,
    executed_commands,
    imported_examples,
    incident_events,
    incidents,
    locations,
    outbox,
    outbox_contents,
    participants,
    raw_contents,
    raw_mails,
    tombstones,
)

_BY_ADDRESS: tuple[tuple[str, Column[Any]], ...] = (
    ("incidents as requester", incidents.c.requester_address),
    ("participations", participants.c.address),
    ("entries", entries.c.author_address),
    ("outgoing mails", outbox.c.recipient),
    ("events", incident_events.c.actor),
)


class SqlSurvey:
    """The part of `Erasures` that looks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._mails = SqlMails(connection, WaitingRows())
        self.tombstones: contract.Tombstones = SqlTombstones(connection)

    def contact_addresses(self, address: str) -> tuple[int | None, frozenset[str]]:
        """Return the contact with this address, and all addresses of his."""
        table = contact_addresses.c
        number = self._connection.scalar(select(table.contact_id).where(table.address == address))
        own = select(table.address).where(table.contact_id == number)
        return number, frozenset({address, *self._connection.scalars(own)})

    def known_addresses(self) -> frozenset[str]:
        """Return every address in the tables that hold people."""
        columns = (
            contact_addresses.c.address,
            imported_examples.c.requester,
            *(column for _, column in _BY_ADDRESS),
        )
        return frozenset(self._connection.scalars(union(*map(select, columns))))

    def buried(self) -> tuple[Buried, ...]:
        """Return every tombstone."""
        wanted = select(tombstones.c.kind, tombstones.c.mac, tombstones.c.erased_at)
        rows = self._connection.execute(wanted.order_by(tombstones.c.id))
        return tuple(Buried(Tombstone(row.kind), row.mac, row.erased_at) for row in rows)

    def is_monitor(self, addresses: Iterable[str]) -> bool:
        """Whether alerts came from one of them."""
        wanted = list(addresses)
        return any(
            self._connection.scalar(select(one.c.monitor).where(one.c.monitor.in_(wanted)).limit(1))
            for one in (alert_groups, alert_members)
        )

    def agents_names(self) -> frozenset[str]:
        """Return how those who work here are called."""
        others = contacts.c.role != Role.REQUESTER
        return frozenset(self._connection.scalars(select(contacts.c.display_name).where(others)))

    def namesakes(self, names: Iterable[str], addresses: Iterable[str]) -> frozenset[str]:
        """Return those of the names that somebody with another address bears, too."""
        wanted, own = list(names), list(addresses)
        joined = select(contacts.c.display_name).join_from(
            contacts, contact_addresses, contact_addresses.c.contact_id == contacts.c.id
        )
        pairs = (
            (joined, contacts.c.display_name, contact_addresses.c.address),
            (
                select(participants.c.display_name),
                participants.c.display_name,
                participants.c.address,
            ),
        )
        rows = (
            some.where(
                name.in_(wanted), address.not_in(own), address.not_like(f"%@{ERASED_DOMAIN}")
            )
            for some, name, address in pairs
        )
        return frozenset(self._connection.scalars(union(*rows)))

    def mail_ids(self, after: int = 0) -> tuple[int, ...]:
        """Return every mail with bytes, the oldest first."""
        table = raw_contents.c
        wanted = select(table.mail_id).where(table.mail_id > after, func.length(table.content) > 0)
        return tuple(self._connection.scalars(wanted.order_by(table.mail_id)))

    def mail(self, mail_id: int) -> RawMail:
        """Return one mail."""
        return self._mails.get(mail_id)

    def written_by(self, addresses: Iterable[str]) -> tuple[Written, ...]:
        """Return what they wrote into conversations."""
        table = entries.c
        wanted = select(table.text, table.author_name, table.attachment_names, table.mail_id)
        rows = self._connection.execute(wanted.where(by_them(addresses)))
        return tuple(
            Written(row.text, row.author_name, tuple(row.attachment_names or ()), row.mail_id)
            for row in rows
        )

    def names_of(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return what they are called anywhere."""
        wanted = list(addresses)
        own = or_(
            contact_addresses.c.contact_id == contacts.c.id,
            contact_addresses.c.contact_id == contacts.c.merged_into,
        )
        statements = (
            select(contacts.c.display_name)
            .join_from(contacts, contact_addresses, own)
            .where(contact_addresses.c.address.in_(wanted)),
            _named(incidents.c.requester_name, incidents.c.requester_address, wanted),
            _named(participants.c.display_name, participants.c.address, wanted),
            _named(entries.c.author_name, entries.c.author_address, wanted),
        )
        found = frozenset(self._connection.scalars(union(*statements)))
        return (found | self._names_in_history(wanted)) - {""}

    def _names_in_history(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return how those were called who took part once (see `written_participant`)."""
        table = incident_events.c
        fields = [f"{PARTICIPANT}{one}" for one in addresses]
        rows = self._connection.execute(
            select(table.before, table.after).where(table.field.in_(fields))
        )
        return frozenset(str(value or "").partition(" ")[2] for row in rows for value in row)

    def subjects_of(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return the subjects of their incidents."""
        table = incidents.c
        own = table.requester_address.in_(list(addresses))
        return frozenset(self._connection.scalars(select(table.subject).where(own)))

    def incidents_of(self, addresses: Iterable[str], mail_ids: Iterable[int]) -> frozenset[int]:
        """Return the incidents in which they have any part, and what those were merged into."""
        wanted = list(addresses)
        statements = (
            _named(incidents.c.id, incidents.c.requester_address, wanted),
            _named(participants.c.incident_id, participants.c.address, wanted),
            _named(entries.c.incident_id, entries.c.author_address, wanted),
            _named(outbox.c.incident_id, outbox.c.recipient, wanted),
            *(_named(entries.c.incident_id, entries.c.text, one, like=True) for one in wanted),
        )
        found: set[int] = set(self._connection.scalars(union(*statements)))
        for some in chunks(mail_ids):
            own = select(raw_mails.c.incident_id).where(raw_mails.c.id.in_(some))
            found |= {one for one in self._connection.scalars(own) if one is not None}
        return frozenset(found | self._targets(found))

    def _targets(self, incident_ids: set[int]) -> set[int]:
        """Return into what they were ever merged: the notices of its agents showed their texts."""
        table, found = incident_events.c, set[int]()
        new = incident_ids
        while new:
            into: set[int] = set()
            for some in chunks(new):
                merged = select(table.after).where(
                    table.incident_id.in_(some), table.field == MERGED
                )
                into |= {int(one) for one in self._connection.scalars(merged) if one}
            new = into - found - incident_ids
            found |= new
        return found

    def files_of(self, mail_ids: Sequence[int]) -> tuple[frozenset[str], frozenset[str]]:
        """Return those names and SHA-256 of the files of these mails that no other mail has."""
        table = attachments.c
        return (
            self._only_of(mail_ids, table.label) - {""},
            self._only_of(mail_ids, table.sha256),
        )

    def _only_of(self, mail_ids: Sequence[int], column: Column[Any]) -> frozenset[str]:
        own, by = set(mail_ids), attachments.c.mail_id
        found: set[str] = set()
        for some in chunks(own):
            found |= set(self._connection.scalars(select(column).where(by.in_(some))))
        elsewhere: set[str] = set()
        for values in chunks(found):
            rows = self._connection.execute(select(by, column).where(column.in_(values)))
            elsewhere |= {value for mail_id, value in rows if mail_id not in own}
        return frozenset(found - elsewhere)

    def outbox_to(self, addresses: Iterable[str], contact_id: int | None) -> tuple[int, ...]:
        """Return the outgoing mails to them."""
        table = outbox.c
        same = select(contacts.c.id).where(is_same(contact_id))
        own = or_(table.recipient.in_(list(addresses)), table.contact_id.in_(same))
        return tuple(self._connection.scalars(select(table.id).where(own).order_by(table.id)))

    def outbox_ids(self) -> tuple[int, ...]:
        """Return every outgoing mail with bytes."""
        table = outbox_contents.c
        wanted = select(table.outbox_id).where(func.length(table.content) > 0)
        return tuple(self._connection.scalars(wanted.order_by(table.outbox_id)))

    def outbox_mail(self, outbox_id: int) -> tuple[int | None, bytes]:
        """Return the incident (None: about the desk itself) and the bytes of an outgoing mail."""
        joined = select(outbox.c.incident_id, outbox_contents.c.content).join_from(
            outbox, outbox_contents, outbox_contents.c.outbox_id == outbox.c.id
        )
        row = self._connection.execute(joined.where(outbox.c.id == outbox_id)).one()
        return row.incident_id, row.content

    def mails_in(self, incident_ids: Iterable[int]) -> tuple[int, ...]:
        """Return the mails of these incidents."""
        return self._of_incidents(raw_mails.c.id, raw_mails.c.incident_id, incident_ids)

    def outbox_in(self, incident_ids: Iterable[int]) -> tuple[int, ...]:
        """Return the outgoing mails about these incidents, and about the desk itself."""
        own = select(outbox.c.id).where(outbox.c.incident_id.is_(None))
        found = self._of_incidents(outbox.c.id, outbox.c.incident_id, incident_ids)
        return (*self._connection.scalars(own), *found)

    def _of_incidents(
        self, wanted: Column[Any], incident: Column[Any], incident_ids: Iterable[int]
    ) -> tuple[int, ...]:
        found: list[int] = []
        for some in chunks(incident_ids):
            found += self._connection.scalars(select(wanted).where(incident.in_(some)))
        return tuple(found)

    def counts(self, addresses: Iterable[str], contact_id: int | None) -> dict[str, int]:
        """Count the rows that bear one of the addresses, kind by kind."""
        wanted = list(addresses)
        found = {
            name: self._count(column.table, column.in_(wanted)) for name, column in _BY_ADDRESS
        }
        his = imported_from(self._connection, wanted)
        found["imported examples"] = self._count(imported_examples, his)
        like = or_(*(executed_commands.c.command.contains(one, autoescape=True) for one in wanted))
        found["directory"] = int(contact_id is not None)
        found["commands that name the address"] = self._count(executed_commands, like)
        found["challenges"] = self._count(challenges, challenges.c.contact_id == contact_id)
        return found

    def imported_of(self, addresses: Iterable[str]) -> tuple[ImportedExample, ...]:
        """Return the rows of imported history that are theirs."""
        columns = columns_of(imported_examples, ImportedExample)
        his = select(*columns).where(imported_from(self._connection, addresses))
        return tuple(ImportedExample(**one._asdict()) for one in self._connection.execute(his))

    def copies(self) -> tuple[Copy, ...]:
        """Return where erased mails may still lie."""
        table = locations.c
        erased = (tombstones.c.mac == raw_mails.c.sha256) & (
            tombstones.c.kind == Tombstone.CONTENT.value
        )
        wanted = (
            select(
                table.id.label("location_id"),
                table.mail_id,
                table.account,
                table.folder,
                table.uidvalidity,
                table.uid,
                raw_mails.c.size,
                raw_mails.c.sha256.label("mac"),
            )
            .join_from(locations, raw_mails, raw_mails.c.id == table.mail_id)
            .join(tombstones, erased)
            .order_by(table.account, table.folder, table.id)
        )
        return tuple(Copy(**row._asdict()) for row in self._connection.execute(wanted))

    def count_copies(self, mail_ids: Sequence[int]) -> int:
        """Count the places on servers at which these mails lie."""
        return sum(
            self._count(locations, locations.c.mail_id.in_(some)) for some in chunks(mail_ids)
        )

    def _count(self, table: Any, condition: Any) -> int:
        statement = select(func.count()).select_from(table).where(condition)
        return self._connection.execute(statement).scalar_one()


def is_same(contact_id: int | None) -> ColumnElement[bool]:
    """Return the condition for a contact and those that were merged into it."""
    if contact_id is None:
        return false()
    return or_(contacts.c.id == contact_id, contacts.c.merged_into == contact_id)


def by_them(addresses: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition for entries of theirs, what an agent passed on for them among them."""
    wanted = list(addresses)
    theirs = select(incidents.c.id).where(incidents.c.requester_address.in_(wanted))
    agents = (
        select(contact_addresses.c.address)
        .join_from(contact_addresses, contacts, contacts.c.id == contact_addresses.c.contact_id)
        .where(contacts.c.role != Role.REQUESTER)
    )
    passed_on = and_(
        entries.c.kind == EntryKind.REQUEST,
        entries.c.incident_id.in_(theirs),
        entries.c.author_address.in_(agents),
    )
    return or_(entries.c.author_address.in_(wanted), passed_on)


def _named(column: Column[Any], by: Column[Any], wanted: Any, *, like: bool = False) -> Select[Any]:
    condition = by.contains(wanted, autoescape=True) if like else by.in_(wanted)
    return select(column).where(condition)
