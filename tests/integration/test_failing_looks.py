"""An incident that fails at a look of the clock concerns itself alone (promise P4)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.desks import KEYS, TestClock, make_settings
from support.stores import MINUTE, NOW, SQL_KINDS, made_sql, open_incident, write_notice

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.contract import Outbox, Work
from mailflow.adapters.store.database import SqlStore
from mailflow.containing import FIRST_WAIT, LONGEST_WAIT, LOOK_FAILED, Failing
from mailflow.core.lateness import listed_in
from mailflow.core.records import OutboxRow, Participant
from mailflow.desk import Desk
from mailflow.escalation import HOLD, NO_CATCH_UP, CatchUp, Look, escalate
from mailflow.rounds import Rounds
from models.enums import IncidentState, NoticeKind, ParticipantRole, Priority, Role

BOSS, BOB, EVE, ANN = "boss@corp.example", "bob@corp.example", "eve@corp.example", "ann@example.org"
DAY = timedelta(days=1)
TEMPLATE = """
{% for one in [incident] + notice.late_incidents|list if one.reference in BAD %}
{{ notice.there_is_no_such_thing }}
{% endfor %}
"""
TEMPLATES = ("escalation", "late_incidents", "agent_notice", "closure")


@dataclass
class Place:
    """A desk where people work, and its worker."""

    store: SqlStore
    templates: Path
    clock: TestClock
    rounds: Rounds

    def fail_for(self, *numbers: int) -> None:
        """Let the desk's own templates fail for these incidents."""
        bad = str([f"INC-{one}" for one in numbers])
        for name in TEMPLATES:
            path = self.templates / name / "body.txt.j2"
            path.parent.mkdir(parents=True)
            path.write_text(TEMPLATE.replace("BAD", bad), encoding="utf-8")
        self.rounds = replace(self.rounds, desk=_desk(self.templates))

    def look(self, after: timedelta = timedelta()) -> None:
        """Let the clock look once."""
        self.clock.skip(after)
        self.rounds.tick("one")

    def told(self) -> Counter[tuple[str, int | None]]:
        """Return who was sent how many mails of which incident."""
        with self.store.read() as work:
            rows = work.outbox.listed(limit=1000)
        return Counter((one.recipient, one.incident_id) for one in rows if one.sent_at is None)

    def failures(self) -> list[tuple[int | None, str]]:
        """Return what guards of the desk see: of which incident, at which look."""
        with self.store.read() as work:
            found = work.audit.security_events(name=LOOK_FAILED)
        return [(one.incident_id, one.detail["look"]) for one in reversed(found)]

    def mend(self) -> None:
        """Let a template be as it should; what the worker remembers stays."""
        self.rounds = replace(self.rounds, desk=_desk(None))


def _desk(templates: Path | None) -> Desk:
    return Desk(make_settings(), KEYS, Renderer(templates), Suggester(KEYS.classifier))


