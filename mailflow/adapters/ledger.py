"""The tombstones once more, in a file beside the keys: a database that was restored has none.

One line each: kind, keyed hash, moment. The file holds nothing about anybody without the key.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from mailflow.adapters.store.contract.erasing import Buried
from mailflow.core.erasing import Tombstone

LEDGER_FILE = "erased.list"


def read_ledger(directory: Path) -> tuple[Buried, ...]:
    """Return what the file holds, nothing where there is none."""
    path = directory / LEDGER_FILE
    if not path.exists():
        return ()
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return tuple(
        Buried(Tombstone(kind), mac, datetime.fromisoformat(at)) for kind, mac, at in lines
    )


def write_ledger(directory: Path, buried: Iterable[Buried]) -> None:
    """Add what is new; the file is replaced as a whole, so that no half of it is ever read."""
    known = {(one.kind, one.mac): one for one in (*buried, *read_ledger(directory))}
    path = directory / LEDGER_FILE
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        for one in sorted(known.values(), key=lambda one: (one.at, one.kind, one.mac)):
            file.write(f"{one.kind.value} {one.mac} {one.at.isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
