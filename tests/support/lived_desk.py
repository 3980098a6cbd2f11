"""Histories of a desk at work, drawn from a seed: for pictures of reports, and to measure them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from mailflow.adapters.store.contract import Work
from mailflow.core.records import Incident, IncidentEvent
from mailflow.core.undoing import written
from models.enums import IncidentState, LabelSource, Priority, Role
from models.tables import incident_events, incidents

START = datetime(2026, 10, 5, tzinfo=UTC)
AGENTS = ("ann@example.com", "bob@example.com", "cleo@example.com")
REQUESTER = "rita@example.org"
CATEGORIES = (
    ("email", 26),
    ("network", 19),
    ("access", 17),
    ("hardware", 14),
    ("software", 12),
    ("printing", 8),
    ("telephony", 4),
)
PRIORITIES = ((Priority.P1, 3), (Priority.P2, 12), (Priority.P3, 50), (Priority.P4, 25))
CAUSES = ("disk full", "expired certificate", "wrong permissions", "loose cable")
BY_HOUR = (1, 1, 0, 0, 0, 1, 2, 7, 16, 19, 15, 11, 6, 9, 13, 12, 9, 5, 3, 2, 2, 1, 1, 1)
BY_DAY = (20, 17, 15, 14, 12, 3, 2)
TARGETS = {
    Priority.P1: (0.25, 4),
    Priority.P2: (1, 8),
    Priority.P3: (4, 72),
    Priority.P4: (24, 120),
}
RESOLVED, CLOSED = IncidentState.RESOLVED, IncidentState.CLOSED
OPEN, HELD = IncidentState.IN_PROGRESS, IncidentState.ON_HOLD


@dataclass(slots=True)
class Life:
    """One incident to which things happen."""

    now: Incident
    until: datetime
    events: list[IncidentEvent] = field(default_factory=list)
    acts: int = 0

    def change(self, hours: float, actor: str, **values: Any) -> None:
        """Change fields so many hours after the opening, unless that is still to come."""
        at = self.now.opened_at + timedelta(hours=hours)
        if at >= self.until:
            return
        self.acts += 1
        for name, value in values.items():
            before = written(getattr(self.now, name))
            event = IncidentEvent("changed", actor, at, name, before, written(value))
            self.events.append(event)
        self.now = replace(self.now, **values)

    def at(self, hours: float) -> datetime:
        """Return the moment so many hours after the opening."""
        return self.now.opened_at + timedelta(hours=hours)


def lives(
    number: int, first: datetime, days: int, until: datetime, seed: int = 1
) -> Iterator[tuple[Incident, list[IncidentEvent]]]:
    """Yield so many incidents, opened within some days, with what happened to them until then."""
    chance = random.Random(seed)
    for at, opened in enumerate(sorted(_openings(chance, number, first, days)), start=1001):
        life = _opened(chance, at, opened, until)
        _live(chance, life)
        yield life.now, life.events


def _openings(chance: random.Random, number: int, first: datetime, days: int) -> Iterator[datetime]:
    weights = [BY_DAY[(first + timedelta(days=day)).weekday()] for day in range(days)]
    for day in chance.choices(range(days), weights, k=number):
        hour = chance.choices(range(24), BY_HOUR)[0]
        yield first + timedelta(days=day, hours=hour, seconds=chance.randrange(3600))


def _one(chance: random.Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    return chance.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def _opened(chance: random.Random, number: int, opened: datetime, until: datetime) -> Life:
    priority = _one(chance, PRIORITIES)
    response, resolution = (timedelta(hours=one) for one in TARGETS[priority])
    incident = Incident(
        id=number,
        subject="Something does not work",
        state=IncidentState.NEW,
        requester_address=REQUESTER,
        opened_at=opened,
        category=_one(chance, CATEGORIES),
        category_source=LabelSource.SUGGESTED,
        priority=priority,
        group_id=chance.choice((1, 1, 2)),
        response_due=opened + response,
        resolution_due=opened + resolution,
    )
    return Life(incident, until, [IncidentEvent("opened", REQUESTER, opened)])


def _live(chance: random.Random, life: Life) -> None:
    agent, (response, resolution) = chance.choice(AGENTS), TARGETS[life.now.priority]
    if chance.random() < 0.03:
        life.change(1, agent, state=IncidentState.CANCELED, closure_code="spam")
        return
    hours = response * chance.lognormvariate(-0.9, 0.7)
    answered = {"responded_at": life.at(hours), "assignee_id": 2 + AGENTS.index(agent)}
    if chance.random() < 0.25:
        life.change(hours, agent, state=RESOLVED, resolved_at=life.at(hours), **answered)
    else:
        life.change(hours, agent, state=OPEN, **answered)
        hours = _work(chance, life, agent, hours)
        hours += resolution * chance.lognormvariate(-0.8, 0.8)
        life.change(hours, agent, state=RESOLVED, resolved_at=life.at(hours))
    _after(chance, life, agent, hours)


def _work(chance: random.Random, life: Life, agent: str, hours: float) -> float:
    if chance.random() < 0.1:
        life.change(hours + 0.2, agent, group_id=3 - (life.now.group_id or 1))
    if chance.random() < 0.12:
        life.change(hours + 0.3, agent, category="software", category_source=LabelSource.HUMAN)
    if chance.random() < 0.05:
        life.change(hours + 0.4, "clock", response_escalated_at=life.at(hours + 0.4))
    if chance.random() < 0.02:
        life.change(hours + 0.5, agent, is_major=True)
    if chance.random() < 0.25:
        reason, length = chance.choice(("customer", "vendor", "change")), chance.uniform(2, 30)
        life.change(hours + 0.6, agent, state=HELD, hold_reason=reason)
        life.change(hours + 0.6 + length, agent, state=OPEN, hold_reason=None)
        return hours + 0.6 + length
    return hours + 0.6


def _after(chance: random.Random, life: Life, agent: str, hours: float) -> None:
    life.change(hours + 0.1, agent, root_cause=chance.choice(CAUSES), closure_code="solved")
    if chance.random() < 0.35:
        rating = chance.choices((1, 2, 3, 4, 5), (1, 1, 2, 6, 9))[0]
        life.change(hours + 1, REQUESTER, rating=rating)
    if chance.random() < 0.06:
        life.change(hours + 5, REQUESTER, state=OPEN, resolved_at=None)
        life.change(hours + 9, agent, state=RESOLVED, resolved_at=life.at(hours + 9))
    life.change(hours + 120, "clock", state=CLOSED, closed_at=life.at(hours + 120))


def people(work: Work) -> None:
    """Add the support groups and agents that the histories tell of, and a manager."""
    work.directory.add("maya@example.com", role=Role.AGENT, at=START, handle="maya")
    for name in ("Service Desk", "Infrastructure"):
        work.directory.add_group(name, is_default=name == "Service Desk")
    for address in AGENTS:
        work.directory.add(address, role=Role.AGENT, at=START, handle=address.partition("@")[0])


def put(connection: Connection, lived: Iterator[tuple[Incident, list[IncidentEvent]]]) -> int:
    """Write incidents and their histories as they are; return how many events there are."""
    own, told, events = list[dict[str, Any]](), list[dict[str, Any]](), 0
    for incident, history in lived:
        names = [one.name for one in incidents.columns if hasattr(incident, one.name)]
        own.append({name: getattr(incident, name) for name in names})
        fields = IncidentEvent.__dataclass_fields__
        told += [
            {**{name: getattr(one, name) for name in fields}, "incident_id": incident.id}
            for one in history
        ]
        events += len(history)
    connection.execute(insert(incidents), own)
    connection.execute(insert(incident_events), told)
    return events
