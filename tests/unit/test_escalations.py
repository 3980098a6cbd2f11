"""Who hears of an incident, why, and how often: tables, and an independent model under chance."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.situations import NOW, agent, incident

from mailflow.core.escalations import (
    MOST_PAGES,
    PAGED_EVERY,
    Audience,
    Plan,
    call_at,
    causes_due,
    plan,
)
from mailflow.core.ladders import ladder, next_group
from mailflow.core.records import Contact, Incident, SupportGroup
from mailflow.core.service_levels import next_missed, next_warning
from models.enums import EscalationCause, IncidentKind, IncidentState, Priority, Role

MINUTE = timedelta(minutes=1)
BEFORE, LATER = NOW - MINUTE, NOW + MINUTE
P1, P2 = Priority.P1, Priority.P2
RESPONSE, RESOLUTION = EscalationCause.RESPONSE, EscalationCause.RESOLUTION
PAGE, UNTAKEN = EscalationCause.PAGE, EscalationCause.UNTAKEN
NEXT, MANAGERS, ON_CALL = Audience.NEXT_GROUP, Audience.MANAGERS, Audience.ON_CALL


def one(**fields: Any) -> Incident:
    """Return somebody's incident, answered in time."""
    values = {"assignee_id": 21, "responded_at": NOW, "opened_at": NOW - 60 * MINUTE, **fields}
    return replace(incident(1001), **values)


def steps(found: Plan) -> list[tuple[Audience, list[str], int]]:
    """Return who is told of what."""
    return [(s.audience, [c.cause.value for c in s.causes], s.height) for s in found.steps]


LATE: dict[str, Any] = {"responded_at": None, "response_due": BEFORE}


@pytest.mark.parametrize(
    ("fields", "has_next", "expected"),
    [
        ({}, True, []),
        ({"responded_at": None, "response_due": NOW}, True, []),  # due, but not late
        (LATE, True, [(NEXT, ["response"], 1)]),
        (LATE, False, [(MANAGERS, ["response"], 1)]),
        ({**LATE, "priority": P1}, True, [(NEXT, ["response"], 1), (MANAGERS, ["response"], 1)]),
        ({"resolution_due": BEFORE}, True, [(NEXT, ["resolution"], 1)]),
        (
            {"resolution_due": BEFORE, "response_escalated_at": BEFORE},
            True,
            [(MANAGERS, ["resolution"], 2)],
        ),
        (
            {**LATE, "resolution_due": BEFORE},
            True,
            [(NEXT, ["response", "resolution"], 1), (MANAGERS, ["response", "resolution"], 2)],
        ),
        ({**LATE, "response_escalated_at": BEFORE}, True, []),
        ({**LATE, "state": IncidentState.ON_HOLD}, True, []),
        ({**LATE, "state": IncidentState.RESOLVED}, True, []),
        ({"reopenings": 1}, True, []),
        ({"reopenings": 2}, True, [(MANAGERS, ["reopened"], 1)]),
        ({"reopenings": 5, "reopened_escalated_at": BEFORE}, True, []),
        ({"asked_at": BEFORE}, True, [(MANAGERS, ["asked"], 1)]),
        ({"asked_at": BEFORE, "asked_escalated_at": BEFORE}, True, []),
        ({"asked_at": NOW, "asked_escalated_at": BEFORE}, True, [(MANAGERS, ["asked"], 1)]),
        ({"priority": P1}, True, []),
        ({"priority": P1, "assignee_id": None}, True, [(ON_CALL, ["page"], 1)]),
        ({"priority": P2, "assignee_id": None}, True, []),
        ({"priority": P1, "assignee_id": None, "state": IncidentState.ON_HOLD}, True, []),
        ({"priority": P1, "assignee_id": None, "pages": 1, "paged_at": NOW - MINUTE}, True, []),
        (
            {"priority": P1, "assignee_id": None, "pages": 7, "paged_at": NOW - PAGED_EVERY},
            True,
            [(ON_CALL, ["page"], 1)],
        ),
        (
            {"priority": P1, "assignee_id": None, "pages": 8, "paged_at": NOW - PAGED_EVERY},
            True,
            [(MANAGERS, ["untaken"], 1)],
        ),
        (
            {"priority": P1, "assignee_id": None, "pages": 8, "paged_at": NOW - PAGED_EVERY,
             "untaken_escalated_at": BEFORE},
            True,
            [],
        ),
    ],
)  # fmt: skip
def test_who_is_told_of_an_incident(
    fields: dict[str, Any],
    has_next: bool,
    expected: list[tuple[Audience, list[str], int]],
) -> None:
    """The table of docs/ESCALATION.md."""
    assert steps(plan(one(**fields), NOW, has_next=has_next)) == expected


