"""Incidents that missed a target, and what one person is told of them together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.core.records import Incident, reference
from mailflow.core.service_levels import missed_targets
from models.enums import EscalationCause, IncidentState, Priority

LISTED = 50
"""So many incidents one mail names; of the others it tells how many there are."""


@dataclass(frozen=True, slots=True)
class MissedTarget:
    """A target and the moment at which it was due."""

    cause: EscalationCause
    due: datetime


@dataclass(frozen=True, slots=True)
class LateIncident:
    """One incident in a mail about several.

    There is no subject, text or requester in it: the mail belongs to one of the incidents, and no
    outgoing mail carries what somebody wrote in another one (promise P13).
    """

    id: int
    priority: Priority
    state: IncidentState
    missed: tuple[MissedTarget, ...]
    assignee: str = ""
    group: str = ""

    @property
    def reference(self) -> str:
        """The reference people see."""
        return reference(self.id)

    @property
    def urgency(self) -> tuple[Priority, datetime, int]:
        """What to sort by: the highest priority first, then what is late longest."""
        return self.priority, min(one.due for one in self.missed), self.id


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told in one mail; the mail belongs to the incident `incident_id`.

    `once` names the first cause of its first incident, alone or with others: whoever was told of
    it is never told again, whatever else the mail lists.
    """

    contact_id: int
    incident_id: int
    once: str
    listed: tuple[LateIncident, ...] = ()
    total: int = 0

    def with_more(self, late: Iterable[LateIncident]) -> "Telling":
        """Return it with further incidents; one that is listed already gets its other target."""
        listed, total = {one.id: one for one in self.listed}, self.total
        for one in late:
            known = listed.get(one.id)
            total += known is None
            missed = (*known.missed, *one.missed) if known else one.missed
            listed[one.id] = replace(one, missed=missed)
        urgent_first = sorted(listed.values(), key=lambda one: one.urgency)
        return replace(self, listed=tuple(urgent_first[:LISTED]), total=total)


def targets_missed(incident: Incident, now: datetime) -> tuple[MissedTarget, ...]:
    """Return the targets missed at `now` that nobody was told of, with their due moments."""
    due = {
        EscalationCause.RESPONSE: incident.response_due,
        EscalationCause.RESOLUTION: incident.resolution_due,
    }
    causes = missed_targets(incident, now)
    return tuple(MissedTarget(one, moment) for one in causes if (moment := due[one]))


def once_of(late: LateIncident) -> str:
    """Return the key under which somebody is told of the first missed target of an incident."""
    return f"escalation:{late.id}:{late.missed[0].cause.value}"


def told_to(contact_id: int, late: Iterable[LateIncident]) -> Telling:
    """Return what somebody is told who was told nothing yet."""
    found = sorted(late, key=lambda one: one.urgency)
    return Telling(contact_id, found[0].id, once_of(found[0])).with_more(found)
