"""The store as dictionaries: keeps the same contract as the database, for tests of journeys.

What belongs to which noun stands in memory_mails, memory_desk, memory_directory and memory_outbox.
"""
# ruff: noqa: ARG002 - the contract says what each method does and takes

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from support.memory_alerts import MemoryAlerts
from support.memory_blocks import MemoryBlocks
from support.memory_desk import MemoryIncidents
from support.memory_directory import MemoryDirectory
from support.memory_drills import MemoryDrills
from support.memory_knowledge import MemoryKnowledge
from support.memory_mails import MemoryMails
from support.memory_outbox import MemoryOutbox
from support.memory_performance import MemoryPerformances
from support.memory_recurrences import MemoryRecurrences
from support.memory_state import State
from support.memory_training import MemoryTraining
from support.memory_vectors import MemoryVectors

from mailflow.adapters.store import contract
from mailflow.core.audit_chains import AuditRow, Mac
from mailflow.core.classifier_versions import Activation, ClassifierVersion, Standing
from mailflow.core.erasing import Tombstone
from mailflow.core.records import Challenge, SecurityEvent
from mailflow.errors import ConflictError, NotFoundError, PermanentError
from models.enums import ChallengeState


class MemoryAudit:
    """Keeps the contract `Audit`, without hashes."""

    def __init__(self, state: State) -> None:
        self._state = state

    def append(
        self, incident_id: int | None, name: str, detail: dict[str, str], at: datetime
    ) -> None:
        self._state.audit.append((incident_id or 0, name, detail, at))

    def rows(self) -> Iterator[AuditRow]:
        return iter(())

    def seal(self, mac: Mac, at: datetime) -> bool:
        return False

    def add_security_event(self, event: SecurityEvent) -> None:
        self._state.security.append(event)

    def security_events(
        self, limit: int = 100, name: str | None = None
    ) -> tuple[SecurityEvent, ...]:
        found = (one for one in reversed(self._state.security) if name in {None, one.name})
        return tuple(found)[:limit]


class MemoryChallenges:
    """Keeps the contract `Challenges`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, challenge: Challenge) -> None:
        known = self.open(challenge.contact_id, challenge.incident_id)
        if known is not None:
            self.settle(known.id, ChallengeState.REPLACED, challenge.created_at)
        number = len(self._state.challenges) + 1
        self._state.challenges[number] = replace(challenge, id=number)

    def open(self, contact_id: int, incident_id: int) -> Challenge | None:
        whose = (contact_id, incident_id, ChallengeState.OPEN)
        found = (
            one
            for one in self._state.challenges.values()
            if (one.contact_id, one.incident_id, one.state) == whose
        )
        return next(found, None)

    def note_wrong_code(self, challenge_id: int, at: datetime, most: int) -> None:
        one = self._state.challenges[challenge_id]
        wrong = one.wrong_codes + 1
        state = ChallengeState.SPENT if wrong >= most else one.state
        self._state.challenges[challenge_id] = replace(one, wrong_codes=wrong, state=state)

    def settle(self, challenge_id: int, state: ChallengeState, at: datetime) -> None:
        one = self._state.challenges[challenge_id]
        if one.state is not ChallengeState.OPEN:
            raise ConflictError(f"challenge {challenge_id} has its end already")
        self._state.challenges[challenge_id] = replace(one, state=state)

    def number_since(self, contact_id: int, since: datetime) -> int:
        everyone = self._state.challenges.values()
        return sum(one.contact_id == contact_id and one.created_at >= since for one in everyone)


class MemoryTombstones:
    """Keeps the contract `Tombstones`; nothing is ever erased here."""

    def exist(self) -> bool:
        return False

    def hold(self, macs: Iterable[str]) -> bool:
        return False

    def newest(self) -> int:
        return 0

    def add(self, kind: Tombstone, mac: str, at: datetime) -> None:
        raise NotImplementedError

    def keep_mail(self, mac: str, size: int, source: str, at: datetime) -> tuple[int, bool]:
        raise NotImplementedError


class MemoryClassifiers:
    """Keeps the contract `Classifiers`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, version: ClassifierVersion) -> int:
        number = len(self._state.versions) + 1
        self._state.versions[number] = replace(version, id=number, active=False)
        return number

    def activate(self, version_id: int, at: datetime, *, by: str = "", reason: str = "") -> None:
        if version_id not in self._state.versions:
            raise NotFoundError(f"there is no classifier version {version_id}")
        self._state.active = version_id
        self._state.activations.append(Activation(version_id, at, by, reason))

    def active(self) -> ClassifierVersion | None:
        return self.get(self._state.active or 0)

    def active_id(self) -> int | None:
        return self._state.active

    def standing(self) -> Standing:
        active = self.active()
        return Standing(active.id, active.sha256, active.proof) if active else Standing()

    def get(self, version_id: int) -> ClassifierVersion | None:
        found = self._state.versions.get(version_id)
        return found and replace(found, active=version_id == self._state.active)

    def listed(self, *, limit: int = 100) -> tuple[ClassifierVersion, ...]:
        newest = [self.get(one) for one in sorted(self._state.versions, reverse=True)]
        return tuple(replace(one, content=b"") for one in newest if one)[:limit]

    def activations(self, *, limit: int = 100) -> tuple[Activation, ...]:
        return tuple(reversed(self._state.activations))[:limit]

    def prove(self, version_id: int, proof: dict[str, object]) -> None:
        self._change(version_id, proof=proof)

    def replace_content(self, version_id: int, content: bytes, sha256: str) -> None:
        self._change(version_id, content=content, sha256=sha256)

    def with_content(self) -> tuple[int, ...]:
        there = (number for number, one in self._state.versions.items() if one.content)
        return tuple(sorted(there, reverse=True))

    def _change(self, version_id: int, **values: Any) -> None:
        if version_id not in self._state.versions:
            raise NotFoundError(f"there is no classifier version {version_id}")
        self._state.versions[version_id] = replace(self._state.versions[version_id], **values)


