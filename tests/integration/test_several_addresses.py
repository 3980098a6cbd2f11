"""One person with several addresses, or who was two: his tokens, his part, his mails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desks import TestDesk, open_test_desk
from support.letters import last_to, letter, reply_address, staff

from mailflow.core.records import Entry, Incident
from models.enums import IncidentState, Role

ANN, HOME = "ann@customer.example", "annie@customer.example"
BOB = "bob@helpdesk.example"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with an incident of Ann's."""
    with open_test_desk(tmp_path) as one:
        with one.store.begin() as work:
            staff(work, one)
        one.take(letter(ANN, "VPN drops", "The VPN drops."))
        yield one


def merge(desk: TestDesk, address: str, into: str) -> None:
    """Make one person of two, as the command line does."""
    with desk.store.begin() as work:
        gone, kept = work.directory.by_address(address), work.directory.by_address(into)
        assert gone
        assert kept
        work.directory.merge(gone.id, kept.id)
        work.incidents.reassign(gone.id, kept.id)


def found(desk: TestDesk, number: int = 1001) -> tuple[Incident, tuple[Entry, ...]]:
    with desk.store.read() as work:
        incident = work.incidents.get(number)
        assert incident
        return incident, work.incidents.entries(number)


def answer(desk: TestDesk, sender: str, recipient: str, text: str) -> None:
    """Let somebody answer the newest mail to a recipient."""
    to = reply_address(last_to(desk, recipient))
    desk.take(letter(sender, "Re: VPN drops", text, to=to))


def test_a_requester_answers_from_her_other_address_with_her_token(desk: TestDesk) -> None:
    with desk.store.begin() as work:
        ann = work.directory.by_address(ANN)
        assert ann
        work.directory.add_address(ann.id, HOME)
    answer(desk, HOME, ANN, "It is the router.")
    _, entries = found(desk)
    assert [(one.kind, one.author_address) for one in entries] == [
        ("request", ANN),
        ("reply", HOME),
    ]
    answer(desk, HOME, ANN, "#close")
    assert found(desk)[0].state is IncidentState.CLOSED


def test_a_stranger_with_her_token_takes_no_part(desk: TestDesk) -> None:
    answer(desk, HOME, ANN, "#close")
    assert found(desk)[0].state is IncidentState.NEW


def test_who_was_two_is_answered_with_the_tokens_of_both_and_gets_one_mail(desk: TestDesk) -> None:
    answer(desk, BOB, BOB, f"#cc +{HOME}")
    desk.take(letter(HOME, "My printer", "It jams."))
    with desk.store.read() as work:
        assert {one.address for one in work.incidents.participants(1001)} >= {ANN, HOME}
    merge(desk, HOME, ANN)
    desk.take(letter(HOME, "Re: My printer", "#close", to=reply_address(last_to(desk, HOME))))
    assert found(desk, 1002)[0].state is IncidentState.CLOSED
    before = len(desk.sent())
    first = next(one for one in desk.sent() if one.recipient == BOB and one.incident_id == 1001)
    desk.take(letter(BOB, "Re: VPN drops", "We look at it.", to=reply_address(first)))
    told = [one.recipient for one in desk.sent()[before:] if one.kind == "public_answer"]
    assert told == [ANN]


def test_an_agent_who_was_two_commands_with_the_tokens_of_both(desk: TestDesk) -> None:
    old = "robert@helpdesk.example"
    with desk.store.begin() as work:
        robert = work.directory.add(old, role=Role.AGENT, at=desk.clock(), handle="robert")
        (group,) = work.directory.groups()
        work.directory.add_member(group.id, robert.id)
    desk.take(letter(ANN, "VPN again", "It drops again."))
    notice = last_to(desk, old)
    merge(desk, old, BOB)
    desk.take(letter(old, "Re: VPN again", "#take", to=reply_address(notice)))
    incident, _ = found(desk, 1002)
    with desk.store.read() as work:
        bob = work.directory.by_address(BOB)
    assert bob
    assert incident.assignee_id == bob.id
    assert bob.addresses == (BOB, old)
