"""The worker process against real servers; what else may fail around it: faults/test_faults.py."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from support.bench import Bench
from support.desk_folder import POLL_SECONDS
from support.dovecot import Dovecot
from support.generated_people import new
from support.samples import Book
from support.smtp_server import Fault, SmtpServer
from support.truth import EVERYTHING
from support.worker_process import WorkerProcess, until

from mailflow.adapters.clock import system_clock
from models.enums import EndState

pytestmark = pytest.mark.dovecot
BROKEN_TEMPLATE = """\
{% if "poison" in incident.subject %}{{ notice.there_is_no_such_thing }}{% endif %}
We have your request {{ incident.reference }}.
"""


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer(hold_seconds=60) as server:
        yield server


# The first contact


def test_mail_older_than_the_desk_is_ignored_and_newer_is_taken(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    """`go_live = "now"` is the default: the first import never answers old mail (P11)."""
    bench = Bench(tmp_path, dovecot, smtp, mailbox={"go_live": None})
    dovecot.drop(bench.desk.user, _old_mail(2))
    with WorkerProcess(bench.desk) as worker:
        until(lambda: bench.progress().finished == 1, "the old mail has its end")
        bench.deliver(3)
        until(lambda: bench.progress().finished == 4 and bench.is_done(), "all is done")
        worker.stop()
    old, taken = (EndState.IGNORED, "before_go_live"), (EndState.INCIDENT, "anyone else, new")
    assert Counter((one.end_state, one.rule) for one in bench.mails()) == {old: 1, taken: 3}
    assert bench.acknowledged() == bench.senders()
    assert len(dovecot.folder(bench.desk.user, "Processed")) == 4


# Stopping


def test_an_idle_worker_ends_in_time(dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path) -> None:
    """P7: SIGTERM, a clean exit, at most ten seconds."""
    bench = Bench(tmp_path, dovecot, smtp)
    with WorkerProcess(bench.desk) as worker:
        code, seconds = worker.stop()
    assert code == 0
    assert seconds < 10


@pytest.mark.long
def test_a_worker_ends_in_time_amid_its_work_and_the_next_goes_on(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    """P7: what is in work is finished or left whole; no notice becomes unknown by it."""
    bench = Bench(tmp_path, dovecot, smtp)
    bench.deliver(60)
    with WorkerProcess(bench.desk) as worker:
        until(lambda: bench.progress().received > 3, "answers go out")
        code, seconds = worker.stop()
    assert bench.progress().in_work
    assert code == 0
    assert seconds < 10
    with WorkerProcess(bench.desk) as worker:
        until(bench.is_done, "all is done")
        assert worker.stop()[0] == 0
    assert bench.complaints() == []


@pytest.mark.long
@pytest.mark.parametrize("who", ["the SMTP server", "the IMAP server"])
def test_a_worker_ends_in_time_although_a_server_hangs(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path, who: str
) -> None:
    """P7: nobody who does not answer keeps it from ending."""
    bench = Bench(tmp_path, dovecot, smtp, patience=60)
    hangs: AbstractContextManager[None] = nullcontext()
    with WorkerProcess(bench.desk) as worker:
        if who == "the SMTP server":
            smtp.fault = Fault.HANG_AFTER_DOT
            bench.deliver(1)
            until(lambda: smtp.received, "a mail lies at a server that says nothing")
        else:
            hangs = dovecot.stalled()
        with hangs:
            time.sleep(3 * POLL_SECONDS)
            code, seconds = worker.stop()
    assert code == 0
    assert seconds < 10


# Mails that cannot be processed


@pytest.fixture
def poisoned(dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path) -> Bench:
    """Return a desk whose own template fails for the second of four mails."""
    bench = Bench(tmp_path, dovecot, smtp, top={"templates_directory": "templates"})
    template = bench.desk.folder / "templates" / "acknowledgement" / "body.txt.j2"
    template.parent.mkdir(parents=True)
    template.write_text(BROKEN_TEMPLATE, encoding="utf-8")
    bench.deliver(1)
    poison = new(Book(seed=3), sender="eve@customer.example").content
    dovecot.deliver(bench.desk.user, poison.replace(b"Subject: ", b"Subject: poison "))
    bench.deliver(2)
    return bench


def test_a_poisonous_mail_is_quarantined_after_three_attempts_and_the_next_goes_on(
    poisoned: Bench,
) -> None:
    """P4: it leaves nothing half done, neither an incident nor a notice."""
    with WorkerProcess(poisoned.desk) as worker:
        until(lambda: poisoned.progress().finished == 4 and poisoned.is_done(), "all is done")
        assert worker.stop()[0] == 0
    assert [f"(attempt {n})" in worker.log() for n in (1, 2, 3, 4)] == [True, True, True, False]
    _assert_put_aside(poisoned)


def test_one_drain_is_enough_for_a_poisonous_mail(poisoned: Bench) -> None:
    """`mailflow work --once` leaves nothing waiting, and ends well."""
    assert WorkerProcess(poisoned.desk).once() == 0
    assert poisoned.is_done()
    _assert_put_aside(poisoned)


def _assert_put_aside(bench: Bench) -> None:
    held = [one for one in bench.mails() if one.end_state is EndState.QUARANTINED]
    assert [(one.rule, one.attempts) for one in held] == [("processing_failed", 3)]
    assert bench.acknowledged() == bench.senders()
    with bench.desk.store() as store, store.read() as work:
        assert len(work.incidents.listed(limit=EVERYTHING)) == 3


# Servers that count anew


@pytest.mark.parametrize("folder", ["Processed", ""])
def test_a_changed_uidvalidity_makes_nothing_twice_and_skips_nothing(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path, folder: str
) -> None:
    """P9: mail that lies there again is known by its content; older than the desk is by time."""
    bench = Bench(tmp_path, dovecot, smtp, mailbox={"go_live": "now", "processed_folder": folder})
    before = system_clock() - timedelta(hours=1)
    dovecot.drop(bench.desk.user, _old_mail(2), received=before)
    with WorkerProcess(bench.desk) as worker:
        until(lambda: bench.progress().finished == 1, "the old mail has its end")
        bench.deliver(4)
        until(lambda: _filed(bench, folder) == 5, "these are filed away")
        with worker.paused():
            _move_back(bench, folder)
            dovecot.change_uidvalidity(bench.desk.user)
            bench.deliver(2)
            dovecot.drop(bench.desk.user, _old_mail(3), received=before)
        until(lambda: bench.progress().finished == 8, "every mail has its end")
        until(lambda: _filed(bench, folder) == 8, "every mail is filed away")
        until(lambda: bench.progress().unsent == 0, "every answer is sent")
        assert worker.stop()[0] == 0
    old, taken = (EndState.IGNORED, "before_go_live"), (EndState.INCIDENT, "anyone else, new")
    assert Counter((one.end_state, one.rule) for one in bench.mails()) == {old: 2, taken: 6}
    assert bench.acknowledged() == bench.senders()
    assert [found for _, found in bench.places()] == [5, 8]


def _old_mail(seed: int) -> bytes:
    return new(Book(seed), sender="old@customer.example").content


def _move_back(bench: Bench, folder: str) -> None:
    """Put everything into the inbox again, as the restore of a backup might."""
    if not folder:
        return
    with bench.desk.dovecot.client(bench.desk.user) as client:
        client.select_folder(folder)
        client.move(client.search(), "INBOX")


def _filed(bench: Bench, folder: str) -> int:
    """Return how many mails lie where they are filed, marked as seen."""
    found = bench.desk.dovecot.folder(bench.desk.user, folder or "INBOX")
    return sum(rb"\Seen" in flags for flags, _ in found)
