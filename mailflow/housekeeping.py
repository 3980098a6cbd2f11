"""Retention: texts and bytes that are older than the settings keep them are taken out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.adapters.store.contract import Erasures
from mailflow.adapters.store.contract.erasing import Expiring
from mailflow.identity import Retention


@dataclass(frozen=True, slots=True)
class Expired:
    """What is too old, by number."""

    incidents: int = 0
    mails: int = 0
    outgoing: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is too old."""
        return not (self.incidents or self.mails or self.outgoing)


def find_expired(work: Erasures, retention: Retention, now: datetime) -> Expiring:
    """Return what is older than the settings say; what they say nothing of is kept."""
    return work.expiring(
        _before(now, retention.closed_days),
        _before(now, retention.quarantine_days),
        _before(now, retention.ignored_days),
    )


def expire(work: Erasures, found: Expiring, now: datetime) -> None:
    """Take it out, and say so in the audit."""
    if not count(found).is_empty:
        work.expire(found)
        numbers = {"incidents": len(found.incidents), "mails": len(found.mails)}
        work.audit("texts_expired", {name: str(one) for name, one in numbers.items()}, now)


def count(found: Expiring) -> Expired:
    """Return the numbers of what was found."""
    return Expired(len(found.incidents), len(found.mails), len(found.outbox))


def _before(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days else None
