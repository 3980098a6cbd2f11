"""Targets that were missed, told on a real store: once, together, whatever happens meanwhile."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from support.desks import KEYS, TestClock, make_settings
from support.postgres import Postgres
from support.smtp_server import SmtpServer
from support.stores import MINUTE, NOW, SQL_KINDS, made_sql, open_incident, postgres_store

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore
from mailflow.core.categorisation import Guess, Suggestion, suggestion_as_data
from mailflow.core.records import OutboxRow
from mailflow.desk import Desk
from mailflow.escalation import HOLD, LIMIT
from mailflow.rounds import Rounds
from mailflow.worker import CATCH_UP_SECONDS, TICK_SECONDS, Worker
from models.enums import IncidentState, NoticeKind, OutboxState, Priority, Role

BOSS, CHIEF = "boss@corp.example", "chief@corp.example"
DAY = timedelta(days=1)
SECRET = "salary list"
PAST_LIMIT = LIMIT + 30
ENOUGH_LOOKS = 20


@dataclass
class Bench:
    """A desk of two groups with their managers, its clock, and what a worker does with them."""

    store: SqlStore
    clock: TestClock = field(default_factory=lambda: TestClock(NOW))
    smtp: dict[str, Any] = field(default_factory=dict)
    overrides: Path | None = None

    def __post_init__(self) -> None:
        with self.store.begin() as work:
            self.groups = [_group(work, BOSS), _group(work, CHIEF)]
        self.rounds = self.worker()

    def worker(self) -> Rounds:
        """Return the rounds of a worker that has just started."""
        settings = make_settings(**({"smtp": self.smtp} if self.smtp else {}))
        desk = Desk(settings, KEYS, Renderer(self.overrides), Suggester(KEYS.classifier))
        return Rounds(self.store, desk, self.clock)

    def open(self, number: int = 1, group: int = 0, **fields: Any) -> list[int]:
        """Open incidents whose answer is late; return their numbers."""
        values = {"response_due": NOW - MINUTE, "subject": SECRET, **fields}
        with self.store.begin() as work:
            group_id = self.groups[group]
            made = (open_incident(work, group_id=group_id, **values) for _ in range(number))
            return [one.id for one in made]

    def look(self) -> bool:
        """Let the clock look once; return whether a catch-up goes on."""
        self.rounds.tick("one")
        return self.rounds.memory.catch_up.is_open

    def catch_up(self) -> int:
        """Look until nothing more is found; return how often."""
        for number in range(1, ENOUGH_LOOKS):
            if not self.look():
                return number
            self.clock.skip(timedelta(seconds=1))
        raise AssertionError("the catch-up has no end")

    def mails(self, recipient: str = BOSS) -> list[OutboxRow]:
        """Return what somebody is sent, oldest first."""
        with self.store.read() as work:
            rows = work.outbox.listed(limit=1000)
        return [one for one in reversed(rows) if one.recipient == recipient]

    def told(self, recipient: str = BOSS) -> list[int]:
        """Return how many incidents each mail to somebody tells of."""
        return [_total(one) for one in self.mails(recipient)]

    def untold(self) -> int:
        """Return how many late incidents nobody was told of."""
        with self.store.read() as work:
            return len(work.incidents.overdue(self.clock(), limit=10_000))

    def due(self) -> int:
        """Return how many mails could be sent now."""
        with self.store.read() as work:
            return work.outbox.due(self.clock())


def _group(work: Work, manager: str) -> int:
    contact = work.directory.add(manager, role=Role.REQUESTER, at=NOW)
    return work.directory.add_group(f"of {manager}", manager_id=contact.id).id


def _text(row: OutboxRow) -> str:
    part = message_from_bytes(row.content, policy=default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _total(row: OutboxRow) -> int:
    several = re.fullmatch(r"(\d+) incidents are overdue", row.subject)
    return int(several[1]) if several else 1


@pytest.fixture(params=SQL_KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Return a bench over each database in turn."""
    store = made_sql(request, tmp_path)
    yield Bench(store)
    store.close()


