"""What a store knows of incidents that are alike."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from mailflow.core.reports import Recurrence, Report, Told, Words
from models.enums import RecurrenceKind


class Recurrences(Protocol):
    """Incidents as they were reported, and which of them were found to be alike."""

    def newest_reports(self, limit: int) -> tuple[Report, ...]:
        """Return the newest incidents, newest first; none that is canceled or merged away."""

    def newest_words(self, limit: int) -> tuple[Words, ...]:
        """Return the words of the same, which cost far less."""

    def reports_since(self, since: datetime, limit: int) -> tuple[Report, ...]:
        """Return those of the newest that were opened since, newest first, also of monitors."""

    def reports_of(self, incident_ids: Sequence[int]) -> tuple[Report, ...]:
        """Return these incidents, oldest first."""

    def of_incidents(
        self, kind: RecurrenceKind, incident_ids: Iterable[int]
    ) -> tuple[Recurrence, ...]:
        """Return in which findings of a kind these incidents are, the oldest first."""

    def keep(self, recurrence: Recurrence) -> int:
        """Store a new finding (its id is 0), or how it stands now; return its number."""

    def told_since(self, kind: RecurrenceKind, since: datetime) -> Told:
        """Count the findings of a kind that were told of since then."""

    def open_majors(self, limit: int) -> tuple[int, ...]:
        """Return the major incidents that are not finished, newest first."""

    def known_errors(self, limit: int) -> tuple[tuple[int, int], ...]:
        """Return problems with a published article: the incident and the article, newest first."""
