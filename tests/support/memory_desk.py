"""Incidents, people and groups in memory."""
# ruff: noqa: ARG002 - the contract says what each method does and takes

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from support.memory_state import State

from mailflow.core.records import (
    Contact,
    Entry,
    Incident,
    IncidentEvent,
    IncidentLink,
    Participant,
    SupportGroup,
    Suppression,
)
from mailflow.errors import ConflictError, NotFoundError
from models.enums import IncidentState, Priority, Role


class MemoryIncidents:
    """Keeps the contract `Incidents`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def draw_id(self) -> int:
        self._state.incident_number += 1
        return self._state.incident_number

    def add(self, incident: Incident) -> None:
        origins = {one.origin_mail_id for one in self._state.incidents.values()} - {None}
        if incident.id in self._state.incidents or incident.origin_mail_id in origins:
            raise ConflictError(f"{incident.reference} or its origin mail exists already")
        self._state.incidents[incident.id] = incident

    def get(self, incident_id: int) -> Incident | None:
        return self._state.incidents.get(incident_id)

    def update(self, incident: Incident) -> Incident:
        stored = self.get(incident.id)
        if stored is None or stored.version != incident.version:
            raise ConflictError(f"{incident.reference} was changed since it was read")
        changed = replace(incident, version=incident.version + 1)
        self._state.incidents[incident.id] = changed
        return changed

    def listed(
        self, states: Sequence[IncidentState] = (), *, limit: int = 100
    ) -> tuple[Incident, ...]:
        found = [one for one in self._newest() if not states or one.state in states]
        return tuple(found[:limit])

    def overdue(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        held = IncidentState.ON_HOLD
        open_ones = (one for one in self._newest() if not one.is_finished and one.state != held)
        late = [one for one in open_ones if _first_missed(one, now)]
        return tuple(sorted(late, key=lambda one: _urgency(one, now))[:limit])

    def waking(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        held = (one for one in self._newest() if one.state is IncidentState.ON_HOLD)
        due = [(one.wake_at, one.id, one) for one in held if one.wake_at and one.wake_at <= now]
        return tuple(one for _, _, one in sorted(due)[:limit])

    def links(self, incident_id: int) -> tuple[IncidentLink, ...]:
        return tuple(one for number, one in self._state.links if number == incident_id)

    def add_link(self, incident_id: int, link: IncidentLink) -> None:
        self._state.links.setdefault((incident_id, link))

    def remove_link(self, incident_id: int, link: IncidentLink) -> None:
        self._state.links.pop((incident_id, link), None)

    def participants(self, incident_id: int) -> tuple[Participant, ...]:
        everybody = self._state.participants.items()
        return tuple(one for (incident, _), one in everybody if incident == incident_id)

    def add_participant(self, incident_id: int, participant: Participant) -> None:
        self._state.participants.setdefault((incident_id, participant.address), participant)

    def set_participant(self, incident_id: int, participant: Participant) -> None:
        self._state.participants[incident_id, participant.address] = participant

    def remove_participant(self, incident_id: int, address: str) -> None:
        self._state.participants.pop((incident_id, address), None)

    def entries(self, incident_id: int) -> tuple[Entry, ...]:
        return tuple(one for incident, one in self._state.entries if incident == incident_id)

    def last_entries(self, incident_id: int, number: int) -> tuple[Entry, ...]:
        return self.entries(incident_id)[-number:]

    def add_entry(self, incident_id: int, entry: Entry) -> None:
        self._state.entries.append((incident_id, entry))

    def events(self, incident_id: int) -> tuple[IncidentEvent, ...]:
        return tuple(one for incident, one in self._state.events if incident == incident_id)

    def add_event(self, incident_id: int, event: IncidentEvent) -> None:
        self._state.events.append((incident_id, event))

    def commands_of(self, notice_id: int) -> frozenset[str]:
        return frozenset(text for notice, text in self._state.commands if notice == notice_id)

    def add_command(
        self, notice_id: int, command: str, incident_id: int, mail_id: int | None, at: datetime
    ) -> None:
        if (notice_id, command) in self._state.commands:
            raise ConflictError(f"{command!r} ran before")
        self._state.commands[notice_id, command] = incident_id

    def _newest(self) -> list[Incident]:
        return sorted(self._state.incidents.values(), key=lambda one: -one.id)


def _first_missed(one: Incident, now: datetime) -> datetime | None:
    response = not (one.responded_at or one.response_escalated_at) and one.response_due
    resolution = not one.resolution_escalated_at and one.resolution_due
    return min((due for due in (response, resolution) if due and due < now), default=None)


def _urgency(one: Incident, now: datetime) -> tuple[Priority, datetime, int]:
    return one.priority, _first_missed(one, now) or now, one.id


class MemoryDirectory:
    """Keeps the contract `Directory`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def by_address(self, address: str) -> Contact | None:
        everybody = self._state.contacts.values()
        return next((one for one in everybody if address.lower() in one.addresses), None)

    def get(self, contact_id: int) -> Contact | None:
        return self._state.contacts.get(contact_id)

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
        if self.by_address(address) or known_handle or number in self._state.contacts:
            raise ConflictError(f"contact {number}, his address or handle exists already")
        self._state.contact_number = max(number, self._state.contact_number)
        own = address.lower()
        handle = handle.lower() if handle else None
        contact = Contact(number, own, role, display_name, handle, True, language, (own,))
        self._state.contacts[number] = contact
        return contact

    def set_active(self, contact_id: int, active: bool) -> None:
        self._state.contacts[contact_id] = replace(self._known(contact_id), active=active)

    def set_away(self, contact_id: int, until: datetime | None) -> None:
        self._state.contacts[contact_id] = replace(self._known(contact_id), away_until=until)

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
        if any(one.name == name for one in self._state.groups.values()):
            raise ConflictError(f"group {name} exists already")
        if is_default:
            for one in self._state.groups.values():
                self._state.groups[one.id] = replace(one, is_default=False)
        number = len(self._state.groups) + 1
        self._state.managers[number] = manager_id
        self._state.groups[number] = SupportGroup(number, name, tier, is_default=is_default)
        return self._whole(self._state.groups[number])

    def add_member(self, group_id: int, contact_id: int) -> None:
        self._state.members[group_id, contact_id] = None

    def group(self, group_id: int) -> SupportGroup | None:
        group = self._state.groups.get(group_id)
        return None if group is None else self._whole(group)

    def groups(self) -> tuple[SupportGroup, ...]:
        by_name = sorted(self._state.groups.values(), key=lambda one: one.name)
        return tuple(self._whole(one) for one in by_name)

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
