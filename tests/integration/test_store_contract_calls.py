"""The contract of incidents about which somebody is to be called, kept by every store."""

from typing import Any

from support.stores import MINUTE, NOW, open_incident

from mailflow.adapters.store.contract import Work
from models.enums import IncidentState, Priority, Role


def test_somebody_is_called_about_what_nobody_has_and_what_does_not_end(work: Work) -> None:
    """An untaken P1, one reopened often, one whose requester asks in vain; urgent ones first."""
    calm: dict[str, Any] = {
        "assignee_id": work.directory.add("a@b.example", role=Role.AGENT, at=NOW).id
    }
    again = open_incident(work, reopenings=2, opened_at=NOW - MINUTE, **calm)
    asked = open_incident(work, asked_at=NOW, **calm)
    untaken = open_incident(work, priority=Priority.P1, opened_at=NOW)
    paged = open_incident(work, priority=Priority.P1, pages=1, paged_at=NOW)
    open_incident(work, priority=Priority.P1, **calm)
    open_incident(work, reopenings=2, reopened_escalated_at=NOW)
    open_incident(work, asked_at=NOW, asked_escalated_at=NOW)
    open_incident(work, asked_at=NOW, state=IncidentState.RESOLVED)
    assert work.incidents.calling(NOW) == (untaken, again, asked)
    assert work.incidents.calling(NOW, limit=1) == (untaken,)
    assert untaken in work.incidents.calling(NOW - 60 * MINUTE), "the clock was turned back"
    assert paged in work.incidents.calling(NOW + 15 * MINUTE)


def test_what_somebody_has_is_found_by_state(work: Work) -> None:
    """By priority, then by number."""
    bob = work.directory.add("bob@b.example", role=Role.AGENT, at=NOW).id
    open_incident(work)
    first = open_incident(work, assignee_id=bob)
    open_incident(work, assignee_id=bob, state=IncidentState.ON_HOLD)
    urgent = open_incident(work, assignee_id=bob, priority=Priority.P1)
    assert work.incidents.assigned_to(bob, states=[IncidentState.NEW]) == (urgent, first)
    assert work.incidents.assigned_to(bob, states=[IncidentState.NEW], limit=1) == (urgent,)
