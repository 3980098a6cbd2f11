"""Incidents that ended: they close, are rated, asked about and looked back on, by mail and hour."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address

from mailflow.closing import LIMIT
from mailflow.core.records import Incident, OutboxRow
from models.enums import EntryKind, IncidentKind, IncidentState, NoticeKind, Role

ANN, BOB, EVE = "ann@customer.example", "bob@helpdesk.example", "eve@helpdesk.example"
DAY = timedelta(days=1)  # the clock stands on a Tuesday: five business days are a week


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk whose group has a manager, and an incident of Ann's."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            eve = work.directory.add(EVE, role=Role.AGENT, at=one.clock(), handle="eve")
            group = work.directory.add_group("Desk", is_default=True, manager_id=eve.id)
            bob = work.directory.add(BOB, role=Role.AGENT, at=one.clock(), handle="bob")
            work.directory.add_member(group.id, bob.id)
        one.take(letter(f"Ann Lee <{ANN}>", "VPN drops", "The VPN drops every hour."))
        yield one


def incident(desk: TestDesk, number: int = 1001) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def say(desk: TestDesk, text: str, *, sender: str = BOB, kind: NoticeKind | None = None) -> str:
    """Let somebody answer his newest mail (of a kind) about Ann's incident; return the next one."""
    own = [row for row in desk.sent() if (row.recipient, row.incident_id) == (sender, 1001)]
    row = [one for one in own if kind in {None, one.kind}][-1]
    desk.take(letter(sender, "Re: [INC-1001]", text, to=reply_address(row)))
    return " ".join(body(last_to(desk, sender)).split())


def kinds(desk: TestDesk, recipient: str, since: int = 0) -> list[NoticeKind]:
    """Return what somebody was sent, oldest first."""
    return [row.kind for row in desk.sent()[since:] if row.recipient == recipient]


def look(desk: TestDesk, after: timedelta) -> int:
    """Let the clock look once; return how many mails about incidents it wrote, no escalation."""
    desk.clock.skip(after)
    before = len(desk.sent())
    desk.rounds.tick("worker")
    fresh = (one for one in desk.sent()[before:] if one.incident_id is not None)
    return sum(one.kind is not NoticeKind.ESCALATION for one in fresh)


# Closing by itself


def test_a_resolved_incident_closes_after_five_business_days_unless_it_is_opened_again(
    desk: TestDesk,
) -> None:
    say(desk, "#resolve New client.")
    until = incident(desk).closes_at
    assert until == desk.clock() + 7 * DAY
    assert "answer by Tue 1 Dec 2026, 12:00 UTC" in " ".join(body(last_to(desk, ANN)).split())
    desk.clock.skip(6 * DAY)
    say(desk, "It still drops.", sender=ANN)
    assert incident(desk).closes_at is None
    assert incident(desk).resolution is None
    assert "a resolution is needed" in say(desk, "#close")
    say(desk, "#resolve Another client.")
    assert look(desk, 6 * DAY) == 0
    assert look(desk, DAY) == 1
    now = incident(desk)
    assert (now.state, now.closed_at) == (IncidentState.CLOSED, desk.clock())
    assert (now.closure_code, now.resolution) == ("solved", "Another client.")
    mail = last_to(desk, ANN)
    assert mail.kind is NoticeKind.CLOSURE
    text = " ".join(body(mail).split())
    assert "nobody wrote that anything is missing" in text
    assert "What was done ------------- Another client." in text
    assert look(desk, 30 * DAY) == 0, "once"


def test_many_that_close_at_one_moment_close_some_at_a_time(desk: TestDesk) -> None:
    """A desk that was down for days writes no storm, and a requester of an alert nothing."""
    with desk.store.begin() as work:
        for _ in range(LIMIT + 5):
            number = work.incidents.draw_id()
            work.incidents.add(
                Incident(
                    number,
                    "Old",
                    IncidentState.RESOLVED,
                    ANN,
                    desk.clock(),
                    resolved_at=desk.clock(),
                    closes_at=desk.clock() + DAY,
                    resolution="Done.",
                )
            )
    assert look(desk, 3 * DAY) == 0
    with desk.store.read() as work:
        assert len(work.incidents.listed([IncidentState.CLOSED])) == LIMIT
    assert look(desk, timedelta(seconds=5)) == 0
    with desk.store.read() as work:
        assert len(work.incidents.listed([IncidentState.CLOSED])) == LIMIT + 5


