"""What a report costs: `python -m support.report_speed INCIDENTS`.

As many are in the period before, which it is compared with.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import UTC, date, timedelta
from pathlib import Path

from support.desks import KEYS, make_settings
from support.lived_desk import START, lives, people, put
from support.stores import sqlite_store

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.database import SqlStore, open_store
from mailflow.core.metrics.periods import days_between
from mailflow.desk import Desk
from mailflow.reporting import report

DAYS = 90
MEGABYTE = 1024


def fill(path: Path, incidents: int) -> None:
    """Put two periods of incidents into a database."""
    store = sqlite_store(path)
    with store.begin() as work:
        people(work)
    first, days = START - timedelta(days=2 * DAYS), 2 * DAYS
    with store._engine.begin() as connection:
        put(connection, lives(2 * incidents, first, days, START))
    store.close()


def measure(store: SqlStore) -> tuple[float, int]:
    """Return the processor time of one report, in seconds, and how many incidents it counts."""
    settings = make_settings()
    suggester = Suggester(KEYS.classifier, settings.known_categories, settings.classifier)
    desk = Desk(settings, KEYS, Renderer(), suggester)
    last: date = START.date() - timedelta(days=1)
    period = days_between(last - timedelta(days=DAYS - 1), last, UTC, START)
    begun = time.process_time()
    with store.read() as work:
        (found,) = report(work, desk, period, [None])
    return time.process_time() - begun, found.now.volume.total


def main(incidents: int) -> None:
    """Fill in a process of its own, so that its memory is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        filling = multiprocessing.get_context("spawn").Process(target=fill, args=(path, incidents))
        filling.start()
        filling.join()
        store = open_store(f"sqlite:///{path}")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
        seconds, counted = measure(store)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
        store.close()
    told = f"{counted} incidents beside as many before them: {seconds:.1f} s of processor time"
    sys.stdout.write(f"{told}, {before} MB became {after} MB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
