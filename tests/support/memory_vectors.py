"""Where resolved incidents lie, in memory."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from support.memory_state import State
from support.memory_training import ENDED

from mailflow.adapters.store.contract.vectors import Placed, Resolved
from mailflow.core.records import Incident
from mailflow.core.training_data import GONE
from models.enums import EntryKind


class MemoryVectors:
    """Keeps the contract `Vectors`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def missing(
        self, embedder: str, limit: int, since: datetime | None = None
    ) -> tuple[Resolved, ...]:
        found = []
        for one in self._ended():
            first = next((e for number, e in self._state.entries if number == one.id), None)
            is_known = self._state.vectors.get(one.id, ("", b""))[0] == embedder
            ended = one.closed_at or one.resolved_at
            is_old = since is not None and (ended is None or ended < since)
            if first is None or is_known or is_old or first.kind is not EntryKind.REQUEST:
                continue
            if (
                not (one.deduplication_key or one.is_record or one.is_practice)
                and first.text not in GONE
            ):
                found.append(Resolved(one.id, one.subject, first.text))
        return tuple(found[:limit])

    def keep(self, embedder: str, vectors: Mapping[int, bytes]) -> None:
        self._state.vectors |= {number: (embedder, one) for number, one in vectors.items()}

    def placed(self, embedder: str, limit: int) -> Placed:
        vectors = self._state.vectors
        known = [one for one in self._ended() if vectors.get(one.id, ("", b""))[0] == embedder]
        return Placed(
            tuple(one.id for one in known[:limit]),
            tuple(one.category for one in known[:limit]),
            tuple(vectors[one.id][1] for one in known[:limit]),
        )

    def _ended(self) -> Iterator[Incident]:
        ended = (one for one in self._state.incidents.values() if one.state in ENDED)
        yield from sorted(ended, key=lambda one: -one.id)
