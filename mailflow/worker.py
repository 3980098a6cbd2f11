"""The embedded worker: one thread per mailbox, one that processes, one that sends, one that ticks.

A further one starts learning at night. Every thread survives what fails outside: it logs what,
waits longer each time, and goes on.
"""

import logging
import os
import random
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import FrameType

from mailflow.adapters.smtp import SmtpSender
from mailflow.core.backoff import backoff
from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, told_together
from mailflow.delivery import Delivery
from mailflow.errors import MailboxRefusedError, MailflowError, TransientError
from mailflow.listening import Listener
from mailflow.nightly import Nightly
from mailflow.rounds import Rounds

log = logging.getLogger(__name__)

STOP_SECONDS = 8.0
IDLE_SECONDS = 0.5
TICK_SECONDS = 5.0
CATCH_UP_SECONDS = 0.3  # between two looks at many late incidents, so that others get their turn
STEADY_SECONDS = 120.0  # who ran so long before a failure begins to count anew


def worker_name() -> str:
    """Return a name for this worker that no other has, not even in a container of the same name."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"


@dataclass(slots=True)
class Worker:
    """Runs the journeys of one desk until it is told to stop."""

    rounds: Rounds
    name: str = field(default_factory=worker_name)
    stopping: threading.Event = field(default_factory=threading.Event)
    found_mail: threading.Event = field(default_factory=threading.Event)
    wrote_notice: threading.Event = field(default_factory=threading.Event)
    tick_seconds: float = TICK_SECONDS
    crashed: bool = False
    learning: tuple[str, ...] = ()
    """What learns at night; nothing where the settings name no hour."""

    def recover(self) -> tuple[int, int]:
        """Take back what a worker left that was killed.

        On a database of our own (the caller holds its lock) that is all there is; on one that is
        shared, others may be at work, and only a lease that ended tells who is gone.
        """
        store = self.rounds.store
        owner_gone = None if store.is_shared else "*"
        with store.begin() as work:
            return work.outbox.recover(self.rounds.clock(), owner_gone=owner_gone)

    def drain(self) -> tuple[str, ...]:
        """Take, process and send all there is now; return what could not be reached."""
        problems = []
        for settings in self.rounds.desk.settings.mailboxes:
            try:
                left = self.rounds.pull(settings).stepped_over
            except (TransientError, MailboxRefusedError) as error:
                problems.append(str(error))
            else:
                problems += [
                    f"mailbox {settings.name!r}: UID {uid} was stepped over" for uid in left
                ]
        while self.rounds.process() or self.rounds.has_waiting():
            pass  # a mail that fails waits again until its attempts are used up
        self.rounds.tick(self.name)
        while self.rounds.memory.catch_up.is_open:
            self.rounds.tick(self.name)
        return (*problems, *self._deliver_all())

    def _deliver_all(self) -> tuple[str, ...]:
        """Send what is due; return why some of it has to wait."""
        waiting: list[DeliveryOutcome] = []
        with SmtpSender(self.rounds.desk.settings.smtp) as sender:
            while outcomes := self.rounds.deliver(self._delivery(sender)):
                waiting += (one for one in outcomes if one.outcome is Outcome.TRANSIENT)
        return told_together(waiting)

    def run(self, ready: Callable[[], None]) -> bool:
        """Run until `stop` or a signal; return whether every thread ended in time (P7)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        threads = [self._thread(name, loop) for name, loop in self._loops()]
        for thread in threads:
            thread.start()
        ready()
        while not self.stopping.wait(timeout=1.0):
            pass
        return self._join(threads)

    def stop(self) -> None:
        """Ask every thread to end after what it is doing."""
        self.stopping.set()
        self.found_mail.set()
        self.wrote_notice.set()

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        log.info("stopping on %s", signal.Signals(number).name)
        self.stop()

    def _loops(self) -> Iterable[tuple[str, Callable[[], None]]]:
        for settings in self.rounds.desk.settings.mailboxes:
            listener = Listener(self.rounds, settings, self.stopping, self.found_mail)
            yield f"intake {settings.name}", listener.listen
        yield "processing", self._processing_loop
        yield "delivery", self._delivery_loop
        yield "clock", self._clock_loop
        if self.learning and self.rounds.desk.settings.classifier.retrain_at:
            nightly = Nightly(self.rounds, self.name, self.learning, self.stopping)
            yield "learning", nightly.watch

    def _thread(self, name: str, loop: Callable[[], None]) -> threading.Thread:
        def survive() -> None:
            failures = 0
            while not self.stopping.is_set():
                begun = time.monotonic()
                try:
                    loop()
                except MailflowError as error:
                    went_well = time.monotonic() - begun > STEADY_SECONDS
                    failures = 1 if went_well else failures + 1
                    wait = backoff(failures, random.random())  # noqa: S311 - spreads reconnects
                    log.warning("%s: %s; next attempt in %.0f s", name, error, wait)
                    self.stopping.wait(wait)
                except Exception:
                    log.exception("%s ended by a defect; the worker stops to be restarted", name)
                    self.crashed = True
                    self.stop()

        return threading.Thread(target=survive, name=name, daemon=True)

    def _processing_loop(self) -> None:
        while not self.stopping.is_set():
            if self.rounds.process():
                self.wrote_notice.set()
                continue
            self.found_mail.wait(IDLE_SECONDS)
            self.found_mail.clear()

    def _delivery_loop(self) -> None:
        with SmtpSender(self.rounds.desk.settings.smtp) as sender:
            delivery = self._delivery(sender)
            delivery.take_back()
            while not self.stopping.is_set():
                if self.rounds.deliver(delivery):
                    continue
                self.wrote_notice.wait(IDLE_SECONDS)
                self.wrote_notice.clear()

    def _clock_loop(self) -> None:
        while not self.stopping.is_set():
            self.rounds.tick(self.name)
            has_more = self.rounds.memory.catch_up.has_more
            self.stopping.wait(CATCH_UP_SECONDS if has_more else self.tick_seconds)

    def _delivery(self, sender: SmtpSender) -> Delivery:
        settings = self.rounds.desk.settings
        return Delivery(
            store=self.rounds.store,
            sender=sender,
            clock=self.rounds.clock,
            owner=self.name,
            envelope_from=settings.desk.support_address,
            maximum_attempts=settings.smtp.maximum_attempts,
        )

    def _join(self, threads: list[threading.Thread]) -> bool:
        deadline = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        left = [thread.name for thread in threads if thread.is_alive()]
        if left:
            log.warning("left in the middle of something that is safe to repeat: %s", left)
        return not left
