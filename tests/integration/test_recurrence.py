"""Incidents that are alike, through the real processing: told once, major, solved together."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.desks import DESK_SECTION, KEYS, TestDesk, make_settings, open_test_desk
from support.letters import body, letter, reply_address, staff
from support.outages import SAME

from mailflow.core.records import Incident, IncidentLink, OutboxRow
from models.enums import IncidentState, LinkKind, NoticeKind, Priority

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BOB, ALICE = "bob@helpdesk.example", "alice@helpdesk.example"
SERVED = {**DESK_SECTION, "served_domains": ("corp.example",)}
WORDS = SAME["telephones"]
PEOPLE = (
    ("Ines Ivens", "ines@corp.example"),
    ("Jon Juhl", "jon@corp.example"),
    ("Kai Koch", "kai@corp.example"),
    ("Lea Lund", "lea@corp.example"),
)
ALL = (1001, 1002, 1003, 1004)
ALIKE, RECURRING = NoticeKind.ALIKE_INCIDENTS, NoticeKind.RECURRING_INCIDENTS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk to which four people of four customers have reported the same."""
    with open_test_desk(tmp_path, make_settings(desk=SERVED)) as one:
        with one.store.begin() as work:
            staff(work, one)
        for (name, address), words in zip(PEOPLE, WORDS, strict=True):
            content = letter(address, words.subject, words.text)
            one.take(
                content.replace(b"From: ", f"From: {name} <".encode()).replace(b"\nTo:", b">\nTo:")
            )
            one.clock.skip(MINUTE)
        one.rounds.tick("one")
        yield one


def of(desk: TestDesk, recipient: str, *kinds: NoticeKind) -> list[OutboxRow]:
    own = (row for row in desk.sent() if row.recipient == recipient)
    return [row for row in own if not kinds or row.kind in kinds]


def answer(desk: TestDesk, row: OutboxRow, text: str, sender: str = BOB) -> str:
    """Let an agent answer a notice; return what he is told."""
    before = len(of(desk, sender, NoticeKind.COMMAND_TRANSCRIPT))
    subject = f"Re: [INC-{row.incident_id}]"
    desk.take(letter(sender, subject, text, to=reply_address(row)))
    told = of(desk, sender, NoticeKind.COMMAND_TRANSCRIPT)[before:]
    return " ".join(" ".join(body(one).split()) for one in told)


def owners(row: OutboxRow) -> set[tuple[int, int]]:
    """Return of which incident and person the reply tokens in a mail are."""
    written = set(re.findall(r"(?:support\+|mf\.)([a-z2-7]{40})", row.content.decode()))
    read = (KEYS.reply_tokens.read(one) for one in written)
    return {(one.incident_id, one.contact_id) for one in read if one is not None}


def incidents(desk: TestDesk) -> dict[int, Incident]:
    with desk.store.read() as work:
        return {one.id: one for one in work.incidents.listed()}


def parents(desk: TestDesk) -> dict[int, tuple[IncidentLink, ...]]:
    with desk.store.read() as work:
        return {number: work.incidents.links(number) for number in ALL}


def test_four_reports_of_one_disruption_are_told_once_and_nobodys_words_with_them(
    desk: TestDesk,
) -> None:
    (told,) = of(desk, BOB, ALIKE)
    assert len(of(desk, ALICE, ALIKE)) == 1
    assert told.incident_id == 1001
    text = body(told)
    assert all(f"INC-{number}" in text for number in ALL)
    assert not any(words.text in text for words in WORDS)
    assert not any(name in text for name, _ in PEOPLE)
    desk.clock.skip(2 * MINUTE)
    desk.rounds.tick("one")
    assert len(of(desk, BOB, ALIKE)) == 1


def test_an_answer_in_a_major_incident_reaches_each_requester_once_in_his_own(
    desk: TestDesk,
) -> None:
    (told,) = of(desk, BOB, ALIKE)
    assert "INC-1002, INC-1003, INC-1004" in answer(desk, told, "#major on")
    major = incidents(desk)[1001]
    assert (major.is_major, major.priority) == (True, Priority.P1)
    assert all(parents(desk)[n] == (IncidentLink(1001, LinkKind.PARENT),) for n in ALL[1:])
    said = answer(desk, told, "Hello Ines,\n\nthe gateway is being replaced (INC-1001), till noon.")
    assert "It went to 3 requesters" in said
    for number, (name, address) in zip(ALL, PEOPLE, strict=True):
        (row,) = of(desk, address, NoticeKind.PUBLIC_ANSWER)
        assert row.incident_id == number
        assert "gateway is being replaced" in body(row)
        others = [other.partition(" ")[0] for other, _ in PEOPLE if other != name]
        assert not any(other in body(row) for other in others)
        assert {int(one) for one in re.findall(r"INC-(\d+)", row.content.decode())} == {number}
        assert owners(row) == {(number, row.contact_id)}


def test_what_stands_below_a_major_incident_is_solved_with_it(desk: TestDesk) -> None:
    (told,) = of(desk, BOB, ALIKE)
    answer(desk, told, "#major on")
    said = answer(desk, told, "#resolve The gateway was replaced.")
    assert "Still open below INC-1001: INC-1002, INC-1003, INC-1004" in said
    assert not any(row.kind is NoticeKind.PUBLIC_ANSWER for row in desk.sent())
    answer(desk, told, "#children The gateway was replaced.")
    assert {one.state for one in incidents(desk).values()} == {IncidentState.RESOLVED}
    ended = Counter(row.recipient for row in desk.sent() if row.kind is NoticeKind.RESOLUTION)
    assert ended == dict.fromkeys((address for _, address in PEOPLE), 1)


