"""What a block of commands leaves behind, as far as its transcript tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailflow.core.article_effects import SetArticleState, WriteArticle
from mailflow.core.closure import wants_cause
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    BlockAddress,
    Effect,
    LiftBlock,
    LinkIncidents,
    NoteEvent,
    OpenIncident,
    OpenProblem,
    RemoveParticipant,
    SetAbsence,
    SetParticipant,
    UnlinkIncidents,
)
from mailflow.core.lifecycle import Changes
from mailflow.core.undoing import ELSEWHERE, UNMERGED
from models.enums import FINISHED

UNDOABLE = (
    SetParticipant,
    RemoveParticipant,
    LinkIncidents,
    UnlinkIncidents,
    BlockAddress,
    LiftBlock,
    WriteArticle,
    SetArticleState,
    SetAbsence,
    OpenProblem,
)


@dataclass(frozen=True, slots=True)
class Lasting:
    """What a transcript tells beside its lines.

    The number that takes the block back, what stays open below an incident that ends, and whether
    its root cause is still to be told.
    """

    undo_number: int | None = None
    open_below: tuple[str, ...] = ()
    asks_cause: bool = False


NOTHING_LASTS = Lasting()


def lasting(facts: Facts, changes: Changes, others: Sequence[Effect]) -> Lasting:
    """Return what a block that runs leaves behind."""
    number = _undo_number(facts, changes, others)
    return Lasting(number, _open_below(facts, changes), asks_cause=_asks_cause(facts, changes))


def _undo_number(facts: Facts, changes: Changes, others: Sequence[Effect]) -> int | None:
    """Return the number that takes it back; none where nothing differs, or it cannot be."""
    stays = any(isinstance(one, UNDOABLE) or _is_elsewhere(one) for one in others)
    differs = any(getattr(facts.incident, name) != value for name, value in changes)
    unmerges = any(isinstance(one, NoteEvent) and one.name == UNMERGED for one in others)
    opens = any(isinstance(one, OpenIncident) for one in others)
    is_problem = any(isinstance(one, OpenProblem) for one in others)  # which is none by `#undo`
    is_final = unmerges or (opens and not is_problem)
    return facts.mail_id if (differs or stays) and not is_final else None


def _open_below(facts: Facts, changes: Changes) -> tuple[str, ...]:
    """What stays open below an incident that ends: it is told of, and never ended silently."""
    ends = dict(changes).get("state") in FINISHED
    if not ends or facts.commands.block.value_of("children") is not None:
        return ()
    return tuple(one.incident.reference for one in facts.commands.below)


def _is_elsewhere(effect: Effect) -> bool:
    """Whether the history tells of a change in another incident, so that it can be taken back."""
    return isinstance(effect, NoteEvent) and effect.name == ELSEWHERE


def _asks_cause(facts: Facts, changes: Changes) -> bool:
    """Whether the block ends an incident, or makes an ended one grave, without a root cause."""
    wanted: dict[str, Any] = dict(changes)
    after = replace(facts.incident, **wanted)
    ends = after.state is not facts.incident.state and facts.commands.block.value_of("undo") is None
    return wants_cause(after) and (ends or not wants_cause(facts.incident))
