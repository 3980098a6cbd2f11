"""Delivery: claim -> send -> record the outcome of each recipient (promise P5)."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.adapters.clock import Clock
from mailflow.adapters.smtp import SmtpSender
from mailflow.adapters.store.contract import Store, Work
from mailflow.core.backoff import backoff
from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, OutgoingMail
from mailflow.core.records import OutboxRow
from mailflow.errors import ConflictError, StoreUnavailableError
from models.enums import OutboxState

WAVE = 20
FIRST_RETRY_SECONDS = 30.0
LONGEST_RETRY_SECONDS = 4 * 3600.0
LEASE = timedelta(seconds=15)
RECORDING_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0, 3.0, 3.0)
"""While the database is away for seconds (a restart) the outcomes wait in memory."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sends what is due; the outbox remembers before and after each step what it may mean."""

    store: Store
    sender: SmtpSender
    clock: Clock
    owner: str
    envelope_from: str
    maximum_attempts: int
    pause: Callable[[float], object] = time.sleep

    def deliver(self, limit: int = WAVE) -> tuple[DeliveryOutcome, ...]:
        """Send one wave and return its outcomes, nothing where nothing is due.

        1. Rows are claimed under a lease and a fencing number.
        2. Just before DATA they are marked as transmitting: a crash from here on is `unknown`.
        3. The outcomes of a round are recorded with the marks of the next one, those of the last
           round at once, and all of them whatever happens.
        """
        now = self.clock()
        if not self._is_due(now):
            return ()
        with self.store.begin() as work:
            rows = work.outbox.claim(self.owner, now, now + LEASE, limit)
        by_id = {row.id: row for row in rows}
        mails = [OutgoingMail(r.id, self.envelope_from, r.recipient, r.content) for r in rows]
        ended: list[DeliveryOutcome] = []

        def mark(ids: Sequence[int]) -> None:
            with self.store.begin() as work:
                self._record(work, by_id, ended)
                work.outbox.mark_transmitting(ids, self.owner)
            ended.clear()

        try:
            return tuple(self.sender.send(mails, before_data=mark, after_round=ended.extend))
        finally:
            self._record_patiently(by_id, ended)

    def _is_due(self, now: datetime) -> bool:
        """Whether there is anything to claim; an idle worker need not write to find out."""
        with self.store.read() as work:
            first = work.outbox.next_due()
        return first is not None and first <= now

    def take_back(self) -> None:
        """End the claims that an interrupted wave of this worker left; nothing else would."""
        with self.store.begin() as work:
            work.outbox.recover(self.clock(), owner_gone=self.owner)

    def _record(
        self, work: Work, by_id: Mapping[int, OutboxRow], outcomes: Sequence[DeliveryOutcome]
    ) -> None:
        now = self.clock()
        for outcome in sorted(outcomes, key=lambda one: (by_id[one.id].incident_id or 0, one.id)):
            self._record_one(work, by_id[outcome.id], outcome, now)

    def _record_patiently(
        self, by_id: Mapping[int, OutboxRow], outcomes: Sequence[DeliveryOutcome]
    ) -> None:
        """Record what happened: an outcome that is lost is one more `unknown`."""
        if not outcomes:
            return
        for pause in RECORDING_PAUSES:
            try:
                with self.store.begin() as work:
                    self._record(work, by_id, outcomes)
            except (StoreUnavailableError, ConflictError) as error:
                problem = error
                self.pause(pause)
            else:
                return
        raise problem

    def _record_one(
        self, work: Work, row: OutboxRow, outcome: DeliveryOutcome, now: datetime
    ) -> None:
        state, wait = self._next(row, outcome)
        recorded = work.outbox.record(
            row.id,
            fence=row.fence,
            state=state,
            at=now,
            next_attempt_at=now + wait if wait else None,
            reply_code=outcome.reply_code,
            reply_text=outcome.reply_text,
        )
        name = f"delivery_{state.value}" if recorded else "delivery_overtaken"
        work.audit.append(row.incident_id, name, {"notice": str(row.id)}, now)

    def _next(
        self, row: OutboxRow, outcome: DeliveryOutcome
    ) -> tuple[OutboxState, timedelta | None]:
        """A transient failure waits longer each time; after the last attempt it has failed."""
        ends = {
            Outcome.SENT: OutboxState.SENT,
            Outcome.PERMANENT: OutboxState.FAILED,
            Outcome.UNKNOWN: OutboxState.UNKNOWN,
        }
        if outcome.outcome in ends:
            return ends[outcome.outcome], None
        if row.attempts >= self.maximum_attempts:
            return OutboxState.FAILED, None
        seconds = backoff(
            max(row.attempts, 1),
            random.random(),  # noqa: S311 - spreads retries, guards nothing
            first=FIRST_RETRY_SECONDS,
            longest=LONGEST_RETRY_SECONDS,
        )
        return OutboxState.PENDING, timedelta(seconds=seconds)
