"""Gather what stands above and below an incident, and what one mail changed in others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mailflow.adapters.store.contract import Work
from mailflow.core.authority import may_work_on
from mailflow.core.records import Contact, Incident, IncidentEvent, IncidentLink
from mailflow.core.relations import Beside, reached
from mailflow.core.undoing import act_of, changed_elsewhere
from models.enums import LinkKind, RecurrenceKind

MOST_CHILDREN = 500


@dataclass(frozen=True, slots=True)
class RelationGatherer:
    """Reads how incidents stand to each other, for one agent."""

    work: Work
    contact: Contact

    def above(self, number: int) -> frozenset[int]:
        """Return the incident and every one that stands above it, parent by parent."""
        return frozenset(reached(number, _parents(self.work.incidents.links)))

    def open_below(self, incident: Incident) -> tuple[Beside, ...]:
        """Return the unfinished incidents below one, child by child."""
        numbers = reached(incident.id, _parents(self.work.incidents.linked_from))[1:]
        found = (self._beside(one) for one in numbers)
        return tuple(one for one in found if one is not None and not one.incident.is_finished)

    def changed_by(self, events: Sequence[IncidentEvent], number: int) -> tuple[Beside, ...]:
        """Return the other incidents that an act about this one changed, with their histories."""
        others = changed_elsewhere(events, act_of(events, number))
        found = (self._beside(one, with_events=True) for one in others)
        return tuple(one for one in found if one is not None)

    def children(self, incident: Incident) -> tuple[Beside, ...]:
        """Return the unfinished incidents right below one."""
        numbers = _parents(self.work.incidents.linked_from)(incident.id)
        found = self.beside(islice(numbers, MOST_CHILDREN))
        return tuple(one for one in found if not one.incident.is_finished)

    def alike(
        self, incident: Incident, named: Iterable[int]
    ) -> tuple[tuple[Beside, ...], set[int]]:
        """Return what is like an incident, with what a block names; and what agents were told of.

        They were told in mails about the first one, so it is that one which `told` is for.
        """
        found = self.work.recurrences.of_incidents(RecurrenceKind.ALIKE, [incident.id])[-1:]
        told = {n for one in found if one.head_id == incident.id for n in one.told_members}
        members = (number for one in found for number in one.members)
        wanted = dict.fromkeys([*named, *islice(members, MOST_CHILDREN)])
        return self.beside(wanted), told

    def recurring(self, incident: Incident) -> tuple[Beside, ...]:
        """Return what came back with an incident, as agents were told in a mail about it."""
        found = self.work.recurrences.of_incidents(RecurrenceKind.RECURRING, [incident.id])
        own = (one.told_members for one in found if one.head_id == incident.id)
        return self.beside(dict.fromkeys(n for members in own for n in members))

    def beside(self, numbers: Iterable[int]) -> tuple[Beside, ...]:
        """Return these incidents with their links."""
        found = (self._beside(one) for one in numbers)
        links = self.work.incidents.links
        return tuple(replace(o, links=links(o.incident.id)) for o in found if o is not None)

    def _beside(self, number: int, *, with_events: bool = False) -> Beside | None:
        incident = self.work.incidents.get(number)
        if incident is None:
            return None
        group = self.work.directory.group(incident.group_id) if incident.group_id else None
        events = self.work.incidents.events(number) if with_events else ()
        links = self.work.incidents.links(number) if with_events else ()
        return Beside(incident, may_work_on(self.contact, incident, group), events, links)


def _parents(links: Callable[[int], Iterable[IncidentLink]]) -> Callable[[int], Iterable[int]]:
    """Return the step from an incident to the next ones by links to parents."""
    return lambda number: (o.other_id for o in links(number) if o.kind is LinkKind.PARENT)
