"""Alerts through the real rounds on a real store: storms, flaps, recoveries, unproven monitors."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support.desks import DESK_SECTION, KEYS, TestClock, make_settings
from support.stores import MINUTE, NOW, SQL_KINDS, made_sql

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore
from mailflow.applying import Applier
from mailflow.core.effects import ChangeIncident, Decision
from mailflow.core.records import Incident, OutboxRow
from mailflow.desk import Desk
from mailflow.rounds import Rounds
from models.enums import IncidentState, OutboxState, Role

SECOND = timedelta(seconds=1)
MONITOR, OTHER = "monitor@helpdesk.example", "zabbix@helpdesk.example"
AGENTS = ("bob@helpdesk.example", "dana@helpdesk.example")
PASS = "mx.helpdesk.example; dmarc=pass header.from=helpdesk.example"
UNPROVEN = "mx.helpdesk.example; dmarc=none header.from=helpdesk.example"


@dataclass
class Bench:
    """A desk of two agents that two monitors write to, and what it sends at once."""

    store: SqlStore
    clock: TestClock = field(default_factory=lambda: TestClock(NOW))
    number: int = 0

    def __post_init__(self) -> None:
        settings = make_settings(desk={**DESK_SECTION, "monitors": (MONITOR, OTHER)})
        desk = Desk(settings, KEYS, Renderer(), Suggester(KEYS.classifier))
        self.rounds = Rounds(self.store, desk, self.clock)
        with self.store.begin() as work:
            for address in AGENTS:
                work.directory.add(address, role=Role.AGENT, at=NOW)

    def write(
        self, host: str, state: str = "DOWN", *, sender: str = MONITOR, proof: str = PASS
    ) -> str | None:
        """Let a monitor write about a host; return the rule that ended the mail."""
        (rule,) = self.post([subject(host, state)], sender, proof)
        return rule

    def post(
        self, subjects: Sequence[str], sender: str = MONITOR, proof: str = PASS
    ) -> list[str | None]:
        """Let a monitor write mails of these subjects at once; return how each ended."""
        with self.store.begin() as work:
            kept = [self._keep(work, one, sender, proof) for one in subjects]
        while self.rounds.process():
            pass
        with self.store.read() as work:
            return [work.mails.get(mail_id).rule for mail_id in kept]

    def _keep(self, work: Work, subject: str, sender: str, proof: str) -> int:
        self.number += 1
        lines = (
            f"Authentication-Results: {proof}",
            f"From: {sender}",
            "To: support@helpdesk.example",
            f"Subject: {subject}",
            f"Message-ID: <{self.number}@monitor.example>",
            "",
            f"Check {self.number} says so.",
        )
        content = "\r\n".join(lines).encode()
        mail_id, _ = work.mails.keep(content, source="test", received_at=self.clock())
        return mail_id

    def blow(self, subjects: Sequence[str]) -> Counter[str | None]:
        """Let all of them come within a minute, and half an hour pass; return how they ended."""
        rules: Counter[str | None] = Counter()
        for number, some in enumerate(batched(subjects, 15)):
            rules.update(self.post(some))
            self.clock.skip(3 * SECOND)
            if number % 2:
                self.look()
        self.wait(30 * MINUTE, step=MINUTE)
        return rules

    def wait(self, duration: timedelta, step: timedelta = 5 * SECOND) -> None:
        """Let time pass, the clock look, and everything that is due be sent."""
        until = self.clock.now + duration
        while self.clock.now < until:
            self.clock.skip(min(step, until - self.clock.now))
            self.look()

    def look(self) -> None:
        """Let the clock look once, and send what is due."""
        self.rounds.tick("one")
        with self.store.begin() as work:
            lease = self.clock.now + MINUTE
            for row in work.outbox.claim("one", self.clock.now, lease, 1000):
                work.outbox.mark_transmitting([row.id], "one")
                work.outbox.record(row.id, fence=row.fence, state=OutboxState.SENT, at=lease)

    def merge(self, incident: Incident, into: Incident) -> None:
        """Close an incident as a part of another, as an agent's `#merge` does."""
        changes = (("state", IncidentState.CLOSED), ("merged_into", into.id))
        with self.store.begin() as work:
            applier = Applier(work, self.rounds.desk, None, None, self.clock())
            applier.apply(Decision((ChangeIncident(incident.id, changes, AGENTS[0]),), ()))

    def incidents(self) -> tuple[Incident, ...]:
        """Return every incident."""
        with self.store.read() as work:
            return work.incidents.listed(limit=1000)

    def sent(self, state: OutboxState = OutboxState.SENT) -> list[OutboxRow]:
        """Return what the agents were sent, oldest first."""
        with self.store.read() as work:
            return sorted(work.outbox.listed([state], limit=1000), key=lambda row: row.id)

    def last_text(self) -> str:
        """Return the text of the newest mail."""
        letter = message_from_bytes(self.sent()[-1].content, policy=default)
        body = letter.get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@pytest.fixture(params=SQL_KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Return a desk on each kind of database in turn."""
    store = made_sql(request, tmp_path)
    yield Bench(store)
    store.close()


def subject(host: str, state: str) -> str:
    """Return the subject of a mail about a host."""
    kind = "RECOVERY" if state == "UP" else "PROBLEM"
    return f"** {kind} Host Alert: {host} is {state} **"


def batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Return the items in lists of this length."""
    return (items[start : start + size] for start in range(0, len(items), size))


def storm() -> list[str]:
    """Return 300 alerts in a random order: 200 hosts, some of which recover and come back."""
    letters = [subject(f"host{n}.example.com", "DOWN") for n in range(200)]
    letters += [subject(f"host{n}.example.com", "UP") for n in range(0, 120, 2)]
    letters += [subject(f"host{n}.example.com", "DOWN") for n in range(0, 80, 2)]
    random.Random(7).shuffle(letters)
    return letters


def test_a_storm_is_one_incident_and_two_mails_for_each_agent(bench: Bench) -> None:
    """300 alerts of different hosts within a minute, amid them recoveries and flaps."""
    rules = bench.blow(storm())
    assert (rules["alert"], rules.total()) == (1, 300)
    (incident,) = bench.incidents()
    assert incident.alert_count == 240
    assert Counter(row.recipient for row in bench.sent()) == dict.fromkeys(AGENTS, 2)
    assert "Monitoring raised 200 alerts together" in bench.last_text()
    assert re.search(r"host\d+\.example\.com: DOWN\n… \+1\d\d\n", bench.last_text())
    assert bench.sent(OutboxState.PENDING) == []
    with bench.store.read() as work:
        assert work.mails.inconsistent() == ()


def test_a_storm_over_one_host_is_one_incident_and_two_mails(bench: Bench) -> None:
    """It flaps 60 times in a minute, and is well at the end."""
    bench.blow([subject("db1.example.com", "UP" if n % 2 else "DOWN") for n in range(120)])
    (incident,) = bench.incidents()
    assert incident.state is IncidentState.RESOLVED
    assert Counter(row.recipient for row in bench.sent()) == dict.fromkeys(AGENTS, 2)
    assert "Monitoring reports recovery" in bench.last_text()


def test_a_storm_of_mails_that_nobody_understands_is_one_incident(bench: Bench) -> None:
    """They never recover by themselves."""
    rules = bench.blow([f"Sensor {number} looks odd" for number in range(120)])
    assert rules["alert_joined"] == 119
    assert len(bench.incidents()) == 1
    assert Counter(row.recipient for row in bench.sent()) == dict.fromkeys(AGENTS, 2)


def test_a_storm_is_over_when_everything_is_well_again(bench: Bench) -> None:
    """The last recovery resolves the incident; the agents hear of it once."""
    hosts = [f"host{number}.example.com" for number in range(20)]
    bench.blow([subject(host, "DOWN") for host in hosts])
    bench.post([subject(host, "UP") for host in hosts[:-1]])
    assert bench.incidents()[0].state is not IncidentState.RESOLVED
    assert len(bench.sent()) == 2 * len(AGENTS)
    assert bench.write(hosts[-1], "UP") == "alert_recovered"
    bench.wait(30 * MINUTE, step=MINUTE)
    assert bench.incidents()[0].state is IncidentState.RESOLVED
    assert len(bench.sent()) == 3 * len(AGENTS)


def test_alerts_apart_in_time_are_incidents_apart(bench: Bench) -> None:
    """A minute later it is another matter; so it is at once for another monitor."""
    bench.write("web1.example.com")
    assert bench.write("web1.example.com", sender=OTHER) == "alert"
    bench.wait(MINUTE + SECOND)
    assert bench.write("web2.example.com") == "alert"
    assert bench.write("web1.example.com") == "alert_repeated"
    assert len(bench.incidents()) == 3


def test_a_recovery_of_another_monitor_resolves_nothing(bench: Bench) -> None:
    """Each has checks of its own."""
    bench.write("web1.example.com")
    assert bench.write("web1.example.com", "UP", sender=OTHER) == "recovery_unmatched"
    assert bench.incidents()[0].state is IncidentState.NEW


def test_a_storm_goes_on_while_alerts_come_but_not_for_ever(bench: Bench) -> None:
    """After ten minutes the next alert opens another incident."""
    for minute in range(14):
        bench.post([subject(f"host{minute}-{n}.example.com", "DOWN") for n in range(10)])
        bench.wait(50 * SECOND, step=50 * SECOND)
    second, first = bench.incidents()
    assert second.opened_at - first.opened_at == timedelta(minutes=10, seconds=50)
    assert len(bench.sent()) <= 4 * len(AGENTS)


def test_a_recovery_is_told_at_once_and_a_flap_at_most_each_ten_minutes(bench: Bench) -> None:
    """Nobody is told of each of twenty flaps."""
    bench.write("db1.example.com")
    bench.wait(5 * MINUTE, step=MINUTE)
    bench.write("db1.example.com", "UP")
    bench.look()
    assert len(bench.sent()) == 2 * len(AGENTS)
    for number in range(40):
        bench.write("db1.example.com", "UP" if number % 2 else "DOWN")
        bench.wait(MINUTE, step=MINUTE)
    assert len(bench.incidents()) == 1
    assert 3 * len(AGENTS) <= len(bench.sent()) <= 6 * len(AGENTS)


def test_what_a_flap_left_open_is_told(bench: Bench) -> None:
    """The agents heard that it was over."""
    bench.write("db1.example.com")
    bench.wait(5 * MINUTE, step=MINUTE)
    bench.write("db1.example.com", "UP")
    bench.wait(5 * MINUTE, step=MINUTE)
    bench.write("db1.example.com")
    bench.wait(11 * MINUTE, step=MINUTE)
    assert bench.incidents()[0].state is IncidentState.IN_PROGRESS
    assert "came back after a recovery" in bench.last_text()
    assert f"{MONITOR} is a program and gets no mail" in " ".join(bench.last_text().split())


def test_an_unproven_monitor_joins_a_storm_but_clears_nothing(bench: Bench) -> None:
    """Design 4: it may raise."""
    bench.write("web1.example.com")
    assert bench.write("web2.example.com", proof=UNPROVEN) == "alert_joined"
    assert bench.write("web2.example.com", "UP", proof=UNPROVEN) == "monitor_unverified"
    bench.write("web1.example.com", "UP")
    assert bench.incidents()[0].state is IncidentState.NEW


def test_what_an_agent_closed_is_not_joined(bench: Bench) -> None:
    """Neither by the same thing nor by another; its recovery is kept with it."""
    bench.write("web1.example.com")
    with bench.store.begin() as work:
        (incident,) = work.incidents.listed()
        work.incidents.update(replace(incident, state=IncidentState.CLOSED))
    assert bench.write("web1.example.com", "UP") == "alert_recovered"
    assert bench.write("web2.example.com") == "alert"
    assert bench.write("web1.example.com") == "alert_joined"
    states = [one.state for one in bench.incidents()]
    assert states == [IncidentState.NEW, IncidentState.CLOSED]


def test_a_merged_alert_is_over_with_all_others_of_its_incident(bench: Bench) -> None:
    """One host is well again, in either order: the other one is still down."""
    bench.write("web1.example.com")
    bench.wait(2 * MINUTE)
    bench.write("web2.example.com")
    second, first = bench.incidents()
    bench.merge(first, second)
    assert bench.write("web1.example.com", "UP") == "alert_recovered"
    assert bench.incidents()[0].state is IncidentState.NEW
    bench.write("web1.example.com")
    assert bench.write("web2.example.com", "UP") == "alert_recovered"
    assert bench.incidents()[0].state is IncidentState.NEW
    bench.write("web1.example.com", "UP")
    assert bench.incidents()[0].state is IncidentState.RESOLVED


def test_a_merged_alert_that_comes_back_is_told(bench: Bench) -> None:
    """Its own incident is closed, so the news is of the other; rows of older desks count, too."""
    bench.write("web1.example.com")
    bench.wait(2 * MINUTE)
    bench.write("web2.example.com")
    second, first = bench.incidents()
    with bench.store.begin() as work:
        closed = replace(first, state=IncidentState.CLOSED, merged_into=second.id)
        work.incidents.update(closed)
    for host in ("web1.example.com", "web2.example.com"):
        bench.write(host, "UP")
    bench.wait(11 * MINUTE, step=MINUTE)
    before = len(bench.sent())
    assert bench.write("web1.example.com") == "alert_repeated"
    bench.wait(11 * MINUTE, step=MINUTE)
    assert bench.incidents()[0].state is IncidentState.IN_PROGRESS
    assert len(bench.sent()) == before + len(AGENTS)
