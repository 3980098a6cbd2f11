"""`mailflow work`: the embedded worker."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from mailflow.adapters.store.connections import sqlite_file
from mailflow.adapters.worker_lock import hold_worker_lock
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import warn
from mailflow.cli.session import Session, pass_session
from mailflow.logs import configure
from mailflow.settings import Settings
from mailflow.worker import Worker


@click.command()
@click.option("--once", is_flag=True, help="Do what there is to do now, then exit.")
@pass_session
def work(session: Session, *, once: bool) -> None:
    """Fetch mail, process it and send the answers, until SIGTERM or Ctrl-C."""
    configure("DEBUG" if session.debug else session.settings.log_level)
    with ending_on_signal(), alone(session.settings), session.store() as store:
        worker = Worker(session.rounds(store), learning=_learning(session))
        pending, unknown = worker.recover()
        if unknown:
            warn(f"{unknown} notices may or may not have been sent: mailflow outbox list")
        if once:
            _drain(worker)
            return
        worker.run(lambda: click.echo(_ready(session.settings, pending)))
    if worker.crashed:
        warn("a part of the worker ended by a defect; see the log, then start it again")
        raise click.exceptions.Exit(int(ExitCode.PERMANENT))


def _learning(session: Session) -> tuple[str, ...]:
    """Return what a worker calls at night, in a process of its own."""
    program = (sys.executable, "-m", "mailflow", "--config", str(session.config))
    return (*program, "classifier", "retrain", "--scheduled")


@contextmanager
def ending_on_signal() -> Iterator[None]:
    """End cleanly on SIGTERM while the worker does not run, which has a handler of its own."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(int(ExitCode.FINE))


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the lock of the one worker of a SQLite database; another database needs none."""
    database = sqlite_file(settings.database_url)
    if database is None:
        yield
        return
    with hold_worker_lock(database):
        yield


def _drain(worker: Worker) -> None:
    problems = worker.drain()
    for problem in problems:
        warn(problem)
    if problems:
        raise click.exceptions.Exit(int(ExitCode.TEMPORARY))


def _ready(settings: Settings, taken_back: int) -> str:
    names = ", ".join(mailbox.name for mailbox in settings.mailboxes)
    if not names:
        warn("warning: no [[mailboxes]] in the settings; only `mailflow ingest` brings mail")
    again = f"; {taken_back} notices taken back from a worker that ended" if taken_back else ""
    return f"ready: reading {names or 'no mailbox'}, sending by {settings.smtp.host}{again}"
