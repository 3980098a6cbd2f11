"""People and groups in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, literal, update

from mailflow.adapters.store.drawing import Series, draw, raise_floor
from mailflow.adapters.store.groups import SqlGroups
from mailflow.adapters.store.people import (
    BY_ADDRESS,
    BY_HANDLE,
    BY_NUMBER,
    read_contact,
    read_contacts,
)
from mailflow.adapters.store.statements import may_exist
from mailflow.core.records import Contact
from mailflow.errors import NotFoundError
from models.enums import Role
from models.tables import contact_addresses, contacts

_addresses = contact_addresses.c


class SqlDirectory(SqlGroups):
    """Keeps the contract `Directory`."""

    def by_address(self, address: str) -> Contact | None:
        """Return the contact with this address."""
        return self._one(BY_ADDRESS, address, address)

    def get(self, contact_id: int) -> Contact | None:
        """Return one contact."""
        if not may_exist(contact_id):
            return None
        return self._one(BY_NUMBER, contact_id, contact_id)

    def by_handle(self, handle: str) -> Contact | None:
        """Return the agent with this handle."""
        return self._one(BY_HANDLE, f"@{handle}", handle)

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
        person = contacts.insert().values(
            id=number,
            display_name=display_name,
            role=role,
            language=language,
            handle=handle,
            created_at=at,
        )
        reached_at = contact_addresses.insert().values(address=address, contact_id=number)
        with self._connection.begin_nested():
            self._connection.execute(person)
            self._connection.execute(reached_at)
        self.forget()
        return read_contacts(self._connection, contacts.c.id == number)[0]

    def set_active(self, contact_id: int, active: bool) -> None:
        """Enable or disable a contact."""
        self._change(contact_id, {"active": active})

    def promote(self, contact_id: int, role: Role, handle: str | None, display_name: str) -> None:
        """Make an existing contact an agent or admin."""
        given = {"handle": handle, "display_name": display_name or None}
        named = {name: value for name, value in given.items() if value is not None}
        self._change(contact_id, {"role": role, **named})

    def agents(self) -> tuple[Contact, ...]:
        """Return agents and admins, active or not."""
        return read_contacts(self._connection, contacts.c.role.in_([Role.AGENT, Role.ADMIN]))

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

    def _number(self, wanted: int | None) -> int:
        if wanted is None:
            return draw(self._connection, Series.CONTACT)
        raise_floor(self._connection, Series.CONTACT, wanted)
        return wanted

    def _change(self, contact_id: int, values: dict[str, object]) -> None:
        self.forget()
        statement = update(contacts).where(contacts.c.id == contact_id).values(values)
        with self._connection.begin_nested():
            changed = self._connection.execute(statement).rowcount
        if changed != 1:
            raise NotFoundError(f"there is no contact {contact_id}")

    def _one(self, statement: Select[Any], key: int | str, wanted: int | str) -> Contact | None:
        known = self._met.get(key) or read_contact(self._connection, statement, wanted)
        if known is not None:
            self._met[key] = known
        return known
