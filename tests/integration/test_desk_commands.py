"""Commands beside the fields of an incident: escalation, splitting, replies, articles, absence."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.bob import BOB, incident, say, told, undo
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address

from mailflow.core.records import Incident, OutboxRow
from models.enums import IncidentState, LinkKind, NoticeKind, Role

ANN = "ann@customer.example"
ALICE = "alice@helpdesk.example"
DAN = "dan@helpdesk.example"
EVE = "eve@helpdesk.example"
REPLIES = {
    "restart": "Hello {requester}, about {reference}: switch it off and on.\n{agent}",
    "Remote help": "We call you. {{ 7 * 7 }}",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with two tiers, a manager of the first, and an incident of Ann's that Bob has."""
    with open_test_desk(tmp_path, make_settings(replies=REPLIES)) as one:
        with one.store.begin() as work:
            eve = work.directory.add(EVE, role=Role.AGENT, at=one.clock(), handle="eve")
            group = work.directory.add_group("Desk", is_default=True, manager_id=eve.id)
            for name in ("bob", "alice"):
                address = f"{name}@helpdesk.example"
                agent = work.directory.add(address, role=Role.AGENT, at=one.clock(), handle=name)
                work.directory.add_member(group.id, agent.id)
            dan = work.directory.add(DAN, role=Role.AGENT, at=one.clock(), handle="dan")
            for name in ("Second Line", "Experts"):
                work.directory.add_group(name, tier=2 if name == "Second Line" else 3)
            second = next(g for g in work.directory.groups() if g.name == "Second Line")
            work.directory.add_member(second.id, dan.id)
            work.directory.add_member(second.id, work.directory.by_handle("bob").id)  # type: ignore[union-attr]
        one.take(letter(f"Ann Lee <{ANN}>", "VPN drops", "The VPN drops every hour."))
        yield one


def events(desk: TestDesk, name: str) -> list[tuple[str | None, str | None]]:
    with desk.store.read() as work:
        found = work.incidents.events(1001)
    return [(one.field, one.after) for one in found if one.name == name]


def to(desk: TestDesk, recipient: str) -> list[OutboxRow]:
    return [row for row in desk.sent() if row.recipient == recipient]


# Escalation


def test_an_incident_goes_to_the_next_tier_whose_members_are_told_why(desk: TestDesk) -> None:
    say(desk, "#take")
    before = incident(desk)
    after = say(desk, "#escalate team it needs a new certificate")
    with desk.store.read() as work:
        group = work.directory.group(after.group_id or 0)
    assert group is not None
    assert group.name == "Second Line"
    assert after.assignee_id == before.assignee_id, "Bob is of both groups"
    assert "it needs a new certificate" in body(last_to(desk, DAN))
    assert events(desk, "escalated") == [("team", "it needs a new certificate")]
    assert all("certificate" not in body(row) for row in to(desk, ANN))
    undo(desk)
    assert incident(desk).group_id == before.group_id


def test_above_the_highest_staffed_tier_there_is_nobody(desk: TestDesk) -> None:
    say(desk, "#escalate team too hard")
    before = say(desk, "#escalate team still too hard")
    assert "no group stands above Second Line" in told(desk)
    assert len(events(desk, "escalated")) == 1
    assert before == incident(desk)


def test_the_manager_is_told_the_reason_and_can_answer(desk: TestDesk) -> None:
    before = incident(desk)
    say(desk, "#escalate manager Ann wants her money back")
    notice = last_to(desk, EVE)
    assert notice.kind is NoticeKind.ESCALATION
    assert "Escalated to you" in notice.subject
    assert "Ann wants her money back" in body(notice)
    assert "Bob" in body(notice) or "bob" in body(notice)
    assert events(desk, "escalated") == [("manager", "Ann wants her money back")]
    assert incident(desk).group_id == before.group_id
    assert "#undo" not in told(desk), "a mail cannot be called back"


def test_without_a_manager_or_a_reason_nothing_is_escalated(desk: TestDesk) -> None:
    say(desk, "#escalate team hard")
    say(desk, "#escalate manager help")
    assert "the group Second Line has no manager" in told(desk)
    say(desk, "#escalate manager")
    assert "needs team or manager, and a reason" in told(desk)
    assert to(desk, EVE) == []


# Splitting


def test_a_text_becomes_an_incident_of_its_own_for_the_same_requester(desk: TestDesk) -> None:
    say(desk, "#tag vpn\n#split Printer on floor 2\n\nThe printer jams, too.")
    second = incident(desk, 1002)
    assert (second.subject, second.requester_address) == ("Printer on floor 2", ANN)
    assert incident(desk).tags == "vpn"
    assert "your text is the incident INC-1002 now" in told(desk)
    with desk.store.read() as work:
        assert [one.text for one in work.incidents.entries(1002)] == ["The printer jams, too."]
        assert [(x.other_id, x.kind) for x in work.incidents.links(1001)] == [
            (1002, LinkKind.RELATED)
        ]
        assert [(x.other_id, x.kind) for x in work.incidents.links(1002)] == [
            (1001, LinkKind.RELATED)
        ]
        assert work.mails.inconsistent() == ()
    mails = [(row.incident_id, row.kind) for row in to(desk, ANN)]
    assert mails == [(1001, "acknowledgement"), (1002, "acknowledgement")]
    assert "printer jams" not in body(last_to(desk, ANN))
    assert "a reference of its own now: INC-1002" in " ".join(body(last_to(desk, ANN)).split())
    desk.take(letter(ANN, "Re: x", "It is the big one.", to=reply_address(last_to(desk, ANN))))
    with desk.store.read() as work:
        assert "It is the big one." in [one.text.strip() for one in work.incidents.entries(1002)]


