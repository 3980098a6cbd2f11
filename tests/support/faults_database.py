"""Faults of the database and its disk, and two workers on one database."""

import re
import subprocess

from support.fault_desk import FaultDesk
from support.faulting import DOVECOT, POSTGRES, SMALL_DISK, Row, Stage
from support.generated_people import large
from support.small_disk import SmallDisk
from support.sqlite_lock import locked
from support.worker_process import PROGRAM

from mailflow.cli.exit_codes import ExitCode

DISK_MEGABYTES = 48
ROOM, LARGE_MAIL = 700_000, 100_000
REFUSAL = re.compile(r"intake support: .*the disk is full")


def _locked(stage: Stage) -> None:
    """Another process holds the file locked, longer than a statement waits."""
    with stage.desk() as desk:
        for seconds in stage.scale.locks:
            desk.deliver_and_begin()
            with locked(desk.desk.database):
                held = desk.progress().stored
                desk.deliver(stage.scale.mails)
                desk.endure(seconds)
                desk.must(desk.progress().stored == held, "the lock did not hold")
            desk.until(desk.is_done, "every mail has its end")
            desk.see(f"locked for {seconds:g} s")
        desk.must("locked by another process" in desk.worker.log(), "nobody was told of the lock")
        desk.finish()


def _full(stage: Stage) -> None:
    """The disk of the database fills up amid the work, and has room again later."""
    with SmallDisk(stage.folder / "disk", DISK_MEGABYTES) as disk:
        url = f"sqlite:///{disk.folder / 'mailflow.db'}"
        with stage.desk(top={"database_url": url}) as desk:
            for room in stage.some((ROOM, 4 * ROOM, 0)):
                with disk.full(but=room):
                    _fill_up(desk)
                    desk.deliver(stage.scale.mails)
                    desk.endure(stage.scale.down_seconds)
                    stored, all_ = desk.progress().stored, len(desk.book.samples)
                    desk.see(f"full when {stored} of {all_} mails were stored")
                desk.until(desk.is_done, "every mail has its end")
            desk.finish(ambiguous=True)


def _fill_up(desk: FaultDesk) -> None:
    """Let mail after mail come until one finds no room."""
    told = _refusals(desk)
    while desk.progress().stored == len(desk.book.samples):
        desk.desk.deliver([large(desk.book, LARGE_MAIL)])
        desk.until(lambda: _took_or_told(desk, told), "the mail is stored, or finds no room")


def _took_or_told(desk: FaultDesk, told: int) -> bool:
    return desk.progress().stored == len(desk.book.samples) or _refusals(desk) > told


def _refusals(desk: FaultDesk) -> int:
    """Return how often intake has said that there is no room."""
    return len(REFUSAL.findall(desk.worker.log()))


def _crashed(stage: Stage) -> None:
    """It is killed under a worker that works, and started again."""
    server = stage.servers.postgres()
    with stage.desk(top={"database_url": server.fresh_database()}) as desk:
        for _ in stage.some("abc"):
            desk.deliver_and_begin()
            with server.crashed():
                desk.deliver(stage.scale.mails)
                desk.endure(stage.scale.down_seconds)
            desk.see(f"away for {stage.scale.down_seconds:g} s")
            desk.until(desk.is_done, "every mail has its end")
        desk.finish(ambiguous=True)


def _two_workers(stage: Stage) -> None:
    """The second is refused, and the first does not care."""
    with stage.desk() as desk:
        desk.deliver(stage.scale.mails)
        command = [*PROGRAM, "--config", str(desk.desk.config), "work"]
        second = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        desk.must(second.returncode == ExitCode.TEMPORARY, f"it ended with {second.returncode}")
        desk.must("another worker runs on" in second.stderr, f"it said {second.stderr!r}")
        what = second.stderr.strip().replace(str(desk.desk.database), "FILE")
        desk.see(f"exit {second.returncode}, {what!r}")
        desk.deliver(stage.scale.mails)
        desk.finish()


ROWS = (
    Row("SQLite locked", "P1 P8: nothing lost or filed away, goes on alone", _locked),
    Row(
        "disk full",
        "P1 P8: nothing lost or filed away, goes on alone",
        _full,
        (DOVECOT, SMALL_DISK),
    ),
    Row(
        "PostgreSQL killed and restarted",
        "P6 P8: nothing lost, doubled or half done, goes on alone",
        _crashed,
        (DOVECOT, POSTGRES),
    ),
    Row("two workers on one SQLite database", "P8: the second is refused", _two_workers),
)
