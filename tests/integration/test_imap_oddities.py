"""`mailflow.adapters.imap` against servers that misbehave in ways Dovecot never does."""

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest
from support.mailboxes import Mailboxes, fetched
from support.scripted_imap import READ_WRITE, ScriptedImap

from mailflow.errors import MailboxRefusedError, MailboxUnavailableError

SIZES = b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* 2 FETCH (UID 2 RFC822.SIZE 5)\r\n%s OK done\r\n"
FIRST = b'* 1 FETCH (UID 1 INTERNALDATE "01-Jan-2026 00:00:00 +0100" BODY[] {5}\r\nhello)\r\n'


@pytest.fixture
def password() -> str:
    """Return a password that cannot stand anywhere by chance."""
    return token_hex()


@pytest.fixture
def mailbox(tmp_path: Path, password: str) -> Iterator[Mailboxes]:
    """Return a maker of mailboxes."""
    with Mailboxes(tmp_path, password) as made:
        yield made


def test_a_connection_lost_while_logging_in_is_no_refusal(mailbox: Mailboxes) -> None:
    """The library calls that a failed login too, and the desk would wait for a human."""
    with (
        ScriptedImap({"LOGIN": b""}) as server,
        pytest.raises(MailboxUnavailableError, match="logging in"),
    ):
        mailbox(server).connect()


@pytest.mark.parametrize("code", ["UNAVAILABLE", "INUSE", "LIMIT"])
def test_a_login_that_may_work_later_is_no_refusal(mailbox: Mailboxes, code: str) -> None:
    """RFC 5530 section 3: what the server's own trouble is called."""
    with (
        ScriptedImap({"LOGIN": b"%s NO [" + code.encode() + b"] later\r\n"}) as server,
        pytest.raises(MailboxUnavailableError, match="later"),
    ):
        mailbox(server).connect()


def test_a_password_that_the_server_repeats_is_hidden(mailbox: Mailboxes, password: str) -> None:
    """P16: some servers quote the line they did not understand."""
    with ScriptedImap({"LOGIN": b"%s BAD LOGIN x " + password.encode() + b"?\r\n"}) as server:
        with pytest.raises(MailboxRefusedError, match=r"\*\*\*") as caught:
            mailbox(server).connect()
        assert any(password in command for command in server.commands)
    assert password not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_takes_ascii_passwords_only_says_so(mailbox: Mailboxes) -> None:
    """LOGIN without AUTHENTICATE PLAIN; no Dovecot is without."""
    mailbox.password_file.write_text("pässwörd", encoding="utf-8")
    with (
        ScriptedImap({}) as server,
        pytest.raises(MailboxRefusedError, match="takes ASCII passwords only"),
    ):
        mailbox(server).connect()


def test_a_server_that_turns_us_away_at_the_door_is_unavailable(mailbox: Mailboxes) -> None:
    """A BYE as greeting (RFC 9051 section 7.1.5) passes."""
    with (
        ScriptedImap({}, greeting=b"* BYE too many connections\r\n") as server,
        pytest.raises(MailboxUnavailableError, match="too many connections"),
    ):
        mailbox(server).connect()


def test_starttls_that_is_not_offered_is_refused_before_the_password(mailbox: Mailboxes) -> None:
    """P19: an attacker who removes the offer gets nothing."""
    with ScriptedImap({}) as server:
        with pytest.raises(MailboxRefusedError, match="enable STARTTLS on the server"):
            mailbox(server, tls="starttls").connect()
        assert not any("LOGIN" in command for command in server.commands)


def test_a_folder_that_may_only_be_read_is_refused(mailbox: Mailboxes) -> None:
    """Nothing could ever be filed away."""
    with (
        ScriptedImap({"SELECT": READ_WRITE + b"%s OK [READ-ONLY] done\r\n"}) as server,
        pytest.raises(MailboxRefusedError, match="right to write"),
    ):
        mailbox(server).connect()


def test_a_folder_without_uidvalidity_is_refused(mailbox: Mailboxes) -> None:
    """Without it no mail has a name that lasts (RFC 9051 section 2.3.1.1)."""
    with (
        ScriptedImap({"SELECT": b"* 1 EXISTS\r\n%s OK [READ-WRITE] done\r\n"}) as server,
        pytest.raises(MailboxRefusedError, match="no UIDVALIDITY"),
    ):
        mailbox(server).connect()


