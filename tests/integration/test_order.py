"""Promise P1, seen from outside: what the worker process asks of the kernel, in which order."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support import strace_log
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.generated_people import new
from support.requirements import require
from support.samples import Book
from support.smtp_server import SmtpServer
from support.strace_log import Call, filed_mails, read_calls, uid_set, violations
from support.worker_process import FILES_AWAY_FIRST, PROGRAM, WorkerProcess, until

pytestmark = [pytest.mark.dovecot, pytest.mark.strace]
BATCHES = (5, 1, 6)
MAILS = sum(BATCHES)


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer() as server:
        yield server


def traced(folder: Path, dovecot: Dovecot, smtp: SmtpServer, program: Sequence[str]) -> list[str]:
    """Run a worker under strace while mails come in batches; return the lines of the log."""
    require(shutil.which("strace"), "strace is not installed (apt install strace)")
    desk, book, log = DeskFolder(folder, dovecot, smtp).make(), Book(7), folder / "strace.log"
    with WorkerProcess(desk, (*strace_log.command(log), *program)) as worker:
        for batch in BATCHES:
            desk.deliver([new(book) for _ in range(batch)])
            until(lambda: not dovecot.folder(desk.user), "the inbox is empty")
        assert worker.stop()[0] == 0
    assert len(dovecot.folder(desk.user, "Processed")) == MAILS
    return log.read_text(encoding="ascii").splitlines()


@pytest.fixture(scope="module")
def real(dovecot: Dovecot, smtp: SmtpServer, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the log of the worker as it is."""
    return traced(tmp_path_factory.mktemp("real"), dovecot, smtp, PROGRAM)


def test_every_mail_is_synced_to_disk_before_it_is_filed_away(real: list[str]) -> None:
    """For each UID: received, written, committed, fdatasync, and only then STORE or MOVE."""
    calls = read_calls(real)
    filed = filed_mails(calls)
    assert {one.uid for one in filed} == set(range(1, MAILS + 1))
    assert {one.sample for one in filed} == set(range(1, MAILS + 1))
    assert violations(calls) == []


def test_without_the_syncs_every_mail_is_reported(real: list[str]) -> None:
    """A database that does not sync, such as WAL with `synchronous=NORMAL`, fails the check."""
    calls = [call for call in read_calls(real) if not call.syncs]
    assert {_reason(one) for one in violations(calls)} == {"its commit was synced to disk"}
    assert len(violations(calls)) == MAILS


def test_without_the_commits_every_mail_is_reported(real: list[str]) -> None:
    """Bytes that are written and synced are still nothing until their transaction ends."""
    calls = [_uncommitted(call) for call in read_calls(real)]
    assert {_reason(one) for one in violations(calls)} == {"its transaction was committed"}
    assert len(violations(calls)) == MAILS


def _uncommitted(call: Call) -> Call:
    return replace(call, data=bytes(len(call.data))) if call.commits else call


def _reason(violation: str) -> str:
    return violation.partition("was filed away before ")[2]


def test_a_worker_that_files_away_first_is_reported_for_every_mail(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    """The same check of the same process, with the commit moved behind the flag."""
    calls = read_calls(traced(tmp_path, dovecot, smtp, FILES_AWAY_FIRST))
    assert len(filed_mails(calls)) == MAILS
    assert len(violations(calls)) == MAILS
    assert {_reason(one) for one in violations(calls)} == {"its bytes were written to the database"}


def test_a_sequence_set_names_all_its_mails() -> None:
    """Ranges, either way round, and single numbers."""
    assert list(uid_set("1:3,5,9:8")) == [1, 2, 3, 5, 8, 9]


def test_a_call_of_another_thread_in_between_does_not_confuse() -> None:
    """Strace cuts a call in two where another thread calls meanwhile."""
    lines = [
        "11 10:00:00.000001 fdatasync(7</desk/mailflow.db-wal> <unfinished ...>",
        '12 10:00:00.000002 sendto(9<TCP:[x]>, "A UID MOVE 4:5 P\\r\\n", 18, 0, NULL, 0) = 18',
        "11 10:00:00.000003 <... fdatasync resumed>) = 0",
    ]
    sent, synced = read_calls(lines)
    assert sent == Call(1, 1, "sendto", "TCP:[x]", b"A UID MOVE 4:5 P\r\n", 18)
    assert (synced.began, synced.ended, synced.syncs) == (0, 2, True)
    assert [one.uid for one in filed_mails([sent])] == [4, 5]
