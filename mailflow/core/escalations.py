"""Why and to whom an incident is escalated: pure decisions, one incident at a time (ITIL 4).

Each cause of an incident is told once; its mark on the incident says so. `docs/ESCALATION.md` has
the same as a table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailflow.core.lateness import MissedTarget
from mailflow.core.lifecycle import Changes
from mailflow.core.records import Incident, SupportGroup
from mailflow.core.service_levels import missed_targets, targets_to_warn_of
from models.enums import EscalationCause, IncidentState, Priority

PAGED_EVERY = timedelta(minutes=15)
MOST_PAGES = 8
REOPENED_OFTEN = 2

MARKS = {
    EscalationCause.RESPONSE: "response_escalated_at",
    EscalationCause.RESOLUTION: "resolution_escalated_at",
    EscalationCause.RESPONSE_WARNING: "response_warned_at",
    EscalationCause.RESOLUTION_WARNING: "resolution_warned_at",
    EscalationCause.UNTAKEN: "untaken_escalated_at",
    EscalationCause.REOPENED: "reopened_escalated_at",
}
"""The field that says when somebody was told of a cause."""
BREACHES = frozenset({EscalationCause.RESPONSE, EscalationCause.RESOLUTION})
WARNINGS = {
    EscalationCause.RESPONSE: EscalationCause.RESPONSE_WARNING,
    EscalationCause.RESOLUTION: EscalationCause.RESOLUTION_WARNING,
}
HIERARCHICAL = frozenset({EscalationCause.UNTAKEN, EscalationCause.REOPENED, EscalationCause.ASKED})
"""The causes of which managers hear in any case."""


class Audience(StrEnum):
    """Who is told of a cause; who that is now is looked up in the directory."""

    WORKERS = "workers"
    NEXT_GROUP = "next_group"
    MANAGERS = "managers"
    ON_CALL = "on_call"


@dataclass(frozen=True, slots=True)
class Step:
    """That an audience is told of these causes; of the managers so many, from the nearest up."""

    audience: Audience
    causes: tuple[MissedTarget, ...]
    height: int = 1


@dataclass(frozen=True, slots=True)
class Circle:
    """Whom an incident concerns: those at work, the next group, managers from the nearest up.

    Of people there are numbers; `newcomers` are those of the next group who are there.
    """

    assignee: str = ""
    group: str = ""
    workers: tuple[int, ...] = ()
    next_group: SupportGroup | None = None
    newcomers: tuple[int, ...] = ()
    managers: tuple[int, ...] = ()
    on_call: tuple[int, ...] = ()

    def reached(self, step: Step) -> tuple[int, ...]:
        """Return who is told in a step; where nobody stands above, those at work."""
        if step.audience is Audience.MANAGERS:
            return self.managers[: step.height] or self.workers
        people = {
            Audience.WORKERS: self.workers,
            Audience.NEXT_GROUP: self.newcomers,
            Audience.ON_CALL: self.on_call or self.managers,
        }
        return people[step.audience]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due for one incident: who is told of what, what is marked, whether it goes on.

    `page` is which page it is, where somebody is paged.
    """

    steps: tuple[Step, ...] = ()
    changes: Changes = ()
    hands_on: bool = False
    page: int = 0


def is_due(call: datetime, now: datetime) -> bool:
    """Whether somebody is to be called now.

    A moment further ahead than the next page can be was written while the clock was ahead.
    """
    return call <= now or call > now + PAGED_EVERY


def call_at(incident: Incident) -> datetime | None:
    """Return when somebody must be called about an incident, whatever its targets are.

    For a page, what follows the last one, an incident that was reopened often, or a requester
    who asks in vain. It is stored, so that the clock finds it by index.
    """
    if incident.is_finished or incident.is_record:
        return None
    moments = (_page_due(incident), *(one.due for one in _standing(incident)))
    return min((one for one in moments if one is not None), default=None)


def handed_on(incident: Incident, group: SupportGroup) -> Changes:
    """Return the changes that hand an incident to a group; an assignee who is in it keeps it."""
    changes: Changes = (("group_id", group.id),)
    assignee = incident.assignee_id
    keeps = assignee is None or assignee in {one.id for one in group.members}
    return changes if keeps else (*changes, ("assignee_id", None))