@pytest.mark.parametrize("kind", [IncidentKind.PROBLEM, IncidentKind.ACTION])
def test_of_a_record_of_the_desk_nobody_is_told_by_the_clock(kind: IncidentKind) -> None:
    fields: dict[str, Any] = {"priority": P1, "assignee_id": None, "asked_at": BEFORE}
    late = one(kind=kind, reopenings=2, resolution_due=BEFORE, **fields)
    assert (steps(plan(late, NOW, has_next=True)), call_at(late)) == ([], None)
    assert (next_missed(late), next_warning(replace(late, resolution_warn_at=NOW))) == (None, None)


def test_below_a_major_incident_nobody_is_paged_and_no_page_counts() -> None:
    """The major one is paged for all of them."""
    found = plan(one(priority=P1, assignee_id=None), NOW, has_next=True, pages=False)
    assert steps(found) == []
    assert dict(found.changes) == {"pages": 0, "paged_at": NOW}


def applied(before: Incident, found: Plan) -> Incident:
    """Return the incident as a look leaves it."""
    wanted: dict[str, Any] = dict(found.changes)
    return replace(before, **wanted)


def test_an_untaken_p1_is_paged_eight_times_and_then_its_manager_hears_once() -> None:
    """Every 15 minutes, however often the clock looks."""
    open_one, told = one(priority=P1, assignee_id=None), []
    for minute in range(300):
        found = plan(open_one, NOW + minute * MINUTE, has_next=False)
        told += [(minute, cause) for _, causes, _ in steps(found) for cause in causes]
        open_one = applied(open_one, found)
    assert told == [(15 * n, "page") for n in range(MOST_PAGES)] + [(120, "untaken")]


@pytest.mark.parametrize("jump", [timedelta(hours=2), -timedelta(hours=1), timedelta(days=3)])
@pytest.mark.parametrize(
    "fields",
    [
        {**LATE, "response_due": NOW},
        {"resolution_due": NOW},
        {"reopenings": 2},
        {"asked_at": NOW - 30 * MINUTE},
        {"priority": P1, "assignee_id": None, "pages": 8, "paged_at": NOW - PAGED_EVERY},
    ],
)
def test_a_clock_that_jumps_tells_each_cause_once(fields: dict[str, Any], jump: timedelta) -> None:
    """Two hours ahead, one back, or after three days off; and then as ever."""
    open_one, told = one(**fields), 0
    for moment in (NOW - MINUTE, NOW + jump, NOW + jump + MINUTE, NOW + MINUTE, NOW + 5 * MINUTE):
        found = plan(open_one, moment, has_next=False)
        told += len(found.steps)
        open_one = applied(open_one, found)
    assert told == 1


# Chance, against a model that knows nothing of marks


class Model:
    """Counts what ought to be told, by the words of docs/ESCALATION.md."""

    def __init__(self) -> None:
        self.told: list[EscalationCause] = []

    def look(self, now: datetime, state: dict[str, Any]) -> list[EscalationCause]:
        """Return what is to be told at this look."""
        found: list[EscalationCause] = []
        if not state["finished"]:
            if not state["answered"] and state["response_due"] < now:
                found += [RESPONSE] * (RESPONSE not in self.told)
            if state["resolution_due"] < now:
                found += [RESOLUTION] * (RESOLUTION not in self.told)
            if state["reopened"] >= 2:
                found += [EscalationCause.REOPENED] * (EscalationCause.REOPENED not in self.told)
        self.told += found
        return found


