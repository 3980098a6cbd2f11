"""Support groups in the database, with their members and managers."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from mailflow.adapters.store.people import read_agents, read_contacts
from mailflow.adapters.store.statements import guarded, insert_or
from mailflow.core.records import Contact, SupportGroup
from mailflow.errors import NotFoundError
from models.tables import contacts, group_members, support_groups

_groups, _members = support_groups.c, group_members.c
_WITH_MEMBERS = (
    select(support_groups, _members.contact_id)
    .join_from(support_groups, group_members, _members.group_id == _groups.id, isouter=True)
    .where(~_groups.removed)
    .order_by(_groups.id, _members.contact_id)
)


class SqlGroups:
    """The part of `Directory` that knows support groups.

    What was read is remembered for the unit of work: a mail asks for the same few people and
    groups again and again. Every change, and every savepoint undone, forgets it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._remembered: tuple[SupportGroup, ...] | None = None
        self._agents: tuple[Contact, ...] | None = None
        self._met: dict[int | str, Contact | None] = {}

    def forget(self) -> None:
        """Read people and groups anew from here on."""
        self._remembered = self._agents = None
        self._met.clear()

    def agents(self) -> tuple[Contact, ...]:
        """Return agents and admins, active or not; each is met by that."""
        if self._agents is None:
            self._agents = read_agents(self._connection)
            for one in self._agents:
                self._meet(one)
        return self._agents

    def _meet(self, contact: Contact) -> None:
        self._met[contact.id] = contact
        self._met |= dict.fromkeys(contact.addresses, contact)
        if contact.handle is not None:
            self._met[f"@{contact.handle}"] = contact

    def add_group(
        self, name: str, *, tier: int = 1, manager_id: int | None = None, is_default: bool = False
    ) -> SupportGroup:
        """Store a group, or bring a removed one back; ConflictError when the name is taken."""
        self.forget()
        values = {"tier": tier, "manager_id": manager_id, "is_default": is_default}
        revived = update(support_groups).where(_groups.name == name, _groups.removed)
        group_id = self._connection.execute(
            revived.values(**values, removed=False).returning(_groups.id)
        ).scalar_one_or_none()
        if group_id is None:
            insert = support_groups.insert().values(name=name, **values)
            with guarded(self._connection):
                group_id = self._connection.execute(insert.returning(_groups.id)).scalar_one()
        if is_default:
            self._alone_default(group_id)
        return self._groups(_groups.id == group_id)[0]

    def _alone_default(self, group_id: int) -> None:
        others = update(support_groups).where(_groups.id != group_id)
        self._connection.execute(others.values(is_default=False))

    def change_group(self, group: SupportGroup) -> None:
        """Store name, tier, manager and whether it is the default; members apart."""
        self.forget()
        change = update(support_groups).where(_groups.id == group.id, ~_groups.removed)
        manager_id = group.manager.id if group.manager else None
        values = change.values(
            name=group.name, tier=group.tier, manager_id=manager_id, is_default=group.is_default
        )
        with guarded(self._connection):
            changed = self._connection.execute(values).rowcount
        if changed != 1:
            raise NotFoundError(f"there is no group {group.id}")
        if group.is_default:
            self._alone_default(group.id)

    def remove_group(self, group_id: int) -> None:
        """Remove a group: it has no members and is nowhere shown any more."""
        self.forget()
        self._connection.execute(group_members.delete().where(_members.group_id == group_id))
        change = update(support_groups).where(_groups.id == group_id, ~_groups.removed)
        gone = change.values(removed=True, manager_id=None, is_default=False)
        if self._connection.execute(gone).rowcount != 1:
            raise NotFoundError(f"there is no group {group_id}")

    def add_member(self, group_id: int, contact_id: int) -> None:
        """Put an agent into a group; one who is in it already stays."""
        self.forget()
        insert = insert_or(self._connection, group_members).values(
            group_id=group_id, contact_id=contact_id
        )
        self._connection.execute(insert.on_conflict_do_nothing())

    def remove_member(self, group_id: int, contact_id: int) -> None:
        """Take an agent out of a group."""
        self.forget()
        whose = (_members.group_id == group_id, _members.contact_id == contact_id)
        self._connection.execute(group_members.delete().where(*whose))

    def group(self, group_id: int) -> SupportGroup | None:
        """Return one group with its members."""
        return next((one for one in self.groups() if one.id == group_id), None)

    def groups(self) -> tuple[SupportGroup, ...]:
        """Return every group with its members, by name."""
        if self._remembered is None:
            self._remembered = self._groups()
        return self._remembered

    def _groups(self, *conditions: ColumnElement[bool]) -> tuple[SupportGroup, ...]:
        found = self._connection.execute(
            _WITH_MEMBERS.where(*conditions) if conditions else _WITH_MEMBERS
        )
        groups = [list(same) for _, same in groupby(found, key=itemgetter(0))]
        known = self._people_of(row for rows in groups for row in rows)
        # each database sorts text in its own way
        return tuple(sorted((_group(rows, known) for rows in groups), key=lambda one: one.name))

    def _people_of(self, rows: Iterable[Row[Any]]) -> dict[int, Contact]:
        """Return members and managers by number: agents, nearly always."""
        known = {one.id: one for one in self.agents()}
        wanted = {number for row in rows for number in (row.contact_id, row.manager_id)}
        others = wanted - set(known) - {None}
        if others:
            known |= {
                one.id: one for one in read_contacts(self._connection, contacts.c.id.in_(others))
            }
        return known


def _group(rows: list[Row[Any]], known: dict[int, Contact]) -> SupportGroup:
    """Return one group from its rows, one per member."""
    row = rows[0]
    return SupportGroup(
        id=row.id,
        name=row.name,
        tier=row.tier,
        manager=known.get(row.manager_id),
        members=tuple(known[one.contact_id] for one in rows if one.contact_id is not None),
        is_default=row.is_default,
    )
