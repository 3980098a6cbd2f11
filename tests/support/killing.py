"""Kill -9 of a worker while mails are in work, again and again, and what the next one makes of it.

harness = Killing(desk, turns=10, seed=1)
harness.run()
assert harness.complaints() == []

In each turn one worker or several in succession are killed; then the next is left alone, takes up
what they left, and answers new mail. The turn after that kills this very worker.
"""

import json
import logging
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import cycle, islice

from support import generated_machines as machines
from support import generated_people as people
from support.answers import read_answers
from support.desk_folder import DeskFolder
from support.kill_moments import EXACT, MOMENTS, Watch
from support.progress import Progress
from support.samples import Book, Sample
from support.truth import EVERYTHING, complaints
from support.worker_process import PROGRAM, WorkerProcess, until

from mailflow.auditing import audit_mail
from models.enums import OutboxState

_log = logging.getLogger(__name__)
PROGRESS_SECONDS = 60.0
PATIENCE_SECONDS = 90.0
"""How long a recovery is waited for, so that one which breaks its promise can be measured."""
ATTEMPTS = 2
"""How often a kill is repeated that left nothing in work."""
_TOLD_UNKNOWN = re.compile(r"(\d+) notices may or may not have been sent")


@dataclass(frozen=True, slots=True)
class Kill:
    """One worker that was killed, and what it left."""

    moment: str
    was_recovering: bool
    """Whether it was still taking up what the one before it had left."""
    was_deciding: bool
    """Whether it stood inside a transaction in which mails become incidents."""
    left: Progress


