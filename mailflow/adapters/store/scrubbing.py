"""Overwriting in the files of the database what was erased from its tables."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

POSTGRES_ADVICE = (
    "PostgreSQL keeps deleted rows in its files until it writes over them: run VACUUM FULL while"
    " no worker runs, and mind its WAL archive"
)
IN_USE = "is in use, so that old pages are left in it; stop the worker and run this again"


def scrub_sqlite(path: Path, seconds: float) -> tuple[str, ...]:
    """Write the file anew without free pages and empty its log; say what could not be done.

    VACUUM leaves nothing of a deleted row; the log is cut to no byte by a checkpoint that no
    reader hinders (https://sqlite.org/pragma.html#pragma_wal_checkpoint).
    """
    file = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, timeout=seconds, isolation_level=None
    )
    try:
        file.execute("PRAGMA secure_delete = ON")
        file.execute("VACUUM")
        (is_busy, *_) = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) and "busy" not in str(error):
            raise
        is_busy = 1
    finally:
        file.close()
    return (f"{path} {IN_USE}",) if is_busy else ()
