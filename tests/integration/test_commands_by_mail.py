"""Agents' commands through the real processing on a real store, on SQLite."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow.core.records import Incident
from models.enums import EndState, IncidentState, Role

ANN = "ann@customer.example"
BOB = "bob@helpdesk.example"
HOURS = timedelta(hours=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with two groups and an incident of Ann's."""
    with open_test_desk(tmp_path, make_settings(categories={"printing": {}})) as one:
        with one.store.begin() as work:
            staff(work, one)
            group = work.directory.add_group("Network")
            address = "dan@helpdesk.example"
            dan = work.directory.add(address, role=Role.AGENT, at=one.clock(), handle="dan")
            work.directory.add_member(group.id, dan.id)
        one.take(letter(ANN, "VPN drops", "The VPN drops."))
        yield one


def command(desk: TestDesk, text: str) -> Incident:
    """Let Bob answer his newest notice; return the incident after it."""
    to = reply_address(last_to(desk, BOB))
    desk.take(letter(BOB, "Re: VPN drops", text, to=to))
    return incident(desk)


def incident(desk: TestDesk, number: int = 1001) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def test_an_incident_is_held_sleeps_and_is_woken_by_the_clock(desk: TestDesk) -> None:
    due = incident(desk).resolution_due
    held = command(desk, "#take\n#pending vendor 4h")
    assert (held.state, held.hold_reason) == (IncidentState.ON_HOLD, "vendor")
    desk.clock.skip(3 * HOURS)
    desk.rounds.tick("one")
    assert incident(desk).state is IncidentState.ON_HOLD
    desk.clock.skip(2 * HOURS)
    desk.rounds.tick("one")
    woken = incident(desk)
    assert (woken.state, woken.hold_reason) == (IncidentState.IN_PROGRESS, None)
    assert due is not None
    assert woken.resolution_due == due + 5 * HOURS, "the clock of the targets stood still"
    assert "put on hold for is over" in " ".join(body(last_to(desk, BOB)).split())
    desk.rounds.tick("one")
    assert sum("on hold for is over" in " ".join(body(r).split()) for r in desk.sent()) == 1


def test_many_fields_are_set_by_one_mail_and_told_line_by_line(desk: TestDesk) -> None:
    after = command(desk, "#take\n#priority p1\n#tag +vpn +home\n#time 15m\n#cause old client")
    assert (after.priority, after.tags, after.minutes_worked) == ("P1", "vpn home", 15)
    transcript = body(last_to(desk, BOB))
    for line in ("#priority p1", "priority P1", "#time 15m", "15m of work added"):
        assert line in transcript
    assert all(row.recipient != ANN or "p1" not in body(row) for row in desk.sent())


@pytest.mark.parametrize("text", ["#code fixed\n#close done", "#close done\n#code fixed"])
def test_a_closure_code_holds_before_and_behind_the_command_that_closes(
    desk: TestDesk, text: str
) -> None:
    assert command(desk, text).closure_code == "fixed"


def test_the_transcript_says_what_was_understood(desk: TestDesk) -> None:
    with desk.store.begin() as work:
        bob = work.directory.by_handle("bob")
        assert bob is not None
        work.directory.update(replace(bob, time_zone="Europe/Berlin"))
    for text, said in (
        ("#pending", "on hold (customer)"),
        ("Status: pending", "on hold (customer)"),
        ("#due tomorrow 9:00", "to be solved by 2026-11-25 09:00"),
        ("#assign alice", "alice is no address; did you mean @alice?"),
    ):
        command(desk, text)
        assert said in " ".join(body(last_to(desk, BOB)).split())


def test_who_takes_a_new_incident_from_nobody_does_not_begin_with_it(desk: TestDesk) -> None:
    assert command(desk, "#assign none").state is IncidentState.NEW
    told = len(desk.sent())
    command(desk, "#group Desk")
    assert [row.recipient for row in desk.sent()[told:]] == [BOB], "nothing is new to the group"


def test_one_wrong_line_changes_nothing(desk: TestDesk) -> None:
    before = incident(desk)
    after = command(desk, "#priority p1\n#group Cooks")
    assert after == before
    assert "there is no group Cooks; there are: Desk, Network" in body(last_to(desk, BOB))


