"""How incidents stand to each other: parent and child, merges, and how all of it is taken back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow.core.commands.examples import EXAMPLES
from mailflow.core.records import Incident, IncidentLink, OutboxRow
from models.enums import IncidentState, LabelSource, LinkKind, NoticeKind, ParticipantRole

ANN = "ann@customer.example"
CARL = "carl@client.example"
BOB = "bob@helpdesk.example"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with four incidents: three of Ann's and one of Carl's."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            staff(work, one)
        for sender, subject in ((ANN, "VPN"), (ANN, "Wiki"), (CARL, "Mail"), (ANN, "Phone")):
            one.take(letter(sender, subject, f"{subject} is down."))
        yield one


def say(desk: TestDesk, number: int, text: str, sender: str = BOB) -> str:
    """Let an agent answer his newest notice about an incident; return the transcript."""
    rows = [row for row in desk.sent() if (row.recipient, row.incident_id) == (sender, number)]
    desk.take(letter(sender, f"Re: [INC-{number}]", text, to=reply_address(rows[-1])))
    told = [row for row in desk.sent() if row.kind is NoticeKind.COMMAND_TRANSCRIPT]
    return flat(told[-1])


def flat(row: OutboxRow) -> str:
    return " ".join(body(row).split())


def report(desk: TestDesk, number: int, text: str) -> str:
    say(desk, number, text)
    return flat(to(desk, BOB, NoticeKind.INCIDENT_REPORT)[-1])


def undo_number(told: str) -> str:
    return str(re.findall(r"#undo (\d+)", told)[-1])


def incident(desk: TestDesk, number: int) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def links(desk: TestDesk, number: int) -> tuple[IncidentLink, ...]:
    with desk.store.read() as work:
        return work.incidents.links(number)


def standing(desk: TestDesk) -> list[object]:
    """Return every incident but for its version, its links and people; blocks; who is away."""
    found: list[object] = []
    with desk.store.read() as work:
        for number in (1001, 1002, 1003, 1004):
            people = work.incidents.participants(number)
            others = {(x.address, x.role) for x in people if x.role is not ParticipantRole.AGENT}
            found += [replace(incident(desk, number), version=0), links(desk, number), others]
        blocked = work.blocks.get(ANN)
        found += [blocked.kind if blocked else None]
        found += [one.away_until for one in work.directory.agents()]
    return found


def to(desk: TestDesk, recipient: str, kind: NoticeKind) -> list[OutboxRow]:
    return [row for row in desk.sent() if (row.recipient, row.kind) == (recipient, kind)]


# What stands above and below


def test_an_incident_has_one_parent_and_the_one_before_comes_back_by_undo(desk: TestDesk) -> None:
    say(desk, 1002, "#parent 1001")
    before = standing(desk)
    told = say(desk, 1002, "#parent 1004")
    assert links(desk, 1002) == (IncidentLink(1004, LinkKind.PARENT),)
    say(desk, 1002, f"#undo {undo_number(told)}")
    assert standing(desk) == before


@pytest.mark.parametrize("number", [1001, 1002, 1003])
def test_no_incident_is_its_own_ancestor(desk: TestDesk, number: int) -> None:
    say(desk, 1002, "#parent 1001")
    say(desk, 1003, "#parent 1002")
    told = say(desk, 1001, f"#parent {number}")
    assert "is this incident itself" in told if number == 1001 else "stands below" in told
    assert links(desk, 1001) == ()


def test_undo_brings_no_parent_back_that_stands_below_by_now(desk: TestDesk) -> None:
    number = undo_number(say(desk, 1002, "#parent 1001"))
    again = undo_number(say(desk, 1002, f"#undo {number}"))
    say(desk, 1001, "#parent 1002")
    assert "parent was changed again since" in say(desk, 1002, f"#undo {again}")
    assert links(desk, 1002) == ()


def test_a_link_that_is_there_is_not_taken_away_with_one_that_was_given_again(
    desk: TestDesk,
) -> None:
    say(desk, 1001, "#link 1002")
    told = say(desk, 1001, "#link 1002\n#tag vpn")
    say(desk, 1001, f"#undo {undo_number(told)}")
    assert links(desk, 1001) == (IncidentLink(1002, LinkKind.RELATED),)
    assert incident(desk, 1001).tags == ""


def test_agents_see_relations_from_both_ends_and_requesters_none(desk: TestDesk) -> None:
    say(desk, 1002, "#parent 1001\n#link 1004\n#problem 1003")
    assert "Children: INC-1002 (new)" in report(desk, 1001, "#show")
    shown = report(desk, 1002, "#show")
    for line in ("Parent: INC-1001 (new)", "Linked: INC-1004 (new)", "Problem: INC-1003 (new)"):
        assert line in shown
    desk.take(
        letter(
            ANN,
            "Re: Phone",
            "Still down.",
            to=reply_address(
                next(
                    row
                    for row in to(desk, ANN, NoticeKind.ACKNOWLEDGEMENT)
                    if row.incident_id == 1004
                )
            ),
        )
    )
    assert "Linked: INC-1002 (new)" in flat(last_to(desk, BOB))
    say(desk, 1002, "We look into it.")
    assert "INC-1001" not in body(last_to(desk, ANN))


# The end of a parent


def family(desk: TestDesk) -> None:
    """Wiki and, below it, Carl's mail hang on the VPN; Ann's phone is done already."""
    say(desk, 1002, "#parent 1001")
    say(desk, 1003, "#parent 1002")
    say(desk, 1004, "#parent 1001\n#resolve New phone.")


@pytest.mark.parametrize("text", ["#resolve New router.", "#close New router.", "#cancel"])
def test_the_end_of_a_parent_tells_which_children_are_open_and_ends_none(
    desk: TestDesk, text: str
) -> None:
    family(desk)
    assert "INC-1002, INC-1003" in say(desk, 1001, f"#preview\n{text}")
    told = say(desk, 1001, text)
    assert "INC-1002, INC-1003" in told
    assert "INC-1004" not in told
    assert "#children" in told
    for number in (1002, 1003):
        assert not incident(desk, number).is_finished


def test_the_offered_link_ends_all_children_and_each_requester_reads_his_own(
    desk: TestDesk,
) -> None:
    family(desk)
    say(desk, 1001, "#resolve SECRET-OF-ANN fixed.")
    transcript = to(desk, BOB, NoticeKind.COMMAND_TRANSCRIPT)[-1]
    (address, command) = re.findall(r"mailto:([^?]+)\?subject=\S*?&body=(\S+)", body(transcript))[0]
    assert address == reply_address(transcript)
    assert command.startswith("%23children%20")
    before = standing(desk)
    told = say(desk, 1001, "#children The line works again.")
    for number in (1002, 1003):
        child = incident(desk, number)
        assert (child.state, child.resolution) == (
            IncidentState.RESOLVED,
            "The line works again.",
        )
        assert child.responded_at is not None
    (carls,) = to(desk, CARL, NoticeKind.RESOLUTION)
    assert "The line works again." in body(carls)
    assert "SECRET-OF-ANN" not in body(carls)
    assert "#children" not in body(carls)
    say(desk, 1001, f"#undo {undo_number(told)}")
    assert standing(desk) == before
    assert "nothing below INC-1004 is open" in say(desk, 1004, "#children Done.")


def test_children_of_another_group_are_left_alone(desk: TestDesk) -> None:
    family(desk)
    with desk.store.begin() as work:
        other = work.directory.add_group("Network")
        work.incidents.update(replace(incident(desk, 1003), group_id=other.id))
    told = say(desk, 1001, "#children Done.")
    assert "you do not work on INC-1003" in told
    assert not incident(desk, 1002).is_finished


# Merging


def merged(desk: TestDesk) -> str:
    """Merge the wiki into the VPN; return the number that takes it back."""
    return undo_number(say(desk, 1002, "#merge 1001"))


def test_a_merge_is_taken_back_exactly_and_later_replies_find_their_own(desk: TestDesk) -> None:
    before = standing(desk)
    number = merged(desk)
    ann = next(r for r in to(desk, ANN, NoticeKind.ACKNOWLEDGEMENT) if r.incident_id == 1002)
    say(desk, 1002, f"#undo {number}")
    assert standing(desk) == before
    desk.take(letter(ANN, "Re: Wiki", "Any news?", to=reply_address(ann)))
    with desk.store.read() as work:
        assert "Any news?" in work.incidents.entries(1002)[-1].text
    history = report(desk, 1001, "#history")
    assert "taken in: – → INC-1002" in history
    assert "given back: – → INC-1002" in history


def test_a_merge_is_taken_back_though_people_came_with_it_and_stay(desk: TestDesk) -> None:
    number = undo_number(say(desk, 1002, "#cc +dana@customer.example\n#merge 1001"))
    told = say(desk, 1001, f"#undo {number}")
    assert incident(desk, 1002).merged_into is None
    assert "the fields of INC-1002 are as before; people" in told
    assert "INC-1002" in say(desk, 1002, "#cc -dana@customer.example")


def test_a_merge_that_was_taken_back_is_not_redone_by_undo(desk: TestDesk) -> None:
    told = say(desk, 1001, f"#undo {merged(desk)}")
    assert "#undo" not in told.partition("To take this back")[2]
    assert incident(desk, 1002).merged_into is None


def test_what_was_done_beside_taking_a_merge_back_is_not_undone_by_half(desk: TestDesk) -> None:
    number = merged(desk)
    told = say(desk, 1001, f"#undo {number}\n#assign alice@helpdesk.example")
    assert "To take this back" not in told
    with desk.store.read() as work:
        last = work.incidents.events(1001)[-1].mail_id
    for incident_id in (1001, 1002):  # the one that was taken out gets its own answers again
        assert "#merge there once more" in say(desk, incident_id, f"#undo {last}")
    assert incident(desk, 1002).merged_into is None


def test_only_who_works_on_both_takes_a_merge_back(desk: TestDesk) -> None:
    number = merged(desk)
    with desk.store.begin() as work:
        other = work.directory.add_group("Network")
        work.incidents.update(replace(incident(desk, 1002), group_id=other.id))
    assert "you do not work on INC-1002" in say(desk, 1001, f"#undo {number}")
    assert incident(desk, 1002).merged_into == 1001


def test_nothing_is_merged_into_or_put_below_what_is_a_part_of_another(desk: TestDesk) -> None:
    merged(desk)
    for text in ("#merge 1002", "#parent 1002"):
        assert "INC-1002 is a part of INC-1001 now" in say(desk, 1004, text)


# Splitting


def test_a_quoted_note_gets_into_no_incident_that_is_split_off(desk: TestDesk) -> None:
    say(desk, 1001, "#note\n\nThe director drank coffee over the router.")
    say(
        desk,
        1001,
        "#split Coffee machine\n\nThe coffee machine leaks, too.\n\n"
        "On Tue, 24 Nov 2026 at 12:00, Help Desk wrote:\n"
        "> The director drank coffee over the router.\n\n"
        "> The director drank coffee over the router.\n> VPN is down.\n\nPlease bring a towel.",
    )
    with desk.store.read() as work:
        texts = [one.text for one in work.incidents.entries(1005)]
    assert all("director" not in one for one in texts), texts
    assert "leaks, too" in texts[0]
    for row in desk.sent():
        if row.recipient == ANN:
            assert "director" not in body(row)


# Every command


UNCHANGING = {"note", "public", "reply", "show", "history", "why", "help", "preview"}
OF_OTHERS = {"undo", "yes", "no"}
FINAL = {"action", "split"}
HERE = {
    "assign": "#assign @alice",
    "category": "#category network",
    "cc": "#cc +dana@customer.example",
    "group": "#group Second Line",
    "merge": "#merge 1004",
    "requester": "#requester dana@customer.example",
    "wrong": "#wrong network",
}


def test_every_command_that_changes_something_is_taken_back_exactly(tmp_path: Path) -> None:
    settings = make_settings(categories={"printing": {}, "network": {}})
    with open_test_desk(tmp_path, settings) as desk:
        with desk.store.begin() as work:
            staff(work, desk)
            second = work.directory.add_group("Second Line", tier=2)
            bob = work.directory.by_handle("bob")
            assert bob is not None
            work.directory.add_member(second.id, bob.id)
        for number in range(4):
            desk.take(letter(ANN, f"Line {number}", f"Line {number} is down."))
        for number in (1001, 1004):
            say(desk, number, "#tag new\n#take\n\nWe look into it.")
        say(desk, 1003, "#parent 1002\n#take")
        say(desk, 1002, "#take")
        with desk.store.begin() as work:
            suggested = {"category": "printing", "category_source": LabelSource.SUGGESTED}
            work.incidents.update(replace(incident(desk, 1001), **suggested))  # type: ignore[arg-type]
        assert "#undo" not in say(desk, 1001, "#tag +new"), "it has the tag already"
        for name in sorted(EXAMPLES.keys() - UNCHANGING - OF_OTHERS - FINAL):
            _undone(desk, name)


def _undone(desk: TestDesk, name: str) -> None:
    """Give a command and take it back; whatever stands is as it was."""
    number = 1002 if name == "children" else 1001
    if name == "reopen":
        say(desk, number, "#cancel")
    before = standing(desk)
    told = say(desk, number, HERE.get(name, EXAMPLES[name].replace("1001", "1003")))
    assert standing(desk) != before, told
    say(desk, number, f"#undo {undo_number(told)}")
    assert standing(desk) == before, name
    if name == "reopen":
        say(desk, number, "#reopen")


def test_undo_brings_no_incident_back_to_an_agent_who_works_here_no_more(desk: TestDesk) -> None:
    say(desk, 1001, "#assign @alice")
    number = undo_number(say(desk, 1001, "#assign me"))
    with desk.store.begin() as work:
        alice = work.directory.by_handle("alice")
        assert alice is not None
        work.directory.set_active(alice.id, False)
    assert "works here no more" in say(desk, 1001, f"#undo {number}")
    assert incident(desk, 1001).assignee_id not in {None, alice.id}
