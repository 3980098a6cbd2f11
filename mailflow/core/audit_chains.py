"""Audit rows in hash chains, and the seals over all of them (promise P18).

Each incident has a chain of its own, whose rows hold the hash of the row before. A seal is a row
of chain 0 that counts all rows so far and bears a MAC over them: whoever changes the database
alone cannot make another, and no row at the end of a chain can go unseen once it is sealed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

FIRST_HASH = "0" * 64
SEALED = "sealed"
Mac = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One audit row as it is stored; chain 0 is for what belongs to no incident."""

    id: int
    chain: int
    sequence: int
    at: datetime
    name: str
    detail: dict[str, str]
    previous_hash: str
    hash: str


def chain_hash(
    previous: str, *, chain: int, sequence: int, at: datetime, name: str, detail: dict[str, str]
) -> str:
    """Return the hash of one audit row, which holds that of the row before it."""
    content = {
        "chain": chain,
        "sequence": sequence,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "name": name,
        "detail": detail,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{canonical}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seal:
    """How many rows there were, and the digest of their hashes in order."""

    rows: int = 0
    digest: str = FIRST_HASH

    def over(self, hashes: Iterable[str]) -> "Seal":
        """Return the seal over further rows."""
        rows, digest = self.rows, self.digest
        for one in hashes:
            rows, digest = rows + 1, hashlib.sha256(f"{digest}{one}".encode()).hexdigest()
        return Seal(rows, digest)

    def detail(self, mac: Mac) -> dict[str, str]:
        """Return what the row of a seal says."""
        return {"rows": str(self.rows), "digest": self.digest, "mac": mac(self._signed)}

    @property
    def _signed(self) -> str:
        return f"mailflow-audit-seal-v1:{self.rows}:{self.digest}"


def seal_of(detail: dict[str, str]) -> Seal:
    """Return the seal that a row says."""
    return Seal(int(detail["rows"]), detail["digest"])


@dataclass(slots=True)
class ChainCheck:
    """Looks at every audit row in the order of ids, and says what is wrong with it."""

    mac: Mac
    seal: Seal = Seal()
    seals: int = 0
    _ends: dict[int, tuple[int, str]] = field(default_factory=dict)

    def problems(self, rows: Iterable[AuditRow]) -> Iterator[str]:
        """Yield one sentence for every difference, naming the row."""
        for row in rows:
            where = f"audit row {row.id} (chain {row.chain}, number {row.sequence})"
            yield from (f"{where} {what}" for what in self._wrong(row))
            self._ends[row.chain] = (row.sequence, row.hash)
            self.seal = self.seal.over([row.hash])

    def _wrong(self, row: AuditRow) -> Iterator[str]:
        sequence, previous = self._ends.get(row.chain, (0, FIRST_HASH))
        if row.sequence != sequence + 1:
            yield f"follows number {sequence}: rows are missing"
        elif row.previous_hash != previous:
            yield "does not hold the hash of the row before it"
        said = {"at": row.at, "name": row.name, "detail": row.detail}
        place = {"chain": row.chain, "sequence": row.sequence}
        if row.hash != chain_hash(row.previous_hash, **place, **said):  # type: ignore[arg-type]
            yield "was changed: its hash is another"
        if row.name == SEALED and row.chain == 0:
            self.seals += 1
            if row.detail != self.seal.detail(self.mac):
                yield "seals other rows than there are"
