"""One measured round: a system warms up with one mail, then finds all the others at once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from support.answers import read_answers
from support.dovecot import Dovecot
from support.progress import progress_of
from support.samples import Sample
from support.truth import complaints
from support.worker_process import WorkerProcess

from benchmarks import machine
from benchmarks.desks import BenchDesk, Prepared
from benchmarks.reference import Plan
from benchmarks.sink import Sink, Taken, as_received

SETTLED_SECONDS = 0.5
LONGEST_SECONDS = 600.0
LATER_LOOKS = 4
"""What the clock wrote while the truth was asked arrives a moment later."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one round cost; `problems` are the differences from the truth."""

    mails: int
    seconds: float
    cpu_seconds: float
    start_cpu_seconds: float
    peak_megabytes: float
    sent: int
    problems: tuple[str, ...]

    @property
    def mails_per_second(self) -> float:
        """How fast it was."""
        return self.mails / self.seconds

    @property
    def cpu_per_mail(self) -> float:
        """CPU time of the process for one mail, in milliseconds."""
        return 1000 * self.cpu_seconds / self.mails


@dataclass(frozen=True)
class Field:
    """Where a round takes place: the servers and the mailbox."""

    dovecot: Dovecot
    sink: Sink
    user: str

    def measure(
        self,
        pid: int,
        mails: Sequence[Sample],
        idle: Callable[[], bool],
        judge: Callable[[list[Taken]], tuple[str, ...]],
    ) -> Figures:
        """Let the process meet the mails; it must be ready and have an empty mailbox."""
        self.dovecot.drop(self.user, mails[0].content)
        self._wait(1, lambda: True)
        start_cpu = machine.cpu_seconds(pid)
        before, _ = self.sink.count()
        with paused(pid):
            self.dovecot.drop(self.user, *(one.content for one in mails[1:]))
            time.sleep(SETTLED_SECONDS)
            begun = time.monotonic()
        last = self._wait(before + 1, idle)
        cpu, peak = machine.cpu_seconds(pid), machine.peak_megabytes(pid)
        taken = self.sink.take()
        return Figures(
            mails=len(mails) - 1,
            seconds=last - begun,
            cpu_seconds=cpu - start_cpu,
            start_cpu_seconds=start_cpu,
            peak_megabytes=peak,
            sent=len(taken) - before,
            problems=self._problems(taken, judge),
        )

    def _problems(
        self, taken: list[Taken], judge: Callable[[list[Taken]], tuple[str, ...]]
    ) -> tuple[str, ...]:
        problems = judge(taken)
        for _ in range(LATER_LOOKS):
            if not problems:
                break
            time.sleep(SETTLED_SECONDS)
            taken = [*taken, *self.sink.take()]
            problems = judge(taken)
        return problems

    def _wait(self, least: int, idle: Callable[[], bool]) -> float:
        """Wait until so many answers came, and then none for a while; return the last moment."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while True:
            number, last = self.sink.count()
            calm = time.monotonic() - last > SETTLED_SECONDS
            if number >= least and calm and idle():
                return last
            if time.monotonic() > deadline:
                raise TimeoutError(f"{number} answers after {LONGEST_SECONDS} s")
            time.sleep(0.05)


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """Let a process stand still for the time of a `with` block."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def worker_round(desk: BenchDesk, prepared: Prepared, sink: Sink, *, known: bool = True) -> Figures:
    """Measure the real worker, as a process of its own, on a desk that nobody has used.

    The truth is not asked where the database holds incidents that are not `known` to it.
    """
    with desk.store() as store:

        def idle() -> bool:
            return not progress_of(desk, store).in_work

        def judge(taken: list[Taken]) -> tuple[str, ...]:
            answers = prepared.answers + read_answers(as_received(taken))
            return tuple(complaints(prepared.load.book, store, answers)) if known else ()

        with WorkerProcess(desk) as worker:
            field = Field(desk.dovecot, sink, desk.user)
            figures = field.measure(worker.pid, prepared.mails, idle, judge)
            worker.stop()
        return figures


def reference_round(folder: Path, prepared: Prepared, sink: Sink, user: str) -> Figures:
    """Measure the bare reference with a fresh mailbox and database."""
    folder.mkdir()
    dovecot, mails = prepared.desk.dovecot, prepared.mails
    new = [one for one in mails if one.acknowledged and one.copy_of is None]
    people = {str(one.number): one.acknowledged for one in new}
    plan = Plan(
        imap_port=dovecot.ports["imap"],
        user=user,
        password=dovecot.password,
        database=str(folder / "reference.db"),
        smtp_port=sink.port,
        acknowledged=people,
    )
    (folder / "plan.json").write_text(json.dumps(asdict(plan)), encoding="utf-8")

    def judge(taken: list[Taken]) -> tuple[str, ...]:
        found = sorted(who for one in taken for who in one.recipients)
        return () if found == sorted(people.values()) else ("the reference has lost mail",)

    command = [sys.executable, "-m", "benchmarks.reference", str(folder / "plan.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=machine.ENVIRONMENT) as process:
        try:
            if process.stdout is None or process.stdout.readline() != b"ready\n":
                raise RuntimeError("the reference does not start")
            field = Field(dovecot, sink, user)
            return field.measure(process.pid, mails, lambda: sink.count()[0] >= len(people), judge)
        finally:
            process.kill()
