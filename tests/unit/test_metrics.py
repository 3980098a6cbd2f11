"""Figures over holds, reopenings, merges and undoings, by their written definitions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.histories_told import AGENT, MONDAY, Told

from mailflow.core.metrics.performance import Performance
from mailflow.core.metrics.periods import Period
from mailflow.core.metrics.tallying import Tally
from mailflow.core.metrics.timelines import timeline
from mailflow.core.records import IncidentEvent
from models.enums import IncidentKind, IncidentState, LabelSource, Priority

WEEK = Period(MONDAY - timedelta(hours=8), MONDAY + timedelta(days=7, hours=-8))
RESOLVED, OPEN, HELD = IncidentState.RESOLVED, IncidentState.IN_PROGRESS, IncidentState.ON_HOLD


def figures(*told: Told, period: Period = WEEK, **of: Any) -> Performance:
    tally = Tally(period, agents=frozenset({AGENT}), **of)
    for one in told:
        tally.add(timeline(one.now, one.events, period.end))
    return tally.result()


def answered(told: Told, hours: float, **more: Any) -> int:
    return told.change(hours, state=OPEN, responded_at=told.at(hours), **more)


def resolved(told: Told, hours: float) -> int:
    return told.change(hours, state=RESOLVED)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_time_on_hold_is_no_time_of_work_and_is_told_by_reason() -> None:
    told = Told()
    answered(told, 1)
    told.change(2, state=HELD, hold_reason="customer")
    told.change(5, hold_reason="vendor")
    told.change(9, state=OPEN, hold_reason=None)
    resolved(told, 10)
    found = figures(told)
    assert (found.mtta.all.mean, found.mttr.all.mean) == (hours(1), hours(3))
    assert [(one.reason, one.time) for one in found.time_on_hold] == [
        ("vendor", hours(4)),
        ("customer", hours(3)),
    ]


def test_a_reopened_incident_runs_from_its_opening_to_its_last_resolution() -> None:
    told = Told()
    told.change(1, state=RESOLVED, responded_at=told.at(1))
    told.change(2, state=OPEN)
    resolved(told, 6)
    found = figures(told)
    assert (found.mttr.all.count, found.mttr.all.mean) == (1, hours(6))
    assert (found.reopen_rate.part, found.reopen_rate.whole) == (1, 1)
    assert found.first_contact_resolution.value == 0.0


def test_what_happens_after_the_end_of_the_period_changes_nothing_in_it() -> None:
    told = Told()
    told.change(1, state=RESOLVED, responded_at=told.at(1))
    before = figures(told)
    told.change(24 * 8, state=OPEN, group_id=2)
    told.change(24 * 9, state=IncidentState.CLOSED, merged_into=1002, closure_code="merged")
    assert figures(told) == before
    assert figures(told, group_id=1) == before
    later = figures(told, period=Period(WEEK.end, WEEK.end + timedelta(days=7)))
    assert later.mttr.all.count == 0, "the merged one counts no more"


def test_a_resolution_that_was_undone_was_none_and_its_undoing_no_reopening() -> None:
    told = Told()
    act = told.change(1, state=RESOLVED, responded_at=told.at(1))
    undoing = told.undo(2, act)
    found = figures(told)
    assert (found.volume.resolved, found.mtta.all.count) == (0, 0)
    assert (found.reopen_rate.whole, found.backlog.open) == (0, 1)
    told.undo(3, undoing)
    again = figures(told)
    assert (again.volume.resolved, again.mttr.all.mean) == (1, hours(1))
    assert (again.reopen_rate.part, again.backlog.open) == (0, 0)


def test_a_merged_incident_is_told_by_itself_and_counts_nowhere_else() -> None:
    merged, spam, canceled, kept = Told(), Told(), Told(), Told()
    merged.change(
        1, state=IncidentState.CLOSED, merged_into=1002, responded_at=merged.at(1), rating=1
    )
    spam.change(1, state=IncidentState.CANCELED, closure_code="spam")
    canceled.change(1, state=IncidentState.CANCELED)
    practice = Told(replace(Told().now, is_practice=True))
    found = figures(merged, spam, canceled, practice, kept)
    volume = found.volume
    assert (volume.incidents, volume.merged, volume.spam) == (1, 1, 1)
    assert (volume.canceled, volume.practice, volume.total) == (1, 1, 5)
    assert (found.mtta.all.count, found.mttr.all.count, found.csat.answers) == (0, 0, 0)


def test_records_of_the_desk_are_told_by_themselves_and_count_nowhere_else() -> None:
    """Since their opening, whatever is linked to them; what others name as a problem counts."""
    problem = Told(replace(Told().now, kind=IncidentKind.PROBLEM))
    known = IncidentEvent("changed", AGENT, problem.at(1), "article 1", "draft", "published", 0)
    problem.events.append(known)
    problem.change(2, state=RESOLVED, responded_at=problem.at(2), is_major=True, rating=1)
    action = Told(replace(Told().now, kind=IncidentKind.ACTION))
    action.change(48, state=IncidentState.CANCELED)
    reported = Told()
    resolved(reported, 3)
    found = figures(problem, action, reported)
    volume = found.volume
    assert (volume.incidents, volume.problem, volume.action, volume.canceled) == (1, 1, 1, 0)
    assert (volume.total, volume.resolved, found.mttr.all.count) == (3, 1, 1)
    assert (found.mtta.all.count, found.csat.answers, found.major_incidents) == (0, 0, 0)
    assert found.self_service == 1, "a known error is for others"


def test_grave_incidents_that_ended_without_a_root_cause_are_named() -> None:
    explained, bare, major, light = (Told(replace(Told().now, id=n)) for n in (7, 9, 8, 6))
    explained.change(0, priority=Priority.P1)
    bare.change(0, priority=Priority.P2, root_cause="  ")
    major.change(0, is_major=True)
    for one in (explained, bare, major, light):
        resolved(one, 3)
    explained.change(30, root_cause="a worn belt")
    found = figures(explained, bare, major, light).missing_causes
    assert (found.share.part, found.share.whole) == (2, 3)
    assert found.references == ("INC-8", "INC-9")


def test_a_target_is_met_by_the_due_moment_of_then() -> None:
    told = Told()
    answered(told, 5)  # an hour late
    told.change(6, priority=Priority.P1, resolution_due=told.at(8))
    told.change(7, priority=Priority.P4, resolution_due=told.at(100))
    resolved(told, 90)
    told.change(91, priority=Priority.P1, resolution_due=told.at(8))
    found = figures(told)
    assert dict(found.response_sla.by_priority)[Priority.P3].value == 0.0
    kept = dict(found.resolution_sla.by_priority)
    assert (kept[Priority.P4].value, kept[Priority.P1].value) == (1.0, None)


def test_on_hold_the_clock_of_a_target_stands_still() -> None:
    told = Told()
    told.change(3, state=HELD, hold_reason="vendor")
    told.change(6, responded_at=told.at(6))  # still on hold; due was hour 4
    found = figures(told)
    assert (found.response_sla.all.value, found.mtta.all.mean) == (1.0, hours(3))
    assert found.backlog.resolution_overdue == 0, "on hold since before it was due"


def move(told: Told) -> None:
    told.change(1, group_id=2)


def escalate(told: Told) -> None:
    told.change(1, group_id=2)
    told.note(1, "escalated", "team")


def hand_over(told: Told) -> None:
    told.change(1, actor="clock", group_id=2)


def merge_groups(told: Told) -> None:
    told.change(1, actor="cli", group_id=2)
    told.note(1, "group_merged", "email", actor="cli")


@pytest.mark.parametrize(
    ("moved", "wrong"), [(move, 1), (escalate, 0), (hand_over, 0), (merge_groups, 0)]
)
def test_only_a_person_who_moves_it_says_that_a_group_was_wrong(
    moved: Callable[[Told], None], wrong: int
) -> None:
    told = Told()
    moved(told)
    resolved(told, 3)
    assert figures(told).wrongly_assigned.part == wrong


def test_a_category_is_wrong_where_a_person_set_another() -> None:
    corrected, confirmed, untouched, by_requester = Told(), Told(), Told(), Told()
    corrected.change(1, category="network", category_source=LabelSource.HUMAN)
    confirmed.change(1, category_source=LabelSource.HUMAN)
    for one in (corrected, confirmed, untouched):
        resolved(one, 2)
    by_requester.change(2, actor="rita@example.org", state=IncidentState.CLOSED)
    by_machine = Told(replace(Told().now, is_automatic=True))
    by_monitor = Told(replace(Told().now, deduplication_key="disk"))
    for one in (by_machine, by_monitor):
        one.change(1, category="network", category_source=LabelSource.HUMAN)
        resolved(one, 2)
    told = (corrected, confirmed, untouched, by_requester, by_machine, by_monitor)
    share = figures(*told).wrongly_categorised
    assert (share.part, share.whole) == (1, 3)


def test_escalations_count_by_kind_and_the_first_one_tells_the_time() -> None:
    told = Told()
    told.change(2, actor="clock", response_escalated_at=told.at(2), resolution_escalated_at=None)
    told.acts += 1
    told.note(5, "escalated", "team")
    found = figures(told).time_to_escalate
    assert (found.hierarchical, found.functional, found.time.mean) == (1, 1, hours(2))


def test_an_escalation_of_the_clock_counts_once_for_each_way_it_goes() -> None:
    told = Told()
    told.change(2, actor="clock", response_escalated_at=told.at(2), group_id=2)
    for cause, to in (("response", "group 2"), ("response", "contact 4"), ("asked", "contact 4")):
        told.note(2, "escalated", cause, to, actor="clock")
    told.note(3, "warned", "resolution_warning", "contact 5", actor="clock")
    found = figures(told).time_to_escalate
    assert (found.hierarchical, found.functional, found.time.mean) == (1, 1, hours(2))


def test_the_last_rating_in_the_period_counts() -> None:
    told = Told()
    told.change(1, actor="rita@example.org", rating=1)
    told.change(2, actor="rita@example.org", rating=4)
    told.change(24 * 8, actor="rita@example.org", rating=2)
    found = figures(told).csat
    assert (found.answers, found.mean, found.content.value) == (1, 4.0, 1.0)


def test_the_backlog_of_each_day_is_what_was_open_when_it_ended() -> None:
    told, late = Told(), Told(replace(Told().now, id=1002, opened_at=MONDAY + hours(30)))
    resolved(told, 20)  # Tuesday, 4:00
    told.change(50, state=OPEN)
    found = figures(told, late)
    assert [one.backlog for one in found.bars] == [1, 1, 2, 2, 2, 2, 2]
    assert [one.opened for one in found.bars] == [1, 1, 0, 0, 0, 0, 0]
    assert found.backlog.open == found.bars[-1].backlog


def test_hours_are_those_of_the_desk() -> None:
    period = replace(WEEK, zone=ZoneInfo("Asia/Kathmandu"))
    late = Told(replace(Told().now, opened_at=datetime(2026, 10, 5, 18, 20, tzinfo=UTC)))
    assert figures(late, period=period).busiest_hours[1][0] == 1  # Tuesday, 0:05


def test_a_cause_recurs_where_two_say_the_same() -> None:
    told = [Told(replace(Told().now, id=number)) for number in range(4)]
    for one, cause in zip(told, ("Disk full", "disk  FULL", "cable", "[erased]"), strict=True):
        one.change(1, root_cause=cause, closure_code="solved")
        resolved(one, 2)
    causes = figures(*told).recurring_causes
    assert [(one.name, one.incidents) for one in causes.causes] == [("disk full", 2)]
    assert [(one.name, one.incidents) for one in causes.closure_codes] == [("solved", 4)]


def test_a_cause_holds_no_reply_token() -> None:
    """Nor the half of one, where the cause is cut."""
    told = [Told(replace(Told().now, id=number)) for number in range(2)]
    for one in told:
        secret = f"support+{'abcd2345' * 5}@helpdesk.example"
        one.change(1, root_cause=f"{'far ' * 12}{secret}", closure_code="solved")
        resolved(one, 2)
    (cause,) = figures(*told).recurring_causes.causes
    assert "abcd2345" not in cause.name
    assert "[token removed]" in cause.name
