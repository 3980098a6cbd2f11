"""A delivery report suppresses an address; its owner or an administrator lifts that."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select
from support.desks import TestDesk, make_settings, open_test_desk
from support.program import Program, make_program
from support.stores import NOW
from support.written_mail import delivery_report

from mailflow.cli.exit_codes import ExitCode
from mailflow.core.records import OutboxRow
from mailflow.opening import open_current_store
from mailflow.settings import load
from models.enums import EndState, EntryKind, NoticeKind, Role
from models.tables import audit_rows

CAROL, BOB = "carol@customer.example", "bob@helpdesk.example"
PROVEN = "mx.helpdesk.example; dmarc=pass header.from={domain}"


def letter(
    sender: str,
    subject: str,
    verdict: str = PROVEN,
    *,
    text: str = "It does not print.",
    to: str = "support@helpdesk.example",
) -> bytes:
    message = EmailMessage()
    message["Authentication-Results"] = verdict.format(domain=sender.rpartition("@")[2])
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{abs(hash((subject, verdict, text)))}@{sender.rpartition('@')[2]}>"
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with Bob, and Carol's first incident."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            group = work.directory.add_group("Desk", is_default=True)
            bob = work.directory.add(BOB, role=Role.AGENT, at=one.clock(), handle="bob")
            work.directory.add_member(group.id, bob.id)
        one.take(letter(CAROL, "Printer"))
        yield one


def sent_to(desk: TestDesk, recipient: str) -> list[OutboxRow]:
    return [row for row in desk.sent() if row.recipient == recipient]


def reply_address(row: OutboxRow) -> str:
    return str(message_from_bytes(row.content, policy=default)["Reply-To"])


def shown(row: OutboxRow) -> str:
    body = message_from_bytes(row.content, policy=default).get_body(("plain",))
    return " ".join(str(body.get_content() if body else "").split())


def bounce(desk: TestDesk, number: int = 1, status: str = "5.1.1") -> None:
    returned = sent_to(desk, CAROL)[0].content
    desk.take(delivery_report(number, returned, CAROL, status=status))


def suppressed(desk: TestDesk) -> list[str]:
    with desk.store.read() as work:
        return [one.address for one in work.directory.suppressions()]


def audited(desk: TestDesk, name: str) -> int:
    with desk.store._engine.connect() as connection:
        names = connection.execute(select(audit_rows.c.name)).scalars()
        return sum(one == name for one in names)


def test_the_incident_tells_of_the_failure_and_its_workers_hear_once(desk: TestDesk) -> None:
    heard = len(sent_to(desk, BOB))
    bounce(desk, 1)
    bounce(desk, 2)
    with desk.store.read() as work:
        told = [e for e in work.incidents.entries(1001) if e.kind is EntryKind.DELIVERY_REPORT]
    assert len(told) == 2
    assert told[0].text.startswith(f"The mail to {CAROL} was not delivered and will not be tried")
    assert f"mailflow suppressions lift {CAROL}" in told[0].text
    assert not told[0].public
    assert len(sent_to(desk, BOB)) == heard + 1
    assert sent_to(desk, CAROL)[0].bounced_at is not None
    assert suppressed(desk) == [CAROL]
    assert audited(desk, "address_suppressed") == 1


def test_a_delay_is_told_but_neither_bounced_nor_suppressed(desk: TestDesk) -> None:
    bounce(desk, status="4.2.2")
    with desk.store.read() as work:
        (told,) = [e for e in work.incidents.entries(1001) if e.kind is EntryKind.DELIVERY_REPORT]
    assert "is delayed" in told.text
    assert sent_to(desk, CAROL)[0].bounced_at is None
    assert suppressed(desk) == []


def test_a_report_without_a_token_of_ours_suppresses_nobody(desk: TestDesk) -> None:
    forged = b"Message-ID: <mf.aaaa@helpdesk.example>\nTo: carol@customer.example\n\nx"
    desk.take(delivery_report(1, forged, CAROL, status="5.1.1"))
    assert desk.decisions[-1].end.end_state is EndState.IGNORED
    assert desk.decisions[-1].end.rule == "bounce_unmatched"
    assert suppressed(desk) == []


def test_a_report_may_name_the_mail_by_what_it_answers(desk: TestDesk) -> None:
    """Some servers return no header of it."""
    own_id = sent_to(desk, CAROL)[0].message_id
    head = f"From: MAILER-DAEMON@customer.example\nSubject: failure notice\nIn-Reply-To: {own_id}\n"
    said = f"Your mail could not be delivered.\n\n<{CAROL}>: no such user\n"
    desk.take(f"{head}To: support@helpdesk.example\n\n{said}".encode())
    assert desk.decisions[-1].end.rule == "delivery_report"
    assert ("delivery report", "failed 5.0.0, of notice 1") in desk.decisions[-1].log
    assert suppressed(desk) == [CAROL]


def test_a_suppressed_address_gets_nothing_until_its_owner_writes(desk: TestDesk) -> None:
    bounce(desk)
    before = len(sent_to(desk, CAROL))
    desk.take(letter(CAROL, "Scanner", "mx.helpdesk.example; dmarc=none"))  # may be anybody
    assert (suppressed(desk), len(sent_to(desk, CAROL))) == ([CAROL], before)
    desk.take(letter(CAROL, "Phone"))
    assert (suppressed(desk), len(sent_to(desk, CAROL))) == ([], before + 1)
    assert audited(desk, "suppression_lifted") == 1


def test_an_answer_that_is_kept_back_is_told_in_its_own_incident_once(desk: TestDesk) -> None:
    desk.take(letter(CAROL, "Scanner"))
    to_bob = [row for row in sent_to(desk, BOB) if row.incident_id == 1002][-1]
    bounce(desk)
    reply_to = reply_address(to_bob)
    for text in ("Which one?", "The blue one?"):
        desk.take(letter(BOB, "Re: Scanner", text=text, to=reply_to))
    kinds = [row.kind for row in sent_to(desk, BOB) if row.incident_id == 1002]
    assert kinds.count(NoticeKind.AGENT_NOTICE) == 1 + 1  # of the incident, and of the address
    answers = [row for row in sent_to(desk, CAROL) if row.kind is NoticeKind.PUBLIC_ANSWER]
    assert answers == []


def test_an_agent_is_not_told_that_his_text_goes_to_whom_no_mail_reaches(desk: TestDesk) -> None:
    """Neither in the notice of the bounce, nor where he answers or resolves."""
    bounce(desk)
    told = shown(sent_to(desk, BOB)[-1])
    assert "your text goes to" not in told
    assert "no mail goes to carol@customer.example at present" in told
    reply_to = reply_address(sent_to(desk, BOB)[-1])
    desk.take(letter(BOB, "Re: Printer", text="Is it plugged in?", to=reply_to))
    assert "none went there now" in shown(sent_to(desk, BOB)[-1])
    desk.take(letter(BOB, "Re: Printer", text="#public\n#resolve\n\nPlugged in.", to=reply_to))
    told = shown(sent_to(desk, BOB)[-1])
    assert "the requester gets no mail and is not told" in told
    assert "the requester gets no mail, so your text stays with the incident" in told
    assert told.count("none went there now") == 1


def test_an_automatic_mail_does_not_lift_it(desk: TestDesk) -> None:
    bounce(desk)
    desk.take(b"Auto-Submitted: auto-replied\n" + letter(CAROL, "Away"))
    assert suppressed(desk) == [CAROL]


def test_an_administrator_lifts_it(tmp_path: Path) -> None:
    program: Program = make_program(tmp_path / "desk")
    assert program.read("suppressions", "list") == {"suppressions": []}
    store = open_current_store(load(program.config))
    with store.begin() as work:
        work.directory.add(CAROL, role=Role.REQUESTER, at=NOW, display_name="Carol")
        work.directory.note_hard_bounce(CAROL, NOW, 1)
    store.close()
    (one,) = program.read("suppressions", "list")["suppressions"]
    assert (one["address"], one["name"], one["hard_bounces"]) == (CAROL, "Carol", 1)
    rehearsed = program.read("suppressions", "lift", CAROL, "--dry-run")
    assert rehearsed == {"lifted": False, "suppression": one}
    assert program.read("suppressions", "list") == {"suppressions": [one]}
    assert program.done("suppressions", "lift", CAROL.upper()) == f"{CAROL} gets mail again\n"
    assert program.read("suppressions", "list") == {"suppressions": []}
    assert program.run("suppressions", "lift", CAROL).exit_code == ExitCode.NOT_FOUND
