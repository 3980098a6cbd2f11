"""The desk's classifier: the active version of the database, or none (promise P20)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailflow.adapters.embedding import Embedding
from mailflow.adapters.shelf import Shelf
from mailflow.adapters.store.contract import Work
from mailflow.core.categorisation import (
    NOTHING_KNOWN,
    READ_CHARACTERS,
    TARGETS,
    Circumstance,
    Guess,
    Suggestion,
)
from mailflow.core.classifier_versions import earned
from mailflow.errors import NotFoundError
from mailflow.sections import Category, Learning

if TYPE_CHECKING:
    from classifiers.dense import Embedder
    from classifiers.prediction import Classifier, Prediction
    from classifiers.prediction import Suggestion as ClassifierSuggestion
    from classifiers.signals import Signals

log = logging.getLogger(__name__)

USUAL = Learning()
TRIED = 5
"""How many versions are tried where the active one cannot be read."""


@dataclass(slots=True)
class Suggester:
    """Suggests labels with the active classifier version; loads it when the pointer moves.

    What a version suggests is applied by itself only for what it has earned. `refused` says why
    versions could not be loaded, by their numbers.
    """

    key: bytes = field(repr=False)
    categories: Mapping[str, Category] = field(default_factory=dict)
    learning: Learning = USUAL
    embedding: Embedding = field(default_factory=Embedding)
    shelf: Shelf = field(default_factory=Shelf, repr=False)
    refused: dict[int, str] = field(default_factory=dict)
    _seen: tuple[int | None, str] = (None, "")
    _loaded: "tuple[int, Classifier] | None" = None
    _earned: frozenset[str] = frozenset()

    def is_ready(self, work: Work) -> bool:
        """Whether there is a version that can be asked."""
        self.refresh(work)
        return self._loaded is not None

    def suggest(
        self, work: Work, text: str, circumstance: Circumstance = NOTHING_KNOWN
    ) -> Suggestion:
        """Return the suggestion for one mail; an empty one where there is no usable version."""
        (suggestion,) = self.suggest_many(work, [text], [circumstance])
        return suggestion

    def suggest_many(
        self, work: Work, texts: Sequence[str], known: Sequence[Circumstance] = ()
    ) -> list[Suggestion]:
        """Return the suggestions for several mails, which costs less than one after the other."""
        circumstances = list(known) or [NOTHING_KNOWN for _ in texts]
        self.refresh(work)
        if self._loaded is None or not texts:
            return [Suggestion(circumstance=one) for one in circumstances]
        clipped = [text[:READ_CHARACTERS] for text in texts]
        found = self._predicted(self._loaded[1], clipped, circumstances)
        pairs = zip(found, circumstances, strict=True)
        return [self._suggestion(one, known, self._loaded[0]) for one, known in pairs]

    def _predicted(
        self, classifier: "Classifier", texts: Sequence[str], known: Sequence[Circumstance]
    ) -> "list[Prediction]":
        """Ask twice where more than the text is known: the impact assumed is its category's."""

        def learn(found: "Sequence[Prediction]") -> "list[Signals]":
            return [
                signals_of(circumstance, self.default_impact(_first(one.category)))
                for circumstance, one in zip(known, found, strict=True)
            ]

        return classifier.predict(texts, learn=learn)

    def default_impact(self, category: str) -> str:
        """Return the impact that is assumed where a mail is about this; empty for none known."""
        known = self.categories.get(category)
        return known.impact if known else ""

    def _suggestion(
        self, found: "Prediction", circumstance: Circumstance, version: int
    ) -> Suggestion:
        guesses = {name: self._guess(name, getattr(found, name)) for name in TARGETS}
        return Suggestion(
            guesses["category"], guesses["urgency"], guesses["impact"], circumstance, version
        )

    def _guess(self, target: str, said: "ClassifierSuggestion") -> Guess:
        """A label is said to be applied only where that was earned, and is a category still."""
        is_known = target != "category" or not self.categories or said.label in self.categories
        # What was earned was earned with the sentence model's say.
        has_earned = target in self._earned and said.is_whole
        applies = self.learning.apply_suggestions and has_earned and is_known
        return Guess(
            label=(said.label or "") if applies else "",
            confidence=said.confidence,
            alternatives=said.alternatives,
            reasons=said.reasons,
            threshold=said.threshold,
            is_sure=said.label is not None and is_known,
        )

    def loaded(self, work: Work) -> "tuple[int, Classifier]":
        """Return the version that is asked, and its number; NotFoundError where there is none."""
        self.refresh(work)
        if self._loaded is None:
            raise NotFoundError("no classifier can be asked; see `mailflow classifier show`")
        return self._loaded

    def embedder(self, work: Work) -> "Embedder | None":
        """Return who says where texts lie, None where nobody can."""
        self.refresh(work)
        return self.embedding.choose(self._loaded[1].dense if self._loaded else None)

    def why_refused(self, content: bytes) -> str:
        """Return why these bytes are no version that may be trusted, empty where they are."""
        return self._checked(content)[0]

    def why_unheard(self, content: bytes) -> str:
        """Return why a version is asked without its sentence model, empty where it is whole."""
        return self._checked(content)[1]

    def _checked(self, content: bytes) -> tuple[str, str]:
        try:
            return "", self.embedding.why_unheard(load_version(content, self.key))
        except ValueError as error:
            return str(error), ""

    def refresh(self, work: Work) -> None:
        """Load the active version if the pointer moved.

        One that cannot be loaded leaves the last good one in place; a worker that has none yet
        goes back to what was active before.
        """
        standing = work.classifiers.standing()
        active = standing.version_id
        if self._seen != (active, standing.sha256):
            if self._seen[0] == active and not standing.sha256:  # erasing took its bytes
                self._loaded = None
            self._reload(work, active)
            self._seen = (active, standing.sha256)
        taken = self._loaded is not None and self._loaded[0] == active
        self._earned = earned(standing.proof) if taken else frozenset()

    def _reload(self, work: Work, active: int | None) -> None:
        if active is None:
            self._loaded = None
        elif not self._take(work, active) and self._loaded is None:
            before = dict.fromkeys(one.version_id for one in work.classifiers.activations())
            others = [one for one in before if one != active][:TRIED]
            any(self._take(work, one) for one in others)

    def _take(self, work: Work, version_id: int) -> bool:
        version = work.classifiers.get(version_id)
        try:
            learned = load_version(version.content if version else b"", self.key)
        except ValueError as error:
            self.refused[version_id] = str(error)
            log.warning("classifier version %s refused: %s", version_id, error)
            return False
        self.refused.pop(version_id, None)
        self._loaded = (version_id, self.embedding.joined(learned))
        if why := self.embedding.why_unheard(learned):
            log.warning("classifier version %s: %s", version_id, why)
        return True


def _first(said: "ClassifierSuggestion") -> str:
    return said.alternatives[0][0] if said.alternatives else ""


def load_version(content: bytes, key: bytes) -> "Classifier":
    """Return the classifier in these bytes; ValueError says why they are refused."""
    from classifiers.errors import ClassifierError  # noqa: PLC0415 - numpy takes its time
    from classifiers.persistence import load  # noqa: PLC0415

    if not content:
        raise ValueError("its bytes are not there any more")
    try:
        return load(content, key=key)
    except ClassifierError as error:
        raise ValueError(str(error)) from error


def signals_of(circumstance: Circumstance, default_impact: str) -> "Signals":
    """Return what a classifier may know of a mail besides its text."""
    from classifiers.signals import Signals  # noqa: PLC0415 - beside the rest of its package

    return Signals(
        vip=circumstance.vip,
        monitoring=circumstance.monitoring,
        reporters=circumstance.reporters,
        default_impact=default_impact,
    )