def test_an_incident_goes_to_another_group_whose_members_are_told(desk: TestDesk) -> None:
    after = command(desk, "#take")
    after = command(desk, "#group network")
    assert after.assignee_id is None
    assert "handed to your group" in body(last_to(desk, "dan@helpdesk.example"))


def test_a_merged_incident_sends_later_replies_to_the_other(desk: TestDesk) -> None:
    desk.take(letter(ANN, "VPN again", "It drops again."))
    merged = command(desk, "#merge 1001")
    assert merged.state is IncidentState.NEW, "the newest notice was about the second"
    second = incident(desk, 1002)
    assert (second.merged_into, second.state) == (1001, IncidentState.CLOSED)
    acknowledged = next(r for r in desk.sent() if r.recipient == ANN and r.incident_id == 1002)
    desk.take(letter(ANN, "Re: VPN again", "Any news?", to=reply_address(acknowledged)))
    with desk.store.read() as work:
        assert [one.text.strip() for one in work.incidents.entries(1001)][-1] == "Any news?"


def test_somebody_of_the_requesters_domain_reads_along_and_no_stranger(desk: TestDesk) -> None:
    command(desk, "#cc +dana@customer.example\n\nWe are looking into it.")
    assert "looking into it" in body(last_to(desk, "dana@customer.example"))
    command(desk, "#cc +mallory@evil.example\n\nStill looking.")
    assert {row.recipient for row in desk.sent()} & {"mallory@evil.example"} == set()
    command(desk, "#cc -dana@customer.example\n\nFound it.")
    assert "looking into it" in body(last_to(desk, "dana@customer.example"))


def test_an_agent_asks_for_the_incident_its_history_reasons_and_commands(desk: TestDesk) -> None:
    command(desk, "#take\n#tag vpn")
    command(desk, "#show\n#history\n#why\n#help")
    reports = {row.subject: body(row) for row in desk.sent() if row.kind == "incident_report"}
    whole, history, why, all_commands = reports.values()
    assert "The VPN drops." in whole
    assert "tags: – → vpn" in history
    assert "P3: impact medium, urgency medium" in why
    assert "ruling: anyone else, new" in " ".join(why.split())
    assert "#merge" in all_commands
    assert {row.recipient for row in desk.sent() if row.kind == "incident_report"} == {BOB}


def test_a_preview_says_what_would_be_done_and_does_nothing(desk: TestDesk) -> None:
    before = incident(desk)
    after = command(desk, "#preview\n#resolve done\n#tag vpn\n\nDear Ann, it runs.")
    assert after == before
    transcript = body(last_to(desk, BOB))
    assert "would be done: resolved" in transcript
    assert [row.kind for row in desk.sent() if row.recipient == ANN] == ["acknowledgement"]
    wrong = command(desk, "#preview\n#group cooks")
    assert wrong == before
    assert "no group cooks" in body(last_to(desk, BOB))


def undo_number(desk: TestDesk) -> str:
    """Return the number that the newest transcript names."""
    return str(re.findall(r"#undo (\d+)", body(last_to(desk, BOB)))[-1])


def standing(desk: TestDesk) -> tuple[Incident, Any, Any]:
    """Return the incident but for its version, who takes part, and its links."""
    with desk.store.read() as work:
        people = {(one.address, one.role) for one in work.incidents.participants(1001)}
        links = work.incidents.links(1001)
    return replace(incident(desk), version=0), people, links


UNDONE = (
    "#priority p1\n#tag vpn\n#time 15m\n#due 2d",
    "#pending vendor 2d",
    "#resolve it was DNS",
    "#group Network",
    "#cc +dana@customer.example\n#requester eve@customer.example",
    "#link 1002\n#parent 1002",
    "#impact high\n#urgency low\n#category printing",
    "#cancel\n#code mistake\n#cause none\n#subject Nothing",
)


@pytest.mark.parametrize("text", UNDONE)
def test_undo_restores_the_incident_exactly(desk: TestDesk, text: str) -> None:
    desk.take(letter(ANN, "Printer jams", "It jams."))
    command_on(desk, 1001, "#take\n#tag old")
    with desk.store.begin() as work:  # who hands it to others has no right to take it back
        bob = work.directory.by_handle("bob")
        assert bob is not None
        work.directory.add_member(work.directory.groups()[1].id, bob.id)
    before = standing(desk)
    command_on(desk, 1001, text)
    assert standing(desk) != before
    number = undo_number(desk)
    command_on(desk, 1001, f"#undo {number}")
    assert standing(desk) == before
    again = undo_number(desk)
    command_on(desk, 1001, f"#undo {again}")
    assert standing(desk) != before, "what was undone can be done again"


