"""Kill -9 of a worker amid the looks of the clock, and who was told of what after all.

harness = LookKilling(desk, kills=4, seed=1)
harness.run()
assert harness.complaints() == []

Before each kill something falls due for the clock: targets that are missed, holds that are over,
incidents that close, what absent agents have. The last worker is left alone until nothing is due.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice, repeat

from support.desk_folder import DeskFolder
from support.kill_moments import Watch
from support.samples import BOB, ERIN
from support.stores import open_incident, write_notice
from support.truth import EVERYTHING
from support.worker_process import WorkerProcess, until

from mailflow.absent import AT_WORK
from mailflow.adapters.clock import system_clock
from mailflow.adapters.store.contract import Work
from mailflow.adapters.tokens import load_keys
from mailflow.auditing import audit_chains
from mailflow.core.lateness import listed_in
from mailflow.core.records import Participant
from models.enums import IncidentState, NoticeKind, OutboxState, ParticipantRole, Role

_log = logging.getLogger(__name__)
DORA = "dora@example.com"
"""An agent who is away."""
MINUTE = timedelta(minutes=1)
MOMENTS = ("deciding", "told", "deciding", "later")
"""Inside a transaction of the clock, when it has told somebody, and a little after that.

The first two are the short form.
"""
PATIENCE_SECONDS = 60.0
LONG_SECONDS = 0.004
"""Transactions that are shorter only look for what others left."""
CAUSES = frozenset({"response", "absent"})
"""What mails about many tell; they name some of them and count the others."""
Told = tuple[int, int, str]
"""An incident, a person of the directory, and of what he hears."""


@dataclass(frozen=True, slots=True)
class LookSummary:
    """What became of a desk whose workers were killed amid looks of the clock."""

    database: str
    kills: int
    while_deciding: int
    tellings: int
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everybody was told once."""
        return not self.problems

    def as_text(self) -> str:
        """Return it for people."""
        judged = "everybody was told once" if self.holds else "NOT EVERY PROMISE HOLDS"
        counts = f"{self.kills} kills, {self.while_deciding} inside a transaction that decides"
        head = f"{self.database}, looks of the clock: {judged}\n  {counts}"
        lines = (head, f"  {self.tellings} times somebody had to hear of an incident")
        return "\n".join((*lines, *(f"  PROBLEM: {one}" for one in self.problems)))


@dataclass
class LookKilling:
    """One desk, and the workers that are killed while the clock has much to do."""

    desk: DeskFolder
    kills: int
    seed: int
    handful: int = 6
    """So much of each sort falls due before each kill; below twenty no mail waits for more."""
    tell: Callable[[str], object] = _log.info
    deciding: int = 0
    """How many were killed inside a transaction."""
    wanted: Counter[Told] = field(default_factory=Counter)

    def run(self) -> None:
        """Kill so many workers, then let one do what is left."""
        chance = random.Random(self.seed)
        with self.desk.store() as store, Watch(self.desk, store) as watch:
            with store.begin() as work:
                _send_away(work)
            worker = WorkerProcess(self.desk)
            for number, moment in enumerate(islice(cycle(MOMENTS), self.kills), start=1):
                self._let_fall_due(watch)
                with worker.start(wait=False):
                    self._await(watch, worker, moment)
                    time.sleep(chance.uniform(0, 0.2) if moment == "later" else 0)
                self.tell(f"looks: killed {number} of {self.kills}, {moment}")
            with worker.start():
                until(lambda: not _is_due(watch), "nothing is due", PATIENCE_SECONDS, pause=0.05)
                worker.stop()

    def complaints(self) -> list[str]:
        """Return what somebody was not told, or twice; and what is wrong with the audit."""
        wanted = _as_told(self.wanted)
        with self.desk.store() as store, store.read() as work:
            told = Counter(_told(work)) + Counter(_remembered(work, self.wanted))
            chain = audit_chains(
                work, load_keys(self.desk.settings().keys_directory).audit
            ).problems
        lost = (f"{one}: {count} too few" for one, count in (wanted - told).items())
        double = (f"{one}: {count} too many" for one, count in (told - wanted).items())
        return [*lost, *double, *chain]

    def summary(self, database: str, failure: str = "") -> LookSummary:
        """Count after `run`; `failure` is why it ended before its time."""
        problems = (*((failure,) if failure else ()), *self.complaints())
        told = self.wanted.total()
        return LookSummary(database, self.kills, self.deciding, told, problems)

    def _await(self, watch: Watch, worker: WorkerProcess, moment: str) -> None:
        """Wait for the moment; inside a transaction the worker stands still when it is killed."""
        before, deadline = _written(watch), time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if moment != "deciding" and _written(watch) > before:
                return
            if moment == "deciding" and self._stands_still_deciding(watch, worker):
                self.deciding += 1
                return
            time.sleep(0.002)
        raise TimeoutError(f"{moment!r} never came:\n{worker.log()}")

    def _stands_still_deciding(self, watch: Watch, worker: WorkerProcess) -> bool:
        """Stop it inside a transaction; where all was done unseen, let more fall due."""
        if not watch.is_deciding():
            if not _is_due(watch):
                self._let_fall_due(watch)
            return False
        time.sleep(LONG_SECONDS)
        worker.freeze()
        if watch.is_deciding() and _is_due(watch):
            return True
        worker.thaw()
        return False

    def _let_fall_due(self, watch: Watch) -> None:
        now = system_clock()
        with watch.store.begin() as work:
            for _ in range(self.handful):
                self.wanted.update((_late(work, now), _held(work, now), _ended(work, now)))
                self.wanted.update(_left(work, now))


