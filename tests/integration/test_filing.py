"""What becomes of mail on the server once it is stored, also beside people who work there."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient
from support.dovecot import Dovecot
from support.mailboxes import Mailboxes, fetched, mail
from support.memory_store import MemoryStore

from mailflow.adapters.clock import system_clock
from mailflow.adapters.imap import FILED, ImapMailbox
from mailflow.adapters.tokens import audit_mac
from mailflow.intake import Intake, Pulled
from mailflow.servers import Mailbox

pytestmark = pytest.mark.dovecot
SEEN = rb"\Seen"
DELETED = rb"\Deleted"


@pytest.fixture
def mailbox(dovecot: Dovecot, tmp_path: Path) -> Iterator[Mailboxes]:
    """Return a maker of mailboxes of a fresh user of the shared server."""
    with Mailboxes(tmp_path, server=dovecot) as made:
        yield made


class Reader:
    """A desk that does nothing but take mail."""

    def __init__(self, box: ImapMailbox) -> None:
        self.box = box
        self.store = MemoryStore()
        box.connect()

    def pull(self) -> Pulled:
        """Take what is new."""
        settings: Mailbox = self.box._session.settings
        return Intake(self.store, settings, system_clock, audit_mac(b"key")).pull(
            self.box, self.box.noop()
        )

    def contents(self) -> list[bytes]:
        """Return the mails that are stored."""
        return [one.content for one in self.store.state.mails.values()]

    def places(self) -> list[tuple[int, int, bool]]:
        """Return UID, mail and whether it is filed away, for each place a mail was found at."""
        found = self.store.state.locations.items()
        return sorted((place.uid, mail_id, at is not None) for place, (mail_id, at) in found)


def selected(server: Dovecot, user: str, folder: str = "INBOX") -> IMAPClient:
    """Return another mail program that looks into a folder."""
    client = server.client(user)
    client.select_folder(folder)
    return client


# Settings


@pytest.mark.parametrize(("filing", "folder"), [("flag", "Processed"), ("move", "")])
def test_flagged_mail_stays_where_it_is(
    dovecot: Dovecot, mailbox: Mailboxes, filing: str, folder: str
) -> None:
    r"""\Seen, and a keyword that people can filter by; no other folder appears."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    reader = Reader(mailbox(filing=filing, processed_folder=folder))
    assert reader.pull() == Pulled(found=2, new=2)
    assert reader.pull() == Pulled()
    marks = frozenset({SEEN, FILED})
    assert dovecot.folder(mailbox.user) == [(marks, mail(1)), (marks, mail(2))]
    assert dovecot.folders(mailbox.user) == {"INBOX"}
    assert reader.places() == [(1, 1, True), (2, 2, True)]


