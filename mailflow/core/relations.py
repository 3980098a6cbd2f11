"""How incidents stand to each other: parent and child, problem, related (ITIL 4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from mailflow.core.records import Incident, IncidentEvent, IncidentLink
from models.enums import IncidentState, LinkKind

MOST_RELATED = 100
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """Another incident that a mail concerns: whether its agent may work on it, and its history.

    `links` say how it stands to others, where that is asked.
    """

    incident: Incident
    has_right: bool
    events: tuple[IncidentEvent, ...] = ()
    links: tuple[IncidentLink, ...] = ()


class Relation(StrEnum):
    """How the other incident is to the one that is shown."""

    PARENT = "parent"
    CHILD = "child"
    PROBLEM = "problem"
    PROBLEM_OF = "problem_of"
    RELATED = "related"
    ACTION = "action"
    ACTION_OF = "action_of"


OUTWARD = {
    LinkKind.PARENT: Relation.PARENT,
    LinkKind.PROBLEM: Relation.PROBLEM,
    LinkKind.RELATED: Relation.RELATED,
    LinkKind.ACTION: Relation.ACTION_OF,
}
INWARD = {
    LinkKind.PARENT: Relation.CHILD,
    LinkKind.PROBLEM: Relation.PROBLEM_OF,
    LinkKind.RELATED: Relation.RELATED,
    LinkKind.ACTION: Relation.ACTION,
}


@dataclass(frozen=True, slots=True)
class RelatedView:
    """One related incident as agents see it: how it is related and how it stands, no words."""

    relation: Relation
    reference: str
    state: IncidentState


def reached(start: int, step: Callable[[int], Iterable[int]]) -> tuple[int, ...]:
    """Return what is reached from an incident step by step, itself first, each once."""
    found = {start: None}
    waiting = [start]
    while waiting and len(found) < MOST_RELATED:
        for number in step(waiting.pop(0)):
            if number not in found:
                found[number] = None
                waiting.append(number)
    return tuple(found)


def relations_of(
    links: Iterable[IncidentLink], linked_from: Iterable[IncidentLink]
) -> tuple[tuple[Relation, int], ...]:
    """Return how others are related, in the order of `Relation`, each once."""
    found = [(OUTWARD[one.kind], one.other_id) for one in links]
    found += [(INWARD[one.kind], one.other_id) for one in linked_from]
    order = list(Relation)
    ordered = sorted(dict.fromkeys(found), key=lambda one: order.index(one[0]))
    return tuple(ordered[:MOST_SHOWN])
