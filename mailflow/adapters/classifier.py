"""The desk's classifier: the active version of the database, or none (promise P20)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailflow.adapters.store.contract import Work
from mailflow.core.categorisation import NO_SUGGESTION, Guess, Suggestion

if TYPE_CHECKING:
    from classifiers.prediction import Classifier
    from classifiers.prediction import Suggestion as ClassifierSuggestion

log = logging.getLogger(__name__)

READ_CHARACTERS = 2000  # what a mail is about stands at its start; pasted logs follow


@dataclass(slots=True)
class Suggester:
    """Suggests labels with the active classifier version; loads it when the pointer moves."""

    key: bytes = field(repr=False)
    _loaded_id: int | None = None
    _classifier: "Classifier | None" = None

    def suggest(self, work: Work, text: str) -> Suggestion:
        """Return the suggestion for one mail; an empty one where there is no usable version."""
        (suggestion,) = self.suggest_many(work, [text])
        return suggestion

    def suggest_many(self, work: Work, texts: Sequence[str]) -> list[Suggestion]:
        """Return the suggestions for several mails, which costs less than one after the other."""
        self._refresh(work)
        if self._classifier is None or not texts:
            return [NO_SUGGESTION for _ in texts]
        predictions = self._classifier.predict([text[:READ_CHARACTERS] for text in texts])
        return [Suggestion(_guess(one.category), _guess(one.urgency)) for one in predictions]

    def _refresh(self, work: Work) -> None:
        """A version that cannot be loaded leaves the last good one in place."""
        active = work.classifiers.active_id()
        if active == self._loaded_id:
            return
        self._loaded_id = active
        version = work.classifiers.active() if active is not None else None
        if version is None:
            self._classifier = None
            return
        from classifiers.errors import ClassifierError  # noqa: PLC0415 - numpy takes its time
        from classifiers.persistence import load  # noqa: PLC0415

        try:
            self._classifier = load(version.content, key=self.key)
        except ClassifierError as error:
            log.warning("classifier version %s refused: %s", version.id, error)


def _guess(suggestion: "ClassifierSuggestion") -> Guess:
    return Guess(
        label=suggestion.label or "",
        confidence=suggestion.confidence,
        alternatives=suggestion.alternatives,
        reasons=suggestion.reasons,
    )
