"""Mails that a server does not hand out, or that are too large: stepped over, never lost."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.dovecot import Dovecot
from support.mailboxes import Mailboxes, fetched, mail
from support.memory_store import MemoryStore
from support.scripted_imap import ScriptedImap

from mailflow.adapters.clock import system_clock
from mailflow.adapters.imap import ImapMailbox
from mailflow.adapters.imap.obstacles import RETRY_SECONDS, Obstacles
from mailflow.adapters.imap.reading import UNREADABLE_IN_A_ROW
from mailflow.adapters.tokens import audit_mac
from mailflow.errors import MailboxUnavailableError
from mailflow.identity import MEBIBYTE
from mailflow.intake import Intake, Pulled

pytestmark = pytest.mark.dovecot


@pytest.fixture
def mailbox(dovecot: Dovecot, tmp_path: Path) -> Iterator[Mailboxes]:
    """Return a maker of mailboxes of a fresh user of the shared server."""
    with Mailboxes(tmp_path, server=dovecot) as made:
        yield made


def lock(server: Dovecot, user: str, *numbers: int) -> None:
    """Take mails from the server's hands: it hangs up when it cannot open their files."""
    for path in _files(server, user):
        content = path.read_bytes()
        if any(content == mail(number) for number in numbers):
            path.chmod(0)
    if not any(path.stat().st_mode & 0o777 == 0 for path in _files(server, user)):
        raise RuntimeError("no mail was locked")


def unlock(server: Dovecot, user: str) -> None:
    """Give all back."""
    for path in _files(server, user):
        path.chmod(0o600)


def _files(server: Dovecot, user: str) -> list[Path]:
    inbox = server.maildir(user)
    return [path for part in ("new", "cur") for path in (inbox / part).iterdir()]


class Desk:
    """A store, and pulls into it."""

    def __init__(self) -> None:
        self.store = MemoryStore()

    def pull(self, box: ImapMailbox) -> Pulled:
        """Take what is new."""
        return Intake(self.store, box._session.settings, system_clock, audit_mac(b"key")).pull(
            box, box.noop()
        )

    def contents(self) -> list[bytes]:
        """Return the mails that are stored, in order."""
        return [one.content for one in self.store.state.mails.values()]

    def position(self) -> int:
        """Return how far the folder was read."""
        [position] = self.store.state.positions.values()
        return position.last_uid


def due_now(box: ImapMailbox) -> None:
    """Let half an hour pass."""
    box._obstacles._due = dict.fromkeys(box._obstacles._due, 0.0)


@pytest.mark.parametrize("filing", ["move", "flag"])
def test_a_mail_over_which_the_server_hangs_up_does_not_block_the_next(
    dovecot: Dovecot, mailbox: Mailboxes, filing: str, caplog: pytest.LogCaptureFixture
) -> None:
    """P4: the others are taken in the same pull, and what comes later, too."""
    caplog.set_level(logging.INFO)
    desk, box = Desk(), mailbox(filing=filing)
    dovecot.drop(mailbox.user, *(mail(number) for number in range(1, 6)))
    lock(dovecot, mailbox.user, 2, 4)
    box.connect()
    assert desk.pull(box) == Pulled(found=3, new=3, stepped_over=(2, 4))
    assert desk.contents() == [mail(1), mail(3), mail(5)]
    assert caplog.text.count("is stepped over: the server does not hand it out") == 2
    dovecot.drop(mailbox.user, mail(6))
    assert desk.pull(box) == Pulled(found=1, new=1, stepped_over=(2, 4))
    assert desk.pull(box) == Pulled(stepped_over=(2, 4))


