"""`mailflow` with one thing changed, as a program: what tests must notice, or cannot wait for.

    python doctored_worker.py --files-away-first -- --config mailflow.toml work

`--files-away-first` breaks promise P1: mails are filed away on the server before their bytes are
committed. The others break nothing: with `--clock FILE` the clock goes ahead by the seconds that
stand in FILE, and with `--busy-seconds N` a locked SQLite database is waited for no longer.
"""

import argparse
import sys
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import mailflow.adapters.clock
import mailflow.opening
import mailflow.rounds
from mailflow.adapters.imap import FolderStatus, ImapMailbox
from mailflow.adapters.store.database import open_store
from mailflow.cli.main import cli
from mailflow.intake import Intake, Pulled

WINDOW = 1.0  # seconds in which a kill meets the defect, on a busy machine, too


class FilesAwayFirst(Intake):
    """The defect: the commit comes behind the flag."""

    def pull(self, mailbox: ImapMailbox, status: FolderStatus) -> Pulled:
        """Fetch, file away, and only then keep."""
        position = self._position(status)
        found = new = 0
        for batch in mailbox.fetch_batches(mailbox.new_uids(position.last_uid)):
            mailbox.file_away([one.uid for one in batch])
            time.sleep(WINDOW)
            new += self._keep(batch, position, status)
            found += len(batch)
        return Pulled(found, new)


def _turn_clock(path: Path) -> None:
    real = mailflow.adapters.clock.system_clock

    def ahead() -> datetime:
        return real() + timedelta(seconds=float(path.read_text(encoding="ascii")))

    setattr(mailflow.adapters.clock, "system_clock", ahead)  # noqa: B010 - mypy: not assignable


def _lose_patience(seconds: float) -> None:
    impatient = partial(open_store, busy_timeout=seconds)
    setattr(mailflow.opening, "open_store", impatient)  # noqa: B010


def main() -> None:
    """Change what the options say, then be `mailflow`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files-away-first", action="store_true")
    parser.add_argument("--clock", type=Path)
    parser.add_argument("--busy-seconds", type=float)
    parser.add_argument("arguments", nargs="+")
    options = parser.parse_args()
    if options.files_away_first:
        setattr(mailflow.rounds, "Intake", FilesAwayFirst)  # noqa: B010
    if options.clock:
        _turn_clock(options.clock)
    if options.busy_seconds:
        _lose_patience(options.busy_seconds)
    cli(options.arguments, prog_name=sys.argv[0])


if __name__ == "__main__":
    main()
