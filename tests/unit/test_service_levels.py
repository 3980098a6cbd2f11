"""By when an incident is due: in business time, whatever it waited for and whoever took it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.situations import incident

from mailflow.core.clock_stops import ClockStop, reached, read_stops, stopped, used, with_stop
from mailflow.core.lifecycle import Changes, going_on, holding, reopening, resolving
from mailflow.core.records import Incident
from mailflow.core.service_levels import (
    followed,
    follows,
    missed_targets,
    targets_to_warn_of,
    time_used,
    with_moments,
)
from mailflow.settings import Settings
from models.enums import EscalationCause, IncidentKind, IncidentState, Priority

HOUR = timedelta(hours=1)
RESPONSE, RESOLUTION = EscalationCause.RESPONSE, EscalationCause.RESOLUTION
SETTINGS = Settings.model_validate(
    {
        "desk": {"calendar": "office"},
        "calendars": {
            "office": {"hours": {"mon-fri": ("09:00-17:00",)}, "country": "DE"},
            "around": {"hours": {"mon-sun": ("00:00-24:00",)}},
        },
        "groups": {"Night": {"calendar": "around"}},
        "service_levels": [{"category": "vpn", "p3": {"response": "1h", "resolution": "2h"}}],
    }
)
CALENDAR = SETTINGS.calendar_of(None)


def at(day: int, hour: float = 0) -> datetime:
    """Return an hour of a day of March 2026, of which the 2nd is a Monday."""
    return datetime(2026, 3, day, tzinfo=UTC) + hour * HOUR


def opened(moment: datetime, **fields: Any) -> Incident:
    fresh = replace(incident(), opened_at=moment, state=IncidentState.NEW, **fields)
    return with_moments(fresh, SETTINGS, "")


def after(one: Incident, changes: Changes, now: datetime, group: str = "") -> Incident:
    """Return the incident after these changes, with the moments that follow."""
    wanted: dict[str, Any] = dict(changes)
    changed = replace(one, **wanted)
    return followed(one, changed, SETTINGS, group, now) if follows(one, changed) else changed


@pytest.mark.parametrize(
    ("priority", "moment", "response", "resolution"),
    [
        (Priority.P1, at(6, 16.5), at(6, 16.75), at(6, 20.5)),
        (Priority.P2, at(6, 16.5), at(9, 9.5), at(9, 16.5)),
        (Priority.P3, at(6, 16.5), at(9, 12.5), at(11, 16.5)),
        (Priority.P4, at(6, 10), at(9, 10), at(13, 10)),
        (Priority.P5, at(6, 10), at(10, 10), at(20, 10)),
        (Priority.P4, at(7, 12), at(9, 17), at(13, 17)),
    ],
)
def test_targets_count_in_business_time_but_for_the_first_priority(
    priority: Priority, moment: datetime, response: datetime, resolution: datetime
) -> None:
    one = opened(moment, priority=priority)
    assert (one.response_due, one.resolution_due) == (response, resolution)


def test_a_record_of_the_desk_has_no_targets_whatever_changes_but_what_was_agreed_on() -> None:
    one = opened(at(6, 10), kind=IncidentKind.PROBLEM)
    raised = after(one, (("priority", Priority.P1), ("group_id", 2)), at(6, 11))
    assert raised == replace(one, priority=Priority.P1, group_id=2)
    assert (one.response_due, one.resolution_due) == (None, None)
    agreed = after(raised, (("agreed_due", at(9, 10)),), at(6, 12))
    assert (agreed.resolution_due, agreed.resolution_warn_at) == (at(9, 10), None)


def test_the_warning_comes_after_three_quarters_of_the_working_time() -> None:
    one = opened(at(6, 16), priority=Priority.P2)
    assert one.resolution_due == at(9, 16)
    assert one.resolution_warn_at == at(9, 14)
    assert targets_to_warn_of(replace(one, responded_at=at(6, 16)), at(9, 13.9)) == ()
    assert targets_to_warn_of(replace(one, responded_at=at(6, 16)), at(9, 14)) == (RESOLUTION,)


def test_what_was_told_or_missed_is_not_warned_of() -> None:
    one, now = opened(at(2, 9), priority=Priority.P2), at(2, 15.5)
    assert missed_targets(one, now) == (RESPONSE,)
    assert targets_to_warn_of(one, now) == (RESOLUTION,)
    assert targets_to_warn_of(replace(one, resolution_warned_at=now), now) == ()
    assert targets_to_warn_of(replace(one, resolution_escalated_at=now), now) == ()
    assert targets_to_warn_of(replace(one, state=IncidentState.ON_HOLD), now) == ()
    assert targets_to_warn_of(replace(one, state=IncidentState.RESOLVED), now) == ()


def test_a_hold_over_a_weekend_moves_what_is_due_by_the_working_time_in_it() -> None:
    one = opened(at(5, 9), priority=Priority.P2)
    held = after(one, holding(one, "customer", at(5, 11), None), at(5, 11))
    assert held.resolution_due == at(5, 17)
    working = after(held, going_on(held, at(9, 10)), at(9, 10))
    assert working.resolution_due == at(9, 16)
    assert stopped(read_stops(working.clock_stops), CALENDAR) == {"customer": 15 * HOUR}
    assert time_used(working, CALENDAR, at(9, 10)) == 2 * HOUR


def test_a_hold_on_a_weekend_changes_nothing() -> None:
    one = opened(at(6, 16), priority=Priority.P2)
    held = after(one, holding(one, "vendor", at(7, 9), None), at(7, 9))
    assert after(held, going_on(held, at(8, 9)), at(8, 9)).resolution_due == one.resolution_due


def test_a_hold_after_a_missed_target_does_not_make_good_for_it() -> None:
    one = opened(at(2, 9), priority=Priority.P2)
    held = after(one, holding(one, "vendor", at(3, 9), None), at(3, 9))
    assert after(held, going_on(held, at(5, 9)), at(5, 9)).resolution_due == at(2, 17)


def test_what_it_waits_for_may_change_and_each_reason_has_its_own_time() -> None:
    one = opened(at(2, 9))
    held = after(one, holding(one, "customer", at(2, 10), None), at(2, 10))
    longer = after(held, holding(held, "customer", at(2, 11), at(3, 9)), at(2, 11))
    assert (longer.held_since, longer.clock_stops) == (at(2, 10), "")
    vendor = after(longer, holding(longer, "vendor", at(2, 12), None), at(2, 12))
    ended = after(vendor, resolving(vendor, "It works.", at(2, 15)), at(2, 15))
    assert stopped(read_stops(ended.clock_stops), CALENDAR) == {
        "customer": 2 * HOUR,
        "vendor": 3 * HOUR,
    }
    assert ended.resolution_due == at(5, 14)


def test_another_priority_amid_a_hold_counts_the_time_already_used() -> None:
    one = opened(at(2, 9), priority=Priority.P3)
    held = after(one, holding(one, "vendor", at(2, 12), None), at(2, 12))
    urgent = after(held, (("priority", Priority.P2),), at(3, 10))
    assert urgent.resolution_due == at(2, 17)
    working = after(urgent, going_on(urgent, at(3, 12)), at(3, 12))
    assert working.resolution_due == at(3, 17)
    assert time_used(working, CALENDAR, at(3, 17)) == 8 * HOUR


def test_another_group_or_category_brings_its_own_business_time_and_targets() -> None:
    one = opened(at(6, 16), priority=Priority.P3, responded_at=None)
    assert after(one, (("group_id", 9),), at(6, 16), "Night").resolution_due == at(9, 16)
    assert after(one, (("category", "vpn"),), at(6, 16)).resolution_due == at(9, 10)


def test_what_is_answered_keeps_the_moment_by_which_it_had_to_be() -> None:
    one = replace(opened(at(2, 9), priority=Priority.P4), responded_at=at(2, 12))
    urgent = after(one, (("priority", Priority.P1),), at(2, 13))
    assert urgent.response_due == one.response_due
    assert urgent.resolution_due == at(2, 13)


def test_the_clock_goes_on_where_it_ended_when_an_incident_opens_again() -> None:
    one = opened(at(2, 9), priority=Priority.P2)
    done = after(one, resolving(one, "It works.", at(2, 14)), at(2, 14))
    again = after(done, reopening(done, at(4, 11)), at(4, 11))
    assert again.resolution_due == at(4, 14)
    assert again.resolution_warn_at == at(4, 12)
    late = after(one, resolving(one, "It works.", at(3, 14)), at(3, 14))
    assert after(late, reopening(late, at(4, 11)), at(4, 11)).resolution_due == at(2, 17)


def test_after_its_end_no_change_moves_what_was_due() -> None:
    one = opened(at(2, 9), priority=Priority.P2)
    done = after(one, resolving(one, "It works.", at(2, 14)), at(2, 14))
    later = after(done, (("priority", Priority.P4),), at(2, 15))
    assert later.resolution_due == done.resolution_due
    again = after(later, reopening(later, at(3, 14)), at(3, 14))
    assert again.resolution_due == at(9, 17)


def test_a_moment_that_was_agreed_on_stays_through_holds_until_the_priority_changes() -> None:
    one = opened(at(2, 9), priority=Priority.P3)
    agreed = after(one, (("agreed_due", at(10, 12)),), at(2, 12))
    assert agreed.resolution_due == at(10, 12)
    assert agreed.resolution_warn_at == at(6, 16)
    held = after(agreed, holding(agreed, "vendor", at(3, 9), None), at(3, 9))
    working = after(held, going_on(held, at(5, 9)), at(5, 9))
    assert (working.resolution_due, working.resolution_warn_at) == (
        at(10, 12),
        agreed.resolution_warn_at,
    )
    usual = (("priority", Priority.P2), ("agreed_due", None))
    assert after(working, usual, at(5, 9)).resolution_due == at(2, 17)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=6),
    st.integers(1, 60),
)
def test_what_is_due_is_reached_exactly_when_so_much_time_was_used(
    holds: list[tuple[int, int]], hours: int
) -> None:
    start, at_hour, stops = at(2, 9), 0, []
    for gap, length in holds:
        begins = at_hour + gap % 50
        stops.append(ClockStop(start + begins * HOUR, start + (begins + length) * HOUR, "vendor"))
        at_hour = begins + length
    due = reached(CALENDAR, start, hours * HOUR, stops)
    assert used(CALENDAR, start, due, stops) == hours * HOUR
    assert used(CALENDAR, start, due - timedelta(seconds=1), stops) < hours * HOUR


def test_stops_are_kept_as_text_and_bounded() -> None:
    text = ""
    for hour in range(300):
        text = with_stop(text, at(1, hour), at(1, hour + 0.5), "vendor")
    assert with_stop(text, at(20), at(20), "vendor") == text
    stops = read_stops(text)
    assert len(stops) == 200
    assert stops[-1] == ClockStop(at(1, 299), at(1, 299.5), "vendor")