# One look


def test_one_late_incident_is_told_with_all_that_is_known(bench: Bench) -> None:
    """As ever: it is that incident's own mail."""
    (number,) = bench.open()
    bench.look()
    (row,) = bench.mails()
    assert row.subject == f"[INC-{number}] Overdue: {SECRET}"
    assert f"INC-{number} is overdue: nobody has answered" in _text(row)
    assert (row.incident_id, row.kind) == (number, NoticeKind.ESCALATION)
    assert bench.due() == 1


def test_both_targets_of_an_incident_are_told_in_one_mail(bench: Bench) -> None:
    """They may be missed at one look when the desk was down."""
    (number,) = bench.open(resolution_due=NOW - MINUTE)
    bench.look()
    (row,) = bench.mails()
    assert row.subject == f"[INC-{number}] Overdue: {SECRET}"
    with bench.store.read() as work:
        incident = work.incidents.get(number)
        assert incident is not None
        assert incident.response_escalated_at == incident.resolution_escalated_at == NOW
        names = Counter(one.name for one in work.incidents.events(number))
        assert names == {"changed": 2, "escalated": 2}


def test_several_late_incidents_are_one_mail_for_each_person(bench: Bench) -> None:
    """It lists all of his, most urgent first, and belongs to the first; nobody's words."""
    first, second = bench.open(2)
    (urgent,) = bench.open(priority=Priority.P2, state=IncidentState.IN_PROGRESS)
    (foreign,) = bench.open(group=1)
    assert not bench.look()
    (row,), (other,) = bench.mails(), bench.mails(CHIEF)
    assert row.subject == "3 incidents are overdue"
    assert row.incident_id == urgent
    found = [int(one) for one in re.findall(r"^INC-(\d+)", _text(row), re.MULTILINE)]
    assert found == [urgent, first, second]
    assert "P2, in progress" in _text(row)
    assert SECRET.encode() not in row.content
    assert b"alice" not in row.content
    assert other.subject == f"[INC-{foreign}] Overdue: {SECRET}"
    assert bench.due() == 2


def test_the_token_of_a_combined_mail_is_that_of_its_incident(bench: Bench) -> None:
    """An answer concerns this one alone, and the mail says so."""
    first, second = bench.open(2)
    bench.look()
    (row,) = bench.mails()
    replied = re.search(r"\+(\w+)@", str(message_from_bytes(row.content)["Reply-To"]))
    assert replied is not None
    assert KEYS.reply_tokens.mint(first, row.contact_id, row.id) == replied[1]
    assert f"concerns INC-{first} alone" in " ".join(_text(row).split())
    with bench.store.read() as work:
        assert work.mails.incidents_by_message_id([row.message_id]) == {row.message_id: first}
        assert work.outbox.listed(incident_id=second) == ()


def test_workers_are_told_together_where_a_group_has_no_manager(bench: Bench) -> None:
    """The assignee alone of his own, every agent of the rest."""
    with bench.store.begin() as work:
        group = work.directory.add_group("without")
        bob, eve = (
            work.directory.add(f"{name}@corp.example", role=Role.AGENT, at=NOW, handle=name)
            for name in ("bob", "eve")
        )
        for agent in (bob, eve):
            work.directory.add_member(group.id, agent.id)
    bench.groups.append(group.id)
    bench.open(2, group=2)
    bench.open(group=2, assignee_id=bob.id)
    bench.look()
    assert (bench.told("bob@corp.example"), bench.told("eve@corp.example")) == ([3], [2])


# Never twice


def test_a_clock_that_jumps_a_day_and_back_tells_nothing_twice(bench: Bench) -> None:
    """Marks stay, whatever the clock says."""
    bench.open(3)
    bench.open(2, response_due=NOW + DAY / 2)
    bench.look()
    for turned in (DAY, -DAY, timedelta(0), DAY, 2 * DAY):
        bench.clock.now = NOW + turned
        bench.catch_up()
    assert bench.told() == [3, 2]


