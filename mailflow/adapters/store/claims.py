"""Who may send which row of the outbox: claims with a lease and a fencing number.

A row goes pending -> claimed -> transmitting -> sent, failed, unknown, or pending again. The
fencing number rises with each claim, so that a worker which was away too long cannot write over
the outcome of the one that took its row.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    func,
    select,
    update,
)

from mailflow.adapters.store.contract.outbox import CLAIMED_BYTES
from mailflow.adapters.store.statements import chunks, columns_of
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.records import OutboxRow
from mailflow.errors import ConflictError
from models.enums import OutboxState
from models.tables import outbox, outbox_contents

EVERY_OWNER = "*"
"""What a worker that is alone says to `recover` when it starts."""

BY_MAIL = "mail"
"""The channel whose rows are sent; those of a practice incident are kept, never sent."""

_rows = outbox.c
WHOLE: Select[Any] = select(*columns_of(outbox, OutboxRow), outbox_contents.c.content).join_from(
    outbox, outbox_contents, outbox_contents.c.outbox_id == _rows.id
)
"""An outgoing mail with its bytes."""
_HELD = (OutboxState.CLAIMED, OutboxState.TRANSMITTING)
_FREE = {"claimed_by": None, "lease_until": None}


def _ends(*conditions: ColumnElement[bool]) -> tuple[Update, Update]:
    """Return what ends claims: claimed -> pending, transmitting -> unknown."""
    ends = (
        (OutboxState.CLAIMED, OutboxState.PENDING),
        (OutboxState.TRANSMITTING, OutboxState.UNKNOWN),
    )
    pending, unknown = (
        update(outbox).where(_rows.state == before, *conditions).values(state=after, **_FREE)
        for before, after in ends
    )
    return pending, unknown


_ENDED = _ends(_rows.lease_until <= bindparam("now", type_=_rows.lease_until.type))
_LEFT = _ends(_rows.claimed_by == bindparam("owner"))
_HELD_BY_ANYBODY = _ends()
_RENEW = (
    update(outbox)
    .where(_rows.state.in_(_HELD), _rows.claimed_by == bindparam("owner"))
    .values(lease_until=bindparam("until", type_=_rows.lease_until.type))
)
_MARK = (
    update(outbox)
    .where(
        _rows.id.in_(bindparam("some", expanding=True)),
        _rows.claimed_by == bindparam("owner"),
        _rows.state == OutboxState.CLAIMED,
    )
    .values(state=OutboxState.TRANSMITTING)
)


def _given_or_kept(name: str, column: Column[Any]) -> ColumnElement[Any]:
    return func.coalesce(bindparam(name, type_=column.type), column)


_OUTCOME = ("state", "reply_code", "reply_text")
_RECORD = (
    update(outbox)
    .where(_rows.id == bindparam("wanted"), _rows.fence == bindparam("fenced"))
    .values(
        {
            **{name: bindparam(name) for name in _OUTCOME},
            **_FREE,
            "sent_at": _given_or_kept("was_sent", _rows.sent_at),
            "next_attempt_at": _given_or_kept("again_at", _rows.next_attempt_at),
        }
    )
)


def _fitting(found: Iterable[Row[tuple[int, int]]]) -> list[int]:
    """Return the first of them, as many as may be in memory together; one at least (P15)."""
    ids, total = list[int](), 0
    for row in found:
        total += row.size
        if ids and total > CLAIMED_BYTES:
            break
        ids.append(row.id)
    return ids


class SqlClaims:
    """The part of `Outbox` that delivery uses."""

    def __init__(self, connection: Connection, waiting: WaitingRows) -> None:
        self._connection = connection
        self._waiting = waiting

    def _flush(self, *tables: Table) -> None:
        self._waiting.write(self._connection, outbox, *tables)

    def _execute(
        self, statement: Executable, parameters: Any = None, *tables: Table
    ) -> CursorResult[Any]:
        """Run a statement after the rows that wait to be written, of other `tables` too."""
        self._flush(*tables)
        return self._connection.execute(statement, parameters)

    def claim(
        self, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[OutboxRow, ...]:
        """Take due rows for sending; each gets a higher fencing number."""
        due = (
            select(_rows.id, func.length(outbox_contents.c.content).label("size"))
            .join_from(outbox, outbox_contents, outbox_contents.c.outbox_id == _rows.id)
            .where(
                _rows.state == OutboxState.PENDING,
                _rows.next_attempt_at <= now,
                _rows.channel == BY_MAIL,
            )
            .order_by(_rows.next_attempt_at, _rows.id)
            .limit(limit)
            # PostgreSQL; SQLite has one writer at a time
            .with_for_update(skip_locked=True, key_share=True, of=outbox)
        )
        ids = _fitting(self._execute(due, None, outbox_contents))
        for some in chunks(ids):
            statement = update(outbox).where(_rows.id.in_(some), _rows.state == OutboxState.PENDING)
            self._execute(
                statement.values(
                    state=OutboxState.CLAIMED,
                    claimed_by=owner,
                    lease_until=lease_until,
                    fence=_rows.fence + 1,
                    attempts=_rows.attempts + 1,
                )
            )
        return self._in_order(ids)

    def mark_transmitting(self, ids: Sequence[int], owner: str) -> None:
        """Remember, just before DATA, that a later crash leaves these unknown."""
        marked = 0
        for some in chunks(ids):
            marked += self._execute(_MARK, {"some": some, "owner": owner}).rowcount
        if marked != len(set(ids)):
            raise ConflictError(f"{owner} no longer holds every row of {list(ids)}; send none")

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
        """Write the outcome of an attempt; False when somebody claimed the row since."""
        outcome = {
            "state": state,
            "reply_code": reply_code,
            "reply_text": reply_text or None,
            "was_sent": at if state is OutboxState.SENT else None,
            "again_at": next_attempt_at,
        }
        which = {"wanted": outbox_id, "fenced": fence}
        return self._execute(_RECORD, {**outcome, **which}).rowcount == 1

    def renew(self, owner: str, lease_until: datetime) -> None:
        """Extend the leases of this worker."""
        self._execute(_RENEW, {"owner": owner, "until": lease_until})

    def recover(self, now: datetime, *, owner_gone: str | None = None) -> tuple[int, int]:
        """End stale claims: claimed -> pending, transmitting -> unknown; return both counts."""
        if owner_gone is None:
            return self._end(_ENDED, {"now": now})
        if owner_gone == EVERY_OWNER:
            return self._end(_HELD_BY_ANYBODY, {})
        return self._end(_LEFT, {"owner": owner_gone})

    def _end(self, ends: tuple[Update, Update], asked: dict[str, object]) -> tuple[int, int]:
        pending, unknown = (self._execute(one, asked).rowcount for one in ends)
        return pending, unknown

    def _in_order(self, ids: list[int]) -> tuple[OutboxRow, ...]:
        found: dict[int, OutboxRow] = {}
        for some in chunks(ids):
            statement = WHOLE.where(_rows.id.in_(some))
            found.update((row.id, row) for row in self._read(statement))
        return tuple(found[one] for one in ids)

    def _read(
        self, statement: Select[Any], parameters: dict[str, Any] | None = None
    ) -> Iterator[OutboxRow]:
        rows = self._execute(statement, parameters, outbox_contents)
        return (OutboxRow(**row._asdict()) for row in rows)