@pytest.fixture(params=SQL_KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A desk on each database in turn; Bob and Eve work in its one group."""
    store, clock = made_sql(request, tmp_path), TestClock(NOW)
    with store.begin() as work:
        boss = work.directory.add(BOSS, role=Role.AGENT, at=NOW)
        group = work.directory.add_group("Desk", manager_id=boss.id)
        for one in (BOB, EVE):
            agent = work.directory.add(one, role=Role.AGENT, at=NOW)
            work.directory.add_member(group.id, agent.id)
    yield Place(store, tmp_path / "templates", clock, Rounds(store, _desk(None), clock))
    store.close()


def late(work: Work, **fields: Any) -> None:
    group = work.directory.groups()[0]
    open_incident(work, **{"response_due": NOW - MINUTE, "group_id": group.id, **fields})


def held(work: Work) -> None:
    bob = work.directory.by_address(BOB)
    state, wake_at = IncidentState.ON_HOLD, NOW - MINUTE
    open_incident(work, state=state, wake_at=wake_at, assignee_id=bob.id if bob else None)


def resolved(work: Work) -> None:
    moments = {"resolved_at": NOW - DAY, "closes_at": NOW - MINUTE, "resolution": "New fuse."}
    one = open_incident(work, state=IncidentState.RESOLVED, requester_address=ANN, **moments)
    work.incidents.add_participant(one.id, Participant(ANN, ParticipantRole.REQUESTER))
    write_notice(work, one.id, once=f"acknowledgement:{one.id}", sent_at=NOW)


def left(work: Work) -> None:
    """Eve has it, and is away from now on."""
    eve, group = work.directory.by_address(EVE), work.directory.groups()[0]
    assert eve is not None
    work.directory.set_away(eve.id, NOW + DAY)
    state = IncidentState.IN_PROGRESS
    open_incident(work, state=state, group_id=group.id, assignee_id=eve.id)


@pytest.mark.parametrize(
    ("open_one", "look", "people", "together"),
    [
        (late, "escalation", [BOSS], True),
        (left, "absence", [BOB, EVE], True),
        (held, "waking", [BOB], False),
        (resolved, "aftercare", [ANN], False),
    ],
)
def test_the_others_are_done_once_and_the_one_when_its_template_is_mended(
    place: Place, open_one: Callable[[Work], None], look: str, people: list[str], together: bool
) -> None:
    with place.store.begin() as work:
        for _ in range(3):
            open_one(work)
    place.fail_for(1002)
    place.look()
    done = [1001] if together else [1001, 1003]
    others = Counter((who, number) for who in people for number in done)
    assert place.told() == others
    for _ in range(5):
        place.look(after=timedelta(seconds=20))
    assert place.told() == others
    assert place.failures() == [(1002, look)]
    place.mend()
    for _ in range(3):
        place.look(after=LONGEST_WAIT)
    assert place.told() == others + Counter((who, 1002) for who in people)


def test_a_whole_look_full_of_what_fails_starves_nobody_behind_it(place: Place) -> None:
    """They are left out of the next looks; when they can be told again, it is in few mails."""
    limit, failing = 12, Failing("escalation")

    def look(before: CatchUp = NO_CATCH_UP) -> CatchUp:
        with place.store.begin() as work:
            asked = Look(work, place.rounds.desk, place.clock(), before, limit)
            return escalate(asked, failing)[1]

    with place.store.begin() as work:
        for _ in range(limit + 1):
            late(work)
    place.fail_for(*range(1001, 1001 + limit))
    before = look()
    assert before.has_more
    look(before)
    assert place.told() == Counter({(BOSS, 1001 + limit): 1})
    place.mend()
    place.clock.skip(HOLD)
    for _ in range(limit // 3):
        place.clock.skip(FIRST_WAIT)
        look()
    assert sum(place.told().values()) == 1 + limit // 3
    with place.store.read() as work:
        assert work.incidents.overdue(place.clock()) == ()


def test_a_mail_that_waits_and_cannot_be_written_anew_holds_up_no_page(place: Place) -> None:
    """It leaves as it is in the morning; who is not asleep hears of what comes meanwhile."""
    with place.store.begin() as work:
        boss = work.directory.by_address(BOSS)
        assert boss is not None
        work.directory.update(replace(boss, quiet_hours="00:00-23:00"))
        late(work)
    place.look()
    place.fail_for(1001)
    with place.store.begin() as work:
        late(work, priority=Priority.P1)
    place.look(after=MINUTE)
    assert place.told() == Counter(
        {(BOSS, 1001): 1, (BOSS, 1002): 1, (BOB, 1002): 1, (EVE, 1002): 1}
    )
    assert place.failures() == []


def test_a_mail_that_cannot_leave_out_what_is_finished_delays_nothing_new_of_its_own_incident(
    place: Place,
) -> None:
    """As while no mail leaves at all."""
    with place.store.begin() as work:
        boss = work.directory.by_address(BOSS)
        assert boss is not None
        work.directory.update(replace(boss, quiet_hours="09:00-10:00"))
        late(work, resolution_due=NOW + 35 * MINUTE)
        late(work)
        late(work)
    place.look()
    assert place.told() == Counter({(BOSS, 1001): 1})
    place.fail_for(1002)
    with place.store.begin() as work:
        done = work.incidents.get(1003)
        assert done is not None
        work.incidents.update(replace(done, state=IncidentState.CANCELED, closed_at=NOW))
    for _ in range(6):
        place.look(after=6 * MINUTE)
    assert place.told() == Counter({(BOSS, 1001): 2})
    assert place.failures() == []


class Racing:
    """An outbox whose mails a worker that sends takes, just after they were listed so often."""

    def __init__(self, own: Outbox, times: int) -> None:
        self._own, self._left = own, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def listings(self, kind: NoticeKind) -> tuple[OutboxRow, ...]:
        found = self._own.listings(kind)
        self._left -= 1
        if self._left == 0:
            self._own.claim("another", NOW, NOW + MINUTE, 100)
        return found


@pytest.mark.parametrize("times", [1, 2])
def test_what_a_mail_tells_that_is_being_sent_is_not_told_again(place: Place, times: int) -> None:
    """Neither because a part of it is over, nor with the news that would have come into it."""
    with place.store.begin() as work:
        for _ in range(3):
            late(work)
    place.look()
    with place.store.begin() as work:
        done = work.incidents.get(1002)
        assert done is not None
        work.incidents.update(replace(done, state=IncidentState.CANCELED, closed_at=NOW))
        late(work)
        work.outbox = Racing(work.outbox, times)
        look = Look(work, place.rounds.desk, NOW, CatchUp(NOW))
        escalate(look, Failing("escalation"))
    with place.store.read() as work:
        rows = work.outbox.listed()
    left = [1001, 1002, 1003] if times == 1 else [1001, 1003]
    assert [list(listed_in(one.listing or {})) for one in rows] == [[1004], left]
