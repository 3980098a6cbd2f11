"""What a store knows of addresses from which nothing good comes."""

from collections.abc import Iterable
from typing import Protocol

from mailflow.core.records import AddressBlock


class Blocks(Protocol):
    """The block list."""

    def put(self, block: AddressBlock) -> None:
        """Store a block; one of the same pattern is replaced."""

    def remove(self, pattern: str) -> bool:
        """Forget it; return whether it was there."""

    def get(self, pattern: str) -> AddressBlock | None:
        """Return the block of exactly this address or `@domain`."""

    def of(self, address: str) -> AddressBlock | None:
        """Return the block that an address falls under, the stricter of two."""

    def meet(self, addresses: Iterable[str]) -> None:
        """Look these up at once: `of` asks no more for them within this unit of work."""

    def listed(self) -> tuple[AddressBlock, ...]:
        """Return every block, the oldest first."""
