"""The director: drops the mails, waits for the worker, and looks at what became of each."""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailflow import drilling
from mailflow.adapters.clock import ShiftedClock, pause
from mailflow.adapters.store.contract import Store, Work
from mailflow.core.records import Incident, OutboxRow, RawMail
from mailflow.demo.checking import differences, undue
from mailflow.demo.correspondence import Correspondence
from mailflow.demo.imap_server import ImapServer
from mailflow.demo.recording import Recorder, readable, sent_rows, subject_of, taken_for
from mailflow.demo.script import Act, Due, Practice, Script, ScriptedMail
from mailflow.demo.story import ByClock, Happening, PlayedAct, Sent, Story
from mailflow.demo.telling import Teller
from mailflow.desk import Desk
from mailflow.errors import MailflowError
from models.enums import EndState, OutboxState

PATIENCE_SECONDS = 30.0
BETWEEN_MAILS = timedelta(seconds=40)
GLANCE_SECONDS = 0.02
UNDER_WAY = (OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.TRANSMITTING)


class StoryBrokenError(MailflowError, RuntimeError):
    """The story could not be played to its end."""


class WorkerEndedError(StoryBrokenError):
    """The worker was stopped, or ended by a defect."""


@dataclass(slots=True)
class Director:
    """Plays one script with a worker that runs beside it."""

    script: Script
    store: Store
    desk: Desk
    clock: ShiftedClock
    imap: ImapServer
    correspondence: Correspondence
    teller: Teller
    is_over: Callable[[], bool] = lambda: False
    ended: "queue.SimpleQueue[int]" = field(default_factory=queue.SimpleQueue)
    opening: datetime | None = None
    timed: set[int] = field(default_factory=set)
    """The mails of the clock that were told of."""

    def play(self) -> Story:
        """Play every act and return the whole story."""
        begun, self.opening = time.monotonic(), self.clock()
        acts = tuple(self._act(number, act) for number, act in enumerate(self.script.acts, 1))
        story = Recorder(self.store, self.correspondence).story(self.script, acts)
        return replace(story, seconds=time.monotonic() - begun)

    def _act(self, number: int, act: Act) -> PlayedAct:
        self._turn_clock(act)
        self.teller.act(number, act)
        for ahead, scripted in zip(range(len(act.mails), 0, -1), act.mails, strict=True):
            self._drop(scripted, self.clock() - ahead * BETWEEN_MAILS)
        happenings = tuple(self._next_ended() for _ in act.mails)
        by_clock = tuple(self._await(due) for due in act.due)
        self._wait(self._is_quiet, "the outbox to be empty")
        self._look_into_outbox()
        return PlayedAct(act, happenings, by_clock)

    def _turn_clock(self, act: Act) -> None:
        """Turn the clock on to the time of the act; nothing is under way now."""
        now = self.clock()
        day = (self.opening or now) + timedelta(days=act.days)
        moment = day.replace(hour=act.at.hour, minute=act.at.minute, second=0, microsecond=0)
        if moment > now:
            self.clock.skip(moment - now)

    def _drop(self, scripted: ScriptedMail, at: datetime) -> None:
        """Drop a mail that came some minutes ago: the worker has not looked since."""
        if scripted.practice is not None:
            self._begin_drill(scripted, scripted.practice)
            return
        self.correspondence.now = at
        self.imap.drop(self.correspondence.compose(scripted), at)

    def _begin_drill(self, scripted: ScriptedMail, practice: Practice) -> None:
        """Do what `mailflow drill start` does, and know the mail that it writes."""
        script = (scripted.key, practice.scenario)
        with self.store.begin() as work:
            trainee = work.directory.by_address(practice.trainee.address)
            starter = work.directory.by_address(practice.starter.address)
            if trainee is None:
                raise StoryBrokenError(f"{practice.trainee.address} stands in no directory")
            drill = drilling.begin(work, self.desk, script, (trainee, starter), self.clock())
            self.correspondence.remember(scripted, work.mails.get(drill.mail_id).content)

    def _next_ended(self) -> Happening:
        """Wait until the worker has ended one more mail, and tell what became of it."""
        self._wait(lambda: not self.ended.empty(), "the next mail to be processed")
        mail_id = self.ended.get()
        with self.store.read() as work:
            raw = work.mails.get(mail_id)
            rows = tuple(r for r in self._rows(work) if r.mail_id == mail_id)
            opens = raw.end_state is EndState.INCIDENT and raw.incident_id is not None
            incident = work.incidents.get(raw.incident_id or 0) if opens else None
        happening = self._happening(raw, rows, incident)
        self.teller.happened(happening)
        return happening

    def _happening(
        self, raw: RawMail, rows: tuple[OutboxRow, ...], opened: Incident | None
    ) -> Happening:
        scripted = self.correspondence.scripted(raw.sha256)
        if raw.end_state is None:
            raise StoryBrokenError(f"mail {scripted.key!r} has no end")
        if opened is not None:
            self.correspondence.openers[scripted.key] = opened.id
        return Happening(
            scripted=scripted,
            at=raw.received_at,
            subject=subject_of(raw.content) or scripted.subject,
            end=raw.end_state,
            rule=raw.rule or "",
            incident=raw.incident_id,
            mail_id=raw.id,
            log=raw.decision_log,
            sent=tuple(Sent(row) for row in rows),
            surprises=differences(scripted, raw, rows, self.correspondence.openers),
            taken_for=taken_for(opened) if opened else "",
            priority=opened.priority.value if opened else "",
            source=readable(raw.content),
        )

    def _await(self, due: Due) -> ByClock:
        """Wait until the clock alone has made the worker write what is due."""
        self._wait(lambda: not self._unwritten(due)[1], f"what the clock owes: {due.sends}")
        rows, _ = self._unwritten(due)
        self.timed |= {row.id for row in rows}
        self.teller.reminded(due, rows)
        return ByClock(due, tuple(map(Sent, rows)))

    def _unwritten(self, due: Due) -> tuple[tuple[OutboxRow, ...], str]:
        """Return the mails of the clock that were not told yet, and what is wrong with them."""
        with self.store.read() as work:
            rows = [one for one in self._rows(work) if one.mail_id is None]
        fresh = (one for one in rows if one.id not in self.timed)
        return undue(due, fresh, self.correspondence.openers)

    def _rows(self, work: Work) -> tuple[OutboxRow, ...]:
        return sent_rows(work)

    def _is_quiet(self) -> bool:
        with self.store.read() as work:
            return not work.outbox.listed(UNDER_WAY, limit=1)

    def _look_into_outbox(self) -> None:
        with self.store.read() as work:
            self.correspondence.rows = self._rows(work)

    def _wait(self, until: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if self.is_over():
                raise WorkerEndedError(f"the worker ended while the story waited for {what}")
            if time.monotonic() > deadline:
                raise StoryBrokenError(f"waited {PATIENCE_SECONDS:.0f} s for {what}, in vain")
            pause(GLANCE_SECONDS)
