"""Who hears of an incident, through the real processing: pages, requesters who ask, absences."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow.core.records import Incident, OutboxRow
from models.enums import EntryKind, NoticeKind, OutboxState, Role

ANN, BOB, ALICE = "ann@customer.example", "bob@helpdesk.example", "alice@helpdesk.example"
BOSS, CHIEF, DAN = "boss@helpdesk.example", "chief@helpdesk.example", "dan@helpdesk.example"
MINUTES = timedelta(minutes=1)
ROTA = """
time_zone = "UTC"
[[rotations]]
people = ["@alice"]
start = 2026-11-23T00:00:00
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with a rota, a second tier and two managers, and an incident of Ann's."""
    (tmp_path / "rota.toml").write_text(ROTA)
    group = {"rota": tmp_path / "rota.toml", "managers_above": (CHIEF,)}
    groups = {"desk": {**group, "quiet_hours": "20:00-06:00"}}
    with open_test_desk(tmp_path, make_settings(groups=groups)) as one:
        with one.store.begin() as work:
            staff(work, one)
            boss, chief, dan = (
                work.directory.add(a, role=Role.AGENT, at=one.clock(), handle=a.partition("@")[0])
                for a in (BOSS, CHIEF, DAN)
            )
            first = next(g for g in work.directory.groups() if g.name == "Desk")
            work.directory.change_group(replace(first, manager=boss))
            second = work.directory.add_group("Second line", tier=2, manager_id=chief.id)
            work.directory.add_member(second.id, dan.id)
        one.take(letter(ANN, "VPN drops", "The VPN drops."))
        yield one


def incident(desk: TestDesk) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(1001)
    assert found is not None
    return found


def away(desk: TestDesk, agent: str) -> None:
    """Let an agent be away for an hour."""
    with desk.store.begin() as work:
        contact = work.directory.by_address(agent)
        assert contact is not None
        work.directory.update(replace(contact, away_until=desk.clock() + 60 * MINUTES))


def answered_by(desk: TestDesk, agent: str, text: str) -> None:
    """Let an agent answer the newest mail he has."""
    to = reply_address(last_to(desk, agent))
    desk.take(letter(agent, "Re: VPN drops", text, to=to))


def wait(desk: TestDesk, minutes: int, *, every: int = 5) -> None:
    """Let time pass, and the clock look now and then."""
    for _ in range(0, minutes, every):
        desk.clock.skip(every * MINUTES)
        desk.rounds.tick("one")


def mails(desk: TestDesk, *kinds: NoticeKind) -> list[OutboxRow]:
    return [one for one in desk.sent() if one.kind in kinds]


def told(desk: TestDesk, kind: NoticeKind = NoticeKind.ESCALATION) -> list[str]:
    """Return who was told, in order."""
    return [one.recipient for one in mails(desk, kind)]


def happened(desk: TestDesk, name: str) -> list[tuple[str | None, str | None, str | None]]:
    """Return the cause, from whom and to whom of what the history calls so."""
    with desk.store.read() as work:
        events = work.incidents.events(1001)
    return [(one.field, one.before, one.after) for one in events if one.name == name]


def test_an_untaken_p1_pages_who_is_on_call_until_somebody_takes_it(desk: TestDesk) -> None:
    answered_by(desk, BOB, "#priority p1")
    desk.rounds.tick("one")
    assert told(desk, NoticeKind.PAGE) == [ALICE], "by the rota, not the whole group"
    wait(desk, 30)
    pages = mails(desk, NoticeKind.PAGE)
    assert [one.recipient for one in pages] == [ALICE, ALICE, DAN], "overdue, it was handed on"
    assert pages[1].subject == "[INC-1001] PAGE 2 of 8: VPN drops"
    assert happened(desk, "paged")[0] == ("page", "group 1", "contact 2")
    answered_by(desk, DAN, "#take")
    assert incident(desk).assignee_id is not None, "a page has a token of its own"
    wait(desk, 60)
    assert len(mails(desk, NoticeKind.PAGE)) == 3


