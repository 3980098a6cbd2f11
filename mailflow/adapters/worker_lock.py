"""One embedded worker for one SQLite database: a lock that ends with its process."""

import fcntl
import os
from pathlib import Path
from typing import IO

from mailflow.errors import TransientError


class WorkerRunsError(TransientError, BlockingIOError):
    """Another worker runs on the same database."""


def hold_worker_lock(database: Path) -> IO[str]:
    """Return an open file that holds the lock; the system frees it however the process ends."""
    path = database.with_name(database.name + ".worker.lock")
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise WorkerRunsError(
            f"another worker runs on {database}; stop it first (one worker for one SQLite database)"
        ) from None
    return file
