"""One round of each journey, with the transactions around it: what the worker repeats.

Journeys never begin or commit; here is where units of work begin and end, where a failed mail is
counted outside the transaction that was rolled back, and where a poisonous one is put aside.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailflow.adapters.clock import Clock
from mailflow.adapters.imap import ImapMailbox
from mailflow.adapters.store.contract import Store
from mailflow.core.delivery_outcomes import DeliveryOutcome
from mailflow.core.effects import Decision
from mailflow.core.records import Incident
from mailflow.delivery import LEASE, Delivery
from mailflow.desk import Desk
from mailflow.errors import ConflictError, MailTakenError, StoreUnavailableError
from mailflow.escalation import escalate
from mailflow.intake import Intake, Pulled
from mailflow.processing import process
from mailflow.settings import Mailbox
from models.enums import EndState

log = logging.getLogger(__name__)

BATCH = 100
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

    def pull(self, settings: Mailbox) -> Pulled:
        """Connect to a mailbox and take what is new."""
        with ImapMailbox(settings) as mailbox:
            return self.pull_connected(settings, mailbox)

    def pull_connected(self, settings: Mailbox, mailbox: ImapMailbox) -> Pulled:
        """Take what is new from a mailbox that is connected."""
        return Intake(self.store, settings, self.clock).pull(mailbox, mailbox.noop())

    def process(self, limit: int = BATCH) -> int:
        """Process waiting mails, each in a unit of work of its own; return how many ended."""
        with self.store.read() as work:
            waiting = work.mails.waiting(limit)
        return sum(self.process_one(mail_id) for mail_id in waiting)

    def has_waiting(self) -> bool:
        """Whether some mail is not processed yet, or will be tried again."""
        with self.store.read() as work:
            return bool(work.mails.waiting(1))

    def process_one(self, mail_id: int) -> bool:
        """Process one mail; a failure of any kind concerns that mail alone (promise P4)."""
        now = self.clock()
        try:
            decision = self._decided(mail_id, now)
        except MailTakenError:
            return False
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - recorded, and the mail is put aside
            return self._failed(mail_id, error, now)
        log.info(
            "mail %s ended as %s (%s)", mail_id, decision.end.end_state.value, decision.end.rule
        )
        self.observer(mail_id, decision)
        return True

    def _decided(self, mail_id: int, now: datetime, *, again: int = CONFLICTS) -> Decision:
        """Process the mail anew where somebody (an administrator) changed the same row first.

        A conflict that does not go away is the mail's own, and counted as its failure (P4).
        """
        try:
            with self.store.begin() as work:
                return process(work, self.desk, mail_id, now)
        except MailTakenError:
            raise
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
        return outcomes

    def tick(self, owner: str) -> tuple[Incident, ...]:
        """Do what only time brings: escalations, leases, claims of workers that are gone."""
        now = self.clock()
        with self.store.begin() as work:
            work.outbox.renew(owner, now + LEASE)
            pending, unknown = work.outbox.recover(now)
        with self.store.begin() as work:  # its turn may come late; the leases are renewed by then
            late = escalate(work, self.desk, now)
        if unknown:
            log.warning("%s notices may or may not have been sent: `mailflow outbox`", unknown)
        if pending or late:
            log.info("%s claims taken back, %s incidents escalated", pending, len(late))
        return late