@dataclass
class Killing:
    """One desk, and the workers that are killed over it."""

    desk: DeskFolder
    turns: int
    seed: int
    chain: Sequence[int] = (1,)
    """How many are killed in succession in the first turn, the second, and so on, again and again.

    The further ones are killed while they take up what the one before them left.
    """
    program: Sequence[str] = PROGRAM
    moments: Sequence[str] = tuple(MOMENTS)
    longest_delay: float = 0.06
    handfuls: int = 1
    """How much mail comes before each kill, about 15 mails each."""
    command_every: int = 5
    """After every so many kills `mailflow audit mail` is asked as a command of its own, too."""
    tell: Callable[[str], object] = _log.info
    kills: list[Kill] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    """From each kill that was the last of its turn: seconds until nothing was in work any more,
    and mail that had come since then was answered."""
    audits: int = 0
    audit_commands: int = 0
    dirty: dict[str, str] = field(default_factory=dict)
    """After what `mailflow audit mail` was not clean, and what it said."""
    unknown: int = 0
    book: Book = field(init=False)

    def __post_init__(self) -> None:
        kills = sum(islice(cycle(self.chain), self.turns))
        self.book = Book(self.seed, people=60 + self.turns + 4 * ATTEMPTS * kills * self.handfuls)

    def run(self) -> None:
        """Kill so many workers at work; in every turn let one recover."""
        moments = cycle(self.moments)
        with (
            self.desk.store() as store,
            Watch(self.desk, store) as watch,
            WorkerProcess(self.desk, self.program) as worker,
        ):
            for number, length in enumerate(islice(cycle(self.chain), self.turns), start=1):
                for _ in range(length):
                    self._kill_at_work(worker, watch, next(moments))
                self._recover(worker, watch)
                self.tell(f"{number} of {self.turns}: recovered in {self.recoveries[-1]:.1f} s")
            worker.stop()
            self._audit(watch, "the end")
            with store.read() as work:
                self.unknown = len(work.outbox.listed((OutboxState.UNKNOWN,), limit=EVERYTHING))

    def complaints(self) -> list[str]:
        """Return what is lost, doubled or wrong after all."""
        answers = read_answers(self.desk.smtp.received)
        with self.desk.store() as store:
            return complaints(self.book, store, answers, ambiguous=True)

    def told_unknown(self) -> int:
        """Return how many notices the workers said may or may not have been sent."""
        log = (self.desk.folder / "worker.log").read_text(encoding="utf-8")
        return sum(int(number) for number in _TOLD_UNKNOWN.findall(log))

    def _kill_at_work(self, worker: WorkerProcess, watch: Watch, moment: str) -> None:
        """Kill one that leaves something in work, if that can be had."""
        for _ in range(ATTEMPTS):
            kill = self._kill_one(worker, watch, moment)
            self.kills.append(kill)
            number = len(self.kills)
            self._audit(
                watch,
                f"kill {number} ({moment})",
                as_command=number % self.command_every == 0,
            )
            if kill.left.in_work:
                return

    def _kill_one(self, worker: WorkerProcess, watch: Watch, moment: str) -> Kill:
        """Kill one worker at this moment or a little later."""
        was_recovering = not worker.is_running and self.kills[-1].left.in_work
        before = self._bring_mail(worker, watch)
        if not worker.is_running:
            worker.start()
        delays = (0.0, self.book.random.uniform(0, self.longest_delay))
        delay = 0.0 if moment in EXACT else self.book.random.choice(delays)
        self._freeze(worker, watch, before, moment, delay)
        was_deciding = watch.is_deciding()
        worker.kill()
        self._killed_at = time.monotonic()
        return Kill(moment, was_recovering, was_deciding, watch.progress())

    def _freeze(
        self, worker: WorkerProcess, watch: Watch, before: Progress, moment: str, delay: float
    ) -> None:
        """Let it stand still at the moment; one of the short ones is met exactly or not at all."""
        while True:
            before = self._await(worker, watch, before, moment)
            time.sleep(delay)
            worker.freeze()
            if moment not in EXACT or MOMENTS[moment](before, watch.progress(), watch):
                return
            worker.thaw()

    def _await(
        self, worker: WorkerProcess, watch: Watch, before: Progress, moment: str
    ) -> Progress:
        """Wait for the moment; where it passed unseen, bring more mail.

        Return how far the desk was when that mail lay there.
        """
        deadline = time.monotonic() + PROGRESS_SECONDS
        while not MOMENTS[moment](before, now := watch.progress(), watch):
            if not worker.is_ready() or time.monotonic() > deadline:
                raise TimeoutError(f"{moment!r} never came:\n{worker.log()}")
            if not now.in_work:
                before = self._bring_mail(worker, watch)
            time.sleep(0.004)
        return before

    def _bring_mail(self, worker: WorkerProcess, watch: Watch) -> Progress:
        """Let much mail lie there all at once; return how far the desk is with that."""
        with worker.paused() if worker.is_running else nullcontext():
            before, begun = watch.progress(), len(self.book.samples)
            for _ in range(self.handfuls):
                _write_handful(self.book)
            brought = self.book.samples[begun:]
            self.desk.deliver(brought)
        return replace(before, inbox=before.inbox + len(brought))

    def _recover(self, worker: WorkerProcess, watch: Watch) -> None:
        """Start the next worker, as a service manager does, and see how long it needs."""
        new = [people.new(self.book), people.new(self.book, exact=True)]
        self.desk.deliver(new)
        worker.start()
        until(
            lambda: not watch.progress().in_work and self._are_answered(new),
            "all is done and new mail answered",
            PATIENCE_SECONDS,
            pause=0.05,  # a look costs the worker's time where there are few processors
        )
        self.recoveries.append(time.monotonic() - self._killed_at)
        self._audit(watch, f"recovery {len(self.recoveries)}")

    def _are_answered(self, new: Sequence[Sample]) -> bool:
        answered = {one.in_reply_to for one in read_answers(self.desk.smtp.received)}
        return answered.issuperset(one.message_id for one in new)

    def _audit(self, watch: Watch, after: str, *, as_command: bool = False) -> None:
        """Count the mails as they stand; what `mailflow audit mail` says is noted."""
        with watch.store.read() as work:
            problems = list(audit_mail(work).problems)
        self.audits += 1
        if as_command:
            problems += self._asked_as_command()
            self.audit_commands += 1
        if problems:
            self.dirty[after] = f"audit after {after}: {'; '.join(problems)}"

    def _asked_as_command(self) -> Iterator[str]:
        command = [*PROGRAM, "--config", str(self.desk.config), "audit", "mail", "--json"]
        done = subprocess.run(command, check=False, capture_output=True, timeout=60)
        if done.returncode != 0 or not json.loads(done.stdout)["clean"]:
            yield f"exit code {done.returncode}, {done.stdout.decode()}{done.stderr.decode()}"


def _write_handful(book: Book) -> None:
    """Write a few mails of every sort."""
    for _ in range(6):
        people.new(book)
    people.new(book, exact=True)
    people.new(book, "fail")
    people.more_of_his_own(book)
    people.more_of_his_own(book)
    machines.unrelated_absence(book)
    machines.generated(book)
    people.without_sender(book, "two Froms")
    people.again(book)
    people.copy(book)
