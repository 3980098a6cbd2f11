"""People and groups in the database."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, literal, select, update

from mailflow.adapters.store.contact_changes import SqlContactChanges
from mailflow.adapters.store.drawing import Numbers, Series
from mailflow.adapters.store.people import (
    BY_ADDRESS,
    BY_HANDLE,
    BY_NUMBER,
    read_contact,
    read_together,
)
from mailflow.adapters.store.statements import chunks, may_exist
from mailflow.core.records import Contact, Suppression
from mailflow.errors import NotFoundError
from models.enums import Role
from models.tables import contact_addresses, contacts

_addresses = contact_addresses.c
_SUPPRESSED = (
    select(
        _addresses.contact_id,
        _addresses.address,
        _addresses.suppressed_at,
        _addresses.hard_bounces,
        contacts.c.display_name,
    )
    .join_from(contacts, contact_addresses, _addresses.contact_id == contacts.c.id)
    .where(_addresses.suppressed_at.is_not(None))
    .order_by(_addresses.suppressed_at, _addresses.address)
)
_ADD, _REACH = contacts.insert(), contact_addresses.insert()


class SqlDirectory(SqlContactChanges):
    """Keeps the contract `Directory`."""

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        super().__init__(connection)
        self._numbers = numbers

    def by_address(self, address: str) -> Contact | None:
        """Return the contact with this address."""
        return self._one(BY_ADDRESS, address.lower(), address)

    def meet(self, addresses: Iterable[str]) -> None:
        """Look these up at once: `by_address` asks no more for them within this unit of work."""
        wanted = dict.fromkeys(one.lower() for one in addresses)
        for some in chunks(one for one in wanted if one not in self._met):
            people = read_together(self._connection, some)
            found = {address.lower(): one for one in people for address in one.addresses}
            self._met |= {one: found.get(one) for one in some}

    def get(self, contact_id: int) -> Contact | None:
        """Return one contact."""
        if not may_exist(contact_id):
            return None
        return self._one(BY_NUMBER, contact_id, contact_id) or self._merged(contact_id)

    def by_handle(self, handle: str) -> Contact | None:
        """Return the agent with this handle."""
        return self._one(BY_HANDLE, f"@{handle.lower()}", handle)

    def add(
        self,
        address: str,
        *,
        role: Role,
        at: datetime,
        display_name: str = "",
        handle: str | None = None,
        language: str | None = None,
        contact_id: int | None = None,
    ) -> Contact:
        """Store a contact; ConflictError when the address or handle is taken."""
        number = self._number(contact_id)
        person = {
            "id": number,
            "display_name": display_name,
            "role": role,
            "language": language,
            "handle": handle,
            "created_at": at,
        }
        with self._connection.begin_nested():  # both rows or none
            self._connection.execute(_ADD, person)
            self._connection.execute(_REACH, {"address": address, "contact_id": number})
        return self._added(number)

    def set_active(self, contact_id: int, active: bool) -> None:
        """Enable or disable a contact."""
        self._change(contact_id, {"active": active})

    def set_away(self, contact_id: int, until: datetime | None) -> None:
        """Say until when a contact is away; None where he is here."""
        self._change(contact_id, {"away_until": until})

    def set_written_language(self, contact_id: int, language: str, times: int) -> None:
        """Remember in which language a contact writes, and how surely."""
        self._change(contact_id, {"written_language": language, "written_times": times})

    def promote(self, contact_id: int, role: Role, handle: str | None, display_name: str) -> None:
        """Make an existing contact an agent or admin."""
        given = {"handle": handle, "display_name": display_name or None}
        named = {name: value for name, value in given.items() if value is not None}
        self._change(contact_id, {"role": role, **named})

    def note_hard_bounce(self, address: str, at: datetime, suppress_after: int) -> bool:
        """Count a hard bounce; suppress the address at the limit; return whether it is now."""
        self.forget()
        count, since = _addresses.hard_bounces + 1, _addresses.suppressed_at
        now_suppressed = case(
            (and_(count >= suppress_after, since.is_(None)), literal(at, since.type)), else_=since
        )
        statement = (
            update(contact_addresses)
            .where(_addresses.address == address)
            .values(hard_bounces=count, suppressed_at=now_suppressed)
            .returning(since)
        )
        return self._connection.execute(statement).scalar_one_or_none() is not None

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the suppressed addresses, the oldest first."""
        return tuple(Suppression(*row) for row in self._connection.execute(_SUPPRESSED))

    def lift_suppression(self, address: str) -> bool:
        """Write to the address again, its bounces forgotten; return whether it was suppressed."""
        self.forget()
        statement = (
            update(contact_addresses)
            .where(_addresses.address == address, _addresses.suppressed_at.is_not(None))
            .values(hard_bounces=0, suppressed_at=None)
        )
        return self._connection.execute(statement).rowcount == 1

    def _merged(self, contact_id: int) -> Contact | None:
        """Return for whom a merged contact stands; a merge is never more than one step away."""
        into = self._connection.scalar(select(contacts.c.merged_into).filter_by(id=contact_id))
        return None if into is None else self._one(BY_NUMBER, into, into)

    def _added(self, number: int) -> Contact:
        added = read_contact(self._connection, BY_NUMBER, number)
        if added is None:
            raise NotFoundError(f"there is no contact {number}")
        if added.is_agent:
            self._agents = None
        self._meet(added)
        return added

    def _number(self, wanted: int | None) -> int:
        if wanted is None:
            return self._numbers.draw(Series.CONTACT)
        self._numbers.raise_floor(Series.CONTACT, wanted)
        return wanted

    def _one(self, statement: Select[Any], key: int | str, wanted: int | str) -> Contact | None:
        if key not in self._met:
            self._met[key] = read_contact(self._connection, statement, wanted)
        return self._met[key]
