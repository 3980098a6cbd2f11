"""People and groups in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from support.memory_state import State

from mailflow.core.records import Contact, SupportGroup, Suppression
from mailflow.errors import ConflictError, NotFoundError
from models.enums import Role


class MemoryDirectory:
    """Keeps the contract `Directory`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def by_address(self, address: str) -> Contact | None:
        everybody = self._state.contacts.values()
        return next((one for one in everybody if address.lower() in one.addresses), None)

    def meet(self, addresses: Iterable[str]) -> None:
        """All is at hand here."""

    def get(self, contact_id: int) -> Contact | None:
        return self._state.contacts.get(self._state.merged.get(contact_id, contact_id))

    def by_handle(self, handle: str) -> Contact | None:
        everybody = self._state.contacts.values()
        return next((one for one in everybody if one.handle == handle.lower()), None)

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
        number = contact_id or self._state.contact_number + 1
        known_handle = handle and self.by_handle(handle)
        taken = number in self._state.contacts or number in self._state.merged
        if self.by_address(address) or known_handle or taken:
            raise ConflictError(f"contact {number}, his address or handle exists already")
        self._state.contact_number = max(number, self._state.contact_number)
        own = address.lower()
        handle = handle.lower() if handle else None
        contact = Contact(number, own, role, display_name, handle, True, language, (own,))
        self._state.contacts[number] = contact
        self._state.known_since[number] = at
        return contact

    def set_active(self, contact_id: int, active: bool) -> None:
        self._state.contacts[contact_id] = replace(self._known(contact_id), active=active)

    def set_away(self, contact_id: int, until: datetime | None) -> None:
        self._state.contacts[contact_id] = replace(self._known(contact_id), away_until=until)

    def set_written_language(self, contact_id: int, language: str, times: int) -> None:
        contact = self._known(contact_id)
        known = replace(contact, written_language=language, written_times=times)
        self._state.contacts[contact_id] = known

    def promote(self, contact_id: int, role: Role, handle: str | None, display_name: str) -> None:
        contact = self._known(contact_id)
        holder = self.by_handle(handle) if handle else contact
        if holder not in {None, contact}:
            raise ConflictError(f"handle {handle} is taken")
        self._state.contacts[contact_id] = replace(
            contact,
            role=role,
            handle=handle.lower() if handle else contact.handle,
            display_name=display_name or contact.display_name,
        )

    def update(self, contact: Contact) -> None:
        known = self._known(contact.id)
        handle = contact.handle.lower() if contact.handle else None
        holder = self.by_handle(handle) if handle else None
        if holder not in {None, known}:
            raise ConflictError(f"handle {handle} is taken")
        self._state.contacts[contact.id] = replace(
            contact, handle=handle, address=known.address, addresses=known.addresses
        )

    def listed(self, text: str = "", *, limit: int = 100) -> tuple[Contact, ...]:
        everybody = sorted(self._state.contacts.values(), key=lambda one: one.id)
        found = (
            one
            for one in everybody
            if any(text.lower() in name.lower() for name in (one.display_name, *one.addresses))
        )
        return tuple(found)[:limit]

    def add_address(self, contact_id: int, address: str) -> None:
        if self.by_address(address):
            raise ConflictError(f"{address} is taken")
        one = self._known(contact_id)
        self._reached(one, one.address, {*one.addresses, address.lower()})

    def remove_address(self, contact_id: int, address: str) -> None:
        one = self._known(contact_id)
        left = sorted(set(one.addresses) - {address.lower()})
        if len(left) in {0, len(one.addresses)}:
            raise NotFoundError(f"{address} is not one of his addresses, or the only one")
        self._reached(one, one.address if one.address in left else left[0], set(left))

    def prefer(self, contact_id: int, address: str) -> None:
        one = self._known(contact_id)
        if address.lower() not in one.addresses:
            raise NotFoundError(f"{address} is no address of contact {contact_id}")
        self._reached(one, address.lower(), set(one.addresses))

    def merge(self, contact_id: int, into_id: int) -> None:
        gone, into = self._known(contact_id), self._known(into_id)
        del self._state.contacts[contact_id]
        self._reached(into, into.address, {*into.addresses, *gone.addresses})
        for group, manager in self._state.managers.items():
            self._state.managers[group] = into_id if manager == contact_id else manager
        for group, member in list(self._state.members):
            if member == contact_id:
                del self._state.members[group, member]
                self._state.members[group, into_id] = None
        for number, other in self._state.merged.items():
            self._state.merged[number] = into_id if other == contact_id else other
        self._state.merged[contact_id] = into_id

    def _reached(self, contact: Contact, preferred: str, addresses: set[str]) -> None:
        others = tuple(sorted(addresses - {preferred}))
        self._state.contacts[contact.id] = replace(
            contact,
            address=preferred,
            addresses=(preferred, *others),
            suppressed=preferred in self._state.suppressed,
        )

    def agents(self) -> tuple[Contact, ...]:
        everybody = sorted(self._state.contacts.values(), key=lambda one: one.id)
        return tuple(one for one in everybody if one.is_agent)

    def note_hard_bounce(self, address: str, at: datetime, suppress_after: int) -> bool:
        contact = self.by_address(address)
        if contact is None:
            return False
        count = self._state.bounces.get(address.lower(), 0) + 1
        self._state.bounces[address.lower()] = count
        if count >= suppress_after:
            self._state.suppressed.setdefault(address.lower(), at)
        suppressed = address.lower() in self._state.suppressed
        self._state.contacts[contact.id] = replace(contact, suppressed=suppressed)
        return suppressed

    def suppressions(self) -> tuple[Suppression, ...]:
        found = [
            Suppression(one.id, address, since, self._state.bounces[address], one.display_name)
            for address, since in self._state.suppressed.items()
            if (one := self.by_address(address)) is not None
        ]
        return tuple(sorted(found, key=lambda one: (one.since, one.address)))

    def lift_suppression(self, address: str) -> bool:
        contact = self.by_address(address)
        if contact is None or self._state.suppressed.pop(address.lower(), None) is None:
            return False
        self._state.bounces.pop(address.lower(), None)
        self._state.contacts[contact.id] = replace(contact, suppressed=False)
        return True

    def add_group(
        self, name: str, *, tier: int = 1, manager_id: int | None = None, is_default: bool = False
    ) -> SupportGroup:
        known = next((one for one in self._state.groups.values() if one.name == name), None)
        if known is not None and known.id not in self._state.removed_groups:
            raise ConflictError(f"group {name} exists already")
        number = known.id if known else len(self._state.groups) + 1
        self._state.removed_groups.pop(number, None)
        self._store_group(SupportGroup(number, name, tier, is_default=is_default), manager_id)
        return self._whole(self._state.groups[number])

    def change_group(self, group: SupportGroup) -> None:
        if self.group(group.id) is None:
            raise NotFoundError(f"there is no group {group.id}")
        others = (one for one in self._state.groups.values() if one.id != group.id)
        if group.name in {one.name for one in others}:
            raise ConflictError(f"group {group.name} exists already")
        manager_id = group.manager.id if group.manager else None
        self._store_group(replace(group, manager=None, members=()), manager_id)

    def remove_group(self, group_id: int) -> None:
        group = self.group(group_id)
        if group is None:
            raise NotFoundError(f"there is no group {group_id}")
        for one in group.members:
            self.remove_member(group_id, one.id)
        self._store_group(SupportGroup(group.id, group.name, group.tier), None)
        self._state.removed_groups[group_id] = None

    def _store_group(self, group: SupportGroup, manager_id: int | None) -> None:
        if group.is_default:
            for one in self._state.groups.values():
                self._state.groups[one.id] = replace(one, is_default=False)
        self._state.managers[group.id] = manager_id
        self._state.groups[group.id] = group

    def add_member(self, group_id: int, contact_id: int) -> None:
        self._state.members[group_id, contact_id] = None

    def remove_member(self, group_id: int, contact_id: int) -> None:
        self._state.members.pop((group_id, contact_id), None)

    def group(self, group_id: int) -> SupportGroup | None:
        return next((one for one in self.groups() if one.id == group_id), None)

    def groups(self) -> tuple[SupportGroup, ...]:
        by_name = sorted(self._state.groups.values(), key=lambda one: one.name)
        removed = self._state.removed_groups
        return tuple(self._whole(one) for one in by_name if one.id not in removed)

    def _whole(self, group: SupportGroup) -> SupportGroup:
        """Return the group with the people as they are now."""
        ids = sorted(contact for one, contact in self._state.members if one == group.id)
        manager_id = self._state.managers[group.id]
        manager = None if manager_id is None else self._known(manager_id)
        return replace(group, manager=manager, members=tuple(self._known(one) for one in ids))

    def _known(self, contact_id: int) -> Contact:
        if contact_id not in self._state.contacts:
            raise NotFoundError(f"there is no contact {contact_id}")
        return self._state.contacts[contact_id]
