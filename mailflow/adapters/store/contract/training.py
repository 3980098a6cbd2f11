"""What a store knows of what the classifier learns from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mailflow.core.training_data import ClosedIncident, ImportedExample
from mailflow.core.training_parts import Assigned


@dataclass(frozen=True, slots=True)
class Import:
    """History that was brought from elsewhere; it trains once an administrator approved it."""

    id: int
    name: str
    sha256: str
    size: int
    at: datetime
    approved_at: datetime | None = None
    approved_by: str | None = None


class Training(Protocol):
    """What the classifier learns from."""

    def closed(
        self, *, labelled: bool, since: datetime | None = None, limit: int | None = None
    ) -> tuple[ClosedIncident, ...]:
        """Return finished incidents of people, with or without a label from a person.

        The newest first; alerts are none of them.
        """

    def parts(self) -> dict[str, Assigned]:
        """Return where rows belong, by their identifiers."""

    def assign(self, assigned: Iterable[Assigned], at: datetime) -> None:
        """Remember where rows belong; what is known is left as it is."""

    def add_import(
        self, name: str, sha256: str, examples: Sequence[ImportedExample], at: datetime
    ) -> int:
        """Keep history as an import and return its number.

        ImportedRowsError for a file that is there. The number in the examples is not looked at.
        """

    def imports(self) -> tuple[Import, ...]:
        """Return the imports, newest first."""

    def approve(self, import_id: int, by: str, at: datetime) -> None:
        """Let an import train; NotFoundError where there is none."""

    def remove_import(self, import_id: int) -> None:
        """Forget an import and its rows; NotFoundError where there is none."""

    def imported(self) -> tuple[tuple[Import, ImportedExample], ...]:
        """Return the rows of the imports that are approved, each with its import."""

    def begin_run(self, night: str, owner: str, at: datetime) -> bool:
        """Take a night's run; return whether nobody else has."""

    def end_run(self, night: str, outcome: str, at: datetime) -> None:
        """Say how a run ended."""
