"""Conversations, through the real processing on a real store: who belongs, who may not."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import MX, body, last_to, letter, reply_address, staff

from mailflow.core.records import Entry, Incident, OutboxRow
from models.enums import (
    EndState,
    EntryKind,
    IncidentState,
    NoticeKind,
    OutboxState,
    ParticipantRole,
)

ANN, DANA = "ann@customer.example", "dana@customer.example"
BOB, ALICE = "bob@helpdesk.example", "alice@helpdesk.example"
MALLORY = "mallory@evil.example"
SUPPORT = "support@helpdesk.example"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with Bob and Alice, and Ann's incident."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            staff(work, one)
        one.take(letter(ANN, "Printer jams", "It jams."))
        yield one


def written(sender: str, text: str, subject: str = "Re: Printer jams", **fields: str) -> bytes:
    """Return a mail with these fields beside the usual ones; an empty field is left out."""
    message = EmailMessage()
    usual = {
        "Authentication-Results": MX.format(domain=sender.rpartition("@")[2]),
        "From": sender,
        "To": SUPPORT,
        "Subject": subject,
        "Message-ID": f"<{abs(hash((sender, text, subject, *fields.items())))}@mail.example>",
    }
    for name, value in {**usual, **{k.replace("_", "-"): v for k, v in fields.items()}}.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def incident(desk: TestDesk, number: int = 1001) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def entries(desk: TestDesk, number: int = 1001) -> tuple[Entry, ...]:
    with desk.store.read() as work:
        return work.incidents.entries(number)


def people(desk: TestDesk, number: int = 1001) -> dict[str, ParticipantRole]:
    with desk.store.read() as work:
        return {one.address: one.role for one in work.incidents.participants(number)}


def to(desk: TestDesk, recipient: str) -> list[OutboxRow]:
    return [row for row in desk.sent() if row.recipient == recipient]


def answer(desk: TestDesk, agent: str, text: str, notice: OutboxRow | None = None) -> None:
    """Let an agent answer a notice, the newest where none is given."""
    address = reply_address(notice or last_to(desk, agent))
    desk.take(letter(agent, "Re: Printer jams", text, to=address))


def resolve(desk: TestDesk) -> None:
    answer(desk, BOB, f"#resolve\n\nNew rollers ({len(desk.sent())}).", to(desk, BOB)[-1])
    assert incident(desk).state is IncidentState.RESOLVED
    desk.clock.skip(MINUTE)


def send_all(desk: TestDesk) -> None:
    """Let everything that is due be sent."""
    now = desk.clock()
    with desk.store.begin() as work:
        for row in work.outbox.claim("one", now, now + MINUTE, 1000):
            work.outbox.record(row.id, fence=row.fence, state=OutboxState.SENT, at=now)


def reply(desk: TestDesk, text: str, sender: str = ANN) -> int:
    return desk.take(
        letter(sender, "Re: Printer jams", text, to=reply_address(last_to(desk, sender)))
    )


def log_of(desk: TestDesk) -> dict[str, str]:
    return dict(desk.decisions[-1].log)


# Thanks


def test_a_reply_that_only_says_thanks_leaves_it_resolved_and_is_kept(desk: TestDesk) -> None:
    resolve(desk)
    reply(desk, "Perfect, it works again. Thanks a lot, Bob!")
    assert incident(desk).state is IncidentState.RESOLVED
    assert entries(desk)[-1].kind is EntryKind.REPLY
    assert "it only says thanks" in log_of(desk)["thanks"]
    assert "says thanks" in body(last_to(desk, BOB))


def test_one_more_reply_opens_it_again_whatever_it_says(desk: TestDesk) -> None:
    resolve(desk)
    reply(desk, "Vielen Dank!")
    reply(desk, "Danke!")
    assert incident(desk).state is IncidentState.IN_PROGRESS
    assert "opens it again" in log_of(desk)["thanks"]


@pytest.mark.parametrize(
    "texts", [("5", "Thanks!"), ("5\nThanks!", "Thank you!"), ("4", "5", "Thx")]
)
def test_a_rating_is_no_reply_that_makes_thanks_the_second(
    desk: TestDesk, texts: tuple[str, ...]
) -> None:
    resolve(desk)
    for text in texts:
        reply(desk, text)
        assert incident(desk).state is IncidentState.RESOLVED, text
    assert incident(desk).rating is not None


def test_thanks_of_another_are_his_first(desk: TestDesk) -> None:
    answer(desk, BOB, f"#cc +{DANA}\n#resolve\n\nNew rollers.")
    desk.clock.skip(MINUTE)
    reply(desk, "Thanks!", DANA)
    reply(desk, "Thanks!")
    assert incident(desk).state is IncidentState.RESOLVED
    reply(desk, "Thanks again!", DANA)
    assert incident(desk).state is IncidentState.IN_PROGRESS


@pytest.mark.parametrize("text", ["5 users still wait.", "5. It jams.", "1, 2, 3", "4 5"])
def test_a_digit_among_words_is_a_reply(desk: TestDesk, text: str) -> None:
    resolve(desk)
    reply(desk, text)
    assert incident(desk).state is IncidentState.IN_PROGRESS
    assert incident(desk).rating is None


@pytest.mark.parametrize(
    "text",
    [
        "Thanks! 👍",
        "Dank je wel 🙏🏽\n\n-- \nAnn Lee\nCustomer Ltd, floor 3\n+1 555 0100",
        "Merci beaucoup 😊❤️\n\nEnvoyé de mon iPhone",
        "Thanks!\n\nGet Outlook for iOS",
        "Thank you.\nAnn",
    ],
)
def test_thanks_with_a_signature_or_a_smile_are_only_thanks(desk: TestDesk, text: str) -> None:
    resolve(desk)
    reply(desk, text, ANN)
    assert incident(desk).state is IncidentState.RESOLVED


@pytest.mark.parametrize(
    "text", ["Thanks, but it jams again.", "Thanks?", "Danke, geht leider nicht", "It jams."]
)
def test_a_reply_that_says_more_than_thanks_opens_it_again(desk: TestDesk, text: str) -> None:
    resolve(desk)
    reply(desk, text)
    assert incident(desk).state is IncidentState.IN_PROGRESS
    assert "thanks" not in log_of(desk)


def test_thanks_with_a_picture_may_show_that_it_is_not_solved(desk: TestDesk) -> None:
    resolve(desk)
    mail = message_from_bytes(
        letter(ANN, "Re: Printer jams", "Thanks!", to=reply_address(last_to(desk, ANN))),
        policy=default,
    )
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="jam.png")
    desk.take(mail.as_bytes())
    assert incident(desk).state is IncidentState.IN_PROGRESS


def test_thanks_after_the_reopen_window_open_no_follow_up(desk: TestDesk) -> None:
    answer(desk, BOB, "#close\n\nNew rollers.")
    desk.clock.skip(timedelta(days=20))
    reply(desk, "Many thanks!")
    assert desk.decisions[-1].end.incident_id == 1001
    assert incident(desk).state is IncidentState.CLOSED
    reply(desk, "It jams again.")
    assert incident(desk, 1002).mentions == 1001


# How often agents hear of it


def test_agents_hear_of_reopenings_once_in_ten_minutes_and_then_of_all(desk: TestDesk) -> None:
    resolve(desk)
    heard = len(to(desk, BOB))
    reply(desk, "It jams. First.")
    assert len(to(desk, BOB)) == heard + 1
    for text in ("It jams. Second.", "It jams. Third."):
        resolve(desk)
        reply(desk, text)
    about_it = [row for row in to(desk, BOB) if row.kind is NoticeKind.AGENT_NOTICE][-2:]
    first, held = about_it
    assert "First." in body(first)
    assert "Second." not in body(first)
    assert held.next_attempt_at == first.created_at + timedelta(minutes=10)
    assert "Second." in body(held)
    assert "Third." in body(held)


def test_a_clock_that_is_put_back_keeps_no_reopening_from_the_agents(desk: TestDesk) -> None:
    """The notice that would be written anew was sent already."""
    for text in ("It jams. First.", "It jams. Second."):
        resolve(desk)
        reply(desk, text)
    desk.clock.skip(11 * MINUTE)
    send_all(desk)
    desk.clock.skip(-6 * MINUTE)
    resolve(desk)
    mail = reply(desk, "It jams. Third.")
    with desk.store.read() as work:
        assert work.mails.get(mail).end_state is EndState.APPENDED
    assert "Third." in body(to(desk, BOB)[-1])
    assert to(desk, BOB)[-1].state is OutboxState.PENDING


# Two agents at once


def test_who_answers_after_another_agent_is_told_with_that_text_and_his_goes_out_too(
    desk: TestDesk,
) -> None:
    notice = to(desk, BOB)[-1]
    desk.clock.skip(MINUTE)
    answer(desk, ALICE, "Please try the other tray.")
    desk.clock.skip(MINUTE)
    answer(desk, BOB, "Please open the lid.", notice)
    assert "open the lid" in body(last_to(desk, ANN))
    told = " ".join(body(last_to(desk, BOB)).split())
    assert "alice@helpdesk.example answered the requester while you were writing" in told
    assert "12:01" in told
    assert "try the other tray" in told
    assert "open the lid" not in told
    heard = len(to(desk, BOB))
    answer(desk, BOB, "And close it again.", notice)
    assert len(to(desk, BOB)) == heard, "he is told once"
    answer(desk, ALICE, "#take")
    assert "while you were writing" not in body(last_to(desk, ALICE)), "a command is no answer"


def test_an_answer_to_what_the_other_wrote_is_no_surprise(desk: TestDesk) -> None:
    answer(desk, ALICE, "Please try the other tray.")
    reply(desk, "I did, and it jams.")
    heard = len(to(desk, BOB))
    answer(desk, BOB, "Then open the lid.")
    assert len(to(desk, BOB)) == heard


# Who belongs


def test_a_changed_subject_stays_in_the_conversation_by_token_and_by_reference(
    desk: TestDesk,
) -> None:
    acknowledged = last_to(desk, ANN)
    desk.take(written(ANN, "By token.", "Lunch?", To=reply_address(acknowledged)))
    desk.take(written(ANN, "By reference.", "Something else", In_Reply_To=acknowledged.message_id))
    assert [one.text.strip() for one in entries(desk)] == ["It jams.", "By token.", "By reference."]
    assert incident(desk).subject == "Printer jams"


def test_the_same_mail_in_two_mailboxes_is_one(desk: TestDesk) -> None:
    mail = written(DANA, "No dial tone.", "Phone")
    desk.take(b"Delivered-To: support@helpdesk.example\r\n" + mail)
    desk.take(b"Delivered-To: helpdesk@helpdesk.example\r\n" + mail)
    assert desk.decisions[-1].end.rule == "duplicate"
    assert len(to(desk, DANA)) == 1
    assert len(entries(desk, 1002)) == 1


def test_two_mails_that_quote_the_same_unknown_parent_are_one_incident(desk: TestDesk) -> None:
    parent = "<plan@customer.example>"
    desk.take(written(ANN, "The lift stands still.", "Re: Lift", References=parent, Cc=DANA))
    desk.take(written(DANA, "It does.", "Re: Lift", References=parent, Cc=ANN))
    assert [one.text.strip() for one in entries(desk, 1002)] == [
        "The lift stands still.",
        "It does.",
    ]


def test_an_agents_forward_opens_an_incident_for_the_original_sender(desk: TestDesk) -> None:
    passed_on = (
        "Please have a look.\n\n---------- Forwarded message ---------\n"
        f"From: Eve Stone <eve@partner.example>\nDate: Mon, 23 Nov 2026 at 09:00\n"
        f"Subject: Badge\nTo: Bob <{BOB}>\n\nMy badge opens no door.\n"
    )
    desk.take(written(BOB, passed_on, "Fwd: Badge"))
    assert incident(desk, 1002).requester_address == "eve@partner.example"
    assert [row.incident_id for row in to(desk, "eve@partner.example")] == [1002]


# Who does not


def test_cc_never_grants_rights(desk: TestDesk) -> None:
    """A stranger in Cc, even beside a participant's proven reply, learns and may nothing."""
    address = reply_address(last_to(desk, ANN))
    desk.take(written(ANN, "It jams still.", To=address, Cc=f"{MALLORY}, {DANA}"))
    assert set(people(desk)) == {ANN}
    answer(desk, BOB, "We look into it.")
    assert {row.recipient for row in desk.sent()} & {MALLORY, DANA} == set()
    known = last_to(desk, ANN).message_id
    desk.take(written(MALLORY, "#close", References=known))
    assert desk.decisions[-1].executed == ()
    assert incident(desk).state is IncidentState.IN_PROGRESS
    assert all(row.incident_id != 1001 for row in to(desk, MALLORY))


