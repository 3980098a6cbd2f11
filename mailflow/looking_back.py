"""Gather what the review of an incident is made of; nothing is written here."""

from collections.abc import Iterable, Sequence

from mailflow.adapters.store.contract import Work
from mailflow.core.records import Incident, IncidentEvent
from mailflow.core.relations import reached
from mailflow.core.reviews import History, Review, review_of
from models.enums import LinkKind

MOST_PEOPLE = 200


def review(work: Work, incident: Incident) -> Review:
    """Return the review of an incident as it stands."""
    events = work.incidents.events(incident.id)
    history = History(
        incident=incident,
        events=events,
        entries=work.incidents.entries(incident.id),
        below=_incidents(work, _below(work, incident.id)),
        actions=_incidents(work, _linked(work, incident.id, LinkKind.ACTION)),
        people=_people(work, events),
        groups=_groups(work, events),
    )
    return review_of(history)


def _linked(work: Work, number: int, kind: LinkKind) -> Iterable[int]:
    """Return the incidents that name this one so: its children, its actions."""
    return (one.other_id for one in work.incidents.linked_from(number) if one.kind is kind)


def _below(work: Work, number: int) -> Iterable[int]:
    return reached(number, lambda one: _linked(work, one, LinkKind.PARENT))[1:]


def _incidents(work: Work, numbers: Iterable[int]) -> tuple[Incident, ...]:
    found = (work.incidents.get(one) for one in numbers)
    return tuple(one for one in found if one is not None)


def _people(work: Work, events: Sequence[IncidentEvent]) -> dict[str, str]:
    """Return the names of the desk's own people in a history, by address and by number."""
    named: dict[str, str] = {}
    for value in _distinct(one.actor for one in events if "@" in one.actor):
        contact = work.directory.by_address(value)
        named |= {value: contact.name} if contact and contact.is_agent else {}
    for value in _values(events, "assignee_id"):
        contact = work.directory.get(int(value))
        named |= {value: contact.name} if contact else {}
    return named


def _groups(work: Work, events: Sequence[IncidentEvent]) -> dict[str, str]:
    found = {one: work.directory.group(int(one)) for one in _values(events, "group_id")}
    return {value: group.name for value, group in found.items() if group}


def _values(events: Sequence[IncidentEvent], field: str) -> tuple[str, ...]:
    return _distinct(one.after for one in events if one.field == field and one.after)


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in values if one))[:MOST_PEOPLE]
