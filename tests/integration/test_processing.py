"""One mail through the real processing on a real store: what the rules' tests cannot see."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from models.enums import EndState, NoticeKind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with Bob and Alice in its one group."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            staff(work, one)
        yield one


def answer(desk: TestDesk, sender: str, text: str) -> None:
    """Let somebody answer the last notice he got."""
    desk.take(letter(sender, "Re: Printer", text, to=reply_address(last_to(desk, sender))))


CAROL, BOB, ALICE = "carol@customer.example", "bob@helpdesk.example", "alice@helpdesk.example"


def test_a_group_hears_of_a_new_incident_and_the_assignee_alone_of_the_rest(
    desk: TestDesk,
) -> None:
    desk.take(letter(CAROL, "Printer", "It does not print."))
    assert {row.recipient for row in desk.sent()} == {CAROL, ALICE, BOB}
    answer(desk, BOB, "#take\nIs it switched on?")
    answer(desk, CAROL, "Yes.")
    assert last_to(desk, BOB).kind is NoticeKind.AGENT_NOTICE
    assert sum(row.recipient == ALICE for row in desk.sent()) == 1


def test_a_requester_sees_the_agents_text_and_nothing_else_of_him(desk: TestDesk) -> None:
    desk.take(letter(CAROL, "Printer", "It does not print."))
    answer(desk, BOB, f"#take\nIs it switched on? Write to {BOB}.")
    relayed = last_to(desk, CAROL)
    assert relayed.kind is NoticeKind.PUBLIC_ANSWER
    assert "Is it switched on?" in body(relayed)
    assert "#take" not in body(relayed)
    assert BOB.encode() not in relayed.content


def test_an_incident_is_resolved_and_reopened_by_mail(desk: TestDesk) -> None:
    desk.take(letter(CAROL, "Printer", "It does not print."))
    answer(desk, BOB, "#resolve new toner")
    assert last_to(desk, CAROL).kind is NoticeKind.RESOLUTION
    assert "new toner" in body(last_to(desk, CAROL))
    answer(desk, CAROL, "Dead again")
    with desk.store.read() as work:
        states = [e.after for e in work.incidents.events(1001) if e.field == "state"]
    assert states == ["resolved", "in_progress"]


def test_no_mail_carries_a_token_that_is_not_its_recipients_own(desk: TestDesk) -> None:
    desk.take(letter("carol@customer.example", "Printer", "It does not print."))
    to_bob = reply_address(last_to(desk, "bob@helpdesk.example"))
    to_carol = reply_address(last_to(desk, "carol@customer.example"))
    leak = f"I was told to write to {to_carol}, or to {to_bob.upper()}?"
    desk.take(letter("bob@helpdesk.example", "Re: Printer", leak, to=to_bob))
    tokens = {
        row.id: re.findall(r"support\+(\w{40})@", reply_address(row))[0] for row in desk.sent()
    }
    for row in desk.sent():
        whole = row.content.decode("ascii").lower() + body(row).lower()
        foreign = {t for owner, t in tokens.items() if owner != row.id and t in whole}
        own_earlier = {tokens[r.id] for r in desk.sent() if r.recipient == row.recipient}
        assert foreign <= own_earlier
        assert tokens[row.id] in whole


def test_a_mail_that_is_nothing_but_a_quotation_keeps_its_text(desk: TestDesk) -> None:
    desk.take(letter("carol@customer.example", "Printer", "> it does not print\n> at all\n"))
    with desk.store.read() as work:
        assert "it does not print" in work.incidents.entries(1001)[0].text


def test_a_request_keeps_what_it_tells_of_others(desk: TestDesk) -> None:
    """A mail that answers nothing has no quotation to leave out; an answer has."""
    told = "On 27.11.2026 at 10:15 the server wrote:\n\nERROR disk full\n\nWhat shall we do?\n"
    desk.take(letter("carol@customer.example", "Disk", f"Hello,\n\n{told}"))
    desk.take(letter("dan@customer.example", "Re: Disk", f"Hello,\n\n{told}"))
    with desk.store.read() as work:
        assert "What shall we do?" in work.incidents.entries(1001)[0].text
        assert work.incidents.entries(1002)[0].text == "Hello,"


def test_the_same_bytes_are_one_mail_and_the_same_message_is_ignored(desk: TestDesk) -> None:
    one = letter("carol@customer.example", "Printer", "It does not print.")
    assert desk.take(one) == desk.take(one)
    again = desk.take(b"Received: from elsewhere by mx.helpdesk.example; today\r\n" + one)
    with desk.store.read() as work:
        assert work.mails.get(again).end_state is EndState.IGNORED
        assert work.mails.counts()["incident"] == 1


def test_two_mails_that_quote_the_same_unknown_parent_are_one_conversation(desk: TestDesk) -> None:
    parent = b"References: <never-seen@customer.example>\r\n"
    desk.take(parent + letter("carol@customer.example", "Lunch", "We are hungry."))
    to = "support@helpdesk.example, carol@customer.example"
    second = desk.take(parent + letter("dan@customer.example", "Lunch", "So am I.", to=to))
    with desk.store.read() as work:
        assert (work.mails.get(second).end_state, work.mails.get(second).incident_id) == (
            EndState.APPENDED,
            1001,
        )
        assert "dan@customer.example" not in {p.address for p in work.incidents.participants(1001)}


def test_explaining_changes_nothing_and_says_the_same(desk: TestDesk) -> None:
    mail_id = desk.take(letter("carol@customer.example", "Printer", "It does not print."))
    with desk.store.read() as work:
        log = dict(work.mails.get(mail_id).decision_log)
    assert log["sender's domain"] == "pass"
    assert "new incident" in log["ruling"]
