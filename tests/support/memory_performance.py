"""What figures are made of, in memory."""

from collections.abc import Iterator
from datetime import datetime

from support.memory_state import State
from support.memory_training import began_automatically

from mailflow.core.metrics.timelines import Recorded
from mailflow.core.records import IncidentEvent


class MemoryPerformances:
    """Keeps the contract `Performances`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def histories(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[Recorded, tuple[IncidentEvent, ...]]]:
        for number, one in sorted(self._state.incidents.items()):
            events = tuple(event for own, event in self._state.events if own == number)
            is_new = one.opened_at >= start or any(event.at >= start for event in events)
            if one.opened_at < end and (is_new or not one.is_finished):
                names = (name for name in Recorded.__dataclass_fields__ if hasattr(one, name))
                values = {name: getattr(one, name) for name in names}
                automatic = began_automatically(self._state, one)
                yield Recorded(**values, is_automatic=automatic), events
