"""What an agent reads of his own week: figures, corrections, good examples, one to learn from.

No text of any incident is in it (promise P13): references, categories and figures alone. It is
his own: nobody else gets it.
"""

from dataclasses import dataclass
from datetime import timedelta

from mailflow.core.metrics.measures import Share

NO_SHARE = Share()


@dataclass(frozen=True, slots=True)
class Correction:
    """A category of the classifier that an agent replaced."""

    reference: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Example:
    """An incident that went well: resolved in time and for good, rated, with its cause."""

    reference: str
    category: str
    rating: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """One incident to learn from, and why: `reopened`, `rated` or `late`."""

    reason: str
    reference: str
    count: int = 0
    rating: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """One agent's week."""

    span: str = ""
    taken: int = 0
    resolved: int = 0
    median: timedelta | None = None
    group_median: timedelta | None = None
    response_sla: Share = NO_SHARE
    resolution_sla: Share = NO_SHARE
    reopened: int = 0
    ratings: int = 0
    mean_rating: float | None = None
    corrected: tuple[Correction, ...] = ()
    corrected_by_others: tuple[Correction, ...] = ()
    examples: tuple[Example, ...] = ()
    lesson: Lesson | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened that is his."""
        happened = (self.taken, self.resolved, self.response_sla.whole, self.reopened, self.ratings)
        told = (self.corrected, self.corrected_by_others, self.lesson)
        return not (any(happened) or any(told))


NO_WEEK = Week()
