"""Each agent reads of his own week, once; and what the desk advises stands where work begins."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow.core.records import OutboxRow
from models.enums import NoticeKind

BOB, ALICE, CARL = "bob@helpdesk.example", "alice@helpdesk.example", "carl@customer.example"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADVICE = "Most print jobs wait on the server."
CATEGORIES = {"printing": {"advice": ADVICE, "checklist": ("Who else?",)}, "network": {}}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with two agents; it is Monday."""
    settings = make_settings(categories=CATEGORIES, digest={"weekday": "never"})
    with open_test_desk(tmp_path, settings) as one:
        one.clock.now = MONDAY
        with one.store.begin() as work:
            staff(work, one)
        yield one


def answer(desk: TestDesk, text: str) -> None:
    desk.take(letter(BOB, "Re: it", text, to=reply_address(last_to(desk, BOB))))


def weeks(desk: TestDesk) -> list[OutboxRow]:
    return [row for row in desk.sent() if row.kind is NoticeKind.COACHING]


def look(desk: TestDesk, later: timedelta) -> int:
    desk.clock.skip(later)
    desk.rounds.tick("one")
    return len(weeks(desk))


def change(desk: TestDesk, name: str, **values: object) -> None:
    with desk.store.begin() as work:
        agent = work.directory.by_handle(name)
        assert agent is not None
        work.directory.update(replace(agent, **values))  # type: ignore[arg-type]


def test_an_agent_reads_his_week_once_and_nobody_else_does(desk: TestDesk) -> None:
    desk.take(letter(CARL, "My secret printer", "Nobody may know of it."))
    answer(desk, "#take\n#resolve A secret roller.")
    assert look(desk, 6 * DAY) == 0
    assert look(desk, 23 * HOUR) == 1
    assert look(desk, 20 * timedelta(minutes=1)) == 1
    (row,) = weeks(desk)
    assert row.recipient == BOB
    assert "Taken: 1" in body(row)
    assert "secret" not in row.content.decode()
    assert look(desk, 7 * DAY) == 1, "nothing happened since"


def test_who_wants_none_gets_none_and_who_is_away_the_newest_on_his_return(desk: TestDesk) -> None:
    for name in (BOB, ALICE):
        desk.take(letter(CARL, f"Printer of {name}", "It jams."))
        last = last_to(desk, name)
        desk.take(letter(name, "Re: it", "#take\n#resolve Done.", to=reply_address(last)))
    change(desk, "alice", coached=False)
    change(desk, "bob", away_until=MONDAY + 12 * DAY)
    assert look(desk, 7 * DAY) == 0
    assert look(desk, 6 * DAY) == 1, "he is back on Sunday"
    assert weeks(desk)[0].recipient == BOB
    change(desk, "alice", coached=True)
    assert look(desk, timedelta(minutes=20)) == 1, "that week is old news to who was there"


def test_advice_stands_where_work_begins_and_not_in_every_mail(desk: TestDesk) -> None:
    desk.take(letter(CARL, "Printer", "It jams."))
    answer(desk, "#category printing")
    answer(desk, "#show")
    told = body([row for row in desk.sent() if row.kind is NoticeKind.INCIDENT_REPORT][-1])
    assert ADVICE in told
    assert "- Who else?" in told
    desk.take(letter(BOB, "Re: it", "#assign @alice", to=reply_address(last_to(desk, BOB))))
    assert ADVICE in body(last_to(desk, ALICE))
    desk.take(letter(CARL, "Re: Printer", "Hello?", to=reply_address(last_to(desk, CARL))))
    assert ADVICE not in body(last_to(desk, ALICE))
