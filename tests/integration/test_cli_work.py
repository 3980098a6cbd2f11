"""`mailflow work` as a process of its own, and `--once` in this one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from support.program import Program, copy_program, make_program, write_mail
from support.smtp_server import SmtpServer

from mailflow.adapters.store.contract import Work
from mailflow.adapters.worker_lock import hold_worker_lock
from mailflow.cli.exit_codes import ExitCode
from mailflow.desk import Desk
from mailflow.errors import MailflowError

ROOT = Path(__file__).parents[2]
UNREACHABLE = """
[[mailboxes]]
name = "support"
host = "127.0.0.1"
port = 1
username = "support"
"""
NO_SMTP = '\n[smtp]\nhost = "127.0.0.1"\nport = 1\n'


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = make_program(tmp_path_factory.mktemp("template") / "desk")
    with program.config.open("a", encoding="utf-8") as file:
        file.write(NO_SMTP)
    return program


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    return copy_program(template, tmp_path / "desk")


@contextmanager
def worker(program: Program) -> "Iterator[subprocess.Popen[str]]":
    """A worker that has said that it is ready."""
    command = [sys.executable, "-m", "mailflow", "--config", str(program.config), "work"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("ready: "), process.communicate()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_says_ready_and_ends_cleanly_on_a_signal(
    program: Program, number: signal.Signals
) -> None:
    with worker(program) as process:
        process.send_signal(number)
        started = time.monotonic()
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - started < 10


def test_a_second_worker_is_refused_and_a_killed_one_leaves_no_lock(program: Program) -> None:
    with worker(program) as process:
        second = program.run("work", "--once")
        assert second.exit_code == ExitCode.TEMPORARY
        assert "another worker runs" in second.stderr
        process.kill()
        process.wait(timeout=10)
        assert program.run("work", "--once").exit_code == 0


def test_the_worker_processes_what_is_ingested_beside_it(program: Program, tmp_path: Path) -> None:
    with worker(program):
        program.done("ingest", write_mail(tmp_path, "printer"))
        deadline = time.monotonic() + 10
        while program.read("audit", "mail")["counts"]["waiting"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert len(program.read("incidents", "list")["incidents"]) == 1


def sending_by(program: Program, port: int) -> None:
    """Let the desk send by a server on this machine."""
    server = NO_SMTP.replace("port = 1\n", f'port = {port}\ntls = "none"\n')
    text = program.config.read_text(encoding="utf-8")
    program.config.write_text(text.replace(NO_SMTP, server), encoding="utf-8")


def test_once_drains_and_ends_with_zero(program: Program, tmp_path: Path) -> None:
    program.done("ingest", write_mail(tmp_path, "one"), write_mail(tmp_path, "two"))
    with SmtpServer() as server:
        sending_by(program, server.port)
        program.done("work", "--once")
        assert len(server.received) == 4
    counts = program.read("audit", "mail")["counts"]
    assert (counts["incident"], counts["waiting"]) == (2, 0)


def test_once_says_that_notices_could_not_be_sent(program: Program, tmp_path: Path) -> None:
    """They wait, and whoever started it hears why."""
    program.done("ingest", write_mail(tmp_path, "one"))
    sending_by(program, 1)
    result = program.run("work", "--once")
    assert result.exit_code == ExitCode.TEMPORARY
    assert "notices not sent: 2 (transient, connection: " in result.stderr
    states = {one["state"] for one in program.read("outbox", "list")["notices"]}
    assert states == {"pending"}


def test_once_says_which_mailbox_could_not_be_reached(program: Program, tmp_path: Path) -> None:
    with program.config.open("a", encoding="utf-8") as file:
        file.write(UNREACHABLE)
    program.done("ingest", write_mail(tmp_path, "one"))
    result = program.run("work", "--once")
    assert result.exit_code == ExitCode.TEMPORARY
    assert "mailbox 'support'" in result.stderr
    assert program.read("audit", "mail")["counts"]["incident"] == 1  # the rest was done


def test_once_leaves_no_mail_waiting_that_cannot_be_processed(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mailflow import rounds  # noqa: PLC0415
    from mailflow.processing import Reading, process  # noqa: PLC0415

    def poisoned(work: Work, desk: Desk, reading: Reading, now: datetime) -> object:
        if reading.raw.id == 1:
            raise MailflowError("poison")
        return process(work, desk, reading, now)

    monkeypatch.setattr(rounds, "process", poisoned)
    program.done("ingest", write_mail(tmp_path, "one"), write_mail(tmp_path, "two"))
    program.run("work", "--once")
    counts = program.read("audit", "mail")["counts"]
    assert (counts["quarantined"], counts["incident"], counts["waiting"]) == (1, 1, 0)


def test_the_lock_names_the_database(program: Program) -> None:
    database = program.folder / "mailflow.db"
    with hold_worker_lock(database):
        assert str(database) in program.run("work").stderr


def test_missing_keys_are_told_before_the_worker_starts(program: Program) -> None:
    for key in (program.folder / "keys").iterdir():
        key.unlink()
    result = program.run("work", "--once")
    assert result.exit_code == ExitCode.SETTINGS
    assert "mailflow init" in result.stderr