def test_a_split_is_rehearsed_refused_without_text_and_not_undone(desk: TestDesk) -> None:
    say(desk, "#preview\n#split\n\nThe printer jams.")
    assert "would be done: your text is the incident INC-…" in told(desk)
    say(desk, "#split")
    assert "write below the commands what the new incident is about" in told(desk)
    say(desk, "#split Printer\n\nIt jams, too.\n#close")
    assert "Nothing was carried out" in told(desk)
    say(desk, "#split\n#note\n\nSecret words.")
    assert "leave out #note" in told(desk)
    say(desk, "#split\n\nThe printer jams.")
    assert "#undo" not in told(desk)
    with desk.store.read() as work:
        mail = next(one.mail_id for one in work.incidents.events(1001) if one.name == "split")
    say(desk, f"#undo {mail}")
    assert "it opened INC-1002" in told(desk)


def test_a_requester_gets_no_more_acknowledgements_than_the_limit_allows(desk: TestDesk) -> None:
    for number in range(4):
        say(desk, f"#split\n\nThing {number} is broken.")
    kinds = [row.kind for row in to(desk, ANN)]
    assert kinds.count(NoticeKind.ACKNOWLEDGEMENT) == 3
    assert incident(desk, 1005).state is IncidentState.NEW


# Prepared replies


def test_a_prepared_reply_goes_out_before_the_agents_own_text(desk: TestDesk) -> None:
    say(desk, "#reply RESTART\n\nI am here until five.")
    lines = body(last_to(desk, ANN))
    assert "Hello Ann Lee, about INC-1001: switch it off and on.\nbob" in lines.replace("\r", "")
    assert lines.index("switch it off") < lines.index("I am here until five.")
    assert "#reply" not in lines


def test_nothing_in_a_prepared_reply_or_in_what_fills_it_is_executed(desk: TestDesk) -> None:
    say(desk, "#reply remote help")
    assert "We call you. {{ 7 * 7 }}" in body(last_to(desk, ANN))
    sender = '"{reference} {agent}" <zoe@customer.example>'
    desk.take(letter(sender, "Disk", "It is full."))
    say(desk, "#reply restart", 1002)
    assert "Hello {reference} {agent}, about INC-1002" in body(
        last_to(desk, "zoe@customer.example")
    )


def test_a_reply_can_resolve_and_an_unknown_or_private_one_is_refused(desk: TestDesk) -> None:
    say(desk, "#reply restrat")
    assert "did you mean restart? There are: Remote help, restart" in told(desk)
    say(desk, "#reply restart\n#note")
    assert "leave out #note" in told(desk)
    assert len(to(desk, ANN)) == 1
    after = say(desk, "#resolve\n#reply restart")
    assert "switch it off and on" in (after.resolution or "")


# Absence


def test_while_an_agent_is_away_his_group_is_told_until_it_ends(desk: TestDesk) -> None:
    say(desk, "#take\n#away until 2d")
    assert "away until 2026-11-26 12:00 UTC" in told(desk)
    before = len(to(desk, ALICE))
    notice = last_to(desk, ANN)
    desk.take(letter(ANN, "Re: VPN", "Any news?", to=reply_address(notice)))
    assert "Any news?" in body(last_to(desk, ALICE))
    assert len(to(desk, ALICE)) == before + 1
    assert "Any news?" not in body(last_to(desk, BOB))
    desk.clock.skip(timedelta(days=3))
    desk.take(letter(ANN, "Re: VPN", "Hello?", to=reply_address(notice)))
    assert "Hello?" in body(last_to(desk, BOB))
    assert "Hello?" not in body(last_to(desk, ALICE))


def test_nothing_is_assigned_to_who_is_away_and_he_comes_back_by_a_word(desk: TestDesk) -> None:
    with desk.store.begin() as work:
        alice = work.directory.by_handle("alice")
        assert alice is not None
        work.directory.set_away(alice.id, desk.clock() + timedelta(days=1))
    say(desk, "#assign @alice")
    assert "@alice is away until 2026-11-25 12:00" in told(desk)
    assert incident(desk).assignee_id is None
    say(desk, "#away tomorrow")
    assert "away until 2026-11-25 08:00" in told(desk)
    say(desk, "#away off")
    undo(desk)
    with desk.store.read() as work:
        bob = work.directory.by_handle("bob")
    assert bob is not None
    assert bob.is_away(desk.clock()), "what the undone mail ended goes on"


