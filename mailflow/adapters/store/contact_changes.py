"""What is known of a person, his addresses and who he is, changed in the database."""

from collections.abc import Mapping

from sqlalchemy import func, or_, select, update

from mailflow.adapters.store.groups import SqlGroups
from mailflow.adapters.store.people import FIELDS, read_contacts
from mailflow.adapters.store.statements import guarded, insert_or
from mailflow.core.records import Contact
from mailflow.errors import NotFoundError
from models.enums import Role
from models.tables import contact_addresses, contacts, group_members, support_groups

_people, _addresses = contacts.c, contact_addresses.c
_CHANGING = tuple(one for one in FIELDS if one != "id")


class SqlContactChanges(SqlGroups):
    """The part of `Directory` that changes people."""

    def update(self, contact: Contact) -> None:
        """Store all that is known of a person but his addresses."""
        self._change(contact.id, {name: getattr(contact, name) for name in _CHANGING})

    def listed(self, text: str = "", *, limit: int = 100) -> tuple[Contact, ...]:
        """Return contacts by number, those with the text in their name or an address."""
        searched = (_people.display_name, _addresses.address)
        meets = [one.contains(text, autoescape=True) for one in searched]
        meets += [func.lower(one).contains(text.lower(), autoescape=True) for one in searched]
        wanted = select(_addresses.contact_id).join_from(
            contacts, contact_addresses, _addresses.contact_id == _people.id
        )
        ids = wanted.where(or_(*meets)).distinct().order_by(_addresses.contact_id).limit(limit)
        found = list(self._connection.scalars(ids))
        return read_contacts(self._connection, _people.id.in_(found)) if found else ()

    def add_address(self, contact_id: int, address: str) -> None:
        """Let a person have one more address; ConflictError when somebody has it."""
        self.forget()
        row = {"address": address, "contact_id": contact_id, "preferred": False}
        with guarded(self._connection):
            self._connection.execute(contact_addresses.insert(), row)

    def remove_address(self, contact_id: int, address: str) -> None:
        """Take an address from a person who has others, the next is preferred where it was."""
        self.forget()
        whose = (_addresses.contact_id == contact_id, _addresses.address == address)
        if self._connection.execute(contact_addresses.delete().where(*whose)).rowcount != 1:
            raise NotFoundError(f"{address} is no address of contact {contact_id}")
        left = read_contacts(self._connection, _people.id == contact_id)
        if not left:
            raise NotFoundError(f"contact {contact_id} would have no address")
        self.prefer(contact_id, left[0].address)

    def prefer(self, contact_id: int, address: str) -> None:
        """Write to a person at this address of his."""
        self.forget()
        own = update(contact_addresses).where(_addresses.contact_id == contact_id)
        self._connection.execute(own.values(preferred=False))
        chosen = own.where(_addresses.address == address).values(preferred=True)
        if self._connection.execute(chosen).rowcount != 1:
            raise NotFoundError(f"{address} is no address of contact {contact_id}")

    def merge(self, contact_id: int, into_id: int) -> None:
        """Give a person's addresses, groups and charges to another, for whom he stands now."""
        self.forget()
        self._move_groups(contact_id, into_id)
        moved = update(contact_addresses).where(_addresses.contact_id == contact_id)
        self._connection.execute(moved.values(contact_id=into_id, preferred=False))
        earlier = update(contacts).where(_people.merged_into == contact_id)
        self._connection.execute(earlier.values(merged_into=into_id))
        gone = {"merged_into": into_id, "handle": None, "active": False, "role": Role.REQUESTER}
        self._change(contact_id, gone)

    def _move_groups(self, contact_id: int, into_id: int) -> None:
        members = group_members.c
        managed = update(support_groups).where(support_groups.c.manager_id == contact_id)
        self._connection.execute(managed.values(manager_id=into_id))
        his = select(members.group_id).where(members.contact_id == contact_id)
        for group_id in list(self._connection.scalars(his)):
            insert = insert_or(self._connection, group_members).values(
                group_id=group_id, contact_id=into_id
            )
            self._connection.execute(insert.on_conflict_do_nothing())
        self._connection.execute(group_members.delete().where(members.contact_id == contact_id))

    def _change(self, contact_id: int, values: Mapping[str, object]) -> None:
        self.forget()
        statement = update(contacts).where(_people.id == contact_id).values(values)
        with guarded(self._connection):
            changed = self._connection.execute(statement).rowcount
        if changed != 1:
            raise NotFoundError(f"there is no contact {contact_id}")
