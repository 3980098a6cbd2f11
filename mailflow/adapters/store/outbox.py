"""Outgoing mail in the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal, select, update

from mailflow.adapters.store.claims import WHOLE, SqlClaims
from mailflow.adapters.store.contract.outbox import EVER
from mailflow.adapters.store.drawing import Numbers, Series
from mailflow.adapters.store.statements import chunks, guarded, may_exist, values_of
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.records import OutboxRow
from mailflow.errors import ConflictError, NotFoundError
from models.enums import ANSWERS, NoticeKind, OutboxState
from models.tables import outbox, outbox_contents

_rows = outbox.c
_ADD, _ADD_CONTENT = outbox.insert(), outbox_contents.insert()
_GET = WHOLE.where(_rows.id == bindparam("wanted"))
_BY_ONCE = WHOLE.where(_rows.once == bindparam("wanted"))
_IDS_OF = (
    select(_rows.contact_id, _rows.message_id)
    .where(_rows.incident_id == bindparam("incident"))
    .order_by(_rows.id)
)
_USED = select(_rows.once).where(_rows.once.in_(bindparam("keys", expanding=True)))
_LISTINGS = WHOLE.where(
    _rows.state == OutboxState.PENDING,
    _rows.kind == bindparam("kind"),
    _rows.attempts == 0,
    _rows.listing.is_not(None),
).order_by(_rows.id)
_OF_KIND = (_rows.kind == bindparam("kind"), _rows.created_at >= bindparam("since"))
_SENT_SINCE = select(
    select(func.count()).where(*_OF_KIND, _rows.recipient == bindparam("to")).scalar_subquery(),
    select(func.count())
    .where(*_OF_KIND, _rows.recipient_domain == bindparam("in_domain"))
    .scalar_subquery(),
)

_MOMENT = _rows.next_attempt_at.type
_IS_HELD = (
    select(_rows.id)
    .where(
        _rows.state == OutboxState.PENDING,
        _rows.next_attempt_at > bindparam("after", type_=_MOMENT),
        _rows.next_attempt_at <= bindparam("until", type_=_MOMENT),
        _rows.kind == bindparam("kind"),
        _rows.attempts == 0,
        _rows.created_at >= bindparam("since", type_=_rows.created_at.type),
    )
    .limit(1)
)
_ANSWERED_SINCE = (
    select(_rows.mail_id)
    .where(
        _rows.incident_id == bindparam("incident"),
        _rows.id > bindparam("row"),
        _rows.kind.in_(ANSWERS),
        _rows.mail_id.is_not(None),
    )
    .distinct()
    .order_by(_rows.mail_id)
)


class SqlOutbox(SqlClaims):
    """Keeps the contract `Outbox`.

    The bytes of a new mail wait until a row is read, or the commit, as do rows that bear no key or
    are of a `fresh` incident, whose keys nobody can have used. The Message-IDs of an incident
    are remembered for the unit of work: each person of a group is written to.
    """

    def __init__(
        self,
        connection: Connection,
        numbers: Numbers,
        waiting: WaitingRows,
        fresh: Collection[int] = (),
    ) -> None:
        super().__init__(connection, waiting)
        self._fresh = fresh
        self._numbers = numbers
        self._ids: dict[int, defaultdict[int, list[str]]] = {}

    def forget(self) -> None:
        """Read the Message-IDs anew from here on."""
        self._ids.clear()

    def draw_id(self) -> int:
        """Return the next outbox number."""
        return self._numbers.draw(Series.OUTBOX)

    def add(self, row: OutboxRow) -> None:
        """Store an outgoing mail; ConflictError when `once` was used before.

        What else is wrong with a row is told when it is written.
        """
        domain = row.recipient.rpartition("@")[2].lower()
        values = {**values_of(outbox, row), "recipient_domain": domain}
        if row.once is None or row.incident_id in self._fresh:
            self._waiting.add(_ADD, values)
        else:
            self._flush()  # not within what a conflict undoes
            with guarded(self._connection):
                self._connection.execute(_ADD, values)
        self._waiting.add(_ADD_CONTENT, {"outbox_id": row.id, "content": row.content})
        if row.incident_id in self._ids:
            self._ids[row.incident_id][row.contact_id].append(row.message_id)

    def get(self, outbox_id: int) -> OutboxRow | None:
        """Return one row."""
        if not may_exist(outbox_id):
            return None
        return next(self._read(_GET, {"wanted": outbox_id}), None)

    def by_once(self, once: str) -> OutboxRow | None:
        """Return the row that bears this key."""
        return next(self._read(_BY_ONCE, {"wanted": once}), None)

    def used(self, keys: Iterable[str]) -> frozenset[str]:
        """Return which of these keys some row bears."""
        wanted = list(dict.fromkeys(keys))
        found = (self._execute(_USED, {"keys": some}).scalars() for some in chunks(wanted))
        return frozenset(one for some in found for one in some if one is not None)

    def rewrite(self, row: OutboxRow) -> None:
        """Write subject, content and next attempt anew; ConflictError where somebody took it."""
        statement = update(outbox).where(
            _rows.id == row.id, _rows.state == OutboxState.PENDING, _rows.attempts == 0
        )
        names = ("subject", "next_attempt_at", "listing")
        fresh = {name: getattr(row, name) for name in names}
        if self._execute(statement.values(fresh)).rowcount != 1:
            raise ConflictError(f"outgoing mail {row.id} does not wait unsent any more")
        content = update(outbox_contents).where(outbox_contents.c.outbox_id == row.id)
        self._execute(content.values(content=row.content), None, outbox_contents)

    def listings(self, kind: NoticeKind) -> tuple[OutboxRow, ...]:
        """Return the mails of this kind about several incidents that wait untried, oldest first."""
        return tuple(self._read(_LISTINGS, {"kind": kind}))

    def is_held(
        self, kind: NoticeKind, now: datetime, until: datetime, since: datetime = EVER
    ) -> bool:
        """Whether a row of this kind, never tried, waits for a moment after now up to `until`."""
        asked = {"kind": kind, "after": now, "until": until, "since": since}
        return self._execute(_IS_HELD, asked).scalar() is not None

    def sent_since(
        self, kind: NoticeKind, since: datetime, *, recipient: str, domain: str
    ) -> tuple[int, int]:
        """Count the rows of this kind created since then: to the recipient, and to the domain."""
        wanted = {"kind": kind, "since": since, "to": recipient, "in_domain": domain.lower()}
        to_recipient, to_domain = tuple(self._execute(_SENT_SINCE, wanted).one())
        return to_recipient, to_domain

    def answered_since(self, incident_id: int, outbox_id: int) -> tuple[int, ...]:
        """Return the mails whose answers went to people of the incident after this row."""
        wanted = {"incident": incident_id, "row": outbox_id}
        return tuple(self._execute(_ANSWERED_SINCE, wanted).scalars())

    def retry(self, outbox_id: int, at: datetime) -> bool:
        """Make a failed or unknown row pending, due at `at`, no attempt counted."""
        ended = (OutboxState.FAILED, OutboxState.UNKNOWN)
        fresh = {"state": OutboxState.PENDING, "attempts": 0, "next_attempt_at": at}
        return self._restate(outbox_id, ended, fresh)

    def cancel(self, outbox_id: int) -> bool:
        """End a pending row, never to be sent."""
        return self._restate(outbox_id, (OutboxState.PENDING,), {"state": OutboxState.CANCELED})

    def revoke(self, outbox_id: int, at: datetime) -> None:
        """Make the row's reply token invalid from now on."""
        self._stamp(outbox_id, "revoked_at", at)

    def mark_bounced(self, outbox_id: int, at: datetime) -> None:
        """Remember that a delivery report came for it."""
        self._stamp(outbox_id, "bounced_at", at)

    def listed(
        self,
        states: Sequence[OutboxState] = (),
        *,
        limit: int = 100,
        incident_id: int | None = None,
    ) -> tuple[OutboxRow, ...]:
        """Return rows, newest first."""
        statement = WHOLE.order_by(_rows.id.desc()).limit(limit)
        if states:
            statement = statement.where(_rows.state.in_(states))
        if incident_id is not None:
            statement = statement.where(_rows.incident_id == incident_id)
        return tuple(self._read(statement))

    def message_ids_to(self, incident_id: int, contact_id: int) -> tuple[str, ...]:
        """Return the Message-IDs of this incident's mails to one person, oldest first."""
        if incident_id not in self._ids:
            found: defaultdict[int, list[str]] = defaultdict(list)
            for row in self._execute(_IDS_OF, {"incident": incident_id}):
                found[row.contact_id].append(row.message_id)
            self._ids[incident_id] = found
        return tuple(self._ids[incident_id][contact_id])

    def due(self, now: datetime) -> int:
        """Count rows that could be sent now."""
        due = select(func.count()).where(
            _rows.state == OutboxState.PENDING, _rows.next_attempt_at <= now
        )
        found: int = self._execute(due).scalar_one()
        return found

    def next_due(self) -> datetime | None:
        """Return when the next pending row is due."""
        pending = select(_rows.next_attempt_at).where(_rows.state == OutboxState.PENDING)
        return self._execute(pending.order_by(_rows.next_attempt_at).limit(1)).scalar()

    def _restate(
        self, outbox_id: int, before: Sequence[OutboxState], values: dict[str, Any]
    ) -> bool:
        """Write the values where the row still stands in one of these states."""
        if not may_exist(outbox_id):
            return False
        statement = update(outbox).where(_rows.id == outbox_id, _rows.state.in_(before))
        return self._execute(statement.values(values)).rowcount == 1

    def _stamp(self, outbox_id: int, column: str, at: datetime) -> None:
        """Write the moment of something that happens once; the first moment stays."""
        first = func.coalesce(_rows[column], literal(at, _rows[column].type))
        statement = update(outbox).where(_rows.id == outbox_id).values({column: first})
        if self._execute(statement).rowcount != 1:
            raise NotFoundError(f"there is no outgoing mail {outbox_id}")
