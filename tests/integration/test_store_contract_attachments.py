"""The contract of attachments, and of what else is kept of a mail's parts, kept by every store."""

from dataclasses import replace
from datetime import date

from support.stores import NOW, keep, open_incident

from mailflow.adapters.store.contract import Store, Work
from mailflow.core.invitations import Invitation, Moment, invitation_as_data, invitation_of
from mailflow.core.records import Entry, StoredAttachment
from models.enums import EndState, EntryKind, Protection

INVITATION = Invitation("request", "Move", attendees=("a", "b"), start=Moment(date(2026, 12, 1)))


def attachment(mail_id: int, position: int = 1, sha256: str = "a" * 64) -> StoredAttachment:
    return StoredAttachment(
        mail_id, position, sha256, "Übersicht.pdf", "application/pdf", 7, inline=True
    )


def ended(work: Work, mail_id: int, incident_id: int | None = None) -> None:
    end = EndState.APPENDED if incident_id else EndState.QUARANTINED
    work.mails.finish(
        mail_id, end_state=end, rule="a_rule", incident_id=incident_id, at=NOW, log=[]
    )


def test_the_files_of_a_mail_come_back_in_their_order(store: Store) -> None:
    with store.begin() as work:
        first, second = keep(work), keep(work, b"another")
        files = (attachment(first), attachment(first, 2, "b" * 64))
        work.mails.add_attachments((*files, attachment(second)))
        assert work.mails.attachments(first) == files
    with store.read() as work:
        assert work.mails.attachments(first) == files
        assert work.mails.attachments(second + 1) == ()


def test_an_incident_has_the_files_of_all_its_mails(store: Store) -> None:
    with store.begin() as work:
        mails = [keep(work, content) for content in (b"1", b"2", b"3")]
        work.mails.add_attachments([attachment(one) for one in reversed(mails)])
        incident = open_incident(work)
        for one in mails[:2]:
            ended(work, one, incident.id)
        found = work.mails.attachments_of_incident(incident.id)
        assert [one.mail_id for one in found] == mails[:2]


def test_a_mail_that_is_replayed_forgets_its_files(store: Store) -> None:
    with store.begin() as work:
        mail_id, other = keep(work, b"1"), keep(work, b"2")
        work.mails.add_attachments([attachment(mail_id), attachment(other)])
        ended(work, mail_id)
        work.mails.reopen(mail_id)
        assert work.mails.attachments(mail_id) == ()
        work.mails.add_attachments([attachment(mail_id)])
        assert len(work.mails.attachments(mail_id)) == len(work.mails.attachments(other)) == 1


def test_names_as_long_and_odd_as_they_come_are_stored(store: Store) -> None:
    with store.begin() as work:
        mail_id = keep(work)
        odd = replace(attachment(mail_id), label="n" * 1_000, content_id="i" * 2_000)
        work.mails.add_attachments([odd])
    with store.read() as work:
        assert work.mails.attachments(mail_id)[0].label.startswith("nnn")


def test_a_text_keeps_what_its_mail_was(store: Store) -> None:
    entry = Entry(
        EntryKind.REQUEST,
        "alice@example.org",
        "text",
        NOW,
        protection=Protection.SIGNED,
        invitation=invitation_as_data(INVITATION),
    )
    with store.begin() as work:
        incident = open_incident(work)
        for one in (entry, replace(entry, protection=Protection.NONE, invitation=None)):
            work.incidents.add_entry(incident.id, one)
    with store.read() as work:
        signed, plain = work.incidents.entries(incident.id)
    assert (signed.protection, invitation_of(signed.invitation)) == (Protection.SIGNED, INVITATION)
    assert (plain.protection, plain.invitation) == (Protection.NONE, None)
