"""The block list in memory."""

from collections.abc import Iterable

from support.memory_state import State

from mailflow.core.blocks import patterns_of, stricter
from mailflow.core.records import AddressBlock


class MemoryBlocks:
    """Keeps the contract `Blocks`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def put(self, block: AddressBlock) -> None:
        self._state.blocks[block.pattern] = block

    def remove(self, pattern: str) -> bool:
        return self._state.blocks.pop(pattern.lower(), None) is not None

    def get(self, pattern: str) -> AddressBlock | None:
        return self._state.blocks.get(pattern.lower())

    def of(self, address: str) -> AddressBlock | None:
        found = (self.get(one) for one in patterns_of(address))
        return stricter(one for one in found if one is not None)

    def meet(self, addresses: Iterable[str]) -> None:
        """All is at hand here."""

    def listed(self) -> tuple[AddressBlock, ...]:
        return tuple(sorted(self._state.blocks.values(), key=lambda one: (one.at, one.pattern)))
