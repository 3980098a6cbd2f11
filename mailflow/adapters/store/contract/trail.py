"""What a store only adds to, and classifier versions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from mailflow.core.audit_chains import AuditRow, Mac
from mailflow.core.classifier_versions import Activation, ClassifierVersion, Standing
from mailflow.core.records import SecurityEvent


class Audit(Protocol):
    """What is only added to."""

    def append(
        self, incident_id: int | None, name: str, detail: dict[str, str], at: datetime
    ) -> None:
        """Add a row to the incident's hash chain."""

    def rows(self) -> Iterator[AuditRow]:
        """Return every row in the order in which they were written."""

    def seal(self, mac: Mac, at: datetime) -> bool:
        """Seal what was written since the last seal; return whether there was anything."""

    def add_security_event(self, event: SecurityEvent) -> None:
        """Add a security event."""

    def security_events(
        self, limit: int = 100, name: str | None = None
    ) -> tuple[SecurityEvent, ...]:
        """Return them, or those of one name, newest first."""


class Classifiers(Protocol):
    """Classifier versions."""

    def add(self, version: ClassifierVersion) -> int:
        """Store a version and return the id it is given; the one it bears is not looked at."""

    def activate(self, version_id: int, at: datetime, *, by: str = "", reason: str = "") -> None:
        """Point every worker to this version, and remember when, by whom and why."""

    def active(self) -> ClassifierVersion | None:
        """Return the active version."""

    def active_id(self) -> int | None:
        """Return its id alone."""

    def standing(self) -> Standing:
        """Return the active version in short; it is asked for with every mail."""

    def get(self, version_id: int) -> ClassifierVersion | None:
        """Return one version with its bytes, or None."""

    def listed(self, *, limit: int = 100) -> tuple[ClassifierVersion, ...]:
        """Return versions without their bytes, newest first."""

    def activations(self, *, limit: int = 100) -> tuple[Activation, ...]:
        """Return which versions were made the active one, the newest first."""

    def prove(self, version_id: int, proof: dict[str, object]) -> None:
        """Store what a version has earned; NotFoundError where there is none."""

    def replace_content(self, version_id: int, content: bytes, sha256: str) -> None:
        """Give a version other bytes, none to forget them; its card and figures stay."""

    def with_content(self) -> tuple[int, ...]:
        """Return the numbers of versions whose bytes are there, newest first."""
