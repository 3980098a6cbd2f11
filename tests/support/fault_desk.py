"""A desk under a fault: its worker, what is seen of it from outside, and what must hold."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.answers import Answer, read_answers
from support.bench import Bench
from support.dovecot import Dovecot
from support.filing_watch import FilingWatch
from support.program import Program
from support.progress import Progress, progress_of
from support.samples import Sample
from support.smtp_server import SmtpServer
from support.truth import EVERYTHING, complaints
from support.worker_process import DOCTORED, PROGRAM, WorkerProcess, until

from mailflow.adapters.store.database import SqlStore
from mailflow.core.records import OutboxRow
from mailflow.errors import StoreUnavailableError
from models.enums import NoticeKind, OutboxState

RETRY_SECONDS = 35.0
"""After so long a mail that was deferred once is tried again (30 s), and one that ended is not."""
RECOVERY_SECONDS = 60.0
LOOKING_SECONDS = 0.02  # between looks, which cost the worker its time
MANY = {"acknowledgements_per_served_domain_hour": 100_000}


@dataclass(frozen=True, slots=True)
class Scale:
    """How long faults last and how much mail comes; the form of a row."""

    form: str
    mails: int
    down_seconds: float
    locks: tuple[float, ...]
    busy_seconds: float | None
    """How long the worker waits for a locked SQLite database; None leaves it at its 30 s."""
    patience: float
    idle_seconds: float | None
    quiet_seconds: float
    turns_clock: bool
    every_variant: bool
    defects: tuple[str, ...] = ()
    """Options of the doctored worker that break a promise."""


@dataclass(slots=True)
class Findings:
    """What was seen, and what did not hold."""

    seen: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class FaultDesk(Bench):
    """One desk whose worker runs while its surroundings fail."""

    def __init__(
        self,
        folder: Path,
        dovecot: Dovecot,
        smtp: SmtpServer,
        scale: Scale,
        findings: Findings,
        *,
        flags_count: bool = True,
        **changes: Any,
    ) -> None:
        super().__init__(folder, dovecot, smtp, limits=MANY, **changes)
        self.scale = scale
        self.cli = Program(self.desk.folder)
        self.gone: set[int] = set()
        """Numbers of mails that somebody else took out of the mailbox."""
        self.watch = FilingWatch(dovecot, self.desk.user, flags_count=flags_count)
        self._findings = findings
        self._clock = self.desk.folder / "clock"
        self._ahead = 0.0
        self.worker = WorkerProcess(self.desk, self._program())
        self._opened: SqlStore | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the worker run for the time of a `with` block, whatever happens in it."""
        with self.desk.store() as self._opened, self.worker.start():
            yield

    @property
    def store(self) -> SqlStore:
        """The store, as another process sees it."""
        if self._opened is None:
            raise RuntimeError("the desk does not run")
        return self._opened

    # What can be seen

    def progress(self) -> Progress:
        """Return how far the desk is."""
        return progress_of(self.desk, self.store)

    def is_done(self) -> bool:
        """Whether every mail has its end and is filed away, and every notice is out."""
        now = self.progress()
        numbers = {one.number for one in self.book.samples}
        filed = numbers - self.gone <= self.watch.filed
        return filed and now.finished >= len(numbers) and not (now.waiting or now.unsent)

    def rows(self, *states: OutboxState) -> list[OutboxRow]:
        """Return the outgoing mails in these states, or all."""
        with self.store.read() as work:
            return list(work.outbox.listed(states, limit=EVERYTHING))

    def answers(self) -> list[Answer]:
        """Return what the SMTP server took, whether it said so or not."""
        return read_answers(self.smtp.received)

    def copies(self) -> Counter[str]:
        """Return how often each outgoing mail arrived, by its Message-ID."""
        return Counter(one.message_id for one in self.answers())

    def have_ended(self, state: OutboxState, mails: int) -> bool:
        """Whether all notices about so many mails or more are in this state."""
        found = self.rows(state)
        acknowledgements = sum(row.kind is NoticeKind.ACKNOWLEDGEMENT for row in found)
        return acknowledgements >= mails and not self.rows(*_UNDECIDED)

    def are_deferred(self, mails: int) -> bool:
        """Whether the notices about so many mails were tried and wait."""
        found = self.rows(*_UNDECIDED)
        acknowledgements = sum(row.kind is NoticeKind.ACKNOWLEDGEMENT for row in found)
        tried = all(row.state is OutboxState.PENDING and row.attempts for row in found)
        return acknowledgements >= mails and tried

    def told(self, state: OutboxState) -> set[int]:
        """Return the mails that `mailflow outbox list` names in this state."""
        listed = self.cli.read("outbox", "list", "--state", state.value, "--limit", str(EVERYTHING))
        return {one["id"] for one in listed["notices"]}

    # What passes

    def until(self, holds: Callable[[], object], what: str, seconds: float = 0.0) -> None:
        """Wait until it holds, and watch meanwhile; a database that is away does not answer."""

        def now() -> bool:
            time.sleep(LOOKING_SECONDS)
            self.worker.is_ready()  # raises where it has ended
            with suppress(StoreUnavailableError):
                self.watch.look(self.store)
            if self.watch.premature:
                raise AssertionError(f"filed away before it was stored: {self.watch.premature}")
            with suppress(StoreUnavailableError):
                return bool(holds())
            return False

        until(now, what, seconds or RECOVERY_SECONDS)

    def until_logged(self, words: str, already: int = 0) -> None:
        """Wait until the worker has logged these words once more than it had already."""
        self.until(lambda: self.worker.log().count(words) > already, f"{words!r} is logged")

    def deliver_and_begin(self) -> None:
        """Put mails into the mailbox and wait until the first of them is stored."""
        before = self.progress().stored
        self.deliver(self.scale.mails)
        self.until(lambda: self.progress().stored > before, "work has begun")

    def endure(self, seconds: float) -> None:
        """Let so much time pass, and watch."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end, "time passes", seconds + RECOVERY_SECONDS)

    def let_retry_come(self) -> None:
        """Let the time pass after which a deferred mail is tried again, or turn the clock."""
        if not self.scale.turns_clock:
            self.endure(RETRY_SECONDS)
            return
        self._ahead += 2 * RETRY_SECONDS
        self._clock.write_text(str(self._ahead), encoding="ascii")

    # What must hold

    def see(self, what: str) -> None:
        """Note for the table."""
        self._findings.seen.append(what)

    def must(self, holds: object, otherwise: str) -> None:
        """Note what does not hold."""
        if not holds:
            self._findings.broken.append(otherwise)

    def finish(
        self,
        *,
        ambiguous: bool = False,
        unsent: Sequence[OutboxState] = (),
        sent_again: bool = False,
    ) -> None:
        """Let the worker come to its end; all that is always promised must hold.

        `sent_again` where a hand had mails sent again that had arrived: they count once.
        """
        self.until(self.is_done, "every mail has its end, is filed away and answered")
        code, _ = self.worker.stop()
        self.must(code == 0, f"the worker ended with {code}")
        clean = self.cli.run("audit", "mail").exit_code == 0
        self.must(clean, "`mailflow audit mail` finds problems")
        answers = self.answers()
        if sent_again:
            answers = list({(one.recipient, one.message_id): one for one in answers}.values())
        wrong = complaints(self.book, self.store, answers, ambiguous=ambiguous, unsent=unsent)
        self._findings.broken += wrong
        self.see(self._summary())

    def _summary(self) -> str:
        incidents = len(self.book.states)
        states = Counter(row.state.value for row in self.rows())
        notices = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
        return f"{len(self.book.samples)} mails in {incidents} incidents, notices: {notices}"

    def _program(self) -> Sequence[str]:
        """Return the worker as it is, or with a clock to turn and less patience."""
        options = list(self.scale.defects)
        if self.scale.turns_clock:
            self._clock.write_text("0", encoding="ascii")
            options += ["--clock", str(self._clock)]
        if self.scale.busy_seconds is not None:
            options += ["--busy-seconds", str(self.scale.busy_seconds)]
        return (*DOCTORED, *options, "--") if options else PROGRAM


_UNDECIDED = (OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.TRANSMITTING)


def forgotten(desk: FaultDesk, sample: Sample) -> None:
    """Strike a mail that was never the desk's: somebody took it away before."""
    desk.book.samples.remove(sample)
    del desk.book.states[sample.number]
