"""The form in which every command says what it does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mailflow.core.commands import Block, Command
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import ChangeIncident, Effect
from mailflow.core.explanations import Explanation
from mailflow.core.lifecycle import Changes
from mailflow.core.records import Contact


@dataclass(frozen=True, slots=True)
class Doing:
    """What a command changes, what else follows, and the sentence of the transcript.

    With `is_done` false it does nothing and says why, while the rest of the block runs.
    """

    done: Explanation
    changes: Changes = ()
    effects: tuple[Effect, ...] = ()
    is_done: bool = True


Objection = Callable[[Command, Facts], Explanation | None]
Execution = Callable[[Command, Facts, Contact], Doing]


def none_needed(command: Command, facts: Facts) -> Explanation | None:  # noqa: ARG001 - the form
    """Object to nothing."""
    return None


def changed(
    incident_id: int, actor: str, block: Block, done: Sequence[Doing], changes: Changes
) -> Iterator[Effect]:
    """Give the new values, after those that `#undo` brings back with their due moments."""
    pairs = zip(block.commands, done, strict=True)
    undone = tuple(one for command, what in pairs if command.name == "undo" for one in what.changes)
    if undone:
        yield ChangeIncident(incident_id, undone, actor, restored=True)
    if new := tuple(one for one in changes if one not in undone):
        yield ChangeIncident(incident_id, new, actor)
