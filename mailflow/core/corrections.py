"""How often the classifier was right in the desk's own work: what agents confirmed and corrected.

`% wrongly categorised` (design section 6), here and in the report of the desk: of the incidents of
people that an agent ended, and whose category the classifier had applied by itself, the share
whose category an agent changed to another. One that nobody touched counts as right: agents see it,
marked as suggested, in every notice. Of people are neither those of monitors nor those that began
with a mail which another machine wrote. One that was merged away is counted where it went.

Beside it stands, for what was only shown, how often the first label was the one that an agent then
set.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mailflow.core.categorisation import NO_SUGGESTION, Guess, suggestion_of
from mailflow.core.classifier_versions import Proof
from mailflow.core.training_data import ClosedIncident
from models.enums import LabelSource

FROM_AGENTS = "agents' work"


@dataclass(frozen=True, slots=True)
class Corrections:
    """Counts of categories: `applied` by itself and `corrected`; `shown` and the first `taken`."""

    applied: int = 0
    corrected: int = 0
    shown: int = 0
    taken: int = 0

    @property
    def wrongly_categorised(self) -> float | None:
        """The share of applied categories that were corrected; None where none was applied."""
        return self.corrected / self.applied if self.applied else None

    @property
    def first_was_right(self) -> float | None:
        """The share of shown suggestions whose first label an agent set."""
        return self.taken / self.shown if self.shown else None

    @property
    def judged(self) -> int:
        """How many suggestions a person answered, or let stand."""
        return self.applied + self.shown

    @property
    def replaced(self) -> int:
        """How many of these had another label first than the right one."""
        return self.corrected + self.shown - self.taken


def was_corrected(applied: str | None, category: str | None, source: LabelSource) -> bool:
    """Whether a person set another category than the one that the classifier had applied."""
    return source is LabelSource.HUMAN and category != applied


def corrections(incidents: Iterable[ClosedIncident]) -> Corrections:
    """Count what became of the suggested categories of finished incidents."""
    applied = corrected = shown = taken = 0
    for one in incidents:
        if one.merged_into is not None:
            continue
        guess = (suggestion_of(one.suggestion) or NO_SUGGESTION).category
        is_human = one.category_source is LabelSource.HUMAN
        is_same = one.category == guess.first
        if guess.label:
            applied += 1
            corrected += was_corrected(guess.first, one.category, one.category_source)
        elif guess.first and is_human:
            shown += 1
            taken += is_same
    return Corrections(applied, corrected, shown, taken)


def live_proof(incidents: Iterable[ClosedIncident], version: int) -> dict[str, Proof]:
    """Return how often a version was right where it was sure, by target, as agents saw it."""
    found = {"category": [0, 0], "urgency": [0, 0]}
    for one in incidents:
        suggestion = suggestion_of(one.suggestion)
        if suggestion is None or suggestion.version != version:
            continue
        judged = (
            ("category", suggestion.category, one.category, one.category_source),
            ("urgency", suggestion.urgency, one.urgency.value, one.urgency_source),
        )
        for target, guess, truth, source in judged:
            if _is_judged(guess, source):
                found[target][0] += 1
                found[target][1] += truth == guess.first
    return {target: Proof(rows, right, FROM_AGENTS) for target, (rows, right) in found.items()}


def _is_judged(guess: Guess, source: LabelSource) -> bool:
    """Whether a person said what is right, or let stand what was applied."""
    return guess.is_sure and (source is LabelSource.HUMAN or bool(guess.label))
