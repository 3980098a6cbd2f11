"""Kill -9 of a worker while mails are in work, again and again, then one run that finishes.

harness = Killing(desk, kills=10, seed=1)
harness.run()
assert harness.complaints() == []
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from support import generated_machines as machines
from support import generated_people as people
from support.answers import read_answers
from support.desk_folder import DeskFolder
from support.progress import Progress, progress_of
from support.samples import Book
from support.truth import EVERYTHING, complaints
from support.worker_process import PROGRAM, WorkerProcess, until

from mailflow.adapters.store.contract import Store
from models.enums import OutboxState

RECOVERY_SECONDS = 30.0
PROGRESS_SECONDS = 60.0
_TOLD_UNKNOWN = re.compile(r"(\d+) notices may or may not have been sent")


Moment = Callable[[Progress, Progress], bool]
MOMENTS: dict[str, Moment] = {
    "filed": lambda before, now: now.inbox < before.inbox,
    "stored": lambda before, now: now.stored > before.stored,
    "processed": lambda before, now: now.finished > before.finished,
    "claimed": lambda _, now: now.in_flight > 0,
    "sent": lambda before, now: now.received > before.received,
}
"""What has just happened when a worker is killed, after a small delay or at once."""


@dataclass
class Killing:
    """One desk, and the workers that are killed over it."""

    desk: DeskFolder
    kills: int
    seed: int
    program: Sequence[str] = PROGRAM
    moments: Sequence[str] = tuple(MOMENTS)
    longest_delay: float = 0.06
    handfuls: int = 1
    """How much mail comes before each worker starts, about 15 mails each."""
    left: list[Progress] = field(default_factory=list)
    """What each killed worker left behind; one that left nothing does not count."""
    recovery_seconds: float = 0.0
    unknown: int = 0
    book: Book = field(init=False)

    def __post_init__(self) -> None:
        self.book = Book(self.seed, people=60 + 4 * self.kills * self.handfuls)

    def run(self) -> None:
        """Kill so many workers at work, then let one finish."""
        moments = cycle(MOMENTS[name] for name in self.moments)
        with self.desk.store() as store:
            for _ in range(2 * self.kills):
                if len(self.left) == self.kills:
                    break
                progress = self._kill_one(store, next(moments))
                self.left += [progress] if progress.in_work else []
            self._finish(store)

    def complaints(self) -> list[str]:
        """Return what is lost, doubled or wrong after all."""
        answers = read_answers(self.desk.smtp.received)
        with self.desk.store() as store:
            return complaints(self.book, store, answers, ambiguous=True)

    def told_unknown(self) -> int:
        """Return how many notices the workers said may or may not have been sent."""
        log = (self.desk.folder / "worker.log").read_text(encoding="utf-8")
        return sum(int(number) for number in _TOLD_UNKNOWN.findall(log))

    def _kill_one(self, store: Store, moment: Moment) -> Progress:
        """Kill one worker at this moment or a little later; return what it left."""
        self._deliver()
        before = progress_of(self.desk, store)
        delay = self.book.random.choice((0.0, self.book.random.uniform(0, self.longest_delay)))
        with WorkerProcess(self.desk, self.program) as worker:
            deadline = time.monotonic() + PROGRESS_SECONDS
            while not moment(before, progress_of(self.desk, store)):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"no progress:\n{worker.log()}")
                time.sleep(0.004)
            time.sleep(delay)
            worker.kill()
        return progress_of(self.desk, store)

    def _deliver(self) -> None:
        begun = len(self.book.samples)
        for _ in range(self.handfuls):
            self._write_handful()
        self.desk.deliver(self.book.samples[begun:])

    def _write_handful(self) -> None:
        """Write a few mails of every sort."""
        for _ in range(6):
            people.new(self.book)
        people.new(self.book, exact=True)
        people.new(self.book, "fail")
        people.more_of_his_own(self.book)
        people.more_of_his_own(self.book)
        machines.unrelated_absence(self.book)
        machines.generated(self.book)
        people.without_sender(self.book, "two Froms")
        people.again(self.book)
        people.copy(self.book)

    def _finish(self, store: Store) -> None:
        """Start a last worker, and give it the time that promise P3 gives it."""
        with WorkerProcess(self.desk, self.program) as worker:
            began = time.monotonic()
            until(
                lambda: not progress_of(self.desk, store).in_work, "all is done", RECOVERY_SECONDS
            )
            self.recovery_seconds = time.monotonic() - began
            worker.stop()
        with store.read() as work:
            self.unknown = len(work.outbox.listed((OutboxState.UNKNOWN,), limit=EVERYTHING))
