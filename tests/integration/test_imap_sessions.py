"""`mailflow.adapters.imap`: what refuses or ends a session, against a real Dovecot."""

import re
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from support.dovecot import Dovecot
from support.mailboxes import Mailboxes, fetched, mail

from mailflow.errors import MailboxRefusedError, MailboxUnavailableError

pytestmark = pytest.mark.dovecot


@pytest.fixture
def mailbox(dovecot: Dovecot, tmp_path: Path) -> Iterator[Mailboxes]:
    """Return a maker of mailboxes of a fresh user of the shared server."""
    with Mailboxes(tmp_path, server=dovecot) as made:
        yield made


def test_a_changed_uidvalidity_ends_the_session(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """P9: UIDs of a session that lives on would mean other mails."""
    dovecot.drop(mailbox.user, mail(1))
    box = mailbox(folder="Desk")
    with dovecot.client(mailbox.user) as other:
        other.create_folder("Desk")
        before = box.connect()
        assert box.noop() == before
        other.delete_folder("Desk")
        other.create_folder("Desk")
    with pytest.raises(MailboxUnavailableError):
        box.noop()
    with pytest.raises(MailboxUnavailableError, match="not connected"):
        box.new_uids(0)
    assert box.connect().uidvalidity != before.uidvalidity


def test_a_uidvalidity_changed_between_sessions_is_seen(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """P9: as after the restore of a server from its backup."""
    dovecot.drop(mailbox.user, mail(1))
    box = mailbox()
    before = box.connect()
    dovecot.change_uidvalidity(mailbox.user)
    after = box.connect()
    assert after.uidvalidity != before.uidvalidity
    assert after.uidnext == before.uidnext == 2


def test_noop_tells_of_new_mail(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """The same session sees what came since."""
    box = mailbox()
    assert box.connect().uidnext == 1
    dovecot.drop(mailbox.user, mail(1))
    assert box.noop().uidnext == 2


def test_a_wrong_password_is_refused_and_never_shown(mailbox: Mailboxes) -> None:
    """P16; the message says what, where and how to mend it."""
    wrong = token_hex()
    mailbox.password_file.write_text(wrong)
    with pytest.raises(MailboxRefusedError) as caught:
        mailbox().connect()
    assert re.search(
        r"mailbox 'support' at 127.0.0.1:\d+: logging in: .*AUTHENTICATIONFAILED"
        r".*check `username` and the password",
        str(caught.value),
    )
    assert wrong not in "".join(traceback.format_exception(caught.value))


def test_a_password_may_have_any_characters(mailbox: Mailboxes) -> None:
    """LOGIN of imaplib takes ASCII only."""
    mailbox.password_file.write_text('pä"ß\\wörd', encoding="utf-8")
    with Dovecot(password='pä"ß\\wörd') as server:
        assert mailbox(server).connect().uidnext == 1


def test_a_password_file_that_is_gone_is_refused(mailbox: Mailboxes) -> None:
    """Settings saw it at the start; it can be lost since."""
    mailbox.password_file.unlink()
    with pytest.raises(MailboxRefusedError, match=r"password_file.* cannot be read"):
        mailbox().connect()


def test_a_missing_folder_is_refused(mailbox: Mailboxes) -> None:
    """Creating it would hide the mistake."""
    with pytest.raises(MailboxRefusedError, match=r"'Suport'.*check that `folder` exists"):
        mailbox(folder="Suport").connect()


def test_filing_into_the_folder_that_is_read_is_refused(mailbox: Mailboxes) -> None:
    """Each moved mail would come back with a new UID, for ever."""
    with pytest.raises(MailboxRefusedError, match="are the same"):
        mailbox(folder="INBOX", processed_folder="inbox").connect()


def test_a_killed_server_is_unavailable_until_it_is_back(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """P8: recovers alone."""
    dovecot.drop(mailbox.user, mail(1))
    box = mailbox()
    box.connect()
    with dovecot.stopped():
        with pytest.raises(MailboxUnavailableError):
            box.new_uids(0)
        with pytest.raises(MailboxUnavailableError, match="connecting"):
            box.connect()
    box.connect()
    assert box.new_uids(0) == (1,)


@pytest.mark.parametrize("doing", ["noop", "search", "fetch", "file_away", "connect"])
def test_a_stalled_server_is_unavailable_within_the_timeout(
    dovecot: Dovecot, mailbox: Mailboxes, doing: str
) -> None:
    """The library waits for ever unless told otherwise."""
    dovecot.drop(mailbox.user, mail(1))
    box = mailbox(timeout_seconds=0.3)
    box.connect()
    calls: dict[str, Callable[[], object]] = {
        "noop": box.noop,
        "search": lambda: box.new_uids(0),
        "fetch": lambda: fetched(box, 1),
        "file_away": lambda: box.file_away([1]),
        "connect": mailbox(timeout_seconds=0.3).connect,
    }
    with dovecot.stalled():
        begun = time.monotonic()
        with pytest.raises(MailboxUnavailableError, match=r"no answer within 0\.3 s"):
            calls[doing]()
        assert time.monotonic() - begun < 1.5
    assert [content for _, content in dovecot.folder(mailbox.user)] == [mail(1)]


def test_closing_does_not_wait_for_a_stalled_server(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """P7: a worker ends within ten seconds."""
    box = mailbox(timeout_seconds=60)
    box.connect()
    with dovecot.stalled():
        begun = time.monotonic()
        box.close()
        assert time.monotonic() - begun < 3
    box.close()


# TLS


@pytest.mark.parametrize(("tls", "port"), [("implicit", "imaps"), ("starttls", "imap")])
def test_a_certificate_is_verified(
    dovecot: Dovecot, mailbox: Mailboxes, tls: str, port: str
) -> None:
    """P19: accepted with its authority, refused without; there is no clear text instead."""
    number = dovecot.ports[port]
    trusting = mailbox(tls=tls, port=number, ca_file=dovecot.certificate)
    assert trusting.connect().uidnext == 1
    with pytest.raises(MailboxRefusedError, match=r"self.signed.*`ca_file`"):
        mailbox(tls=tls, port=number).connect()


def test_a_certificate_for_another_host_is_refused(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """P19: the throwaway certificate names localhost and 127.0.0.1, not 127.0.0.2."""
    with pytest.raises(MailboxRefusedError, match=r"127\.0\.0\.2.*correct `host`"):
        mailbox(
            host="127.0.0.2",
            port=dovecot.ports["imaps"],
            tls="implicit",
            ca_file=dovecot.certificate,
        ).connect()


def test_a_ca_file_without_certificates_is_refused(mailbox: Mailboxes) -> None:
    """Found before anything is sent."""
    with pytest.raises(MailboxRefusedError, match=r"no certificates in `ca_file`"):
        mailbox(tls="implicit", ca_file=mailbox.password_file).connect()


def test_tls_towards_a_port_that_speaks_clear_text_is_unavailable(mailbox: Mailboxes) -> None:
    """P19: no falling back."""
    with pytest.raises(MailboxUnavailableError, match="check `host`, `port` and `tls`"):
        mailbox(tls="implicit").connect()