# Code and cause


def test_an_unknown_code_stops_no_closure_and_the_default_is_kept(desk: TestDesk) -> None:
    told = say(desk, "#close New client.\n#code solvd")
    assert "did you mean solved?" in told
    assert "carried out" in told
    assert (incident(desk).state, incident(desk).closure_code) == (IncidentState.CLOSED, "solved")
    say(desk, "#code Workaround")
    assert incident(desk).closure_code == "workaround"
    say(desk, "#code Known error!")
    assert incident(desk).closure_code == "known_error"
    for odd, said in (("", "no closure code is named"), (" it was a cable", "it_was_a_cable")):
        told = say(desk, f"#tag +seen\n#code{odd}")
        assert "carried out" in told
        assert said in told
    assert incident(desk).closure_code == "known_error"


def test_the_cause_of_a_grave_incident_is_asked_for_at_once_and_once_more(desk: TestDesk) -> None:
    told = say(desk, "#take\n#priority p2\n#resolve New client.")
    assert "Please say why it happened" in told
    assert "body=%23cause%20" in told
    assert look(desk, DAY) == 0
    assert look(desk, DAY) == 1
    reminder = last_to(desk, BOB)
    assert "nobody has recorded why it happened" in " ".join(body(reminder).split())
    assert look(desk, DAY) == 0
    assert "Please say" not in say(desk, "#cause A certificate had expired.")
    number = re.search(r"#undo (\d+)", say(desk, "#cause Nobody renewed it."))
    assert number
    say(desk, f"#undo {number[1]}")
    assert incident(desk).root_cause == "A certificate had expired."


def test_who_says_the_cause_in_time_is_not_asked(desk: TestDesk) -> None:
    assert "Please say" not in say(desk, "#priority p1\n#resolve New client.\n#cause Expired.")
    assert incident(desk).cause_due_at is None


# Ratings


def links(row: OutboxRow) -> list[str]:
    part = message_from_bytes(row.content, policy=default).get_body(("html",))
    assert part is not None
    return re.findall(r'href="(mailto:[^"]+)"', part.get_content())


def test_a_resolution_is_rated_with_one_click_and_a_bad_rating_is_heard(desk: TestDesk) -> None:
    say(desk, "#take\n#resolve New client.")
    mail = last_to(desk, ANN)
    found = links(mail)
    assert [one.rpartition("=")[2] for one in found] == [f"%23rate%20{n}" for n in range(1, 6)]
    assert all(reply_address(mail) in one for one in found), "with this mail's own token"
    since = len(desk.sent())
    answer = say(desk, "#rate 2\n\nIt took three days.", sender=ANN)
    now = incident(desk)
    assert (now.rating, now.rating_comment) == (2, "It took three days.")
    assert now.state is IncidentState.RESOLVED, "a rating opens nothing by itself"
    assert kinds(desk, EVE, since) == [NoticeKind.AGENT_NOTICE]
    assert "is not content" in " ".join(body(last_to(desk, EVE)).split())
    assert "2 of 5" in body(last_to(desk, EVE))
    assert "Is it not solved? Just answer this mail" in answer
    assert [one.rpartition("=")[2] for one in links(last_to(desk, ANN))] == ["%23reopen"]
    since = len(desk.sent())
    say(desk, "2", sender=ANN)
    assert kinds(desk, EVE, since) == kinds(desk, ANN, since) == [], "each is told once"
    say(desk, "\uff11", sender=ANN)
    assert (incident(desk).rating, incident(desk).rating_comment) == (1, None)
    assert kinds(desk, EVE, since) == [NoticeKind.AGENT_NOTICE], "of another rating, too"
    say(desk, "#reopen", sender=ANN)
    assert incident(desk).state is IncidentState.IN_PROGRESS
    say(desk, "#resolve Yet another client.")
    assert len(links(last_to(desk, ANN))) == 5, "a new resolution asks anew"
    say(desk, "4", sender=ANN)
    assert (incident(desk).rating, incident(desk).state) == (4, IncidentState.RESOLVED)


