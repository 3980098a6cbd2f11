"""One round of each journey, with the transactions around it: what the worker repeats.

Journeys never begin or commit; here is where units of work begin and end, where a failed mail is
counted outside the transaction that was rolled back, and where a poisonous one is put aside.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime

from mailflow.adapters.clock import Clock
from mailflow.adapters.imap import ImapMailbox
from mailflow.adapters.store.contract import Store, Work
from mailflow.adapters.tokens import audit_mac
from mailflow.containing import suppress_and_log
from mailflow.core.delivery_outcomes import DeliveryOutcome, told_together
from mailflow.core.effects import Decision
from mailflow.core.nights import due_night
from mailflow.core.records import Incident, RawMail
from mailflow.delivery import LEASE, Delivery
from mailflow.desk import Desk
from mailflow.errors import ConflictError, StoreUnavailableError
from mailflow.intake import Intake, Pulled
from mailflow.looks import Looks
from mailflow.processing import Reading, meet, process, read, take
from mailflow.remembering import Memory
from mailflow.servers import Mailbox
from mailflow.sharing import SharedReading
from mailflow.suggesting import suggested
from models.enums import EndState

log = logging.getLogger(__name__)

GROUP = 20
GROUP_BYTES = 4 * 1024 * 1024  # mails that share a commit are in memory together (P15)
CONFLICTS = 2
Observer = Callable[[int, Decision], None]


def no_observer(mail_id: int, decision: Decision) -> None:
    """Watch nothing."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """One desk's journeys over one store."""

    store: Store
    desk: Desk
    clock: Clock
    observer: Observer = no_observer
    memory: Memory = field(default_factory=Memory)

    def pull(self, settings: Mailbox) -> Pulled:
        """Connect to a mailbox and take what is new."""
        with ImapMailbox(settings) as mailbox:
            return self.pull_connected(settings, mailbox)

    def pull_connected(self, settings: Mailbox, mailbox: ImapMailbox) -> Pulled:
        """Take what is new from a mailbox that is connected."""
        mac = audit_mac(self.desk.keys.audit)
        return Intake(self.store, settings, self.clock, mac).pull(mailbox, mailbox.noop())

    def process(self, limit: int = GROUP) -> int:
        """Process waiting mails, some together in one unit of work; return how many ended."""
        return self._process_group(*self._read_together(limit))

    def _read_together(self, limit: int) -> tuple[list[int], list[Reading]]:
        """Return which mails are to be processed together, and those that could be read."""
        with self.store.read() as work:
            waiting = work.mails.waiting(limit)
            mails = work.mails.together(waiting, GROUP_BYTES) if waiting else ()
            return [one.id for one in mails], self._readings(work, mails)

    def _process_group(self, mail_ids: Sequence[int], readings: Sequence[Reading]) -> int:
        """Process mails that share a commit, each under its savepoint (promise P4).

        What was read, screened and classified beforehand holds up no transaction. A mail that
        fails is undone alone and then tried by itself, where its failure is counted.
        """
        ended: dict[int, Decision] = {}
        with suppress_and_log("a group"):  # what fails at the commit has no mail to blame
            ended = self._together(readings)
        for mail_id, decision in ended.items():
            self._tell(mail_id, decision)
        left = set(mail_ids) - set(ended)
        return len(ended) + sum(self.process_one(mail_id) for mail_id in sorted(left))

    def _together(self, readings: Sequence[Reading]) -> dict[int, Decision]:
        """Process what was read, in one unit of work; return what is to be told of each mail."""
        now = self.clock()
        ended: dict[int, Decision] = {}
        with self.store.begin() as work:
            taken = take(work, [one.raw.id for one in readings])
            meet(work, readings)
            for reading in readings:
                if reading.raw.id not in taken:
                    continue
                with suppress_and_log(f"mail {reading.raw.id}"):
                    with work.savepoint():
                        decision = process(work, self.desk, reading, now)
                    ended[reading.raw.id] = decision
        return ended

    def _readings(self, work: Work, mails: Sequence[RawMail]) -> list[Reading]:
        """Read the mails once, and classify together what will probably open an incident."""
        readings: list[Reading] = []
        for raw in mails:
            with suppress_and_log(f"mail {raw.id}"):
                readings.append(read(raw, self.desk.settings))
        new = [one for one in readings if one.is_probably_new]
        asked = [(one.mail, one.traces, one.classified_text) for one in new if one.mail]
        found = suggested(work, self.desk, asked, self.clock())
        known = {one.raw.id: suggestion for one, suggestion in zip(new, found, strict=True)}
        return [replace(one, suggestion=known.get(one.raw.id)) for one in readings]

    def _tell(self, mail_id: int, decision: Decision) -> None:
        end = decision.end
        log.info("mail %s ended as %s (%s)", mail_id, end.end_state.value, end.rule)
        self.observer(mail_id, decision)

    def has_waiting(self) -> bool:
        """Whether some mail is not processed yet, or will be tried again."""
        with self.store.read() as work:
            return bool(work.mails.waiting(1))

    def process_one(self, mail_id: int) -> bool:
        """Process one mail; a failure of any kind concerns that mail alone (promise P4).

        False where it has its end already, where another worker is at it, or where it failed.
        """
        now = self.clock()
        try:
            decision = self._decided(mail_id, now)
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - recorded, and the mail is put aside
            return self._failed(mail_id, error, now)
        if decision is not None:
            self._tell(mail_id, decision)
        return decision is not None

    def _decided(self, mail_id: int, now: datetime, *, again: int = CONFLICTS) -> Decision | None:
        """Process the mail anew where somebody (an administrator) changed the same row first.

        A conflict that does not go away is the mail's own, and counted as its failure (P4).
        """
        try:
            with self.store.begin() as work:
                if not take(work, [mail_id]):
                    return None
                reading = read(work.mails.get(mail_id), self.desk.settings)
                return process(work, self.desk, reading, now)
        except ConflictError:
            if again == 0:
                raise
        return self._decided(mail_id, now, again=again - 1)

    def _failed(self, mail_id: int, error: Exception, now: datetime) -> bool:
        """Count the attempt; after the last one the mail is quarantined, visible, replayable."""
        reason = f"{type(error).__name__}: {error}"[:500]
        with self.store.begin() as work:
            attempts = work.mails.record_failure(mail_id, reason, now)
            given_up = attempts >= self.desk.settings.limits.attempts
            if given_up:
                work.mails.finish(
                    mail_id,
                    end_state=EndState.QUARANTINED,
                    rule="processing_failed",
                    incident_id=None,
                    at=now,
                    log=(("processing", f"failed {attempts} times: {type(error).__name__}"),),
                )
        log.warning("mail %s failed (attempt %s): %s", mail_id, attempts, type(error).__name__)
        return given_up

    def deliver(self, delivery: Delivery) -> tuple[DeliveryOutcome, ...]:
        """Send one wave."""
        outcomes = delivery.deliver()
        for outcome in outcomes:
            log.info("notice %s: %s", outcome.id, outcome.outcome.value)
        for sentence in told_together(outcomes):
            log.warning("%s", sentence)
        return outcomes

    def tick(self, owner: str) -> tuple[Incident, ...]:
        """Do what only time brings: escalations, leases, claims of workers that are gone."""
        now = self.clock()
        with self.store.begin() as work:
            work.outbox.renew(owner, now + LEASE)
            pending, unknown = work.outbox.recover(now)
        if unknown:
            log.warning("%s notices may or may not have been sent: `mailflow outbox`", unknown)
        if pending:
            log.info("%s claims taken back", pending)
        with closing(SharedReading(self.store)) as shared:
            return Looks(shared, self.desk, self.memory).take(now)

    def take_night(self, owner: str) -> str | None:
        """Return the night in which this worker is to learn now, if it is; others pass it by."""
        now = self.clock()
        night = due_night(self.desk.settings, now)
        if night is None or night == self.memory.night:
            return None
        with self.store.begin() as work:
            is_ours = work.training.begin_run(night, owner, now)
        self.memory.night = night
        return night if is_ours else None

    def end_night(self, night: str, outcome: str) -> None:
        """Remember how learning ended."""
        with self.store.begin() as work:
            work.training.end_run(night, outcome, self.clock())
