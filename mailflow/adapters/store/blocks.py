"""The block list in the database."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select, update

from mailflow.adapters.store.statements import chunks
from mailflow.core.blocks import patterns_of, stricter
from mailflow.core.records import AddressBlock
from models.tables import blocked_addresses

_row = blocked_addresses.c
_ALL = select(_row.pattern, _row.kind, _row.blocked_by, _row.reason, _row.blocked_at)
# Built once, since every mail asks.
_GET = _ALL.where(_row.pattern == bindparam("wanted"))
_OF = _ALL.where(_row.pattern.in_(bindparam("wanted", expanding=True)))


class SqlBlocks:
    """Keeps the contract `Blocks`.

    What was looked up is remembered for the unit of work, as each mail asks several times. Every
    change, and every savepoint undone, forgets it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._met: dict[str, AddressBlock | None] = {}

    def forget(self) -> None:
        """Look up anew from here on."""
        self._met.clear()

    def put(self, block: AddressBlock) -> None:
        """Store a block; one of the same pattern is replaced."""
        self.forget()
        values = {
            "kind": block.kind,
            "blocked_by": block.by,
            "reason": block.reason,
            "blocked_at": block.at,
        }
        known = update(blocked_addresses).where(_row.pattern == block.pattern)
        if self._connection.execute(known.values(values)).rowcount == 0:
            values["pattern"] = block.pattern
            self._connection.execute(blocked_addresses.insert(), values)

    def remove(self, pattern: str) -> bool:
        """Forget it; return whether it was there."""
        self.forget()
        statement = delete(blocked_addresses).where(_row.pattern == pattern)
        return self._connection.execute(statement).rowcount == 1

    def get(self, pattern: str) -> AddressBlock | None:
        """Return the block of exactly this address or `@domain`."""
        found = self._connection.execute(_GET, {"wanted": pattern}).first()
        return AddressBlock(*found) if found else None

    def of(self, address: str) -> AddressBlock | None:
        """Return the block that an address falls under, the stricter of two."""
        self.meet((address,))
        found = (self._met[one] for one in patterns_of(address))
        return stricter(one for one in found if one is not None)

    def meet(self, addresses: Iterable[str]) -> None:
        """Look these up at once: `of` asks no more for them within this unit of work."""
        patterns = dict.fromkeys(each for one in addresses for each in patterns_of(one))
        for some in chunks(one for one in patterns if one not in self._met):
            rows = self._connection.execute(_OF, {"wanted": some})
            found = {block.pattern: block for block in (AddressBlock(*row) for row in rows)}
            self._met |= {one: found.get(one) for one in some}

    def listed(self) -> tuple[AddressBlock, ...]:
        """Return every block, the oldest first."""
        rows = self._connection.execute(_ALL.order_by(_row.blocked_at, _row.pattern))
        return tuple(AddressBlock(*row) for row in rows)