def test_what_changed_since_or_never_is_not_undone(desk: TestDesk) -> None:
    command(desk, "#tag one")
    number = undo_number(desk)
    command(desk, "#tag two")
    before = standing(desk)
    command(desk, f"#undo {number}")
    assert "tags was changed again since" in " ".join(body(last_to(desk, BOB)).split())
    command(desk, "#undo 99")
    assert "the mail 99 changed nothing" in " ".join(body(last_to(desk, BOB)).split())
    assert standing(desk) == before


def command_on(desk: TestDesk, number: int, text: str) -> None:
    """Let Bob answer his newest notice about this incident."""
    rows = [row for row in desk.sent() if row.recipient == BOB and row.incident_id == number]
    desk.take(letter(BOB, f"Re: [INC-{number}]", text, to=reply_address(rows[-1])))


def test_rights_are_those_of_the_moment_in_which_the_command_runs(desk: TestDesk) -> None:
    """Bob's token is valid; what he may do with it is asked when his answer comes."""
    with desk.store.begin() as work:
        (mine,) = (one for one in work.directory.groups() if one.name == "Desk")
        bob = work.directory.by_address(BOB)
        assert bob is not None
        work.directory.remove_member(mine.id, bob.id)
    assert command(desk, "#close it runs").state is IncidentState.NEW
    assert "it belongs to another group" in body(last_to(desk, BOB))
    with desk.store.begin() as work:
        work.incidents.update(replace(incident(desk), assignee_id=bob.id))
    assert command(desk, "#close it runs").state is IncidentState.CLOSED
    with desk.store.begin() as work:
        work.directory.add_member(mine.id, bob.id)
        work.directory.update(replace(bob, role=Role.REQUESTER))
    command(desk, "#reopen")
    assert incident(desk).state is IncidentState.CLOSED


def test_a_long_line_that_gmail_cuts_resolves_and_none_of_it_is_the_answer(desk: TestDesk) -> None:
    how = "Moved the gateway to the wired network, where it has an address of its own that stays"
    message = EmailMessage()
    message["Authentication-Results"] = (
        "mx.helpdesk.example; dmarc=pass header.from=helpdesk.example"
    )
    message["From"], message["To"] = BOB, reply_address(last_to(desk, BOB))
    message["Subject"], message["Message-ID"] = "Re: VPN drops", "<cut@mail.example.org>"
    wrapped = "\n".join(wrap(f"#resolve {how}", 72))
    message.set_content(f"{wrapped}\nDear Ann, it runs.")
    html = f"<div>#resolve {how}</div><div>Dear Ann, it runs.</div>"
    message.add_alternative(html, subtype="html")
    desk.take(message.as_bytes())
    assert incident(desk).resolution == how
    answer = body(last_to(desk, ANN))
    assert answer.index("Dear Ann, it runs.") < answer.index("Moved the gateway")


def test_a_command_below_the_text_sends_nothing_and_the_agent_is_told(desk: TestDesk) -> None:
    before = incident(desk)
    assert command(desk, "Dear Ann, it works again.\n#note she was angry") == before
    assert all("angry" not in body(row) for row in desk.sent() if row.recipient == ANN)
    told = " ".join(body(last_to(desk, BOB)).split())
    assert "#note she was angry" in told
    assert "commands stand above the text" in told


def test_rights_are_those_of_the_moment_a_command_is_read_not_when_it_was_sent(
    desk: TestDesk,
) -> None:
    to = reply_address(last_to(desk, BOB))
    answer = letter(BOB, "Re: VPN drops", "#take\n#note mine", to=to)
    sent = len(desk.sent())
    with desk.store.begin() as work:
        work.mails.keep(answer, source="test", received_at=desk.clock())
        bob = work.directory.by_address(BOB)
        assert bob
        work.directory.set_active(bob.id, active=False)
    assert desk.rounds.process()
    with desk.store.read() as work:
        (held,) = work.mails.listed(EndState.QUARANTINED, 9)
    assert held.rule == "agent_inactive"
    assert incident(desk).assignee_id is None
    assert len(desk.sent()) == sent
