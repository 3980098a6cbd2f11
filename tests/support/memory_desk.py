"""Incidents in memory."""
# ruff: noqa: ARG002 - the contract says what each method does and takes

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from support.memory_state import State

from mailflow.core.escalations import call_at, is_due
from mailflow.core.records import (
    Entry,
    Incident,
    IncidentEvent,
    IncidentLink,
    Participant,
)
from mailflow.core.service_levels import next_warning
from mailflow.errors import ConflictError
from models.enums import IncidentState, Priority


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
        open_ones = (one for one in self._watched() if not one.is_finished and one.state != held)
        late = [one for one in open_ones if _first_missed(one, now)]
        return tuple(sorted(late, key=lambda one: _urgency(one, now))[:limit])

    def in_aftercare(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        found = [(_first_due(one), one.id, one) for one in self._watched()]
        due = sorted((at, number, one) for at, number, one in found if at and at <= now)
        return tuple(one for _, _, one in due[:limit])

    def nearing(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        found = [(at, one) for one in self._watched() if (at := next_warning(one)) and at <= now]
        found.sort(key=lambda pair: (pair[1].priority, pair[0], pair[1].id))
        return tuple(one for _, one in found)[:limit]

    def calling(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        calls = ((one.priority, call_at(one), one.id, one) for one in self._watched())
        found = ((p, at, number, one) for p, at, number, one in calls if at and is_due(at, now))
        due = sorted(found)
        return tuple(one for *_, one in due[:limit])

    def assigned_to(
        self, contact_id: int, *, states: Collection[IncidentState], limit: int = 100
    ) -> tuple[Incident, ...]:
        own = [one for one in self._newest() if one.assignee_id == contact_id]
        open_ones = [one for one in own if one.state in states]
        return tuple(sorted(open_ones, key=lambda one: (one.priority, one.id))[:limit])

    def waking(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        held = (one for one in self._newest() if one.state is IncidentState.ON_HOLD)
        due = [(one.wake_at, one.id, one) for one in held if one.wake_at and one.wake_at <= now]
        return tuple(one for _, _, one in sorted(due)[:limit])

    def open_in_group(self, group_id: int) -> int:
        return sum(one.group_id == group_id and not one.is_finished for one in self._newest())

    def reassign(self, contact_id: int, to_id: int) -> int:
        moved = [one for one in self._newest() if one.assignee_id == contact_id]
        for one in moved:
            self.update(replace(one, assignee_id=to_id))
        return len(moved)

    def regroup(self, group_id: int, to_id: int) -> tuple[int, ...]:
        newest = self._newest()
        moved = [one for one in newest if one.group_id == group_id and not one.is_finished]
        for one in moved:
            self.update(replace(one, group_id=to_id))
        return tuple(one.id for one in moved)

    def links(self, incident_id: int) -> tuple[IncidentLink, ...]:
        return tuple(one for number, one in self._state.links if number == incident_id)

    def linked_from(self, incident_id: int) -> tuple[IncidentLink, ...]:
        pairs = ((number, one) for number, one in self._state.links if one.other_id == incident_id)
        return tuple(IncidentLink(number, one.kind) for number, one in pairs)

    def add_link(self, incident_id: int, link: IncidentLink) -> None:
        self._state.links.setdefault((incident_id, link))

    def remove_link(self, incident_id: int, link: IncidentLink) -> None:
        self._state.links.pop((incident_id, link), None)

    def merged_into(self, incident_id: int) -> tuple[int, ...]:
        merged = (one.id for one in self._newest() if one.merged_into == incident_id)
        return tuple(sorted(merged))

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

    def last_entries(
        self, incident_ids: Sequence[int], number: int
    ) -> tuple[tuple[int, Entry], ...]:
        return tuple(one for one in self._state.entries if one[0] in incident_ids)[-number:]

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

    def _watched(self) -> list[Incident]:
        """Return what the clock asks for: no practice."""
        return [one for one in self._newest() if not one.is_practice]

    def _newest(self) -> list[Incident]:
        return sorted(self._state.incidents.values(), key=lambda one: -one.id)


def _first_missed(one: Incident, now: datetime) -> datetime | None:
    response = not (one.responded_at or one.response_escalated_at) and one.response_due
    resolution = not one.resolution_escalated_at and one.resolution_due
    return min((due for due in (response, resolution) if due and due < now), default=None)


def _urgency(one: Incident, now: datetime) -> tuple[Priority, datetime, int]:
    return one.priority, _first_missed(one, now) or now, one.id


def _first_due(incident: Incident) -> datetime | None:
    moments = (incident.closes_at, incident.cause_due_at, incident.review_due_at)
    return min((one for one in moments if one), default=None)