def test_somebody_in_copy_commands_nothing_by_the_subject_tag_alone(desk: TestDesk) -> None:
    answer(desk, BOB, f"#cc +{DANA}\n\nWe look into it.")
    desk.take(written(DANA, "#close\nBye.", "Re: [INC-1001] Printer jams"))
    assert incident(desk).state is IncidentState.IN_PROGRESS
    assert desk.decisions[-1].executed == ()


@pytest.mark.parametrize("verdict", ["pass", "none", "fail"])
def test_the_requester_never_changes_by_mail_from_a_stranger(desk: TestDesk, verdict: str) -> None:
    """Neither by reference, by tag, by a token that is not his, nor by commands or fields."""
    token = reply_address(last_to(desk, ANN))
    proof = f"mx.helpdesk.example; dmarc={verdict} header.from=evil.example"
    text = f"#requester {MALLORY}\n#cc +{MALLORY}\nRequestor: {MALLORY}\n\nIt is mine."
    known = last_to(desk, ANN).message_id
    for fields in (
        {"To": token},
        {"References": known},
        {"In_Reply_To": known, "Reply_To": ANN},
        {"Subject": "Re: [INC-1001] Printer jams"},
        {"Sender": ANN, "References": known},
    ):
        desk.take(written(MALLORY, text, **{"Authentication_Results": proof, **fields}))
    assert (incident(desk).requester_address, set(people(desk))) == (ANN, {ANN})
    assert all(row.incident_id != 1001 for row in to(desk, MALLORY))