def causes_due(incident: Incident, now: datetime) -> tuple[MissedTarget, ...]:
    """Return what is due at `now` and was not told yet, in the order of the causes."""
    if incident.is_finished or incident.is_record:
        return ()
    page_due = _page_due(incident)
    page = (_page(incident),) if page_due is not None and is_due(page_due, now) else ()
    return (*_targets(incident, now), *page, *_standing(incident))


def plan(incident: Incident, now: datetime, *, has_next: bool, pages: bool = True) -> Plan:
    """Return what is done about an incident now.

    The first missed target hands it on to the next group, where there is one; of a P1, of a
    repeated one, and where there is none, managers hear. Without `pages`, as below a major
    incident, nobody is paged and the count stands still.
    """
    causes = causes_due(incident, now)
    breaches = tuple(one for one in causes if one.cause in BREACHES)
    count = len(breaches) + sum(getattr(incident, MARKS[one]) is not None for one in BREACHES)
    first = bool(breaches) and count == len(breaches)
    hands_on = first and has_next
    is_high = bool(breaches) and (incident.priority is Priority.P1 or count > 1 or not hands_on)
    hierarchical = tuple(o for o in causes if o.cause in HIERARCHICAL) + (breaches * is_high)
    steps = (
        Step(Audience.WORKERS, tuple(one for one in causes if one.cause in WARNINGS.values())),
        Step(Audience.NEXT_GROUP, breaches if hands_on else ()),
        Step(Audience.MANAGERS, hierarchical, 2 if breaches and count > 1 else 1),
        Step(
            Audience.ON_CALL,
            tuple(o for o in causes if o.cause is EscalationCause.PAGE) if pages else (),
        ),
    )
    told = tuple(one for one in steps if one.causes)
    changes = _marks(incident, causes, now, counts=pages)
    return Plan(told, changes, hands_on, incident.pages + 1)


def _marks(
    incident: Incident, causes: Iterable[MissedTarget], now: datetime, *, counts: bool
) -> Changes:
    changes: Changes = ()
    for one in causes:
        if one.cause is EscalationCause.PAGE:
            number = incident.pages + int(counts)
            changes += (("pages", number), ("paged_at", now))
        elif one.cause is EscalationCause.ASKED:
            changes += (("asked_escalated_at", incident.asked_at),)
        else:
            changes += ((MARKS[one.cause], now),)
    return changes


def _targets(incident: Incident, now: datetime) -> tuple[MissedTarget, ...]:
    """Return the targets that are missed and those to warn of, each with its due moment."""
    if incident.state is IncidentState.ON_HOLD:
        return ()
    moments = {
        EscalationCause.RESPONSE: incident.response_due,
        EscalationCause.RESOLUTION: incident.resolution_due,
    }
    missed = [(one, moments[one]) for one in missed_targets(incident, now)]
    near = [(WARNINGS[one], moments[one]) for one in targets_to_warn_of(incident, now)]
    return tuple(MissedTarget(cause, due) for cause, due in (*missed, *near) if due is not None)


def _standing(incident: Incident) -> tuple[MissedTarget, ...]:
    """Return what waits for no hour: reopened often, asked in vain."""
    found: tuple[MissedTarget, ...] = ()
    if incident.reopenings >= REOPENED_OFTEN and incident.reopened_escalated_at is None:
        found += (MissedTarget(EscalationCause.REOPENED, incident.opened_at),)
    if incident.asked_at is not None and incident.asked_at != incident.asked_escalated_at:
        found += (MissedTarget(EscalationCause.ASKED, incident.asked_at),)
    return found


def _page_due(incident: Incident) -> datetime | None:
    """Return when the next page is due, or what follows the last; None where somebody has it."""
    waits = incident.state in {IncidentState.NEW, IncidentState.IN_PROGRESS}
    if incident.priority is not Priority.P1 or incident.assignee_id is not None or not waits:
        return None
    if incident.pages >= MOST_PAGES and incident.untaken_escalated_at is not None:
        return None
    return incident.opened_at if incident.paged_at is None else incident.paged_at + PAGED_EVERY


def _page(incident: Incident) -> MissedTarget:
    """Return the page, or what follows the last one; it says since when the incident waits."""
    last = incident.pages >= MOST_PAGES
    cause = EscalationCause.UNTAKEN if last else EscalationCause.PAGE
    return MissedTarget(cause, incident.opened_at)
