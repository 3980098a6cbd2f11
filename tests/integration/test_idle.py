"""IDLE: new mail is seen at once, and soon even when nobody tells (promise P10)."""

import contextlib
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.line import Line
from support.mailboxes import Mailboxes, mail
from support.progress import progress_of
from support.scripted_imap import ScriptedImap
from support.smtp_server import SmtpServer
from support.worker_process import WorkerProcess, until

from mailflow.adapters.imap import ImapMailbox
from mailflow.errors import MailboxUnavailableError

pytestmark = pytest.mark.dovecot
SOON = 3.0  # Dovecot gathers changes for half a second before it tells of them


@pytest.fixture
def mailbox(dovecot: Dovecot, tmp_path: Path) -> Iterator[Mailboxes]:
    """Return a maker of mailboxes of a fresh user of the shared server."""
    with Mailboxes(tmp_path, server=dovecot) as made:
        yield made


@contextlib.contextmanager
def meanwhile(do: Callable[[], object], after: float = 0.3) -> Iterator[None]:
    """Do something a little later, while the test waits."""
    timer = threading.Timer(after, do)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def searched(box: ImapMailbox) -> ImapMailbox:
    """Connect, and know of all there is."""
    box.connect()
    assert box.new_uids(0) == ()
    return box


def timed(box: ImapMailbox, seconds: float = 20.0) -> tuple[bool, float]:
    """Wait for news; return whether there are some, and how long it took."""
    begun = time.monotonic()
    return box.wait_for_news(seconds, threading.Event()), time.monotonic() - begun


# News


@pytest.mark.parametrize("tls", ["none", "implicit"])
def test_mail_that_comes_while_idling_is_news_at_once(
    dovecot: Dovecot, mailbox: Mailboxes, tls: str
) -> None:
    """And the session goes on as before."""
    port = dovecot.ports["imaps" if tls == "implicit" else "imap"]
    box = mailbox(tls=tls, port=port, ca_file=dovecot.certificate)
    box.connect()
    assert box.can_idle
    assert box.new_uids(0) == ()
    for number in (1, 2):
        with meanwhile(partial(dovecot.deliver, mailbox.user, mail(number))):
            news, seconds = timed(box)
        assert news
        assert seconds < SOON
        assert box.new_uids(number - 1) == (number,)