def test_where_everybody_is_away_everybody_is_told(desk: TestDesk) -> None:
    with desk.store.begin() as work:
        for one in work.directory.agents():
            work.directory.set_away(one.id, desk.clock() + timedelta(days=1))
    desk.take(letter(ANN, "Printer", "It jams."))
    assert [row.incident_id for row in (last_to(desk, BOB), last_to(desk, ALICE))] == [1002, 1002]


# Ratings


def answer(desk: TestDesk, text: str, *, sender: str = ANN) -> Incident:
    """Let the requester answer the newest mail to her."""
    desk.take(letter(sender, "Re: VPN drops", text, to=reply_address(last_to(desk, sender))))
    return incident(desk)


def test_a_rating_is_kept_with_its_comment_and_can_be_replaced(desk: TestDesk) -> None:
    say(desk, "#resolve new client")
    assert "a digit alone" in " ".join(body(last_to(desk, ANN)).split())
    after = answer(desk, "#rate 4\n\nQuick, thanks.")
    assert (after.rating, after.rating_comment) == (4, "Quick, thanks.")
    assert after.state is IncidentState.RESOLVED, "a rating does not reopen"
    notice = " ".join(body(last_to(desk, BOB)).split())
    assert "rated the work" in notice
    assert "4 of 5" in notice
    after = answer(desk, "#rate 2")
    assert (after.rating, after.rating_comment) == (2, None)
    assert answer(desk, "#rate 9\n").rating == 2, "that is no rating but a text"


@pytest.mark.parametrize(
    ("text", "rating", "state"),
    [
        ("5", 5, IncidentState.CLOSED),
        ("1\n", 1, IncidentState.CLOSED),
        ("Dear desk,\n5\nThanks!", 5, IncidentState.CLOSED),
        ("2\nThanks!", 2, IncidentState.CLOSED),
        ("1\nNothing works!", 1, IncidentState.IN_PROGRESS),
        ("4\n5", None, IncidentState.IN_PROGRESS),
        ("We have 5 printers", None, IncidentState.IN_PROGRESS),
        ("7", None, IncidentState.IN_PROGRESS),
    ],
)
def test_a_lone_digit_in_an_answer_to_the_closure_rates(
    desk: TestDesk, text: str, rating: int | None, state: IncidentState
) -> None:
    say(desk, "#close new client")
    after = answer(desk, text)
    assert (after.rating, after.state) == (rating, state)


def test_only_the_requester_rates_and_a_digit_elsewhere_is_a_text(desk: TestDesk) -> None:
    assert answer(desk, "5").rating is None, "nobody asked yet"
    say(desk, "#cc +dana@customer.example\n\nWe look into it.")
    say(desk, "#close new client")
    assert "a digit alone" not in body(last_to(desk, "dana@customer.example"))
    assert answer(desk, "#rate 1", sender="dana@customer.example").rating is None


def test_a_rating_after_the_time_of_reopening_opens_nothing(desk: TestDesk) -> None:
    say(desk, "#close new client")
    desk.clock.skip(timedelta(days=20))
    assert answer(desk, "3").rating == 3
    with desk.store.read() as work:
        assert len(work.incidents.listed()) == 1


# No more mail


ASKING = "#close\n\nBut now the scanner is broken, please come by."
QUIET = ("#stop", "#close", "#stop\n#close", "#close\n\nThank you!", "#stop\n\nNo more of it.")


@pytest.mark.parametrize("text", [*QUIET, ASKING])
def test_who_wants_nothing_any_more_opens_no_follow_up(desk: TestDesk, text: str) -> None:
    say(desk, "#close new client")
    desk.clock.skip(timedelta(days=20))
    assert answer(desk, text).muted is ("#stop" in text)
    with desk.store.read() as work:
        assert len(work.incidents.listed()) == 1 + (text == ASKING)


def test_who_reads_along_stops_his_own_mail_alone(desk: TestDesk) -> None:
    dana = "dana@customer.example"
    say(desk, f"#cc +{dana}\n\nWe look into it.")
    assert not answer(desk, "#stop", sender=dana).muted
    say(desk, "It needs a new client.")
    assert "new client" in body(last_to(desk, ANN))
    assert "new client" not in body(last_to(desk, dana))


def test_an_agent_hears_that_nobody_heard_him_until_the_requester_writes_again(
    desk: TestDesk,
) -> None:
    assert answer(desk, "#stop").muted
    assert "wants no more mail about this incident." in body(last_to(desk, BOB))
    assert "the requester wants no more about it" in body(last_to(desk, BOB))
    assert "your text goes to" not in body(last_to(desk, BOB))
    heard = len(to(desk, ANN))
    say(desk, "Please try the new client.")
    assert "wants no more mail about it and got none" in told(desk)
    say(desk, "#resolve new client")
    assert "gets no mail and is not told" in told(desk)
    assert len(to(desk, ANN)) == heard
    assert not answer(desk, "It drops again, please help.").muted
    say(desk, "We come by.")
    assert "We come by." in body(last_to(desk, ANN))
