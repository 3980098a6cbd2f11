"""What only time brings: each look of the clock with its own transactions, one after the other.

A look that fails does not end the others, nor does what fails at a look end that. What the next
one needs to know stands in `Memory`.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow import alerting, closing, waking
from mailflow.absent import absent_agents, hand_back, held_by
from mailflow.adapters.store.contract import Units, Work
from mailflow.adapters.tokens import audit_mac
from mailflow.coaching import own_weeks
from mailflow.containing import Failing, each_alone
from mailflow.core.records import Incident, SecurityEvent
from mailflow.desk import Desk
from mailflow.digesting import weekly
from mailflow.drilling import go_on, going_on
from mailflow.escalation import NO_CATCH_UP, Look, escalate
from mailflow.memos import deliver
from mailflow.promoting import weigh
from mailflow.recalling import AT_ONCE, keep_places, places, unplaced
from mailflow.recurring import (
    look_at_newest,
    look_at_weeks,
    propose_problems,
    tell_of_alike,
)
from mailflow.remembering import Memory
from mailflow.reminding import is_time, local_day, remind, unreminded

log = logging.getLogger(__name__)

SEALED_EVERY = timedelta(hours=1)
REMINDED_EVERY = timedelta(minutes=10)
WEIGHED_EVERY = timedelta(hours=1)
PLACED_EVERY = timedelta(minutes=1)
ABSENCES_EVERY = timedelta(minutes=1)
ALIKE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Looks:
    """All looks of the clock at one desk."""

    store: Units
    desk: Desk
    memory: Memory

    def take(self, now: datetime) -> tuple[Incident, ...]:
        """Look at everything; return the incidents that are late."""
        late: list[Incident] = []
        looks = (
            lambda now: late.extend(self._escalate(now)),
            self._wake,
            self._look_after,
            self._hand_back,
            self._seal,
            self._tell_of_alerts,
            self._look_for_alike,
            self._propose_problems,
            self._remind,
            self._watch_classifier,
            self._place,
            self._digest,
            self._drill,
        )
        each_alone(looks, now)
        return tuple(late)

    @contextmanager
    def _writing(self, failing: Failing, now: datetime) -> Iterator[Work]:
        """Return a unit of work that tells at its end what failed in it alone."""
        with self.store.begin() as work:
            yield work
            failing.tell(work, now)

    def _escalate(self, now: datetime) -> tuple[Incident, ...]:
        before, self.memory.catch_up = self.memory.catch_up, NO_CATCH_UP
        failing = self.memory.failing_at("escalation")
        with self._writing(failing, now) as work:  # its turn may come late; leases are renewed
            late, after = escalate(Look(work, self.desk, now, before), failing)
        self.memory.catch_up = after  # where the commit failed, it is not known what was told
        if late:
            log.info("%s incidents escalated", len(late))
        return late

    def _wake(self, now: datetime) -> None:
        failing = self.memory.failing_at("waking")
        with self.store.read() as work:
            if not waking.due(work, now, failing, limit=1):
                return
        with self._writing(failing, now) as work:
            woken = waking.wake(work, self.desk, now, failing)
        log.info("%s incidents go on after their hold", len(woken))

    def _look_after(self, now: datetime) -> None:
        failing = self.memory.failing_at("aftercare")
        with self.store.read() as work:
            if not closing.due(work, now, failing, limit=1):
                return
        with self._writing(failing, now) as work:
            ended = closing.look_after(work, self.desk, now, failing)
        log.info("%s incidents that ended were looked after", len(ended))

    def _hand_back(self, now: datetime) -> None:
        """Every minute, give what absent agents have back to their groups."""
        before = self.memory.absences_at
        if before is not None and before <= now < before + ABSENCES_EVERY:
            return
        failing = self.memory.failing_at("absence")
        with self.store.read() as work:
            away = absent_agents(work, now)
            is_due = any(held_by(work, one, now, failing, limit=1) for one in away)
        if is_due:
            with self._writing(failing, now) as work:
                found = hand_back(work, self.desk, now, failing)
            log.info("%s incidents of absent agents went back to their groups", len(found))
        self.memory.absences_at = None if is_due else now

    def _seal(self, now: datetime) -> None:
        """Seal the audit rows of the last hour, so that none can be taken away unseen (P18)."""
        before = self.memory.sealed_at
        if before is not None and now - before < SEALED_EVERY:
            return
        with self.store.begin() as work:
            work.audit.seal(audit_mac(self.desk.keys.audit), now)
        self.memory.sealed_at = now

    def _remind(self, now: datetime) -> None:
        """Tell of the quarantine; whether somebody heard of it today the outbox knows."""
        before = self.memory.reminded_at
        soon = before is not None and before <= now < before + REMINDED_EVERY
        if soon or not is_time(self.desk, now):
            return
        with self.store.read() as work:
            is_due = bool(unreminded(work, self.desk, now)) and bool(work.mails.quarantined())
        told = 0
        if is_due:
            failing = self.memory.failing_at("quarantine", "contact")
            with self._writing(failing, now) as work:
                told = remind(work, self.desk, now, failing)
        self.memory.reminded_at = now
        if told:
            log.info("%s administrators were told of the quarantine", told)

    def _digest(self, now: datetime) -> None:
        """Once a week, tell how the desk and each agent did; who was told the outbox knows."""
        before = self.memory.digested_at
        if before is not None and before <= now < before + REMINDED_EVERY:
            return
        self.memory.digested_at = now
        failing = self.memory.failing_at("digests", "contact")
        with self.store.read() as work:
            own = own_weeks(work, self.desk, now, self.memory.idle, failing)
            memos = (*weekly(work, self.desk, now, failing), *own)
        if memos or failing.untold:
            with self._writing(failing, now) as work:
                told = deliver(work, self.desk, memos, now, failing)
            log.info("%s digests and weeks were written", told)

    def _drill(self, now: datetime) -> None:
        """Let simulated requesters write, and end drills that are over."""
        failing = self.memory.failing_at("drills", "drill")
        with self.store.read() as work:
            if not going_on(work, now, failing):
                return
        with self._writing(failing, now) as work:
            go_on(work, self.desk, now, failing)

    def _look_for_alike(self, now: datetime) -> None:
        """Tell of many incidents that are alike; nothing is locked while there are none."""
        before = self.memory.alike_at
        if before is not None and before <= now < before + ALIKE_EVERY:
            return
        with self.store.read() as work:
            found = look_at_newest(work, self.desk, now)
        self.memory.alike_at = now
        if found:
            failing = self.memory.failing_at("alike")
            with self._writing(failing, now) as work:
                told = tell_of_alike(work, self.desk, now, failing)
            log.info("agents were told of %s sets of incidents that are alike", len(told))

    def _propose_problems(self, now: datetime) -> None:
        """Once a day, tell of what comes back; what is dear is done unlocked."""
        today = local_day(self.desk, now)
        if today == self.memory.proposed_on or not is_time(self.desk, now):
            return
        with self.store.read() as work:
            found = look_at_weeks(work, self.desk, now)
        self.memory.proposed_on = today
        if any(one.tells for one in found):
            failing = self.memory.failing_at("problems")
            with self._writing(failing, now) as work:
                told = propose_problems(work, self.desk, found, now, failing)
            log.info("%s problems were proposed", len(told))

    def _place(self, now: datetime) -> None:
        """Find out where resolved incidents lie, some at a time; what is dear is done unlocked."""
        before = self.memory.placed_at
        if before is not None and before <= now < before + PLACED_EVERY:
            return
        with self.store.read() as work:
            found = unplaced(work, self.desk, now, self.memory.placed_whole)
            where = places(work, self.desk, found.incidents)
        if where:
            with self.store.begin() as work:
                keep_places(work, found, where)
        has_more = len(where) == AT_ONCE
        self.memory.placed_at = None if has_more else now
        if found.embedder and found.since is None and not has_more:
            self.memory.placed_whole = (found.embedder, now)

    def _watch_classifier(self, now: datetime) -> None:
        """Take the version that is active now; every hour, let the desk's work say what it earned.

        A version that is refused is told once: the last good one stays, and mails go on.
        """
        suggester = self.desk.suggester
        with self.store.read() as work:
            suggester.refresh(work)
        fresh = set(suggester.refused) - self.memory.refused
        before = self.memory.weighed_at
        is_time = before is None or now - before >= WEIGHED_EVERY
        if not (fresh or is_time):
            return
        with self.store.begin() as work:
            for number in sorted(fresh):
                detail = {"version": str(number), "reason": suggester.refused[number][:200]}
                event = SecurityEvent("classifier_refused", now, detail=detail)
                work.audit.add_security_event(event)
            if is_time:
                weigh(work, self.desk, now)
        self.memory.refused |= fresh
        self.memory.weighed_at = now

    def _tell_of_alerts(self, now: datetime) -> None:
        failing = self.memory.failing_at("alerts")
        with self.store.read() as work:
            is_due = bool(alerting.due(work, now, failing, limit=1))
        if is_due:
            with self._writing(failing, now) as work:
                told = alerting.tell_of_alerts(work, self.desk, now, failing)
            log.info("%s groups of alerts were told of", told)
