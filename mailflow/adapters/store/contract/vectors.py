"""What a store knows of where the texts of resolved incidents lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolved incident as it was asked for."""

    id: int
    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where resolved incidents lie and what they were about, side by side: there are thousands."""

    incident_ids: tuple[int, ...] = ()
    categories: tuple[str | None, ...] = ()
    vectors: tuple[bytes, ...] = field(default=(), repr=False)


class Vectors(Protocol):
    """Where the texts of resolved incidents lie; all of it can be made again at any time."""

    def missing(
        self, embedder: str, limit: int, since: datetime | None = None
    ) -> tuple[Resolved, ...]:
        """Return resolved incidents of people without a vector of this embedder, newest first.

        With `since` those alone that ended from then on.
        """

    def keep(self, embedder: str, vectors: Mapping[int, bytes]) -> None:
        """Remember vectors by incident; what another embedder said of it is forgotten."""

    def placed(self, embedder: str, limit: int) -> Placed:
        """Return what this embedder said of incidents that are resolved still, newest first."""