MOVES = st.one_of(
    st.integers(-90, 4000).map(lambda minutes: ("wait", minutes)),
    st.sampled_from([("answer", 0), ("finish", 0), ("reopen", 0)]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(MOVES, max_size=30))
def test_whatever_happens_nothing_is_told_twice_and_nothing_is_missed(
    moves: list[tuple[str, int]],
) -> None:
    """Looks, jumps and changes in any order."""
    now, model = NOW, Model()
    state = {"finished": False, "answered": False, "reopened": 0,
             "response_due": NOW + 240 * MINUTE, "resolution_due": NOW + 2880 * MINUTE}  # fmt: skip
    real = one(responded_at=None, response_due=state["response_due"],
               resolution_due=state["resolution_due"])  # fmt: skip
    for move, minutes in moves:
        now += minutes * MINUTE
        if move == "answer":
            state["answered"] = True
            real = replace(real, responded_at=real.responded_at or now)
        elif move == "finish":
            state["finished"] = True
            real = replace(real, state=IncidentState.RESOLVED)
        elif move == "reopen" and state["finished"]:
            state["finished"], state["reopened"] = False, int(str(state["reopened"])) + 1
            opened = IncidentState.IN_PROGRESS
            real = replace(real, state=opened, reopenings=real.reopenings + 1)
        due = [cause.cause for cause in causes_due(real, now)]
        assert sorted(due) == sorted(model.look(now, state))
        real = applied(real, plan(real, now, has_next=False))


@given(st.integers(0, 9), st.booleans(), st.sampled_from(IncidentState), st.sampled_from(Priority))
def test_the_moment_that_is_stored_is_that_at_which_something_is_due(
    pages: int, taken: bool, state: IncidentState, priority: Priority
) -> None:
    """Else the clock would not find it, or find it for ever."""
    real = one(assignee_id=21 if taken else None, state=state, priority=priority, pages=pages,
               paged_at=NOW - 40 * MINUTE if pages else None)  # fmt: skip
    at = call_at(real)
    late = NOW + timedelta(days=1)
    assert (at is not None) == bool(causes_due(real, late))
    if at is not None:
        assert not causes_due(real, at - MINUTE)
        after = call_at(applied(real, plan(real, late, has_next=False)))
        assert after is None or after > late


# Ladders


def manager(number: int, **fields: Any) -> Contact:
    """Return somebody who stands above."""
    address = f"m{number}@corp.example"
    return replace(Contact(number, address, Role.REQUESTER, addresses=(address,)), **fields)


def test_above_a_manager_who_cannot_be_told_stands_the_next() -> None:
    """Disabled, suppressed or away; where all are away the nearest is told all the same."""
    group = SupportGroup(1, "Desk", manager=manager(1, active=False))
    away = manager(3, away_until=NOW + MINUTE)
    assert [o.id for o in ladder(group, (manager(2, suppressed=True), away, None), NOW)] == [3]
    assert [o.id for o in ladder(group, (away, manager(4)), NOW)] == [4]
    assert ladder(None, (), NOW) == ()


def test_the_next_group_is_the_one_named_else_of_the_next_tier() -> None:
    """One without anybody at work is passed by."""
    bob = agent()
    first = SupportGroup(1, "First", 1, members=(bob,))
    empty = SupportGroup(2, "Aaa", 2)
    second, third = (SupportGroup(n, f"Tier {n}", n - 1, members=(bob,)) for n in (3, 4))
    every = (first, empty, second, third)
    assert next_group(first, every) == second
    assert next_group(first, every, "tier 4") == third
    assert next_group(first, every, "Aaa") == second
    assert next_group(third, every) is None


def test_a_clock_that_is_turned_back_keeps_nobody_from_being_paged() -> None:
    """One page at once, then every 15 minutes by the clock as it is; eight in all."""
    open_one, told = one(priority=P1, assignee_id=None, pages=1, paged_at=NOW + 60 * MINUTE), []
    for minute in range(40):
        found = plan(open_one, NOW + minute * MINUTE, has_next=False)
        told += [minute for _ in found.steps]
        open_one = applied(open_one, found)
    assert told == [0, 15, 30]