def test_a_mail_the_server_refuses_does_not_hold_up_the_others(
    mailbox: Mailboxes, caplog: pytest.LogCaptureFixture
) -> None:
    """P4: a NO for many is asked again one by one (RFC 2180 section 4.1)."""
    script = {
        r"UID FETCH 1,2 \(RFC822": SIZES,
        r"UID FETCH 1 \(BODY": FIRST + b"%s OK done\r\n",
        r"UID FETCH": b"%s NO cannot convert\r\n",
    }
    with ScriptedImap(script) as server:
        box = mailbox(server)
        box.connect()
        assert [(one.uid, one.content) for one in fetched(box, 1, 2)] == [(1, b"hello")]
        assert box.noop().uidvalidity == 7
    assert box.stepped_over == (2,)
    assert "UID 2 of 'INBOX' is stepped over" in caplog.text
    assert "cannot convert" in caplog.text


def test_sizes_that_are_refused_make_each_mail_a_batch(mailbox: Mailboxes) -> None:
    """The bound on memory holds without them."""
    script = {
        r"UID FETCH \S+ \(RFC822": b"%s NO not now\r\n",
        r"UID FETCH 1 \(BODY": FIRST + b"%s OK done\r\n",
        r"UID FETCH 2 \(BODY": FIRST.replace(b"1", b"2", 2) + b"%s OK done\r\n",
    }
    with ScriptedImap(script) as server:
        box = mailbox(server)
        box.connect()
        batches = list(box.fetch_batches([1, 2]))
    assert [[one.uid for one in batch] for batch in batches] == [[1], [2]]


def test_only_mail_that_is_there_is_filed_away(mailbox: Mailboxes) -> None:
    """Some servers answer NO for all when one has vanished (RFC 2180 section 4.4)."""
    script = {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 MOVE\r\n%s OK done\r\n",
        "UID SEARCH UID 1,2,3": b"* SEARCH 2\r\n%s OK done\r\n",
        "UID SEARCH": b"* SEARCH\r\n%s OK done\r\n",
        'UID MOVE 2 "Processed"': b"%s OK done\r\n",
    }
    with ScriptedImap(script) as server:
        box = mailbox(server)
        box.connect()
        box.file_away([1, 2, 3])
        box.file_away([1, 3])
        assert server.commands[-4:] == [
            "UID SEARCH UID 1,2,3",
            r"UID STORE 2 +FLAGS.SILENT (\Seen)",
            'UID MOVE 2 "Processed"',
            "UID SEARCH UID 1,3",
        ]


def test_flags_told_by_the_way_are_no_mail(mailbox: Mailboxes) -> None:
    """Sequence number 2 without a UID is not mail 2 (RFC 9051 section 7.5.2)."""
    script = {
        r"UID FETCH \S+ \(RFC822": SIZES,
        r"UID FETCH": FIRST + b"* 2 FETCH (FLAGS (\\Seen))\r\n%s OK done\r\n",
    }
    with ScriptedImap(script) as server:
        box = mailbox(server)
        box.connect()
        assert [one.uid for one in fetched(box, 1, 2)] == [1]


@pytest.mark.parametrize(
    "answer",
    [
        b"the text of a mail\r\n",
        b"* 1 FETCH (UID 1 BODY[] the text of a mail\r\n%s OK done\r\n",
        b"* 1 FETCH (UID 1 BODY[] {50}\r\nthe text of a mail",
    ],
)
def test_an_answer_that_is_not_imap_is_never_quoted(
    mailbox: Mailboxes, answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """P16: it may be the middle of a mail, which is stepped over."""
    with ScriptedImap({"UID FETCH": answer}) as server:
        box = mailbox(server, timeout_seconds=0.2)
        box.connect()
        assert fetched(box, 1) == []
        assert box.stepped_over == (1,)
    assert "stepped over" in caplog.text
    assert "text of a mail" not in caplog.text


def test_a_broken_answer_to_a_search_is_an_error_that_quotes_nothing(mailbox: Mailboxes) -> None:
    """P16: the library's own error holds the line."""
    with ScriptedImap({"UID SEARCH": b"the text of a mail\r\n"}) as server:
        box = mailbox(server)
        box.connect()
        with pytest.raises(MailboxUnavailableError) as caught:
            box.new_uids(0)
    assert "text of a mail" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("date", [b"31-Dec-9999 23:00:00 -1400", b"99-Foo-2026 00:00:00 +0000"])
def test_a_date_that_no_calendar_knows_does_not_block_the_mail(
    mailbox: Mailboxes, date: bytes
) -> None:
    """P4: a mail program that stores a mail chooses its date."""
    odd = FIRST.replace(b"01-Jan-2026 00:00:00 +0100", date) + b"%s OK done\r\n"
    with ScriptedImap({r"UID FETCH 1 \(RFC822": SIZES, "UID FETCH": odd}) as server:
        box = mailbox(server)
        box.connect()
        [one] = fetched(box, 1)
    assert one.content == b"hello"
    assert timedelta(0) <= datetime.now(UTC) - one.received_at < timedelta(minutes=1)