def test_who_is_on_call_and_away_is_paged_only_where_everybody_is(desk: TestDesk) -> None:
    away(desk, ALICE)
    answered_by(desk, BOB, "#priority p1")
    desk.rounds.tick("one")
    assert told(desk, NoticeKind.PAGE) == [BOB], "he is there"
    away(desk, BOB)
    wait(desk, 15)
    assert told(desk, NoticeKind.PAGE) == [BOB, ALICE], "she is on call after all"


def test_a_missed_target_warns_hands_on_and_climbs(desk: TestDesk) -> None:
    before = incident(desk)
    assert before.response_due is not None
    assert before.resolution_due is not None
    desk.clock.now = before.response_due - 5 * MINUTES
    desk.rounds.tick("one")
    assert told(desk) == [BOB, ALICE]
    assert "soon" in mails(desk, NoticeKind.ESCALATION)[0].subject
    desk.clock.skip(10 * MINUTES)
    desk.rounds.tick("one")
    handed = incident(desk)
    assert (handed.group_id, told(desk)[2:]) == (2, [DAN])
    assert "handed on to the group Second line" in body(last_to(desk, DAN))
    assert handed.resolution_due is not None
    desk.clock.now = handed.resolution_due + MINUTES
    desk.rounds.tick("one")
    desk.rounds.tick("one")
    assert told(desk)[3:] == [CHIEF], "nobody stands above this one"
    assert happened(desk, "escalated") == [
        ("response", "group 1", "group 2"),
        ("resolution", "group 2", "contact 4"),
    ]
    assert [cause for cause, _, _ in happened(desk, "warned")] == ["response_warning"]


def test_a_requester_who_asks_in_vain_is_heard_once_until_somebody_answers(desk: TestDesk) -> None:
    for number in range(4):
        answer = reply_address(last_to(desk, ANN))
        desk.take(letter(ANN, "Re: VPN drops", f"It dropped {number} more times.", to=answer))
        desk.rounds.tick("one")
    assert told(desk) == [BOSS]
    assert "asks again" in last_to(desk, BOSS).subject
    answered_by(desk, BOB, "We are looking into it.")
    assert incident(desk).asked_at is None
    desk.clock.skip(MINUTES)
    answer = reply_address(last_to(desk, ANN))
    desk.take(letter(ANN, "Re: VPN drops", "Still no answer that helps.", to=answer))
    desk.rounds.tick("one")
    assert told(desk) == [BOSS, BOSS], "a new wait for an answer"


def test_who_reopens_it_twice_is_heard_once(desk: TestDesk) -> None:
    for number in range(3):
        answered_by(desk, BOB, f"#resolve\n\nRestarted the gateway, {number}.")
        answer = reply_address(last_to(desk, ANN))
        desk.take(letter(ANN, "Re: VPN drops", f"It drops again, {number}.", to=answer))
        desk.rounds.tick("one")
    assert incident(desk).reopenings == 3
    assert told(desk) == [BOSS]
    assert "Reopened again" in last_to(desk, BOSS).subject


def out_of_office(
    desk: TestDesk, text: str, *, forged: bool = False, subject: str = "VPN drops"
) -> None:
    """Let a program of Bob's answer his newest notice."""
    to = reply_address(last_to(desk, BOB))
    content = letter(BOB, f"Automatic reply: {subject}", text, to=to)
    if forged:
        content = content.replace(b"dmarc=pass", b"dmarc=none")
    desk.take(b"Auto-Submitted: auto-replied\r\n" + content)


def test_an_out_of_office_reply_gives_an_agents_incidents_back(desk: TestDesk) -> None:
    answered_by(desk, BOB, "#take")
    out_of_office(desk, "I am out of the office until 2026-12-05.", forged=True)
    desk.rounds.tick("one")
    assert incident(desk).assignee_id is not None, "anybody can write that"
    out_of_office(desk, "#close done\n\nI am out of the office until 2026-12-04.")
    desk.clock.skip(5 * MINUTES)
    desk.rounds.tick("one")
    after = incident(desk)
    assert (after.assignee_id, after.is_finished) == (None, False), "it commands nothing"
    assert told(desk) == [BOB, ALICE]
    to_bob = last_to(desk, BOB)
    assert to_bob.next_attempt_at.isoformat() == "2026-12-04T08:00:00+00:00", "when he is back"
    with desk.store.read() as work:
        entries = [one.kind for one in work.incidents.entries(1001)]
    assert EntryKind.AUTOMATIC in entries
    assert happened(desk, "handed_back") == [("absent", "contact 1", "group 1")]


