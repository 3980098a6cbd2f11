"""Service levels by mail, on a real store: business time, holds, groups, VIPs, and their undo."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff
from support.situations import NOW

from mailflow.core.records import Incident
from models.enums import IncidentState, NoticeKind, Priority, PrioritySource, Role

ANN, BOB = "ann@customer.example", "bob@helpdesk.example"
HOUR = timedelta(hours=1)
SETTINGS = make_settings(
    desk={**DESK_SECTION, "calendar": "office"},
    calendars={
        "office": {"hours": {"mon-fri": ("09:00-17:00",)}},
        "around": {"hours": {"mon-sun": ("00:00-24:00",)}},
    },
    groups={"Network": {"calendar": "around"}},
)


def november(day: int, hour: float) -> datetime:
    """Return an hour of a day of November 2026, of which the 24th is a Tuesday."""
    return datetime(2026, 11, day, tzinfo=UTC) + hour * HOUR


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk in office hours, with a group that works round the clock; Ann is a VIP."""
    with open_test_desk(tmp_path, SETTINGS) as one:
        with one.store.begin() as work:
            staff(work, one)
            network = work.directory.add_group("Network")
            for agent in work.directory.agents():
                work.directory.add_member(network.id, agent.id)
            ann = work.directory.add(ANN, role=Role.REQUESTER, at=one.clock())
            work.directory.update(replace(ann, vip=True))
        yield one


def incident(desk: TestDesk, number: int = 1001) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def command(desk: TestDesk, text: str) -> Incident:
    own = [one for one in desk.sent() if one.recipient == BOB and one.incident_id]
    desk.take(letter(BOB, "Re: VPN drops", text, to=reply_address(own[-1])))
    return incident(desk)


def test_a_hold_over_a_weekend_is_business_time_and_is_undone_with_its_moments(
    desk: TestDesk,
) -> None:
    assert november(24, 12) == NOW
    desk.take(letter(ANN, "VPN drops", "The VPN drops."))
    opened = incident(desk)
    assert (opened.priority, opened.priority_source) == (Priority.P2, PrioritySource.VIP)
    assert (opened.response_due, opened.resolution_due) == (november(24, 13), november(25, 12))
    assert "within 1 hour of our business hours" in body(last_to(desk, ANN))
    held = command(desk, "#take\n#pending vendor 4d")
    assert held.wake_at == november(30, 12)
    desk.clock.now = november(30, 12)
    desk.rounds.tick("one")
    woken = incident(desk)
    assert (woken.state, woken.resolution_due) == (
        IncidentState.IN_PROGRESS,
        november(30, 12) + 24 * HOUR,
    )
    assert command(desk, "#group Network").resolution_due == november(30, 20)
    with desk.store.read() as work:
        last = max(one.mail_id or 0 for one in work.incidents.events(1001))
    undone = command(desk, f"#undo {last}")
    assert replace(undone, version=0) == replace(woken, version=0)


def test_a_reply_goes_on_with_what_was_left_of_the_target(desk: TestDesk) -> None:
    desk.take(letter(ANN, "VPN drops", "The VPN drops."))
    desk.clock.now = november(24, 15)
    command(desk, "#resolve\n\nIt works.")
    desk.clock.now = november(30, 10)
    desk.take(letter(ANN, "Re: VPN drops", "No.", to=reply_address(last_to(desk, ANN))))
    again = incident(desk)
    assert again.state is IncidentState.IN_PROGRESS
    assert again.resolution_due == november(30, 15)


def test_nobody_is_a_vip_on_his_word_alone(desk: TestDesk) -> None:
    mail = letter(ANN, "VPN drops", "The VPN drops.").replace(b"dmarc=pass", b"dmarc=none")
    desk.take(mail)
    assert incident(desk).priority is Priority.P3


def test_a_warning_is_found_by_its_moment_and_a_hold_puts_it_off(desk: TestDesk) -> None:
    desk.take(letter(ANN, "VPN drops", "The VPN drops."))
    with desk.store.read() as work:
        assert work.incidents.nearing(november(24, 12.7)) == ()
        assert [one.id for one in work.incidents.nearing(november(24, 12.75))] == [1001]
    command(desk, "#pending vendor")
    with desk.store.read() as work:
        assert work.incidents.nearing(november(29, 0)) == ()


def test_a_list_of_what_is_late_leaves_out_the_weekend(desk: TestDesk) -> None:
    desk.clock.now = november(27, 16)  # a Friday
    for about in ("VPN drops", "Printer jams"):
        desk.take(letter(ANN, about, f"The {about}."))
    desk.clock.now = november(30, 11)
    desk.rounds.tick("one")
    (told,) = [one for one in desk.sent() if one.kind is NoticeKind.ESCALATION][:1]
    assert body(told).count("Answer overdue for 2 hours of business time") == 2


def test_the_rule_of_vips_is_that_of_the_new_requester_and_undone_with_his_targets(
    desk: TestDesk,
) -> None:
    desk.take(letter("cleo@customer.example", "VPN drops", "The VPN drops."))
    before = incident(desk)
    assert before.priority is Priority.P3
    raised = command(desk, f"#requester {ANN}")
    assert (raised.priority, raised.priority_source) == (Priority.P2, PrioritySource.VIP)
    assert raised.resolution_due == november(25, 12)
    with desk.store.read() as work:
        last = max(one.mail_id or 0 for one in work.incidents.events(1001))
    undone = command(desk, f"#undo {last}")
    assert replace(undone, version=0) == replace(before, version=0)
    command(desk, f"#requester {ANN}")
    assert command(desk, "#requester dora@customer.example").priority is Priority.P3
    assert command(desk, f"#requester {ANN}").priority is Priority.P2
    assert command(desk, "#requester dora@customer.example\n#priority p4").priority is Priority.P4
    assert command(desk, f"#requester {ANN}").priority is Priority.P4, "an agent gave it"
