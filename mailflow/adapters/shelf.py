"""Where resolved incidents lie, as a worker has read it lately: there are thousands of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.contract.vectors import Placed

MOST_PLACED = 5_000
"""Against so many of the newest a text is held."""
FRESH = timedelta(minutes=10)
"""What was read serves so long: what was resolved just now is found a little later."""


@dataclass(slots=True)
class Shelf:
    """Reads where they lie every ten minutes, since reading costs more than comparing."""

    _embedder: str = ""
    _read_at: datetime | None = None
    _placed: Placed = field(default_factory=Placed)

    def placed(self, work: Work, embedder: str, now: datetime) -> Placed:
        """Return what this embedder said of incidents that are resolved still, newest first."""
        age = now - self._read_at if self._read_at else None
        # A clock that was put back makes nothing fresh.
        if age is None or embedder != self._embedder or not timedelta() <= age < FRESH:
            self._placed = work.vectors.placed(embedder, MOST_PLACED)
            self._embedder, self._read_at = embedder, now
        return self._placed
