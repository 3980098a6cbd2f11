"""What figures are made of: every incident that a period may tell of, whole."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.stores import NOW, open_incident

from mailflow.adapters.store.contract import Store, Work
from mailflow.core.records import IncidentEvent
from models.enums import IncidentState

DAY = timedelta(days=1)


def told(work: Work, opened_at: datetime, *, ended: datetime | None = None) -> int:
    """Add an incident with a history, and return its number."""
    incident = open_incident(work, opened_at=opened_at)
    work.incidents.add_event(incident.id, IncidentEvent("opened", "a@example.com", opened_at))
    if ended is not None:
        work.incidents.update(replace(incident, state=IncidentState.RESOLVED))
        event = IncidentEvent("changed", "bob", ended, "state", "new", "resolved")
        work.incidents.add_event(incident.id, event)
    return incident.id


@pytest.mark.parametrize("text", ["plain", 'a "quoted" one', "Rücksetzen \\ 日本", "", None])
def test_values_are_those_that_were_written(store: Store, text: str | None) -> None:
    with store.begin() as work:
        incident = open_incident(work, opened_at=NOW)
        event = IncidentEvent("changed", "bob", NOW, "root_cause", text, text)
        work.incidents.add_event(incident.id, event)
    with store.read() as work:
        ((_, (found,)),) = work.performances.histories(NOW, NOW + DAY)
    assert found == event


def test_a_period_tells_of_what_is_open_and_of_what_happened_in_it(store: Store) -> None:
    with store.begin() as work:
        rests = told(work, NOW - 9 * DAY, ended=NOW - 8 * DAY)
        ended = told(work, NOW - 9 * DAY, ended=NOW)
        still_open = told(work, NOW - 9 * DAY)
        opened = told(work, NOW, ended=NOW + DAY)
        later = told(work, NOW + 5 * DAY)
    with store.read() as work:
        found = {one.id: events for one, events in work.performances.histories(NOW, NOW + 3 * DAY)}
    assert set(found) == {ended, still_open, opened}
    assert not {rests, later} & set(found)
    (change,) = (one for one in found[ended] if one.field == "state")
    assert (change.before, change.after, change.at, change.actor) == ("new", "resolved", NOW, "bob")