def test_nobody_is_told_again_where_a_mark_was_lost(bench: Bench) -> None:
    """The key of the mail is the second guard; what it does not name is told with the rest."""
    first, second = bench.open(2)
    bench.look()
    with bench.store.begin() as work:
        incident = work.incidents.get(first)
        assert incident is not None
        work.incidents.update(replace(incident, response_escalated_at=None))
    (new,) = bench.open()
    bench.look()
    before, after = bench.mails()
    assert (before.incident_id, after.incident_id) == (first, new)
    assert f"[INC-{new}] " in after.subject
    assert second not in {one.incident_id for one in bench.mails()}


def test_what_is_not_committed_is_told_later(bench: Bench, tmp_path: Path) -> None:
    """P6: a mail that cannot be written leaves no mark behind; those before it stand."""
    bench.open(25)
    assert bench.look()
    bench.open(5)
    for name in ("escalation", "late_incidents"):
        bench.overrides = overriding(tmp_path, "{{ notice.there_is_no_such_thing }}", name)
    replace(bench.rounds, desk=bench.worker().desk).tick("one")
    assert not bench.rounds.memory.catch_up.is_open
    assert (bench.told(), bench.untold()) == ([25], 5)
    bench.clock.skip(HOLD)
    bench.catch_up()
    assert (bench.told(), bench.untold()) == ([25, 5], 0)


def test_not_even_another_template_can_show_what_somebody_wrote(
    bench: Bench, tmp_path: Path
) -> None:
    """P13: an administrator's template gets no words of the incident that the mail belongs to."""
    words = "incident.subject, incident.requester, incident.resolution, notice.suggestion"
    bench.overrides = overriding(tmp_path, f"({{{{ [{words}]|select|list }}}})")
    bench.rounds = bench.worker()
    guess = suggestion_as_data(Suggestion(Guess("vpn", 0.75, (), ("tunnel",))))
    bench.open(2, resolution="shredded it", suggestion=guess)
    bench.look()
    (row,) = bench.mails()
    assert "([])" in _text(row)


def overriding(folder: Path, template: str, name: str = "late_incidents") -> Path:
    """Return a directory with another template, as of the list of late incidents."""
    path = folder / "templates" / name / "body.txt.j2"
    path.parent.mkdir(parents=True)
    path.write_text(template, encoding="utf-8")
    return folder / "templates"


# Catching up


def test_a_long_outage_is_one_mail_for_each_person(bench: Bench) -> None:
    """In many short transactions; nothing goes out before the mail is complete."""
    bench.open(2 * LIMIT + 30)
    bench.open(40, group=1, resolution_due=NOW - MINUTE)
    bench.open(1, group=1, priority=Priority.P2)
    assert bench.look()
    assert (bench.told(), bench.told(CHIEF), bench.due()) == ([LIMIT - 1], [1], 0)
    assert bench.catch_up() == 3
    assert (bench.told(), bench.told(CHIEF)) == ([2 * LIMIT + 30], [41])
    assert (bench.due(), bench.untold()) == (2, 0)
    assert f"And {2 * LIMIT - 20} more" in _text(bench.mails()[0])


def test_incidents_that_open_late_join_a_catch_up(bench: Bench) -> None:
    """Mail that waited during the downtime is processed little by little, and late at once."""
    bench.open(25)
    for _ in range(4):
        assert bench.look()
        bench.clock.skip(timedelta(seconds=5))
        bench.open(3)
    bench.catch_up()
    assert bench.told() == [37]
    (row,) = bench.mails()
    message = message_from_bytes(row.content)
    assert message["In-Reply-To"] is message["References"] is None  # it follows no mail, not itself


