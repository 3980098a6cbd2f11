"""What a report is about: a version, its figures, and what the desk has seen of it since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from classifiers.figures import Drift, VersionFigures
from mailflow.core.corrections import Corrections

Words = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Report:
    """All that page, text and document show.

    `words` are the words that speak most for a label, by target and label; they come from the
    version's own bytes and are stored nowhere else, so that an erased person's are gone.
    """

    number: int
    created_at: datetime
    origin: str
    sha256: str
    active: bool
    figures: VersionFigures
    champion: int | None = None
    promoted: bool | None = None
    reasons: tuple[str, ...] = ()
    sentence_model: str = ""
    words: Words = field(default_factory=dict)
    drifts: tuple[Drift, ...] = ()
    corrections: tuple[tuple[str, Corrections], ...] = ()

    def words_of(self, target: str, label: str) -> tuple[str, ...]:
        """Return the words that speak most for a label."""
        return self.words.get(target, {}).get(label, ())
