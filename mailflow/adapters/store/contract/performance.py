"""What a store tells of how the desk did: incidents and what happened to them, one by one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from mailflow.core.metrics.timelines import Recorded
from mailflow.core.records import IncidentEvent


class Performances(Protocol):
    """What figures are made of."""

    def histories(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[Recorded, tuple[IncidentEvent, ...]]]:
        """Yield every incident that a period may tell of, with all its events, oldest first.

        These are the incidents opened before the end that are open, or were opened or changed
        since the start. Few are in memory at a time.
        """
