"""What the agents of an incident read of one that was merged into it, and nobody else does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, letter, reply_address

from mailflow.core.records import OutboxRow
from models.enums import NoticeKind, Role

ANN, CARL = "ann@customer.example", "carl@customer.example"
BOB, ALICE, DAN = "bob@helpdesk.example", "alice@helpdesk.example", "dan@helpdesk.example"
SCANNER = "The scanner on floor two eats paper."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A printer is Alice's, a scanner everybody's; Dan is of another group, Bob of both."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            first = work.directory.add_group("Desk", is_default=True)
            second = work.directory.add_group("Network")
            for address, group in ((BOB, first), (ALICE, first), (DAN, second), (BOB, second)):
                handle = address.partition("@")[0]
                known = work.directory.by_address(address)
                added = known or work.directory.add(
                    address, role=Role.AGENT, at=one.clock(), handle=handle
                )
                work.directory.add_member(group.id, added.id)
        one.take(letter(ANN, "Printer", "The printer hums."))
        copied = f"Cc: {CARL}\r\n".encode() + letter(ANN, "Scanner", SCANNER)
        one.take(copied)
        say(one, 1001, "#take", ALICE)
        yield one


def say(desk: TestDesk, number: int, text: str, sender: str = BOB) -> list[OutboxRow]:
    """Let somebody answer his newest notice about an incident; return the mails that follow."""
    before = desk.sent()
    own = [row for row in before if (row.recipient, row.incident_id) == (sender, number)]
    desk.take(letter(sender, f"Re: [INC-{number}]", text, to=reply_address(own[-1])))
    return list(desk.sent()[len(before) :])


def undoing(rows: list[OutboxRow]) -> str:
    """Return the command that takes back what a transcript tells of."""
    return str(re.findall(r"#undo \d+", body(rows[-1]))[-1])


def flat(row: OutboxRow) -> str:
    return " ".join(body(row).split())


def told(rows: list[OutboxRow]) -> list[tuple[str, int | None]]:
    """Return which agents' notices were written: to whom, and about which incident."""
    notices = [one for one in rows if one.kind is NoticeKind.AGENT_NOTICE]
    return sorted((one.recipient, one.incident_id or 0) for one in notices)


def test_who_works_on_the_target_reads_what_was_merged_and_later_which_is_which(
    desk: TestDesk,
) -> None:
    rows = say(desk, 1002, "#merge 1001")
    assert told(rows) == [(ALICE, 1001)]
    notice = next(one for one in rows if one.recipient == ALICE)
    assert "INC-1002 was merged into this incident" in flat(notice)
    assert SCANNER in flat(notice)
    (news,) = say(desk, 1002, "Any news on the scanner?", ANN)
    text = flat(news)
    assert (news.recipient, news.incident_id) == (ALICE, 1001)
    marked = f"Written in INC-1002, which was merged into this incident. {SCANNER}"
    assert text.index("Any news") < text.index(marked) < text.index("The printer hums.")
    assert text.count("Written in") == 1
    assert marked in flat(say(desk, 1001, "#show", ALICE)[0])


def test_the_one_who_merges_into_his_own_is_not_told_and_undo_takes_it_out_again(
    desk: TestDesk,
) -> None:
    rows = say(desk, 1002, "#merge 1001", ALICE)
    assert told(rows) == []
    assert told(say(desk, 1001, undoing(rows), ALICE)) == [(BOB, 1002)], "it is open again"
    assert SCANNER not in flat(say(desk, 1001, "#show", ALICE)[0])


def test_what_was_merged_goes_to_nobody_but_agents_who_have_the_right(desk: TestDesk) -> None:
    say(desk, 1002, "#merge 1001")
    say(desk, 1001, "#requester carl@customer.example", ALICE)
    rows = say(desk, 1001, f"We look at it.\n\n> {SCANNER}\n> The printer hums.\n\nToday.", ALICE)
    assert [one.recipient for one in rows] == [CARL]
    assert "The printer hums." in flat(rows[0])
    assert SCANNER not in flat(rows[0]), "his is the printer alone"
    rows = say(desk, 1001, "#group Network")
    assert told(rows) == [(ALICE, 1001), (DAN, 1001)]
    assert {one.recipient for one in rows if SCANNER in flat(one)} == {DAN}


def test_a_command_line_that_a_merged_incident_holds_is_a_quotation(desk: TestDesk) -> None:
    desk.take(letter(ANN, "Third", "#cancel\n\nThat is what I read somewhere."))
    say(desk, 1003, "#merge 1001")
    (refused,) = say(desk, 1001, "#cancel", ALICE)
    assert "#cancel not done: the same line stands in" in flat(refused)


def test_an_erasure_looks_for_a_person_where_his_words_were_read_once(desk: TestDesk) -> None:
    rows = say(desk, 1002, "#merge 1001", ALICE)
    say(desk, 1001, undoing(rows), ALICE)
    with desk.store.surveying() as work:
        assert work.incidents_of((CARL,), ()) == {1001, 1002}


def test_undo_tells_who_has_an_incident_again_and_who_has_it_no_longer(desk: TestDesk) -> None:
    rows = say(desk, 1001, "#take")
    rows = say(desk, 1001, undoing(rows))
    assert told(rows) == [(ALICE, 1001)]
    assert "now assigned to you" in flat(rows[0])
    rows = say(desk, 1001, "#group Network")
    assert told(rows) == [(ALICE, 1001), (DAN, 1001)]
    rows = say(desk, 1001, undoing(rows))
    said = {one.recipient: flat(one) for one in rows if one.kind is NoticeKind.AGENT_NOTICE}
    assert "now assigned to you" in said[ALICE]
    assert "taken back from your group" in said[DAN]
    assert said.keys() == {ALICE, DAN}
