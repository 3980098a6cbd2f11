"""The priority of an incident: by the matrix, and the rules above it, each with its reason."""

from dataclasses import replace
from typing import Any

import pytest
from support.situations import changes, command_facts, facts, incident, situation, token

from mailflow.core.authentication import Verdict
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.deciding import decide
from mailflow.core.decisions.facts import Facts
from mailflow.core.priority import Ranking, ranked, why
from mailflow.service_sections import PriorityMatrix
from mailflow.settings import Settings
from models.enums import Level, Priority, PrioritySource

HIGH, MEDIUM, LOW = Level.HIGH, Level.MEDIUM, Level.LOW
MATRIX = PriorityMatrix()


def test_the_priority_is_impact_and_urgency() -> None:
    table = {(i, u): ranked(i, u, MATRIX, vip=False).priority for i in Level for u in Level}
    assert table[HIGH, HIGH] is Priority.P1
    assert table[MEDIUM, MEDIUM] is table[HIGH, LOW] is Priority.P3
    assert table[LOW, LOW] is Priority.P5
    assert set(table.values()) == set(Priority)


def test_a_desk_has_its_own_matrix() -> None:
    rows = {"low": {"high": "P2", "medium": "P3", "low": "P4"}}
    own = Settings.model_validate({"priority_matrix": rows}).priority_matrix
    assert ranked(LOW, LOW, own, vip=False) == Ranking(Priority.P4)
    assert ranked(HIGH, HIGH, own, vip=False) == Ranking(Priority.P1)


@pytest.mark.parametrize(
    ("rule", "impact", "urgency", "priority"),
    [
        ("priority", MEDIUM, MEDIUM, Priority.P2),
        ("priority", HIGH, HIGH, Priority.P1),
        ("urgency", LOW, LOW, Priority.P4),
        ("urgency", LOW, HIGH, Priority.P3),
        ("signal", MEDIUM, MEDIUM, Priority.P3),
        ("none", MEDIUM, MEDIUM, Priority.P3),
    ],
)
def test_a_vip_raises_by_one_level_where_there_is_one(
    rule: Any, impact: Level, urgency: Level, priority: Priority
) -> None:
    matrix = PriorityMatrix(vip=rule)
    found = ranked(impact, urgency, matrix, vip=True)
    raised = found.priority is not ranked(impact, urgency, matrix, vip=False).priority
    assert found.priority is priority
    assert found.source is (PrioritySource.VIP if raised else PrioritySource.MATRIX)


def test_a_major_incident_has_the_highest_priority_unless_the_desk_says_otherwise() -> None:
    major = ranked(LOW, LOW, MATRIX, vip=True, major=True)
    assert major == Ranking(Priority.P1, PrioritySource.MAJOR)
    none = PriorityMatrix(major="")
    assert ranked(LOW, LOW, none, vip=False, major=True) == Ranking(Priority.P5)
    assert why(major, LOW, LOW) == "P1: impact low, urgency low; raised, it is a major incident"


def case(text: str, **fields: Any) -> Facts:
    """Return an agent's mail with his own valid token about an incident with these fields."""
    one = situation(AuthorKind.AGENT, Verdict.PASS, token())
    about = replace(one, conversation=replace(one.conversation, incident=incident(**fields)))
    return facts(about, text=text, commands=command_facts(text))


MARKED = {"is_major": True, "priority": Priority.P1, "priority_source": PrioritySource.MAJOR}
GIVEN = {"priority": Priority.P2, "priority_source": PrioritySource.HAND}
COMMANDS = [
    ("#priority p4", {}, ("P4", "hand")),
    ("#impact high", GIVEN, ("P2", "matrix")),
    ("#major on", {}, ("P1", "major")),
    ("#major on\n#priority p3", {}, ("P3", "hand")),
    ("#major on\n#impact low", {}, ("P1", "major")),
    ("#major on", {"priority": Priority.P1}, None),
    ("#major off", MARKED, ("P3", "matrix")),
    ("#major off", {**MARKED, **GIVEN}, None),
    ("#urgency low", MARKED, ("P1", "major")),
]


@pytest.mark.parametrize(("text", "fields", "found"), COMMANDS)
def test_commands_change_the_priority_and_its_reason(
    text: str, fields: dict[str, Any], found: tuple[str, str] | None
) -> None:
    changed = changes(decide(case(text, **fields), ()))
    after = (changed["priority"], changed["priority_source"]) if "priority" in changed else None
    assert after == found


def test_a_vip_is_counted_once_more_when_the_matrix_is_asked_again() -> None:
    one = case("#impact high")
    vip = replace(one, commands=replace(one.commands, is_vip=True))
    assert changes(decide(vip, ()))["priority_source"] is PrioritySource.VIP
    assert changes(decide(vip, ()))["priority"] is Priority.P1