def test_a_killed_worker_leaves_a_mail_that_is_sent_and_the_rest_is_told(bench: Bench) -> None:
    """Its successor waits until the mail is let go, and tells nothing that stands in it."""
    bench.open(PAST_LIMIT)
    assert bench.look()
    bench.rounds = bench.worker()
    assert not bench.look()
    assert (bench.told(), bench.due(), bench.untold()) == ([LIMIT], 0, PAST_LIMIT - LIMIT)
    bench.clock.skip(HOLD)
    assert bench.due() == 1
    bench.catch_up()
    assert (bench.told(), bench.untold()) == ([LIMIT, PAST_LIMIT - LIMIT], 0)


@pytest.mark.parametrize("how", ["claimed", "canceled"])
def test_a_mail_that_was_taken_amid_a_catch_up_stays_as_it_is(bench: Bench, how: str) -> None:
    """A worker that was stopped for a while finds it gone, and begins another."""
    bench.open(PAST_LIMIT)
    assert bench.look()
    bench.clock.skip(HOLD)
    with bench.store.begin() as work:
        if how == "claimed":
            (row,) = work.outbox.claim("another", bench.clock(), bench.clock() + MINUTE, 10)
        else:
            row = bench.mails()[0]
            work.outbox.cancel(row.id)
    bench.catch_up()
    first, second = bench.mails()
    assert (first.id, first.content) == (row.id, row.content)
    assert [_total(first), _total(second)] == [LIMIT, PAST_LIMIT - LIMIT]
    assert second.incident_id != first.incident_id


@pytest.mark.postgres
def test_two_workers_tell_everything_once(postgres: Postgres) -> None:
    """One catches up, the other leaves it to that one; each incident stands in one count."""
    store = postgres_store(postgres)
    bench = Bench(store)
    bench.open(PAST_LIMIT)
    bench.open(PAST_LIMIT, group=1)
    start = threading.Barrier(2)

    def work_off(rounds: Rounds) -> None:
        start.wait(10)
        while bench.untold() or rounds.memory.catch_up.is_open:
            rounds.tick("some")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work_off, [bench.worker(), bench.worker()]))
    assert (bench.told(), bench.told(CHIEF)) == ([PAST_LIMIT], [PAST_LIMIT])
    assert bench.due() == 2
    store.close()


def test_each_incident_is_marked_and_audited_with_its_mail(bench: Bench) -> None:
    """One event and one audit row for each, in the transaction of its look."""
    numbers = bench.open(LIMIT + 5)
    bench.catch_up()
    with bench.store.read() as work:
        fields = Counter(
            (event.field, event.actor) for one in numbers for event in work.incidents.events(one)
        )
    marked = {("response_escalated_at", "clock"): LIMIT + 5, ("response", "clock"): LIMIT + 5}
    assert fields == marked


class CountingEvent(threading.Event):
    """Stops a worker after some waits, and remembers how long they should have been."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.left = waits
        self.asked: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Wait not at all."""
        self.asked.append(timeout)
        if len(self.asked) == self.left:
            self.set()
        return self.is_set()


def test_the_clock_looks_again_soon_while_there_is_more(bench: Bench) -> None:
    """20,000 late incidents are told in a minute or two, and others get their turn between."""
    bench.open(PAST_LIMIT)
    stopping = CountingEvent(waits=3)
    Worker(bench.rounds, stopping=stopping)._clock_loop()
    assert stopping.asked == [CATCH_UP_SECONDS, TICK_SECONDS, TICK_SECONDS]
    assert (bench.told(), bench.untold()) == ([PAST_LIMIT], 0)


def test_one_drain_catches_up_and_sends(bench: Bench) -> None:
    """`mailflow work --once` leaves nothing held back."""
    with SmtpServer() as server:
        bench.smtp = server.settings().model_dump()
        bench.open(LIMIT + 5)
        Worker(bench.worker()).drain()
        assert [one.recipients for one in server.received] == [(BOSS,)]
    assert [(one.state, _total(one)) for one in bench.mails()] == [(OutboxState.SENT, LIMIT + 5)]