@pytest.mark.parametrize("text", ["It is being replaced.", "#children It was replaced."])
def test_who_asked_in_vain_below_a_major_incident_has_an_answer_then(
    desk: TestDesk, text: str
) -> None:
    (told,) = of(desk, BOB, ALIKE)
    answer(desk, told, "#major on")
    with desk.store.begin() as work:
        work.incidents.update(replace(incidents(desk)[1003], asked_at=desk.clock()))
    answer(desk, told, text)
    assert incidents(desk)[1003].asked_at is None, "whoever asks in vain again is told of anew"


def test_a_text_that_names_or_repeats_somebody_of_the_major_incident_goes_to_nobody_else(
    desk: TestDesk,
) -> None:
    (told,) = of(desk, BOB, ALIKE)
    answer(desk, told, "#major on -1004")
    assert "INC-1002, INC-1003" in answer(desk, told, "As Ines says, it is the gateway.")
    repeated = "We know: the desk phone shows registration failed. It is the gateway."
    assert "repeats what somebody wrote" in answer(desk, told, repeated)
    assert not any(of(desk, address, NoticeKind.PUBLIC_ANSWER) for _, address in PEOPLE[1:])
    assert len(of(desk, PEOPLE[0][1], NoticeKind.PUBLIC_ANSWER)) == 2


def test_what_a_major_incident_took_in_is_taken_back_by_undo(desk: TestDesk) -> None:
    (told,) = of(desk, BOB, ALIKE)
    before = incidents(desk)
    number = re.findall(r"#undo (\d+)", answer(desk, told, "#major on"))[-1]
    assert "before" in answer(desk, told, f"#undo {number}")
    after = incidents(desk)
    assert (after[1001].is_major, after[1001].priority) == (False, before[1001].priority)
    assert after[1001].response_due == before[1001].response_due
    assert not any(parents(desk).values())


def test_what_comes_back_over_weeks_becomes_a_problem_and_none_again_by_undo(
    desk: TestDesk,
) -> None:
    for at, words in enumerate(SAME["badge reader"]):
        desk.clock.skip(5 * DAY)
        desk.take(letter(f"p{at}@corp.example", words.subject, words.text))
        desk.rounds.tick("one")
    (told,) = of(desk, BOB, RECURRING)
    assert told.incident_id == 1008
    assert all(f"INC-{number}" in body(told) for number in range(1005, 1009))
    assert not any(words.text in body(told) for words in SAME["badge reader"])
    said = answer(desk, told, "#problem new")
    assert "the problem INC-1009 was opened" in said
    (problem, *_) = incidents(desk).values()
    assert (problem.id, problem.response_due, problem.requester_address) == (1009, None, BOB)
    assert problem.assignee_id is not None
    assert members(desk, 1009) == [1005, 1006, 1007, 1008]
    (news,) = [one for one in of(desk, BOB, NoticeKind.AGENT_NOTICE) if one.incident_id == 1009]
    assert "list of them" in body(news)
    assert not any(row.incident_id == 1009 and row.recipient != BOB for row in desk.sent())
    answer(desk, news, "#priority P1")
    assert (incidents(desk)[1009].priority, told_of_late(desk, 1009)) == (Priority.P1, [])
    number = re.findall(r"#undo (\d+)", said)[-1]
    assert "before" in answer(desk, told, f"#undo {number}")
    assert members(desk, 1009) == []
    assert incidents(desk)[1009].state is IncidentState.CANCELED
    desk.clock.skip(DAY)
    desk.rounds.tick("one")
    assert len(of(desk, BOB, RECURRING)) == 1


def members(desk: TestDesk, number: int) -> list[int]:
    with desk.store.read() as work:
        return sorted(one.other_id for one in work.incidents.linked_from(number))


def told_of_late(desk: TestDesk, number: int) -> list[OutboxRow]:
    """Return who was told of it by the clock when three days went by."""
    desk.clock.skip(3 * DAY)
    desk.rounds.tick("one")
    late = {NoticeKind.PAGE, NoticeKind.ESCALATION}
    return [row for row in desk.sent() if row.incident_id == number and row.kind in late]


def test_what_goes_on_for_longer_than_is_looked_at_is_told_under_its_first_one(
    desk: TestDesk,
) -> None:
    """The first report is older than an hour by then, and open still."""
    desk.clock.skip(56 * MINUTE)
    for at in range(4):
        desk.take(letter(f"p{at}@corp.example", "Phone", "My phone says registration failed."))
    desk.clock.skip(MINUTE)
    desk.rounds.tick("one")
    first, second = of(desk, BOB, ALIKE)
    assert first.incident_id == second.incident_id == 1001
    assert "INC-1008" in body(second)


def test_further_ones_are_told_of_when_they_doubled_and_taken_in_by_name(desk: TestDesk) -> None:
    (told,) = of(desk, BOB, ALIKE)
    answer(desk, told, "#major on")
    for at in range(5):
        desk.take(letter(f"p{at}@corp.example", "Phone", "My phone says registration failed."))
        (news,) = [o for o in of(desk, BOB, NoticeKind.AGENT_NOTICE) if o.incident_id == 1005 + at]
        assert "#parent INC-1001" in body(news)
        assert "INC-1001" not in "".join(body(row) for row in of(desk, f"p{at}@corp.example"))
        desk.clock.skip(MINUTE)
        desk.rounds.tick("one")
        assert len(of(desk, BOB, ALIKE)) == 1 + (at >= 3)
    assert "INC-1005" in answer(desk, of(desk, BOB, ALIKE)[-1], "#major on +1009")
    with desk.store.read() as work:
        below = [one.other_id for one in work.incidents.linked_from(1001)]
    assert sorted(below) == [1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009]
