"""Outgoing mail in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from support.memory_state import State

from mailflow.adapters.store.contract.outbox import CLAIMED_BYTES, EVER
from mailflow.core.records import OutboxRow
from mailflow.errors import ConflictError, NotFoundError
from models.enums import ANSWERS, NoticeKind, OutboxState


class MemoryOutbox:
    """Keeps the contract `Outbox`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def draw_id(self) -> int:
        self._state.outbox_number += 1
        return self._state.outbox_number

    def add(self, row: OutboxRow) -> None:
        taken = {(one.id, one.message_id) for one in self._all()}
        if row.once is not None and self.by_once(row.once) is not None:
            raise ConflictError(f"{row.once} was used before")
        if any(row.id == number or row.message_id == text for number, text in taken):
            raise ConflictError(f"outgoing mail {row.id} exists already")
        self._state.outbox[row.id] = row

    def get(self, outbox_id: int) -> OutboxRow | None:
        return self._state.outbox.get(outbox_id)

    def by_once(self, once: str) -> OutboxRow | None:
        return next((one for one in self._all() if one.once == once), None)

    def used(self, keys: Iterable[str]) -> frozenset[str]:
        return frozenset({one.once for one in self._all() if one.once} & set(keys))

    def rewrite(self, row: OutboxRow) -> None:
        stored = self._state.outbox[row.id]
        if stored.state is not OutboxState.PENDING or stored.attempts:
            raise ConflictError(f"outgoing mail {row.id} does not wait unsent any more")
        fresh = replace(stored, subject=row.subject, content=row.content, listing=row.listing)
        self._put([replace(fresh, next_attempt_at=row.next_attempt_at)])

    def listings(self, kind: NoticeKind) -> tuple[OutboxRow, ...]:
        pending = (one for one in self._all() if one.state is OutboxState.PENDING)
        fresh = (one for one in pending if one.kind is kind and not one.attempts)
        return tuple(sorted((one for one in fresh if one.listing), key=lambda one: one.id))

    def is_held(
        self, kind: NoticeKind, now: datetime, until: datetime, since: datetime = EVER
    ) -> bool:
        fresh = (one for one in self._all() if one.kind is kind and not one.attempts)
        pending = (one for one in fresh if one.state is OutboxState.PENDING)
        late = (one for one in pending if one.created_at >= since)
        return any(now < one.next_attempt_at <= until for one in late)

    def sent_since(
        self, kind: NoticeKind, since: datetime, *, recipient: str, domain: str
    ) -> tuple[int, int]:
        found = [
            one.recipient for one in self._all() if one.kind == kind and one.created_at >= since
        ]
        domains = [one.rpartition("@")[2].lower() for one in found]
        return found.count(recipient), domains.count(domain.lower())

    def answered_since(self, incident_id: int, outbox_id: int) -> tuple[int, ...]:
        later = (one for one in self._all() if one.incident_id == incident_id)
        answers = (one for one in later if one.id > outbox_id and one.kind in ANSWERS)
        return tuple(sorted({one.mail_id for one in answers if one.mail_id is not None}))

    def claim(
        self, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[OutboxRow, ...]:
        due = sorted(self._due(now), key=lambda one: (one.next_attempt_at, one.id))
        sizes = accumulate(len(one.content) for one in due)
        due = due[: max(1, sum(total <= CLAIMED_BYTES for total in sizes))]
        claimed = [
            replace(
                one,
                state=OutboxState.CLAIMED,
                claimed_by=owner,
                lease_until=lease_until,
                fence=one.fence + 1,
                attempts=one.attempts + 1,
            )
            for one in due[:limit]
        ]
        self._put(claimed)
        return tuple(claimed)

    def mark_transmitting(self, ids: Sequence[int], owner: str) -> None:
        rows = [self._state.outbox[one] for one in ids]
        if any((one.claimed_by, one.state) != (owner, OutboxState.CLAIMED) for one in rows):
            raise ConflictError(f"{owner} no longer holds every row of {list(ids)}; send none")
        self._put(replace(one, state=OutboxState.TRANSMITTING) for one in rows)

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
        row = self._state.outbox.get(outbox_id)
        if row is None or row.fence != fence:
            return False
        self._state.outbox[outbox_id] = replace(
            row,
            state=state,
            claimed_by=None,
            lease_until=None,
            sent_at=at if state is OutboxState.SENT else row.sent_at,
            next_attempt_at=next_attempt_at or row.next_attempt_at,
            reply_code=reply_code,
            reply_text=reply_text[:500] or None,
        )
        return True

    def renew(self, owner: str, lease_until: datetime) -> None:
        self._put(
            replace(one, lease_until=lease_until) for one in self._all() if one.claimed_by == owner
        )

    def recover(self, now: datetime, *, owner_gone: str | None = None) -> tuple[int, int]:
        stale = [one for one in self._all() if _is_stale(one, now, owner_gone)]
        claimed = [one for one in stale if one.state is OutboxState.CLAIMED]
        begun = [one for one in stale if one.state is OutboxState.TRANSMITTING]
        for rows, after in ((claimed, OutboxState.PENDING), (begun, OutboxState.UNKNOWN)):
            self._put(replace(one, state=after, claimed_by=None, lease_until=None) for one in rows)
        return len(claimed), len(begun)

    def retry(self, outbox_id: int, at: datetime) -> bool:
        row = self.get(outbox_id)
        if row is None or row.state not in {OutboxState.FAILED, OutboxState.UNKNOWN}:
            return False
        self._put([replace(row, state=OutboxState.PENDING, attempts=0, next_attempt_at=at)])
        return True

    def cancel(self, outbox_id: int) -> bool:
        row = self.get(outbox_id)
        if row is None or row.state is not OutboxState.PENDING:
            return False
        self._put([replace(row, state=OutboxState.CANCELED)])
        return True

    def revoke(self, outbox_id: int, at: datetime) -> None:
        row = self._known(outbox_id)
        self._put([replace(row, revoked_at=row.revoked_at or at)])

    def mark_bounced(self, outbox_id: int, at: datetime) -> None:
        row = self._known(outbox_id)
        self._put([replace(row, bounced_at=row.bounced_at or at)])

    def listed(
        self,
        states: Sequence[OutboxState] = (),
        *,
        limit: int = 100,
        incident_id: int | None = None,
    ) -> tuple[OutboxRow, ...]:
        found = [
            one
            for one in self._all()
            if (not states or one.state in states) and incident_id in {None, one.incident_id}
        ]
        return tuple(sorted(found, key=lambda one: -one.id)[:limit])

    def message_ids_to(self, incident_id: int, contact_id: int) -> tuple[str, ...]:
        to_him = (incident_id, contact_id)
        found = [one for one in self._all() if (one.incident_id, one.contact_id) == to_him]
        return tuple(one.message_id for one in sorted(found, key=lambda one: one.id))

    def due(self, now: datetime) -> int:
        return len(self._due(now))

    def next_due(self) -> datetime | None:
        pending = (one for one in self._all() if one.state is OutboxState.PENDING)
        return min((one.next_attempt_at for one in pending), default=None)

    def _all(self) -> tuple[OutboxRow, ...]:
        return tuple(self._state.outbox.values())

    def _due(self, now: datetime) -> list[OutboxRow]:
        pending = (one for one in self._all() if one.state is OutboxState.PENDING)
        return [one for one in pending if one.next_attempt_at <= now and one.channel == "mail"]

    def _known(self, outbox_id: int) -> OutboxRow:
        if outbox_id not in self._state.outbox:
            raise NotFoundError(f"there is no outgoing mail {outbox_id}")
        return self._state.outbox[outbox_id]

    def _put(self, rows: Iterable[OutboxRow]) -> None:
        self._state.outbox.update({one.id: one for one in rows})


def _is_stale(row: OutboxRow, now: datetime, owner_gone: str | None) -> bool:
    if row.lease_until is None:
        return False
    return row.lease_until <= now if owner_gone is None else owner_gone in {"*", row.claimed_by}
