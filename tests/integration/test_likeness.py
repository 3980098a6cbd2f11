"""A mail that lost its references: agents hear what it may belong to, and nobody else does."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import text
from support.desks import KEYS, TestClock, TestDesk, make_settings
from support.stores import SQL_KINDS, made_sql

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.core.effects import Decision
from mailflow.desk import Desk
from mailflow.rounds import Rounds
from models.enums import NoticeKind, Role

BOB, CAROL, DAN = "bob@helpdesk.example", "carol@customer.example", "dan@elsewhere.example"
SUPPORT = "support@helpdesk.example"
REQUEST = (
    "The badge reader at the north gate lets nobody in since the power cut of last night.\n"
    "The lamp on it blinks red twice, then it starts anew. The reader at the south gate works.\n"
)


@pytest.fixture(params=SQL_KINDS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestDesk]:
    """Return a desk with Bob in its group, on each database in turn."""
    store = made_sql(request, tmp_path)
    clock, decisions = TestClock(), list[Decision]()
    inside = Desk(make_settings(), KEYS, Renderer(), Suggester(KEYS.classifier))
    rounds = Rounds(store, inside, clock, lambda _, decision: decisions.append(decision))
    with store.begin() as work:
        group = work.directory.add_group("Desk", is_default=True)
        bob = work.directory.add(BOB, role=Role.AGENT, at=clock(), handle="bob")
        work.directory.add_member(group.id, bob.id)
    yield TestDesk(store, rounds, clock, decisions)
    store.close()


def letter(sender: str, subject: str, written: str, *, to: str = SUPPORT) -> bytes:
    """Return a mail without a Message-ID or a reference, its sender's domain proven."""
    message = EmailMessage()
    domain = sender.rpartition("@")[2]
    message["Authentication-Results"] = f"mx.helpdesk.example; dmarc=pass header.from={domain}"
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(written)
    return message.as_bytes()


def quoting(written: str) -> str:
    quote = "".join(f"> {line}\n" for line in REQUEST.splitlines())
    return f"{written}\n\nOn Mon, 2 Mar 2026 at 09:30, Carol wrote:\n{quote}"


def hint(desk: TestDesk, number: int) -> int | None:
    with desk.store.read() as work:
        incident = work.incidents.get(number)
    assert incident is not None
    return incident.may_belong_to


def mails_about(desk: TestDesk, number: int) -> dict[NoticeKind, str]:
    """Return every part of the mails sent about this incident, by their kind."""
    found: dict[NoticeKind, str] = {}
    for row in desk.sent():
        if row.incident_id == number:
            message = message_from_bytes(row.content, policy=default)
            assert isinstance(message, EmailMessage)
            parts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
            found[row.kind] = "\n".join((*map(str, message.values()), *parts))
    return found


def test_an_answer_without_references_opens_an_incident_that_may_belong_to_the_first(
    desk: TestDesk,
) -> None:
    desk.take(letter(CAROL, "North gate", REQUEST))
    desk.take(letter(CAROL, "Re: North gate", quoting("It is noon now and we still stand here.")))
    assert hint(desk, 1002) == 1001
    steps = dict(desk.decisions[-1].log)
    assert steps["likeness"] == (
        "may belong to INC-1001: quotes what stands in it, same subject, people in common"
    )
    sent = mails_about(desk, 1002)
    assert "This may belong to INC-1001" in sent[NoticeKind.AGENT_NOTICE]
    assert "INC-1001" not in sent[NoticeKind.ACKNOWLEDGEMENT]


def test_a_stranger_who_quotes_an_incident_learns_nothing_and_joins_nothing(
    desk: TestDesk,
) -> None:
    desk.take(letter(CAROL, "North gate", REQUEST))
    desk.take(letter(DAN, "I am late", quoting("What a pity, when will it be open again?")))
    assert hint(desk, 1002) == 1001
    with desk.store.read() as work:
        assert [one.address for one in work.incidents.participants(1001)] == [CAROL]
        assert len(work.incidents.entries(1001)) == 1
    sent = mails_about(desk, 1002)
    assert "This may belong to INC-1001" in sent[NoticeKind.AGENT_NOTICE]
    assert "INC-1001" not in sent[NoticeKind.ACKNOWLEDGEMENT]


def test_another_matter_of_the_same_person_has_no_hint(desk: TestDesk) -> None:
    desk.take(letter(CAROL, "North gate", REQUEST))
    desk.take(letter(CAROL, "Coffee machine", "It is out of order, too, please send somebody."))
    desk.take(letter(DAN, "Re: North gate", "An old colleague told me of a gate of his."))
    assert (hint(desk, 1002), hint(desk, 1003)) == (None, None)
    assert "likeness" not in dict(desk.decisions[-1].log)
    assert "may belong" not in mails_about(desk, 1002)[NoticeKind.AGENT_NOTICE]


def test_the_hint_leads_to_the_incident_that_another_was_merged_into(desk: TestDesk) -> None:
    desk.take(letter(CAROL, "North gate", REQUEST))
    desk.take(letter(CAROL, "Gates", "All gates are to be looked at in spring, we were told."))
    with desk.store.begin() as work:
        work.incidents._connection.execute(  # type: ignore[attr-defined]
            text("UPDATE incidents SET merged_into = 1002 WHERE id = 1001")
        )
    desk.take(letter(DAN, "I am late", quoting("What a pity, when will it be open again?")))
    assert hint(desk, 1003) == 1002


def test_a_mail_leaves_hashes_alone_and_they_can_be_erased_with_it(desk: TestDesk) -> None:
    mail_id = desk.take(letter(CAROL, "North gate", REQUEST))
    with desk.store.begin() as work:
        connection = work.incidents._connection  # type: ignore[attr-defined]
        rows = connection.execute(text("SELECT * FROM fingerprints")).mappings().all()
        assert 5 < len(rows) <= 20
        assert {row["mail_id"] for row in rows} == {mail_id}
        assert {name for row in rows for name in row} == {
            *("fingerprint", "slot", "incident_id", "mail_id", "day")
        }
        gone = text("DELETE FROM fingerprints WHERE mail_id = :mail")
        connection.execute(gone, {"mail": mail_id})
    desk.take(letter(DAN, "I am late", quoting("What a pity, when will it be open again?")))
    assert hint(desk, 1002) is None