def _send_away(work: Work) -> None:
    dora = work.directory.add(DORA, role=Role.AGENT, at=system_clock(), handle="dora")
    work.directory.set_away(dora.id, system_clock() + timedelta(days=2))


def _number(work: Work, address: str) -> int:
    contact = work.directory.by_address(address)
    if contact is None:
        raise LookupError(address)
    return contact.id


def _late(work: Work, now: datetime) -> Told:
    """Nobody answered in time: the administrator hears, since no manager stands above."""
    group = work.directory.groups()[0].id
    one = open_incident(work, group_id=group, response_due=now - MINUTE)
    return one.id, _number(work, ERIN), "response"


def _held(work: Work, now: datetime) -> Told:
    """A hold is over: who has it goes on."""
    bob, before = _number(work, BOB), now - MINUTE
    moments = {"opened_at": before, "held_since": before, "wake_at": before}
    one = open_incident(work, state=IncidentState.ON_HOLD, assignee_id=bob, **moments)
    return one.id, bob, NoticeKind.AGENT_NOTICE.value


def _ended(work: Work, now: datetime) -> Told:
    """It closes, and its requester is asked for a rating."""
    moments = {"resolved_at": now - 7 * MINUTE, "closes_at": now - MINUTE}
    one = open_incident(
        work, state=IncidentState.RESOLVED, resolution="A new fuse.", muted=False, **moments
    )
    who = Participant(one.requester_address, ParticipantRole.REQUESTER)
    work.incidents.add_participant(one.id, who)
    write_notice(work, one.id, once=f"acknowledgement:{one.id}", state=OutboxState.SENT)
    return one.id, _number(work, one.requester_address), NoticeKind.CLOSURE.value


def _left(work: Work, now: datetime) -> Iterator[Told]:
    """Who has it is away: his group takes it, and he hears of it when he is back."""
    group, dora = work.directory.groups()[0].id, _number(work, DORA)
    moments = {"opened_at": now, "response_due": now + timedelta(days=9)}
    state = IncidentState.IN_PROGRESS
    one = open_incident(work, state=state, group_id=group, assignee_id=dora, **moments)
    for who in (dora, _number(work, BOB)):
        yield one.id, who, "absent"


def _is_due(watch: Watch) -> bool:
    now = system_clock()
    with watch.store.read() as work:
        found = (
            work.incidents.overdue(now, limit=1),
            work.incidents.waking(now, limit=1),
            work.incidents.in_aftercare(now, limit=1),
            work.incidents.assigned_to(_number(work, DORA), states=AT_WORK, limit=1),
        )
        return any(found)


def _written(watch: Watch) -> int:
    with watch.store.read() as work:
        return len(work.outbox.listed(limit=EVERYTHING))


def _as_told(wanted: Counter[Told]) -> Counter[Told]:
    """Return what can be counted of causes: in each history one event, in mails so many lines."""
    found: Counter[Told] = Counter()
    for (number, person, what), count in wanted.items():
        if what not in CAUSES:
            found[number, person, what] += count
        elif count > 0:
            found[number, 0, what] = 1
            found[0, person, what] += count
    return found


def _told(work: Work) -> Iterator[Told]:
    """Yield what each person was told; of a list as often as it tells of incidents."""
    for row in work.outbox.listed(limit=EVERYTHING):
        if row.kind is NoticeKind.ESCALATION and row.listing:
            (cause, *_), *_ = listed_in(row.listing).values()
            yield from repeat((0, row.contact_id, cause.cause.value), row.listing["total"])
        elif row.kind in {NoticeKind.AGENT_NOTICE, NoticeKind.CLOSURE}:
            yield row.incident_id or 0, row.contact_id, row.kind.value


def _remembered(work: Work, wanted: Iterable[Told]) -> Iterator[Told]:
    """Yield of which causes the histories say that somebody was told."""
    for number in {number for number, _, _ in wanted}:
        for event in work.incidents.events(number):
            if event.name in {"escalated", "handed_back"}:
                yield number, 0, event.field or ""
