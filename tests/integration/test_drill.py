"""A practice incident takes the way of every mail, and nothing of it leaves the desk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow import drilling, reporting
from mailflow.adapters.scenarios import script_of, shipped
from mailflow.core.drills import CHANNEL, Drill
from mailflow.core.metrics.periods import Period
from mailflow.core.records import Incident, OutboxRow
from models.enums import IncidentState, NoticeKind, OutboxState

BOB, ALICE, CARL = "bob@helpdesk.example", "alice@helpdesk.example", "carl@customer.example"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SCRIPT = """
title = "A printer"
requester = "Petra Plum"
subject = "Printer does nothing"
text = "The printer in the copy room takes no jobs."
hints = ["Look at the server."]

[expected]
category = "printing"
urgency = "high"
commands = ["#take", "#resolve", "#note"]
take_within = "15m"
answer_within = "1m"

[[follow_ups]]
on = "answered"
after = "10m"
text = "It is the grey one."

[[follow_ups]]
on = "resolved"
after = "5m"
text = "It stands still again, I am afraid."

[[follow_ups]]
on = "unanswered"
after = "20m"
text = "Is nobody there?"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with two agents."""
    with open_test_desk(tmp_path, make_settings(categories={"printing": {}, "network": {}})) as one:
        one.clock.now = datetime(2026, 11, 24, 10, tzinfo=UTC)
        with one.store.begin() as work:
            staff(work, one)
        yield one


def begin(desk: TestDesk, script: tuple[str, str] = ("printer", SCRIPT)) -> Drill:
    with desk.store.begin() as work:
        bob, alice = (work.directory.by_handle(name) for name in ("bob", "alice"))
        assert bob is not None
        drill = drilling.begin(work, desk.rounds.desk, script, (bob, alice), desk.clock())
    go_on(desk)
    return drill


def go_on(desk: TestDesk) -> None:
    desk.rounds.tick("one")
    while desk.rounds.process():
        pass


def incident(desk: TestDesk, drill: Drill) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get((work.drills.get(drill.id) or drill).incident_id or 0)
    assert found is not None
    return found


def answer(desk: TestDesk, text: str) -> None:
    last = [row for row in desk.sent() if row.recipient == BOB and row.incident_id][-1]
    desk.take(letter(BOB, f"Re: {last.subject}", text, to=reply_address(last)))


def delivered(desk: TestDesk) -> set[str]:
    """Return who would really get mail."""
    with desk.store.begin() as work:
        until = desk.clock() + HOUR
        return {row.recipient for row in work.outbox.claim("one", desk.clock(), until, 1000)}


def kept(desk: TestDesk) -> list[OutboxRow]:
    return [row for row in desk.sent() if row.channel == CHANNEL]


def test_a_drill_is_played_to_its_end_and_told(desk: TestDesk) -> None:
    drill = begin(desk)
    first = incident(desk, drill)
    assert (first.is_practice, first.verified) == (True, True)
    desk.clock.skip(5 * MINUTE)
    answer(desk, "#take\n#cc +alice@helpdesk.example\n#category network\n\nWhich one is it?")
    desk.clock.skip(15 * MINUTE)
    go_on(desk)
    with desk.store.read() as work:
        texts = [one.text.strip() for one in work.incidents.entries(first.id)]
        assert all(one.verified for one in work.incidents.entries(first.id))
    assert texts[-1] == "It is the grey one."
    answer(desk, "#resolve Restarted it.")
    desk.clock.skip(6 * MINUTE)
    go_on(desk)
    assert incident(desk, drill).state is IncidentState.IN_PROGRESS
    answer(desk, "#resolve A new roller.")
    desk.clock.skip(6 * MINUTE)
    go_on(desk)
    reports = [row for row in desk.sent() if row.kind is NoticeKind.DRILL]
    assert sorted(row.recipient for row in reports) == [ALICE, BOB]
    told = body(reports[0])
    assert "Category: network (expected: printing)" in told
    assert "#note" in told
    assert "Taken after: 5 minutes" in told
    for row in desk.sent():
        assert "[PRACTICE]" in row.subject
    assert {row.recipient for row in kept(desk)} == {"petra.plum@practice.invalid", ALICE}
    assert all(row.state is OutboxState.SENT for row in kept(desk))
    assert delivered(desk) == {ALICE, BOB}


def test_a_drill_counts_nowhere_and_touches_no_real_incident(desk: TestDesk) -> None:
    desk.take(letter(CARL, "Printer does nothing", "The printer in the copy room takes no jobs."))
    real = max(row.incident_id or 0 for row in desk.sent())
    drill = begin(desk)
    number = incident(desk, drill).id
    assert incident(desk, drill).may_belong_to is None
    answer(desk, f"#merge {real}")
    assert f"INC-{real} is a practice incident" in body(last_to(desk, BOB))
    answer(desk, "#split Another\n\nOf its own.")
    assert "do it in a real one" in body(last_to(desk, BOB))
    desk.clock.skip(100 * HOUR)  # far beyond every target
    before = len(desk.sent())
    with desk.store.read() as work:
        assert number not in {one.id for one in work.incidents.overdue(desk.clock())}
        assert number not in {one.id for one in work.incidents.nearing(desk.clock())}
        assert number not in {one.id for one in work.incidents.calling(desk.clock())}
    answer(desk, "#resolve Restarted it.\n#category printing")
    with desk.store.read() as work:
        assert work.training.closed(labelled=True) == ()
        assert work.vectors.missing("any", 10) == ()
        period = Period(desk.clock() - 200 * HOUR, desk.clock() + HOUR)
        volume = reporting.report(work, desk.rounds.desk, period, [None])[0].now.volume
    assert (volume.incidents, volume.practice, volume.resolved) == (1, 1, 0)
    assert before < len(desk.sent())
    desk.take(letter("dora@customer.example", "Printer does nothing", "It takes no jobs."))
    with desk.store.read() as work:
        newest = work.incidents.listed(limit=1)[0]
    assert newest.may_belong_to != number


def test_every_scenario_of_ours_opens_an_incident(desk: TestDesk) -> None:
    for name, _ in shipped():
        found = incident(desk, begin(desk, script_of(name)))
        assert found.is_practice
        assert found.subject.startswith("[PRACTICE] ")
    assert delivered(desk) == {BOB}
