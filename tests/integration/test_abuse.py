"""Spam, blocked senders and unverified ones, through the real processing on a real store."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow.core.records import Incident
from mailflow.processing import examine, read
from models.enums import BlockKind, EndState, IncidentState, NoticeKind

SPAMMER = "offers@spam.example"
BOB = "bob@helpdesk.example"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with Bob and an incident that is spam."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            staff(work, one)
        one.take(letter(SPAMMER, "Offer", "Buy now."))
        yield one


def command(desk: TestDesk, text: str, number: int = 1001) -> Incident:
    rows = [row for row in desk.sent() if row.recipient == BOB and row.incident_id == number]
    desk.take(letter(BOB, "Re: Offer", text, to=reply_address(rows[-1])))
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def blocked(desk: TestDesk) -> dict[str, BlockKind]:
    with desk.store.read() as work:
        return {one.pattern: one.kind for one in work.blocks.listed()}


def to(desk: TestDesk, recipient: str) -> int:
    return sum(row.recipient == recipient for row in desk.sent())


def undo(desk: TestDesk) -> None:
    number = re.findall(r"#undo (\d+)", body(last_to(desk, BOB)))[-1]
    command(desk, f"#undo {number}")


def test_spam_is_canceled_and_its_sender_answered_no_more(desk: TestDesk) -> None:
    heard = to(desk, SPAMMER)
    after = command(desk, "#spam\n\nBob Miller, Help Desk")
    assert (after.state, after.closure_code) == (IncidentState.CANCELED, "spam")
    assert blocked(desk) == {SPAMMER: BlockKind.ANSWERS}
    desk.take(letter(SPAMMER, "Another offer", "Buy two."))
    assert desk.decisions[-1].end.end_state is EndState.INCIDENT
    assert to(desk, SPAMMER) == heard, "neither the signature below the command nor an answer"
    assert ("block list", "answers from this sender") in desk.decisions[-1].log


def test_a_blocked_sender_waits_in_quarantine_unanswered(desk: TestDesk) -> None:
    command(desk, "#block")
    heard = len(desk.sent())
    mail_id = desk.take(letter(SPAMMER, "Another offer", "Buy two."))
    end = desk.decisions[-1].end
    assert (end.end_state, end.rule) == (EndState.QUARANTINED, "blocked_sender")
    assert len(desk.sent()) == heard
    token = reply_address(next(row for row in desk.sent() if row.recipient == SPAMMER))
    desk.take(letter(SPAMMER, "Re: Offer", "Buy three.", to=token))
    assert desk.decisions[-1].end.rule == "blocked_sender", "a token of his own opens nothing"
    with desk.store.read() as work:
        reading = read(work.mails.get(mail_id), desk.rounds.desk.settings)
        again = examine(work, desk.rounds.desk, reading, desk.clock())
    assert again.decision.end.rule == "blocked_sender"


def test_a_blocked_domain_takes_all_who_write_from_it_and_none_who_look_alike(
    desk: TestDesk,
) -> None:
    command(desk, "#block")
    with desk.store.begin() as work:
        (one,) = work.blocks.listed()
        work.blocks.put(type(one)("@spam.example", one.kind, one.by, one.reason, one.at))
        work.blocks.remove(SPAMMER)
    desk.take(letter("Other@SPAM.example", "Offer", "Buy."))
    assert desk.decisions[-1].end.rule == "blocked_sender"
    desk.take(letter("other@notspam.example", "Offer", "Buy."))
    assert desk.decisions[-1].end.end_state is EndState.INCIDENT


@pytest.mark.parametrize("text", ["#spam", "#block", "#spam\n#block"])
def test_undo_takes_a_block_back_exactly(desk: TestDesk, text: str) -> None:
    before = command(desk, "#take")
    command(desk, text)
    held = blocked(desk)
    assert held
    undo(desk)
    assert blocked(desk) == {}
    undo(desk)
    assert blocked(desk) == held, "what was undone can be done again"
    undo(desk)
    with desk.store.read() as work:
        after = work.incidents.get(1001)
    assert after is not None
    assert (after.state, after.closure_code) == (before.state, before.closure_code)


def test_undo_of_a_block_on_top_of_spam_leaves_the_milder_one(desk: TestDesk) -> None:
    command(desk, "#spam")
    command(desk, "#block")
    undo(desk)
    assert blocked(desk) == {SPAMMER: BlockKind.ANSWERS}


def test_a_block_that_an_administrator_lifted_is_not_undone_again(desk: TestDesk) -> None:
    command(desk, "#block")
    with desk.store.begin() as work:
        work.blocks.remove(SPAMMER)
    undo(desk)
    assert "block was changed again since" in " ".join(body(last_to(desk, BOB)).split())


def test_an_agents_own_request_may_be_spam_but_nobody_of_us_is_blocked(desk: TestDesk) -> None:
    desk.take(letter("alice@helpdesk.example", "Mouse", "Dead mouse."))
    command(desk, "#block", 1002)
    assert "cannot be blocked" in " ".join(body(last_to(desk, BOB)).split())
    assert command(desk, "#spam", 1002).closure_code == "spam"
    assert blocked(desk) == {}


def unproven(result: str) -> bytes:
    mail = letter("dana@customer.example", "Secret words", "More secret words.")
    return mail.replace(b"dmarc=pass", f"dmarc={result}".encode())


@pytest.mark.parametrize(("policy", "expected"), [("no_echo", 1), ("none", 0)])
def test_an_unverified_sender_is_answered_without_echo_or_not_at_all(
    tmp_path: Path, policy: str, expected: int
) -> None:
    settings = make_settings(desk={**DESK_SECTION, "answer_unverified": policy})
    with open_test_desk(tmp_path, settings) as desk:
        desk.take(unproven("none"))
        desk.take(letter("dana@customer.example", "Proven", "Something else."))
        answers = [row for row in desk.sent() if row.kind is NoticeKind.ACKNOWLEDGEMENT]
        assert [row.incident_id for row in answers] == [1001, 1002][1 - expected :]
        assert not expected or "ecret words" not in f"{answers[0].subject}{body(answers[0])}"


def test_a_disproven_sender_opens_an_incident_and_is_never_answered(desk: TestDesk) -> None:
    desk.take(unproven("fail"))
    assert desk.decisions[-1].end.end_state is EndState.INCIDENT
    assert to(desk, "dana@customer.example") == 0


def test_who_writes_through_a_web_form_is_blocked_and_the_form_is_not(tmp_path: Path) -> None:
    form = "form@customer.example"
    settings = make_settings(desk={**DESK_SECTION, "web_forms": (form,)})
    with open_test_desk(tmp_path, settings) as desk:
        with desk.store.begin() as work:
            staff(work, desk)
        for writer in (SPAMMER, "dana@customer.example"):
            mail = f"Reply-To: {writer}\n".encode() + letter(form, "Form", f"I am {writer}.")
            desk.take(mail)
        command(desk, "#block")
        ends = []
        for writer in (SPAMMER, "dana@customer.example"):
            desk.take(f"Reply-To: {writer}\n".encode() + letter(form, "Again", f"{writer}."))
            ends.append(desk.decisions[-1].end.end_state)
        assert ends == [EndState.QUARANTINED, EndState.INCIDENT]


def test_an_incident_is_acknowledged_once_whatever_is_written_into_it(desk: TestDesk) -> None:
    token = reply_address(next(row for row in desk.sent() if row.recipient == SPAMMER))
    for text in ("One more thing.", "And another.", "#close", "#reopen"):
        desk.take(letter(SPAMMER, "Re: Offer", text, to=token))
    kinds = [row.kind for row in desk.sent() if row.recipient == SPAMMER]
    assert kinds == [NoticeKind.ACKNOWLEDGEMENT]


def acknowledged(desk: TestDesk, domain: str) -> int:
    acks = (row for row in desk.sent() if row.kind is NoticeKind.ACKNOWLEDGEMENT)
    return sum(row.recipient.endswith(f"@{domain}") for row in acks)


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk of low limits that serves one domain and believes one web form."""
    served, forms = ("served.example",), ("form@customer.example",)
    limits = {
        "acknowledgements_per_sender_hour": 2,
        "acknowledgements_per_domain_hour": 3,
        "acknowledgements_per_served_domain_hour": 5,
    }
    desk = {**DESK_SECTION, "served_domains": served, "web_forms": forms}
    with open_test_desk(tmp_path, make_settings(desk=desk, limits=limits)) as one:
        yield one