def test_what_a_requester_wrote_into_the_subject_makes_no_absence_longer(desk: TestDesk) -> None:
    """A stranger would say so until when an agent gets no work; his own words there count."""
    out_of_office(desk, "Out of office.", subject="[INC-1001] Laptop before 2026-12-20")
    out_of_office(desk, "Out of office.", subject="until 26 November: [INC-1001] by 2026-12-20")
    with desk.store.read() as work:
        bob = work.directory.by_address(BOB)
    assert bob
    assert bob.away_until
    assert bob.away_until.date().isoformat() == "2026-11-26"


def late_at_night(desk: TestDesk) -> None:
    """Let two incidents be missed in the quiet hours of their manager."""
    desk.clock.now = desk.clock().replace(hour=21)
    with desk.store.begin() as work:
        boss = work.directory.by_address(BOSS)
        assert boss is not None
        work.directory.update(replace(boss, quiet_hours="20:00-06:00"))
    answered_by(desk, BOB, "#priority p1")
    wait(desk, 35)
    desk.take(letter(ANN, "Mail is down", "No mail comes in."))
    answered_by(desk, BOB, "#priority p1")
    wait(desk, 35)


def test_in_quiet_hours_nothing_but_a_page_arrives(desk: TestDesk) -> None:
    """What came meanwhile is one mail at their end."""
    late_at_night(desk)
    (row,) = [one for one in mails(desk, NoticeKind.ESCALATION) if one.recipient == BOSS]
    assert row.next_attempt_at.isoformat() == "2026-11-25T06:00:00+00:00"
    assert row.subject == "2 incidents are overdue"
    page = mails(desk, NoticeKind.PAGE)[0]
    assert page.next_attempt_at == page.created_at


def test_what_waits_for_the_end_of_quiet_hours_delays_no_page_as_they_end(
    desk: TestDesk,
) -> None:
    """It looks like the mail of another worker that catches up, but was written long ago."""
    late_at_night(desk)
    desk.clock.now = desk.clock().replace(hour=5, minute=59, second=45) + timedelta(days=1)
    desk.take(letter(ANN, "Phones are down", "No phone rings."))
    answered_by(desk, BOB, "#priority p1")
    desk.rounds.tick("one")
    assert 1003 in [one.incident_id for one in mails(desk, NoticeKind.PAGE)]


def solved(desk: TestDesk, number: int) -> None:
    """Let Dan, whose group has it by now, resolve an incident."""
    own = [one for one in mails(desk, NoticeKind.PAGE) if one.recipient == DAN]
    row = next(one for one in own if one.incident_id == number)
    desk.take(letter(DAN, "Re: it", "#resolve\n\nIt works.", to=reply_address(row)))


def to_boss(desk: TestDesk) -> list[tuple[int | None, OutboxState]]:
    """Return of which incidents he is written at the end of his quiet hours."""
    desk.clock.now = desk.clock().replace(hour=6, minute=0) + timedelta(days=1)
    desk.rounds.tick("one")
    own = (one for one in mails(desk, NoticeKind.ESCALATION) if one.recipient == BOSS)
    return [(one.incident_id, one.state) for one in own]


def test_what_was_solved_in_quiet_hours_is_in_no_mail_at_their_end(desk: TestDesk) -> None:
    late_at_night(desk)
    solved(desk, 1001)
    pending, canceled = OutboxState.PENDING, OutboxState.CANCELED
    assert to_boss(desk) == [(1001, canceled), (1002, pending)]
    (told,) = [one for one in desk.sent() if one.recipient == BOSS and one.state is pending]
    assert "[INC-1002] Overdue" in told.subject
    assert "INC-1001" not in body(told)


def test_where_all_was_solved_in_quiet_hours_no_mail_comes(desk: TestDesk) -> None:
    late_at_night(desk)
    solved(desk, 1002)
    solved(desk, 1001)
    assert to_boss(desk) == [(1001, OutboxState.CANCELED)]
