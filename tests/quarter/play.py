"""The quarter as it goes by: mails and looks of the clock, and the ledger beside them.

The clock is turned from one thing to the next: a mail, a moment at which the ledger says that
something is due, and every six hours a look that should find nothing.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import bindparam, select, update
from support.desks import TestDesk

from mailflow.core.effects import Decision
from mailflow.core.records import RawMail
from mailflow.reminding import local_day
from models.enums import EndState, NoticeKind, OutboxState
from models.tables import outbox, outbox_contents
from quarter.letters import SUPPORT, letter, reply_address
from quarter.life import Life, Standing
from quarter.looks import MINUTE, Watch, minute_from
from quarter.rules import Agent, Staff, priority_of

_rows = outbox.c
_SEND = (
    update(outbox)
    .where(
        _rows.state == OutboxState.PENDING,
        _rows.next_attempt_at <= bindparam("now", type_=_rows.next_attempt_at.type),
    )
    .values(
        state=OutboxState.SENT,
        sent_at=bindparam("at", type_=_rows.sent_at.type),
        attempts=1,
        reply_code=250,
    )
)
_NEWS = (
    select(_rows.id, _rows.kind, _rows.incident_id, _rows.recipient)
    .where(_rows.id > bindparam("read"))
    .order_by(_rows.id)
)
_CONTENT = select(outbox_contents.c.content).where(
    outbox_contents.c.outbox_id == bindparam("notice")
)
LATER = timedelta(seconds=30)
Happening = Callable[["Play"], None]


@dataclass(order=True)
class Planned:
    """Something that is to happen, at a moment of the true time."""

    at: datetime
    place: int
    happening: Happening = field(compare=False)


@dataclass
class Notice:
    """The newest mail to somebody about an incident."""

    id: int
    kind: NoticeKind


@dataclass
class Play:
    """One quarter; `offset` is by how much the desk's clock is wrong."""

    desk: TestDesk
    staff: Staff
    chance: Random
    watch: Watch
    lives: dict[int, Life] = field(default_factory=dict)
    open: dict[int, Life] = field(default_factory=dict)
    planned: list[Planned] = field(default_factory=list)
    offset: timedelta = timedelta()
    last_look: datetime | None = None
    mails: int = 0
    looks: int = 0
    counted: int = 0
    done: Counter[str] = field(default_factory=Counter)
    newest: dict[tuple[int, str], Notice] = field(default_factory=dict)
    alert_at: datetime | None = None
    _read: int = 0

    @property
    def now(self) -> datetime:
        """The desk's clock."""
        return self.desk.clock.now

    def plan(self, at: datetime, happening: Happening) -> None:
        """Let something happen at a moment, never at the full minute, when the clock looks."""
        second = at.second or self.chance.randrange(1, 60)
        self.counted += 1
        moment = at.replace(second=second, microsecond=0)
        heapq.heappush(self.planned, Planned(moment, self.counted, happening))

    def go_on(self, until: datetime) -> None:
        """Let everything happen until the desk's clock shows a moment, what is due in between."""
        while True:
            first = self.planned[0].at + self.offset if self.planned else until
            look = self._next_look()
            if look < min(first, until):
                self._look(look)
            elif first >= until:
                self.desk.clock.now = max(until, self.now)
                return
            else:
                self._happen(heapq.heappop(self.planned))

    def _happen(self, one: Planned) -> None:
        self.desk.clock.now = max(one.at + self.offset, self.now)
        one.happening(self)

    def _next_look(self) -> datetime:
        due = max(self.watch.next_moment(self.open), minute_from(self.now))
        return due if self.last_look is None else max(due, self.last_look + MINUTE)

    def jump(self, by: timedelta) -> None:
        """Turn the desk's clock; it looks at once."""
        self.offset += by
        self.desk.clock.now += by
        self.last_look = None
        self.look_now()

    def sleep(self, length: timedelta) -> None:
        """Let no worker run for so long; then the clock looks, and the mails are read."""
        back, missed = self.now - self.offset + length, list[Planned]()
        while self.planned and self.planned[0].at < back:
            missed.append(heapq.heappop(self.planned))
        self.desk.clock.now = back + self.offset
        for _ in range(3):  # of what ended, fifty at a look
            self.look_now()
        for place, one in enumerate(missed, start=241):
            self.plan(back + timedelta(seconds=place), one.happening)

    def look_now(self) -> None:
        """Look at the next full minute, whatever is due."""
        at = minute_from(self.now)
        self._look(at if self.last_look is None else max(at, self.last_look + MINUTE))

    def _look(self, at: datetime) -> None:
        """Let the clock look, again while it catches up; the ledger looks as often.

        What is alike, what comes back, and what the classifier earned, is not looked at: it
        changes no incident, and takes its time.
        """
        self.desk.clock.now = self.last_look = at
        self.deliver()
        again, memory = True, self.desk.rounds.memory
        memory.alike_at = memory.weighed_at = at
        memory.proposed_on = local_day(self.desk.rounds.desk, at)
        while again:
            self.desk.rounds.tick("quarter")
            self.watch.look(self.open, at)
            self.looks += 1
            again = memory.catch_up.is_open
        self.desk.clock.now = at + LATER
        self.deliver()

    # mails

    def deliver(self) -> None:
        """Take everything that is due as sent, at the desk's clock."""
        with self.desk.store._engine.begin() as connection:
            connection.execute(_SEND, {"now": self.now, "at": self.now})

    def take(
        self, content: bytes, received: datetime | None = None
    ) -> tuple[RawMail, tuple[str, ...]]:
        """Process a mail; return it as it ended, and the commands that ran."""
        self.mails += 1
        begun = len(self.desk.decisions)
        with self.desk.store.begin() as work:
            number, _ = work.mails.keep(content, source="quarter", received_at=received or self.now)
        self.desk.rounds.process()
        with self.desk.store.read() as work:
            ended = work.mails.get(number)
        fresh: list[Decision] = self.desk.decisions[begun:]
        self.desk.decisions.clear()
        return ended, tuple(line[1:].split()[0] for one in fresh for line in one.executed)

    def letter(self, sender: str, subject: str, text: str, to: str, verdict: str) -> bytes:
        """Return the next mail."""
        return letter(sender, subject, text, self.mails + 1, to=to or SUPPORT, verdict=verdict)

    def notice(self, number: int, address: str) -> Notice | None:
        """Return the newest mail to somebody about an incident."""
        with self.desk.store._engine.connect() as connection:
            for row in connection.execute(_NEWS, {"read": self._read}):
                self._read = row.id
                if row.incident_id is not None:
                    self.newest[row.incident_id, row.recipient] = Notice(row.id, row.kind)
        return self.newest.get((number, address))

    def token(self, notice: Notice) -> str:
        """Return where an answer to a notice goes."""
        with self.desk.store._engine.connect() as connection:
            content = connection.execute(_CONTENT, {"notice": notice.id}).scalar_one()
        return reply_address(content)

    # what is new

    def opened(self, mail: RawMail, requester: str, at: datetime, *, vip: bool = False) -> Life:
        """Enter a new incident; what the classifier found is taken as it stands there."""
        assert mail.end_state is EndState.INCIDENT, mail.rule
        return self.entered(mail.incident_id or 0, requester, at, vip=vip)

    def entered(self, number: int, requester: str, at: datetime, *, vip: bool = False) -> Life:
        """Enter an incident under its number."""
        with self.desk.store.read() as work:
            found = work.incidents.get(number)
            group = work.directory.group(found.group_id or 0) if found else None
        assert found is not None
        assert group is not None
        wanted = priority_of(found.impact.value, found.urgency.value, vip=vip)
        assert found.priority.value == wanted, "a priority by the matrix"
        standing = Standing(wanted, group.name, found.category or "", found.category_source.value)
        life = Life(number, requester, at, standing, vip, found.deduplication_key or "")
        life.levels = {"impact": found.impact.value, "urgency": found.urgency.value}
        self.lives[number] = self.open[number] = life
        return life

    def settle(self, life: Life) -> None:
        """Look no more at what is finished, and again at what is open again."""
        if life.now.is_open or life.closes_at:
            self.open[life.number] = life
        else:
            self.open.pop(life.number, None)

    def below(self, life: Life) -> list[Life]:
        """Return the open incidents directly below one, the earliest first."""
        own = [one for one in self.open.values() if one.parent == life.number and one.now.is_open]
        return sorted(own, key=lambda one: one.number)

    def hands(self, life: Life) -> tuple[Agent, Notice] | None:
        """Return who may answer for an incident now, with his newest notice about it."""
        own = self.staff.of(life.now.assignee)
        people = [own] if own else []
        others = [one for one in self.staff.groups[life.now.group] if one is not own]
        self.chance.shuffle(others)
        for one in (*people, *others):
            found = self.notice(life.number, one.address)
            if found is not None and not one.is_away(self.now):
                return one, found
        return None