@pytest.mark.parametrize(("domain", "most"), [("other.example", 3), ("served.example", 5)])
def test_a_sender_and_a_domain_are_answered_so_often_an_hour(
    limited: TestDesk, domain: str, most: int
) -> None:
    for number in range(3):
        limited.take(letter(f"ann@{domain}", f"First {number}", "Help."))
    assert acknowledged(limited, domain) == 2
    for number in range(6):
        limited.take(letter(f"p{number}@{domain}", f"Second {number}", "Help."))
    assert acknowledged(limited, domain) == most
    limited.clock.skip(timedelta(minutes=61))
    limited.take(letter(f"ann@{domain}", "Third", "Help."))
    assert acknowledged(limited, domain) == most + 1


def test_whom_a_web_form_names_is_answered_no_more_often_than_who_writes(
    limited: TestDesk,
) -> None:
    for number in range(4):
        filled_in = letter("form@customer.example", f"Form {number}", "Help.")
        limited.take(b"Reply-To: victim@other.example\n" + filled_in)
    assert acknowledged(limited, "other.example") == 2


def test_the_sender_of_forwarded_mails_is_answered_no_more_often_than_who_writes(
    limited: TestDesk,
) -> None:
    with limited.store.begin() as work:
        staff(work, limited)
    for number in range(4):
        text = (
            "Please take this.\n\n---------- Forwarded message ---------\n"
            "From: Pat <pat@other.example>\nDate: Mon, Nov 23, 2026 at 10:00 AM\n"
            f"Subject: Phone {number}\nTo: Bob <bob@helpdesk.example>\n\nIt is broken.\n"
        )
        limited.take(letter(BOB, f"Fwd: Phone {number}", text))
    assert acknowledged(limited, "other.example") == 2
