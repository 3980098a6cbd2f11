"""`mailflow.adapters.imap`: reading and filing away, against a real Dovecot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.dovecot import Dovecot
from support.mailboxes import Mailboxes, fetched, mail

from mailflow.adapters.imap import FILED
from mailflow.adapters.imap.batches import in_batches, search_windows
from mailflow.identity import MEBIBYTE

pytestmark = pytest.mark.dovecot
SEEN = rb"\Seen"
DELETED = rb"\Deleted"


@pytest.fixture
def mailbox(dovecot: Dovecot, tmp_path: Path) -> Iterator[Mailboxes]:
    """Return a maker of mailboxes of a fresh user of the shared server."""
    with Mailboxes(tmp_path, server=dovecot) as made:
        yield made


def expunge(server: Dovecot, user: str, uid: int) -> None:
    """Remove a mail as another mail program would."""
    with server.client(user) as other:
        other.select_folder("INBOX")
        other.delete_messages([uid])
        other.uid_expunge([uid])


# Reading


def test_connect_tells_uidvalidity_and_uidnext(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """Both begin a cursor: "now" is everything from UIDNEXT on."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    status = mailbox().connect()
    assert status.uidvalidity > 0
    assert status.uidnext == 3


def test_new_uids_are_ascending_and_above_the_cursor(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """`4:*` on a server names mail 3, the last one, too: that must not count as new."""
    dovecot.drop(mailbox.user, mail(1), mail(2), mail(3))
    box = mailbox()
    box.connect()
    assert box.new_uids(0) == (1, 2, 3)
    assert box.new_uids(1) == (2, 3)
    assert box.new_uids(3) == ()
    assert box.new_uids(900) == ()
    dovecot.drop(mailbox.user, mail(4))
    assert box.new_uids(3) == (4,)


def test_an_empty_mailbox_has_nothing_new(mailbox: Mailboxes) -> None:
    """The first poll of most mailboxes."""
    box = mailbox()
    box.connect()
    assert box.new_uids(0) == ()
    assert fetched(box) == []
    box.file_away([])


def test_a_mailbox_too_large_for_one_answer_is_searched_in_windows() -> None:
    """The imaplib of Python reads no line above 1,000,000 bytes."""
    assert list(search_windows(7, 8)) == ["8:*"]
    assert list(search_windows(0, 120_000)) == ["1:50000", "50001:100000", "100001:*"]


def test_fetching_yields_exact_bytes_and_utc_times_and_sets_no_flag(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """P1: nothing is flagged before its bytes are durable."""
    received = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    awkward = b"Subject: \xff\xfe)\r\n\r\n{3}\r\n* BYE\r\n\xf0\x9f\x98\x80"
    dovecot.drop(mailbox.user, awkward, mail(2), received=received)
    box = mailbox()
    box.connect()
    first, second = fetched(box, 1, 2)
    assert (first.uid, first.content) == (1, awkward)
    assert (second.uid, second.content) == (2, mail(2))
    assert first.received_at == received
    assert first.received_at.utcoffset() == timedelta(0)
    assert dovecot.folder(mailbox.user) == [(frozenset(), awkward), (frozenset(), mail(2))]
    assert "Body" not in repr(second)


def test_a_mail_that_vanished_is_absent(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """Another mail program may delete while we read, also between search and fetch."""
    dovecot.drop(mailbox.user, mail(1), mail(2), mail(3))
    box = mailbox()
    box.connect()
    expunge(dovecot, mailbox.user, 2)
    assert [one.uid for one in fetched(box, 1, 2, 3, 77)] == [1, 3]


def test_batches_hold_at_most_fifty_mails(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """Each batch is one commit of the journey."""
    dovecot.drop(mailbox.user, *(mail(n) for n in range(1, 121)))
    box = mailbox()
    box.connect()
    batches = list(box.fetch_batches(box.new_uids(0)))
    assert [len(batch) for batch in batches] == [50, 50, 20]
    assert [one.uid for batch in batches for one in batch] == list(range(1, 121))


def test_batches_hold_at_most_32_megabytes(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """P15 bounds the memory of the worker; one larger mail still comes, alone."""
    assert list(in_batches([(1, 1), (2, 40 * MEBIBYTE), (3, 1), (4, 1)])) == [[1], [2], [3, 4]]
    dovecot.drop(mailbox.user, *(mail(n, 12 * MEBIBYTE) for n in (1, 2, 3)))
    box = mailbox()
    box.connect()
    batches = list(box.fetch_batches([1, 2, 3]))
    assert [[one.uid for one in batch] for batch in batches] == [[1, 2], [3]]
    assert batches[1][0].content == mail(3, 12 * MEBIBYTE)


def test_a_mail_that_vanishes_at_the_last_moment_is_no_empty_mail(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """Dovecot hands out NIL, dated 1970 (RFC 2180 section 4.1.3); a mail of no bytes is one."""
    dovecot.drop(mailbox.user, mail(1), mail(2), b"")
    box = mailbox()
    box.connect()
    expunge(dovecot, mailbox.user, 2)
    found = box._reading._fetch([1, 2, 3])
    assert [(one.uid, one.content) for one in found] == [(1, mail(1)), (3, b"")]


# Filing away


def test_filing_away_flags_and_moves_only_the_named_mails(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """The support mailbox shows at a glance what nobody has read."""
    dovecot.drop(mailbox.user, mail(1), mail(2), mail(3))
    box = mailbox()
    box.connect()
    box.file_away([1, 3])
    assert dovecot.folder(mailbox.user) == [(frozenset(), mail(2))]
    assert dovecot.folder(mailbox.user, "Processed") == [
        (frozenset({SEEN}), mail(1)),
        (frozenset({SEEN}), mail(3)),
    ]


@pytest.mark.parametrize("capability", ["IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS"])
def test_either_extension_suffices_and_spares_what_others_deleted(
    mailbox: Mailboxes, capability: str
) -> None:
    """An EXPUNGE without UIDs would remove mail 1, which somebody may want to restore."""
    with Dovecot(capability=capability) as server:
        server.drop(mailbox.user, mail(1), mail(2))
        with server.client(mailbox.user) as other:
            assert other.has_capability("MOVE") is ("MOVE" in capability)
            other.select_folder("INBOX")
            other.delete_messages([1])
        box = mailbox(server)
        box.connect()
        box.file_away([2])
        assert server.folder(mailbox.user) == [(frozenset({DELETED}), mail(1))]
        [(flags, content)] = server.folder(mailbox.user, "Processed")
        assert content == mail(2)
        assert SEEN in flags


def test_without_move_and_uidplus_mail_stays_with_a_keyword(mailbox: Mailboxes) -> None:
    """A mark that people and other programs can filter by."""
    with Dovecot(capability="IMAP4rev1") as server:
        server.drop(mailbox.user, mail(1), mail(2))
        box = mailbox(server)
        box.connect()
        box.file_away([2])
        assert server.folder(mailbox.user) == [
            (frozenset(), mail(1)),
            (frozenset({SEEN, FILED}), mail(2)),
        ]
        assert server.folder(mailbox.user, "Processed") == []


def test_without_a_processed_folder_mail_stays_in_place(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """Settings may leave the folder empty."""
    dovecot.drop(mailbox.user, mail(1))
    box = mailbox(processed_folder="")
    box.connect()
    box.file_away([1])
    assert dovecot.folder(mailbox.user) == [(frozenset({SEEN, FILED}), mail(1))]
    assert dovecot.folders(mailbox.user) == {"INBOX"}


def test_filing_away_what_vanished_is_no_error(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """After a crash between filing and recording it, the same UIDs are filed again."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    box = mailbox()
    box.connect()
    box.file_away([1])
    box.file_away([1])
    box.file_away([1, 2, 99])
    assert dovecot.folder(mailbox.user) == []
    assert [content for _, content in dovecot.folder(mailbox.user, "Processed")] == [
        mail(1),
        mail(2),
    ]


def test_the_processed_folder_is_created_once_and_subscribed(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """Without a subscription many mail programs would not show it."""
    box = mailbox(processed_folder="Desk/Done")
    box.connect()
    box.connect()
    assert dovecot.folders(mailbox.user) >= {"INBOX", "Desk/Done"}
    with dovecot.client(mailbox.user) as other:
        assert [name for _, _, name in other.list_sub_folders()] == ["Desk/Done"]


@pytest.mark.parametrize("name", ["Störungen", "処理済み", 'A & "B"', "Erledigt 100%"])
def test_folders_may_have_any_name(dovecot: Dovecot, mailbox: Mailboxes, name: str) -> None:
    """Modified UTF-7 (RFC 3501 section 5.1.3) and quoting."""
    with dovecot.client(mailbox.user) as other:
        other.create_folder(f"{name} in")
        other.append(f"{name} in", mail(1))
    box = mailbox(folder=f"{name} in", processed_folder=name)
    box.connect()
    assert [one.content for one in fetched(box, *box.new_uids(0))] == [mail(1)]
    box.file_away([1])
    assert dovecot.folder(mailbox.user, name) == [(frozenset({SEEN}), mail(1))]
