"""Incidents that somebody must hear of, and what one person is told of them together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.core.records import Incident, reference
from models.enums import FINISHED, EscalationCause, IncidentState, Priority

LISTED = 50
"""So many incidents one mail names; of the others it tells how many there are."""
TARGETS = frozenset({EscalationCause.RESPONSE, EscalationCause.RESOLUTION})
AGAIN = frozenset(
    {
        EscalationCause.RESOLUTION,
        EscalationCause.RESOLUTION_WARNING,
        EscalationCause.ASKED,
    }
)
"""What may come again: under a new due date, or in a new wait for an answer."""


@dataclass(frozen=True, slots=True)
class MissedTarget:
    """Why somebody is told, and the moment at which that was due.

    `left` is the business time until then as a mail tells it, negative where it is over.
    """

    cause: EscalationCause
    due: datetime
    left: timedelta | None = None


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
    page: int = 0

    def with_causes(self, other: "LateIncident") -> "LateIncident":
        """Return it with the causes of the same incident that it has not."""
        fresh = (one for one in other.missed if one not in self.missed)
        return replace(other, missed=(*self.missed, *fresh))

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

    @property
    def is_simple(self) -> bool:
        """Whether it is about its incident alone and for one reason, or for both its targets."""
        causes = {missed.cause for one in self.listed for missed in one.missed}
        is_alone = self.total == 1 and [one.id for one in self.listed] == [self.incident_id]
        return is_alone and (len(causes) == 1 or causes == TARGETS)

    @property
    def open(self) -> "Telling":
        """Return it without what is finished, of which nobody needs to hear any more."""
        left = tuple(one for one in self.listed if one.state not in FINISHED)
        return replace(self, listed=left, total=self.total - len(self.listed) + len(left))

    def with_more(self, late: Iterable[LateIncident]) -> "Telling":
        """Return it with further incidents; one that is listed already gets its other causes."""
        listed, total = {one.id: one for one in self.listed}, self.total
        for one in late:
            known = listed.get(one.id)
            total += known is None
            listed[one.id] = known.with_causes(one) if known else one
        urgent_first = sorted(listed.values(), key=lambda one: one.urgency)
        return replace(self, listed=tuple(urgent_first[:LISTED]), total=total)


def line_of(
    incident: Incident, missed: tuple[MissedTarget, ...], assignee: str, group: str
) -> LateIncident:
    """Return what a list says of an incident as it stands."""
    return LateIncident(incident.id, incident.priority, incident.state, missed, assignee, group)


def once_of(late: LateIncident) -> str:
    """Return the key under which somebody is told of the first cause of an incident."""
    first = late.missed[0]
    if first.cause is EscalationCause.PAGE:
        return f"page:{late.id}:{late.page}"
    key = f"escalation:{late.id}:{first.cause.value}"
    return f"{key}:{first.due.isoformat()}" if first.cause in AGAIN else key


def told_to(contact_id: int, late: Iterable[LateIncident]) -> Telling:
    """Return what somebody is told who was told nothing yet."""
    found = sorted(late, key=lambda one: one.urgency)
    return Telling(contact_id, found[0].id, once_of(found[0])).with_more(found)


def as_listing(telling: Telling) -> dict[str, Any]:
    """Return what a telling lists as data: numbers and causes alone, so that it can go on."""
    lines = [
        [one.id, [[missed.cause.value, missed.due.isoformat()] for missed in one.missed]]
        for one in telling.listed
    ]
    return {"once": telling.once, "total": telling.total, "lines": lines}


def listed_in(listing: Mapping[str, Any]) -> dict[int, tuple[MissedTarget, ...]]:
    """Return the incidents of a listing with their causes."""
    return {
        number: tuple(
            MissedTarget(EscalationCause(cause), datetime.fromisoformat(due))
            for cause, due in causes
        )
        for number, causes in listing["lines"]
    }