class MemoryWork:
    """Keeps the contract `Work`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.mails: contract.Mails = MemoryMails(state)
        self.incidents: contract.Incidents = MemoryIncidents(state)
        self.directory: contract.Directory = MemoryDirectory(state)
        self.outbox: contract.Outbox = MemoryOutbox(state)
        self.alerts: contract.Alerts = MemoryAlerts(state)
        self.audit: contract.Audit = MemoryAudit(state)
        self.challenges: contract.Challenges = MemoryChallenges(state)
        self.blocks: contract.Blocks = MemoryBlocks(state)
        self.drills: contract.Drills = MemoryDrills(state)
        self.knowledge: contract.Knowledge = MemoryKnowledge(state)
        self.classifiers: contract.Classifiers = MemoryClassifiers(state)
        self.training: contract.Training = MemoryTraining(state)
        self.vectors: contract.Vectors = MemoryVectors(state)
        self.performances: contract.Performances = MemoryPerformances(state)
        self.recurrences: contract.Recurrences = MemoryRecurrences(state)
        self.tombstones: contract.Tombstones = MemoryTombstones()

    def take_turn(self) -> None:
        """One unit of work at a time runs anyhow."""

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        before = self._state.snapshot()
        try:
            yield
        except BaseException:
            self._state.restore(before)
            raise


class MemoryStore:
    """Keeps the contract `Store`; one unit of work at a time, like SQLite."""

    is_shared = False

    def __init__(self) -> None:
        self.state = State()
        self._lock = threading.RLock()

    @contextmanager
    def begin(self) -> Iterator[contract.Work]:
        with self._lock:
            work = MemoryWork(self.state)
            with work.savepoint():
                yield work

    @contextmanager
    def read(self) -> Iterator[contract.Work]:
        """Return a unit of work over a copy; what it wrote is noticed at its end."""
        with self._lock:
            copied = self.state.snapshot()
        yield MemoryWork(copied)
        if copied != self.state.snapshot():
            raise PermanentError("this unit of work only reads")

    def close(self) -> None:
        """Nothing is held."""