def test_a_server_may_hang_up_amid_the_contents(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """It knows the sizes of what came by LMTP without opening the files."""
    for number in (1, 2, 3):
        dovecot.deliver(mailbox.user, mail(number))
    box = mailbox()
    box.connect()
    [second] = [
        path for path in _files(dovecot, mailbox.user) if b"Subject: 2" in path.read_bytes()
    ]
    second.chmod(0)
    assert [one.uid for one in fetched(box, 1, 2, 3)] == [1, 3]
    assert box.stepped_over == (2,)
    second.chmod(0o600)
    due_now(box)
    assert [one.uid for one in fetched(box, *box.new_uids(0))] == [1, 3, 2]


def test_a_mail_that_was_stepped_over_is_taken_when_the_server_can(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """After half an hour, on any connection of this process, behind what is new."""
    desk, box = Desk(), mailbox(filing="flag")
    dovecot.drop(mailbox.user, mail(1), mail(2), mail(3))
    lock(dovecot, mailbox.user, 2)
    box.connect()
    desk.pull(box)
    unlock(dovecot, mailbox.user)
    box.connect()
    assert desk.pull(box) == Pulled(stepped_over=(2,))
    due_now(box)
    dovecot.drop(mailbox.user, mail(4))
    assert desk.pull(box) == Pulled(found=2, new=2)
    assert desk.contents() == [mail(1), mail(3), mail(4), mail(2)]
    assert desk.pull(box) == Pulled()


@pytest.mark.parametrize("filing", ["move", "flag"])
def test_a_new_process_meets_what_was_stepped_over_again(
    dovecot: Dovecot, mailbox: Mailboxes, filing: str
) -> None:
    """The position has not passed it, so nothing is lost; nothing is stored twice either."""
    desk, box = Desk(), mailbox(filing=filing)
    dovecot.drop(mailbox.user, mail(1), mail(2), mail(3))
    lock(dovecot, mailbox.user, 2)
    box.connect()
    desk.pull(box)
    assert desk.position() == 1
    box.close()
    fresh = mailbox(filing=filing)
    fresh.connect()
    assert desk.pull(fresh).stepped_over == (2,)
    assert desk.position() == 1
    unlock(dovecot, mailbox.user)
    third = mailbox(filing=filing)
    third.connect()
    assert desk.pull(third).new == 1
    assert desk.contents() == [mail(1), mail(3), mail(2)]
    dovecot.drop(mailbox.user, mail(4))
    assert desk.pull(third) == Pulled(found=1, new=1)
    assert desk.position() == 4


def test_a_mail_that_somebody_removes_is_no_obstacle_any_more(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """The position goes on."""
    desk, box = Desk(), mailbox(filing="flag")
    dovecot.drop(mailbox.user, mail(1), mail(2))
    lock(dovecot, mailbox.user, 1)
    box.connect()
    assert desk.pull(box).stepped_over == (1,)
    with dovecot.client(mailbox.user) as other:
        other.select_folder("INBOX")
        other.delete_messages([1])
        other.expunge()
    dovecot.drop(mailbox.user, mail(3))
    assert desk.pull(box) == Pulled(found=1, new=1)
    assert desk.position() == 3


def test_a_store_that_fails_does_not_make_us_forget_a_mail(
    dovecot: Dovecot, mailbox: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above an obstacle only what is durable counts as taken."""
    desk, box = Desk(), mailbox(filing="flag")
    dovecot.drop(mailbox.user, mail(1), mail(2))
    lock(dovecot, mailbox.user, 1)
    box.connect()
    with monkeypatch.context() as broken:
        broken.setattr(Intake, "_keep", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.pull(box)
    assert desk.pull(box) == Pulled(found=1, new=1, stepped_over=(1,))


def test_a_server_that_reads_nothing_is_out_of_order(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """After ten mails in a row it is left alone for a while; what was found out stays known."""
    desk, box = Desk(), mailbox()
    number = UNREADABLE_IN_A_ROW + 2
    dovecot.drop(mailbox.user, *(mail(one) for one in range(1, number + 1)))
    lock(dovecot, mailbox.user, *range(1, number))
    box.connect()
    with pytest.raises(MailboxUnavailableError, match="no mail can be read"):
        desk.pull(box)
    assert desk.contents() == []
    box.connect()
    desk.pull(box)
    assert desk.contents() == [mail(number)]
    assert len(box.stepped_over) == number - 1


class Renumbering(ScriptedImap):
    """Hangs up over every fetch, and numbers all mails anew then."""

    def answer(self, command: str) -> bytes:
        """Return what the script says, with the next UIDVALIDITY."""
        fetches = sum(said.startswith("UID FETCH") for said in self.commands)
        return (
            super().answer(command).replace(b"UIDVALIDITY 7]", b"UIDVALIDITY %d]" % (7 + fetches))
        )


def test_a_uidvalidity_that_changes_meanwhile_ends_the_session(mailbox: Mailboxes) -> None:
    """P9: the connection that follows a failure must mean the same mails."""
    with Renumbering({"UID FETCH": b""}) as server:
        box = mailbox(server)
        box.connect()
        with pytest.raises(MailboxUnavailableError, match="UIDVALIDITY"):
            fetched(box, 1)


def test_obstacles_are_forgotten_when_uids_mean_other_mails() -> None:
    """P9."""
    obstacles = Obstacles()
    obstacles.under(7)
    obstacles.add(3)
    obstacles.stored([4])
    assert obstacles.sift({3, 4, 5}, 2) == (5,)
    obstacles.under(8)
    assert obstacles.sift({3, 4, 5}, 2) == (3, 4, 5)


def test_obstacles_are_due_after_half_an_hour() -> None:
    """And then again each half hour."""
    now = 100.0
    obstacles = Obstacles(clock=lambda: now)
    obstacles.add(3)
    assert obstacles.sift({3}, 0) == ()
    now += RETRY_SECONDS
    assert obstacles.sift({3, 9}, 0) == (9, 3)
    obstacles.add(3)
    assert obstacles.sift({3}, 0) == ()


def test_a_mail_above_the_limit_stays_on_the_server_untouched(
    dovecot: Dovecot, mailbox: Mailboxes, caplog: pytest.LogCaptureFixture
) -> None:
    """P15: it is never loaded; whoever raises the limit gets it at the next start."""
    large = mail(2, 2 * MEBIBYTE)
    desk, box = Desk(), mailbox(largest_mail_mb=1)
    dovecot.drop(mailbox.user, mail(1), large, mail(3))
    box.connect()
    assert desk.pull(box) == Pulled(found=2, new=2, stepped_over=(2,))
    assert dovecot.folder(mailbox.user) == [(frozenset(), large)]
    assert "UID 2 of 'INBOX' is stepped over: 2 MB, `largest_mail_mb` is 1" in caplog.text
    due_now(box)
    assert desk.pull(box) == Pulled(stepped_over=(2,))
    raised = mailbox(largest_mail_mb=5)
    raised.connect()
    assert desk.pull(raised) == Pulled(found=1, new=1)
    assert dovecot.folder(mailbox.user) == []