@pytest.mark.parametrize("text", ["5 of us still wait", "5!", "4\n5"])
def test_what_is_no_rating_opens_the_incident_again(desk: TestDesk, text: str) -> None:
    say(desk, "#resolve New client.")
    say(desk, text, sender=ANN)
    assert (incident(desk).rating, incident(desk).state) == (None, IncidentState.IN_PROGRESS)


def test_neither_a_machine_nor_somebody_unproven_rates(desk: TestDesk) -> None:
    say(desk, "#resolve New client.")
    mail = letter(ANN, "Re: [INC-1001]", "#rate 1", to=reply_address(last_to(desk, ANN)))
    desk.take(mail.replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:", 1))
    desk.take(mail.replace(b"dmarc=pass", b"dmarc=fail", 1))
    assert (incident(desk).rating, incident(desk).state) == (None, IncidentState.RESOLVED)


def test_a_rating_of_what_became_a_part_of_another_goes_where_its_mails_go(
    desk: TestDesk,
) -> None:
    desk.take(letter(f"Ann Lee <{ANN}>", "It drops again", "The VPN drops again."))
    say(desk, "#resolve New client.")
    mail = last_to(desk, ANN)
    say(desk, "#merge 1002")
    desk.take(letter(ANN, "Re: [INC-1001]", "#rate 5", to=reply_address(mail)))
    assert (incident(desk).rating, incident(desk, 1002).rating) == (None, 5)
    assert incident(desk, 1002).state is IncidentState.NEW


def test_a_bad_rating_long_after_the_end_is_kept_and_its_words_open_another(
    desk: TestDesk,
) -> None:
    say(desk, "#close New client.")
    desk.clock.skip(40 * DAY)
    say(desk, "1\nNothing works!", sender=ANN)
    assert (incident(desk).rating, incident(desk).state) == (1, IncidentState.CLOSED)
    assert incident(desk, 1002).mentions == 1001


# Looking back


def reviewed(desk: TestDesk) -> dict[str, str]:
    """Close a grave incident with another below it; return the reviews by who got them."""
    desk.take(letter("dan@other.example", "Mine, too", "Secret words of Dan."))
    say(desk, "#take\n#priority p1\n\nWe look into it.")
    own = [row for row in desk.sent() if (row.recipient, row.incident_id) == (BOB, 1002)]
    desk.take(letter(BOB, "Re: [INC-1002]", "#parent 1001", to=reply_address(own[-1])))
    say(desk, "#close New client.\n#cause A certificate had expired.")
    assert look(desk, timedelta(minutes=1)) == 2
    found = (row for row in desk.sent() if row.kind is NoticeKind.REVIEW)
    return {row.recipient: " ".join(body(row).split()) for row in found}


def test_a_grave_incident_is_looked_back_on_once_when_it_is_closed(desk: TestDesk) -> None:
    reviews = reviewed(desk)
    assert set(reviews) == {BOB, EVE}
    assert "priority P3 became P1 (bob)" in reviews[BOB]
    assert "1 incidents, 1 of them still open" in reviews[BOB]
    assert "What went well?" in reviews[EVE]
    assert "Secret words" not in reviews[BOB]
    assert look(desk, DAY) == 0


def test_an_answer_to_a_review_stays_inside_and_its_actions_are_followed(desk: TestDesk) -> None:
    reviewed(desk)
    since = len(desk.sent())
    lines = "#action Watch when certificates expire\n#action Ask Dan\n\nNobody watched it."
    told = say(desk, lines, kind=NoticeKind.REVIEW)
    assert "noted as INC-1003" in told
    assert "noted as INC-1004" in told
    assert kinds(desk, ANN, since) == [], "it is nobody's outside the desk"
    with desk.store.read() as work:
        note = work.incidents.entries(1001)[-1]
    assert (note.kind, note.public, note.text) == (EntryKind.REVIEW, False, "Nobody watched it.")
    action = incident(desk, 1003)
    assert (action.subject, action.requester_address) == ("Watch when certificates expire", BOB)
    assert (action.kind, action.resolution_due) == (IncidentKind.ACTION, None)
    assert action.group_id == incident(desk).group_id
    say(desk, "#show")
    shown = [row for row in desk.sent() if row.kind is NoticeKind.INCIDENT_REPORT]
    assert "INC-1003 (new)" in body(shown[-1])


def test_a_manager_who_is_no_agent_answers_inside_and_is_promised_nothing_else(
    desk: TestDesk,
) -> None:
    """His answer is a comment of that incident, commands nothing, and no requester reads it."""
    with desk.store.begin() as work:
        boss = work.directory.add("boss@corp.example", role=Role.REQUESTER, at=desk.clock())
        (group,) = work.directory.groups()
        work.directory.change_group(replace(group, manager=boss))
    say(desk, "#priority p1\n#close New client.")
    say(desk, "1", sender=ANN, kind=NoticeKind.CLOSURE)
    bad = last_to(desk, boss.address)
    desk.rounds.tick("worker")
    review, before = last_to(desk, boss.address), len(desk.sent())
    assert (bad.kind, review.kind) == (NoticeKind.AGENT_NOTICE, NoticeKind.REVIEW)
    for mail in (bad, review):
        text = " ".join(body(mail).split())
        assert "Your answer stays inside the desk" in text
        assert "your text goes to" not in text
        assert "#" not in text.replace("##- Please write above this line -##", "")
    for mail in (bad, review):
        desk.take(letter(boss.address, "Re: VPN", "#reopen\nAsk sooner.", to=reply_address(mail)))
    assert incident(desk).state is IncidentState.CLOSED
    assert {one.recipient for one in desk.sent()[before:]} == {BOB}
    with desk.store.read() as work:
        comment, note = work.incidents.entries(1001)[-2:]
        assert not work.incidents.get(1002)
    assert [one.kind for one in (comment, note)] == [EntryKind.COMMENT, EntryKind.REVIEW]
    assert (comment.public, note.public, comment.verified) == (False, False, True)


def test_what_fails_for_one_incident_stops_no_other_work_of_the_clock(desk: TestDesk) -> None:
    """An incident that cannot go on after its hold is told; others close all the same."""
    say(desk, "#resolve New client.")
    desk.take(letter(ANN, "Odd", "The odd one."))
    with desk.store.begin() as work:
        odd = work.incidents.get(1002)
        assert odd
        held = replace(odd, state=IncidentState.ON_HOLD, held_since=desk.clock())
        until = desk.clock() + DAY
        work.incidents.update(replace(held, wake_at=until, clock_stops="no moment"))
    desk.clock.skip(8 * DAY)
    desk.rounds.tick("worker")
    assert incident(desk).state is IncidentState.CLOSED
    with desk.store.read() as work:
        (event,) = work.audit.security_events()
    assert (event.incident_id, event.detail["error"]) == (1002, "ValueError")


def test_a_click_on_a_rating_without_its_token_opens_nothing_again(desk: TestDesk) -> None:
    """Its token was revoked, or the mail program lost it: the requester asks for nothing."""
    say(desk, "#resolve Restarted the gateway.")
    desk.take(letter(ANN, "Re: [INC-1001]", "#rate 4"))
    desk.take(letter(ANN, "Re: [INC-1001]", "#RATE 2"))
    assert (incident(desk).state, incident(desk).rating) == (IncidentState.RESOLVED, None)
    desk.take(letter(ANN, "Re: [INC-1001]", "#rate 4 and it is broken again"))
    assert incident(desk).state is IncidentState.IN_PROGRESS