def test_mail_that_came_since_the_last_search_is_news(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """IDLE begins with what the session does not know yet."""
    box = mailbox()
    box.connect()
    assert box.new_uids(0) == ()
    dovecot.deliver(mailbox.user, mail(1))
    news, seconds = timed(box)
    assert news
    assert seconds < SOON


def test_mail_that_was_told_of_before_idle_is_news(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """The server tells once; here with the answer to filing another mail away."""
    dovecot.drop(mailbox.user, mail(1))
    box = mailbox()
    box.connect()
    assert box.new_uids(0) == (1,)
    dovecot.deliver(mailbox.user, mail(2))
    box.file_away([1])
    news, seconds = timed(box)
    assert news
    assert seconds < 0.5
    assert box.new_uids(1) == (2,)
    news, seconds = timed(box, 0.5)
    assert not news


def test_what_others_do_in_the_folder_is_no_news(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """A person who reads and deletes there keeps nobody busy."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    box = mailbox()
    box.connect()
    assert box.new_uids(0) == (1, 2)
    with dovecot.client(mailbox.user) as other:
        other.select_folder("INBOX")
        with meanwhile(lambda: other.delete_messages([1])):
            assert timed(box, 1.5)[0] is False


# Stopping


def test_a_worker_that_stops_does_not_wait_for_idle_to_end(mailbox: Mailboxes) -> None:
    """P7; afterwards the server hears a proper good-bye."""
    box, stop = searched(mailbox()), threading.Event()
    begun = time.monotonic()
    with meanwhile(stop.set):
        assert box.wait_for_news(60, stop) is False
    box.noop()
    assert time.monotonic() - begun < 2


def test_a_worker_that_stops_does_not_wait_for_a_stalled_server(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """P7, and no complaint about a connection that nobody needs any more."""
    box, stop = searched(mailbox()), threading.Event()
    with contextlib.ExitStack() as stalling:
        with meanwhile(lambda: stalling.enter_context(dovecot.stalled())), meanwhile(stop.set, 0.8):
            begun = time.monotonic()
            assert box.wait_for_news(60, stop) is False
        box.close()
        assert time.monotonic() - begun < 4


# Connections that end


def test_a_killed_server_ends_idle_at_once(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """Not when IDLE would have ended anyway."""
    box = searched(mailbox())
    try:
        begun = time.monotonic()
        with meanwhile(dovecot.stop), pytest.raises(MailboxUnavailableError):
            box.wait_for_news(60, threading.Event())
        assert time.monotonic() - begun < 2
    finally:
        dovecot.start()
    box.connect()


def test_a_server_that_stalls_in_idle_is_noticed_when_idle_ends(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """The end of IDLE is answered within half a minute, or the connection counts as dead."""
    box = searched(mailbox(timeout_seconds=0.5))
    with dovecot.stalled():
        begun = time.monotonic()
        with pytest.raises(MailboxUnavailableError, match="no answer within"):
            box.wait_for_news(0.5, threading.Event())
        assert time.monotonic() - begun < 2
    dovecot.deliver(mailbox.user, mail(1))
    box.connect()
    assert box.new_uids(0) == (1,)


def test_a_worker_that_polls_sees_new_mail_although_its_connection_is_silently_dead(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    """P10, with seconds for minutes: the router between has forgotten the connection.

    The same in IDLE is a row of faults/test_faults.py.
    """
    with Line(dovecot.ports["imap"]) as line, SmtpServer(hold_seconds=60) as smtp:
        waits = {"idle": False, "poll_seconds": 1, "port": line.port}
        desk = DeskFolder(tmp_path / "desk", dovecot, smtp, mailbox=waits, patience=1).make()
        with WorkerProcess(desk) as worker, desk.store() as store:
            dovecot.deliver(desk.user, mail(1))
            until(lambda: progress_of(desk, store).stored == 1, "the first mail is seen")
            line.forget()
            dovecot.deliver(desk.user, mail(2))
            until(lambda: progress_of(desk, store).stored == 2, "the second mail is seen", 10)
            assert "no answer within 1 s" in worker.log()
            assert worker.stop()[0] == 0


# Servers that cannot, or speak oddly


def test_without_idle_the_server_is_polled(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """Some servers lack it, some administrators do not want it."""
    wanted = mailbox(idle=False)
    wanted.connect()
    assert not wanted.can_idle
    with Dovecot(capability="IMAP4rev1 UIDPLUS") as server:
        box = mailbox(server)
        box.connect()
        assert not box.can_idle


class SpeakingImap(ScriptedImap):
    """Says things in IDLE, each after so many seconds, and then waits for DONE."""

    def __init__(self, *sayings: tuple[float, bytes], **answers: bytes) -> None:
        self.sayings = sayings
        search = answers.get("search", b"* SEARCH\r\n%s OK done\r\n")
        offer = b"* CAPABILITY IMAP4rev1 IDLE\r\n%s OK done\r\n"
        super().__init__({"CAPABILITY": offer, "UID SEARCH": search})

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        script = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(script.greeting)
                while line := self.rfile.readline():
                    tag, _, command = line.rstrip().partition(b" ")
                    self.wfile.write(self.answered(command).replace(b"%s", tag))
                    if command == b"IDLE":
                        self.idle(tag)

            def answered(self, command: bytes) -> bytes:
                script.commands.append(command.decode())
                return b"" if command == b"IDLE" else script.answer(command.decode())

            def idle(self, tag: bytes) -> None:
                for seconds, said in script.sayings:
                    time.sleep(seconds)
                    self.wfile.write(said.replace(b"%s", tag))
                if b"%s" not in script.sayings[-1][1] and self.rfile.readline() == b"DONE\r\n":
                    self.wfile.write(tag + b" OK done\r\n")

        return Handler


PLUS = (0.0, b"+ idling\r\n")


@pytest.mark.parametrize(
    "sayings",
    [
        (PLUS, (0.2, b"* 3 EXISTS\r\n* 1 RECENT\r\n")),
        (PLUS, (0.2, b"* 3 EX"), (0.4, b"ISTS\r\n")),
        ((0.0, b"+ idling\r\n* 3 EXISTS\r\n"),),
        ((0.0, b"+ idling\r\n* 3 EX"), (0.4, b"ISTS\r\n")),
        ((0.0, b"* 3 EXISTS\r\n+ idling\r\n"),),
        ((0.0, b"* 1 RECENT\r\n* 3 EXISTS\r\n"), (0.2, b"+ idling\r\n")),
    ],
    ids=["later", "in two pieces", "together", "half together", "before", "two before"],
)
def test_news_may_come_in_any_shape(
    mailbox: Mailboxes, sayings: Sequence[tuple[float, bytes]]
) -> None:
    """Lines split anywhere, buffered with others, told before the server agrees to IDLE."""
    with SpeakingImap(*sayings) as server:
        box = mailbox(server)
        box.connect()
        assert box.new_uids(2) == ()
        news, seconds = timed(box)
        assert news
        assert seconds < 2
        box.noop()


def test_a_server_that_shows_it_is_there_has_no_news(mailbox: Mailboxes) -> None:
    """Dovecot does so every two minutes; IDLE is taken up again for the rest of its time."""
    with SpeakingImap(PLUS, (0.2, b"* OK Still here\r\n")) as server:
        box = mailbox(server)
        box.connect()
        box.new_uids(2)
        assert timed(box, 0.9)[0] is False
        assert server.commands.count("IDLE") in range(2, 7)


def test_a_server_that_tells_the_same_with_every_search_keeps_nobody_busy(
    mailbox: Mailboxes,
) -> None:
    """Only once is it believed for nothing."""
    search = b"* SEARCH\r\n* 2 EXISTS\r\n%s OK done\r\n"
    with SpeakingImap(PLUS, search=search) as server:
        box = mailbox(server)
        box.connect()
        found = []
        for _ in range(2):
            box.new_uids(2)
            found.append(timed(box, 0.3)[0])
    assert found == [True, False]


class ForgetfulImap(SpeakingImap):
    """Keeps quiet in IDLE about what came before it, as pymap does; NOOP brings it to light."""

    def answer(self, command: str) -> bytes:
        """Tell of a mail when asked after IDLE."""
        told = b"* 3 EXISTS\r\n" if command == "NOOP" and "IDLE" in self.commands else b""
        return told + super().answer(command)


def test_a_mail_that_idle_keeps_quiet_about_is_news_within_seconds(mailbox: Mailboxes) -> None:
    """It came between the search and IDLE."""
    with ForgetfulImap(PLUS) as server:
        box = mailbox(server)
        box.connect()
        box.new_uids(2)
        news, seconds = timed(box)
    assert news
    assert seconds < 2


@pytest.mark.parametrize("refusal", [b"%s NO not now\r\n", b"* OK hm\r\n%s BAD what\r\n"])
def test_a_server_that_refuses_idle_is_polled(mailbox: Mailboxes, refusal: bytes) -> None:
    """Although it offers it."""
    with SpeakingImap((0.0, refusal)) as server:
        box = mailbox(server, timeout_seconds=2)
        box.connect()
        box.new_uids(2)
        assert box.can_idle
        assert timed(box)[0] is False
        assert not box.can_idle
