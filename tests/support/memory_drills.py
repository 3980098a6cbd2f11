"""Drills in memory."""

from collections.abc import Callable
from dataclasses import replace

from support.memory_state import State

from mailflow.core.drills import Drill
from mailflow.errors import NotFoundError


class MemoryDrills:
    """Keeps the contract `Drills`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, drill: Drill) -> int:
        number = len(self._state.drills) + 1
        self._state.drills[number] = replace(drill, id=number)
        return number

    def get(self, drill_id: int) -> Drill | None:
        return self._state.drills.get(drill_id)

    def of_mail(self, mail_id: int) -> Drill | None:
        return self._one(lambda drill: drill.mail_id == mail_id)

    def of_incident(self, incident_id: int) -> Drill | None:
        return self._one(lambda drill: drill.incident_id == incident_id)

    def open(self) -> tuple[Drill, ...]:
        return tuple(one for one in self._state.drills.values() if one.ended_at is None)

    def listed(self, *, limit: int = 100) -> tuple[Drill, ...]:
        return tuple(reversed(self._state.drills.values()))[:limit]

    def update(self, drill: Drill) -> None:
        if drill.id not in self._state.drills:
            raise NotFoundError(f"there is no drill {drill.id}")
        self._state.drills[drill.id] = drill

    def commands(self, incident_id: int) -> tuple[str, ...]:
        ran = self._state.commands.items()
        return tuple(command for (_, command), number in ran if number == incident_id)

    def _one(self, is_wanted: Callable[[Drill], bool]) -> Drill | None:
        return next((one for one in self._state.drills.values() if is_wanted(one)), None)