def test_deleting_removes_exactly_the_stored_mails(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """Mail 1 is marked as deleted by a person, who may want it back; mail 3 is not stored yet."""
    dovecot.drop(mailbox.user, mail(1), mail(2), mail(3))
    with selected(dovecot, mailbox.user) as other:
        other.delete_messages([1])
    box = mailbox(filing="delete")
    box.connect()
    assert box.file_away([2]) == (2,)
    assert dovecot.folder(mailbox.user) == [(frozenset({DELETED}), mail(1)), (frozenset(), mail(3))]
    assert dovecot.folders(mailbox.user) == {"INBOX"}


def test_nothing_is_deleted_where_that_could_hit_other_mail(
    mailbox: Mailboxes, caplog: pytest.LogCaptureFixture
) -> None:
    """Without UIDPLUS (RFC 4315) there is only the EXPUNGE of all that anybody marked."""
    with Dovecot(capability="IMAP4rev1 MOVE") as server:
        server.drop(mailbox.user, mail(1), mail(2))
        with selected(server, mailbox.user) as other:
            other.delete_messages([1])
        box = mailbox(server, filing="delete")
        box.connect()
        assert box.file_away([2]) == (2,)
        box.file_away([2])
        assert server.folder(mailbox.user) == [
            (frozenset({DELETED}), mail(1)),
            (frozenset({SEEN, FILED}), mail(2)),
        ]
    assert caplog.text.count("knows no UIDPLUS") == 1


@pytest.mark.parametrize("filing", ["move", "flag", "delete"])
def test_nothing_is_touched_before_it_is_durable(
    dovecot: Dovecot, mailbox: Mailboxes, filing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1: the database is full; afterwards the same mail is taken as if nothing had been."""
    dovecot.drop(mailbox.user, mail(1))
    reader = Reader(mailbox(filing=filing))

    def full(*_: Any) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Intake, "_keep_one", full)
        with pytest.raises(OSError, match="no space"):
            reader.pull()
    assert dovecot.folder(mailbox.user) == [(frozenset(), mail(1))]
    assert reader.pull() == Pulled(found=1, new=1)


def test_mail_that_cannot_be_moved_waits_and_new_mail_is_taken_meanwhile(
    dovecot: Dovecot, mailbox: Mailboxes, caplog: pytest.LogCaptureFixture
) -> None:
    """The folder was taken away, and a mail program has put another thing in its place."""
    caplog.set_level(logging.WARNING)
    reader = Reader(mailbox(processed_folder="Done/Mail"))
    with dovecot.client(mailbox.user) as other:
        other.delete_folder("Done/Mail")
    done = dovecot.maildir(mailbox.user) / ".Done.Mail"
    done.write_text("in the way")
    dovecot.drop(mailbox.user, mail(1))
    reader.pull()
    dovecot.drop(mailbox.user, mail(2))
    reader.pull()
    assert reader.contents() == [mail(1), mail(2)]
    assert [filed for _, _, filed in reader.places()] == [False, False]
    assert caplog.text.count("the server refuses") == 1
    done.unlink()
    reader.pull()
    assert [content for _, content in dovecot.folder(mailbox.user, "Done/Mail")] == [
        mail(1),
        mail(2),
    ]


def test_a_processed_folder_that_somebody_removed_comes_back(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """Without waiting for the next connection."""
    dovecot.drop(mailbox.user, mail(1))
    reader = Reader(mailbox())
    with dovecot.client(mailbox.user) as other:
        other.delete_folder("Processed")
    reader.pull()
    assert reader.places() == [(1, 1, True)]
    assert [content for _, content in dovecot.folder(mailbox.user, "Processed")] == [mail(1)]


# Folder names


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("Störungen/Erledigt", "INBOX.Störungen.Erledigt"),
        ("INBOX/Störungen/Erledigt", "INBOX.Störungen.Erledigt"),
        ("INBOX.Störungen.Erledigt", "INBOX.Störungen.Erledigt"),
        ("処理済み", "INBOX.処理済み"),
    ],
)
def test_a_slash_separates_levels_at_any_server(
    mailbox: Mailboxes, written: str, made: str
) -> None:
    """Servers differ in separator and prefix (RFC 2342): the settings need not."""
    dotted = "namespace inbox {\n  separator = .\n  prefix = INBOX.\n}\n"
    with Dovecot(extra=dotted) as server:
        with server.client(mailbox.user) as other:
            other.create_folder("INBOX.Hilfe.Neu")
            other.append("INBOX.Hilfe.Neu", mail(1))
        reader = Reader(mailbox(server, folder="Hilfe/Neu", processed_folder=written))
        assert reader.pull().new == 1
        assert server.folder(mailbox.user, made) == [(frozenset({SEEN}), mail(1))]


# Beside a person with another mail program


def test_mail_that_somebody_has_read_is_taken(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """A look into the support mailbox must not hide a request from the desk."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    with selected(dovecot, mailbox.user) as other:
        other.add_flags([1], [SEEN, rb"\Flagged"])
    reader = Reader(mailbox())
    assert reader.pull().new == 2
    assert len(dovecot.folder(mailbox.user, "Processed")) == 2


def test_mail_that_vanishes_between_search_and_fetch_is_no_error(
    dovecot: Dovecot, mailbox: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else deleted it; the neighbours come."""
    dovecot.drop(mailbox.user, mail(1), mail(2), mail(3))
    reader = Reader(mailbox())
    searched = reader.box.new_uids

    def then_delete(after: int) -> tuple[int, ...]:
        found = searched(after)
        with selected(dovecot, mailbox.user) as other:
            other.delete_messages([2])
            other.expunge()
        return found

    monkeypatch.setattr(reader.box, "new_uids", then_delete)
    assert reader.pull() == Pulled(found=2, new=2)
    assert reader.contents() == [mail(1), mail(3)]
    assert reader.pull() == Pulled()


@pytest.mark.parametrize("filing", ["move", "flag", "delete"])
def test_mail_that_vanishes_between_fetch_and_filing_is_no_error(
    dovecot: Dovecot, mailbox: Mailboxes, filing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stored; that is enough."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    reader = Reader(mailbox(filing=filing))
    filed = reader.box.file_away

    def after_deletion(uids: Any) -> tuple[int, ...]:
        with selected(dovecot, mailbox.user) as other:
            other.delete_messages([1])
            other.expunge()
        return filed(uids)

    monkeypatch.setattr(reader.box, "file_away", after_deletion)
    assert reader.pull() == Pulled(found=2, new=2)
    assert reader.contents() == [mail(1), mail(2)]
    assert reader.places() == [(1, 1, True), (2, 2, True)]


def test_mail_that_vanishes_under_our_hands_is_no_error(
    dovecot: Dovecot, mailbox: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the search for what is there and the flag: Dovecot refuses that once."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    box = mailbox()
    box.connect()
    whole = type(box._filing)._file
    times = []

    def late(filing: Any, client: IMAPClient, uids: list[int]) -> None:
        times.append(list(uids))
        if len(times) == 1:
            with selected(dovecot, mailbox.user) as other:
                other.delete_messages([1])
                other.expunge()
        whole(filing, client, uids)

    monkeypatch.setattr(type(box._filing), "_file", late)
    assert box.file_away([1, 2]) == (1, 2)
    assert dovecot.folder(mailbox.user) == []
    assert [content for _, content in dovecot.folder(mailbox.user, "Processed")] == [mail(2)]


def test_mail_that_somebody_moves_back_is_filed_away_again(
    dovecot: Dovecot, mailbox: Mailboxes
) -> None:
    """The same raw mail, known by its content, at a new place."""
    dovecot.drop(mailbox.user, mail(1))
    reader = Reader(mailbox())
    assert reader.pull() == Pulled(found=1, new=1)
    with selected(dovecot, mailbox.user, "Processed") as other:
        other.move([1], "INBOX")
    assert reader.pull() == Pulled(found=1, new=0)
    assert reader.places() == [(1, 1, True), (2, 1, True)]
    assert dovecot.folder(mailbox.user) == []
    assert [content for _, content in dovecot.folder(mailbox.user, "Processed")] == [mail(1)]


def test_what_a_person_files_elsewhere_is_left_to_him(dovecot: Dovecot, mailbox: Mailboxes) -> None:
    """Mail that was moved before the desk looked is not searched for in other folders."""
    dovecot.drop(mailbox.user, mail(1), mail(2))
    with dovecot.client(mailbox.user) as other:
        other.create_folder("Private")
        other.select_folder("INBOX")
        other.move([1], "Private")
    box = mailbox()
    box.connect()
    assert [one.content for one in fetched(box, *box.new_uids(0))] == [mail(2)]
