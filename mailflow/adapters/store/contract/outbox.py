"""What a store knows of outgoing mail."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from mailflow.core.records import OutboxRow
from models.enums import NoticeKind, OutboxState

CLAIMED_BYTES = 32 * 1024 * 1024
"""What the mails of one claim may be together in memory (P15); one may be larger."""


EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Outbox(Protocol):
    """Outgoing mail."""

    def draw_id(self) -> int:
        """Return the next outbox number."""

    def add(self, row: OutboxRow) -> None:
        """Store an outgoing mail; ConflictError when `once` was used before.

        A number or Message-ID that was used before is told at the end of the unit of work.
        """

    def get(self, outbox_id: int) -> OutboxRow | None:
        """Return one row."""

    def by_once(self, once: str) -> OutboxRow | None:
        """Return the row that bears this key."""

    def used(self, keys: Iterable[str]) -> frozenset[str]:
        """Return which of these keys some row bears."""

    def rewrite(self, row: OutboxRow) -> None:
        """Write subject, content and next attempt anew; ConflictError unless it waits untried."""

    def is_held(
        self, kind: NoticeKind, now: datetime, until: datetime, since: datetime = EVER
    ) -> bool:
        """Whether a row of this kind, never tried, waits for a moment after now up to `until`.

        With `since` one that was written from then on.
        """

    def listings(self, kind: NoticeKind) -> tuple[OutboxRow, ...]:
        """Return the mails of this kind about several incidents that wait untried, oldest first."""

    def sent_since(
        self, kind: NoticeKind, since: datetime, *, recipient: str, domain: str
    ) -> tuple[int, int]:
        """Count the rows of this kind created since then: to the recipient, to the domain."""

    def answered_since(self, incident_id: int, outbox_id: int) -> tuple[int, ...]:
        """Return the mails whose answers went to people of the incident after this row."""

    def claim(
        self, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[OutboxRow, ...]:
        """Take due rows for sending, longest due first.

        Each gets a higher fencing number, and the attempt is counted in `attempts`. Large mails
        make it fewer: together they are in memory.
        """

    def mark_transmitting(self, ids: Sequence[int], owner: str) -> None:
        """Remember, just before DATA, that a later crash leaves these unknown.

        ConflictError where the owner no longer holds all of them: then nothing may be sent.
        """

    def record(
        self,
        outbox_id: int,
        *,
        fence: int,
        state: OutboxState,
        at: datetime,
        next_attempt_at: datetime | None = None,
        reply_code: int | None = None,
        reply_text: str = "",
    ) -> bool:
        """Write the outcome of an attempt; False when somebody claimed the row since.

        A lease that ended meanwhile does not matter: the outcome is the truth.
        """

    def renew(self, owner: str, lease_until: datetime) -> None:
        """Extend the leases of this worker."""

    def recover(self, now: datetime, *, owner_gone: str | None = None) -> tuple[int, int]:
        """End stale claims: claimed -> pending, transmitting -> unknown; return both counts.

        Stale is what has a lease that is over; or, where `owner_gone` is given, everything this
        owner holds ("*": everything that anybody holds, for a worker that starts alone).
        """

    def retry(self, outbox_id: int, at: datetime) -> bool:
        """Make a failed or unknown row pending, due then, no attempt counted; else False."""

    def cancel(self, outbox_id: int) -> bool:
        """End a pending row, never to be sent; else False."""

    def revoke(self, outbox_id: int, at: datetime) -> None:
        """Make the row's reply token invalid from now on."""

    def mark_bounced(self, outbox_id: int, at: datetime) -> None:
        """Remember that a delivery report came for it."""

    def listed(
        self,
        states: Sequence[OutboxState] = (),
        *,
        limit: int = 100,
        incident_id: int | None = None,
    ) -> tuple[OutboxRow, ...]:
        """Return rows, newest first."""

    def message_ids_to(self, incident_id: int, contact_id: int) -> tuple[str, ...]:
        """Return the Message-IDs of this incident's mails to one person, oldest first."""

    def due(self, now: datetime) -> int:
        """Count rows that could be sent now."""

    def next_due(self) -> datetime | None:
        """Return when the next pending row is due."""
