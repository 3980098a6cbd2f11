"""The form in which every command says what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from mailflow.core.commands import Command
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import Effect
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
