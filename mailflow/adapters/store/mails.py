"""Incoming mail in the database: bytes, stages and ends."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from mailflow.adapters.store.attachments import SqlAttachments
from mailflow.adapters.store.folders import SqlFolders
from mailflow.adapters.store.likeness import SqlLikeness
from mailflow.adapters.store.links import SqlLinks
from mailflow.adapters.store.mail_ends import violations
from mailflow.adapters.store.statements import chunks, columns_of, insert_or_leave, may_exist
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.records import MailIdentity, RawMail
from mailflow.errors import ConflictError, NotFoundError
from models.enums import EndState, MailStage
from models.tables import failures, raw_contents, raw_mails

_mails, _contents = raw_mails.c, raw_contents.c
_WHOLE: Select[Any] = select(*columns_of(raw_mails, RawMail), _contents.content).join_from(
    raw_mails, raw_contents, _contents.mail_id == _mails.id
)
_ADD_CONTENT = raw_contents.insert()


def _mail(row: Row[Any]) -> RawMail:
    values = row._asdict()
    log = values.pop("decision_log") or ()
    return RawMail(**values, decision_log=tuple((name, text) for name, text in log))


# Built once: putting a statement together costs several times what running it does.
_IS_WANTED = _mails.id == bindparam("wanted")
_WAITS = _mails.stage == MailStage.RECEIVED
_GET = _WHOLE.where(_IS_WANTED)
_AMONG_WANTED = _mails.id.in_(bindparam("wanted", expanding=True))
_SOME = _WHOLE.where(_AMONG_WANTED)
_SIZES = select(_mails.id, _mails.size).where(_AMONG_WANTED)
_WAITING = select(_mails.id).where(_WAITS).order_by(_mails.id).limit(bindparam("most"))
_TAKE = (
    select(_mails.id)
    .where(_AMONG_WANTED, _WAITS)
    # no key update: a second place of the same mail may be stored meanwhile
    .with_for_update(skip_locked=True, key_share=True)
)
_END = ("end_state", "rule", "incident_id", "finished_at", "decision_log")
_FINISH = (
    update(raw_mails)
    .where(_IS_WANTED, _WAITS)
    .values({"stage": MailStage.FINISHED, **{name: bindparam(name) for name in _END}})
)
_FINISH_IDENTIFIED = _FINISH.values(
    message_id=bindparam("said_id"), body_hash=bindparam("said_hash")
)
_TWIN = (
    select(_mails.id)
    .where(
        _mails.message_id == bindparam("said_id"),
        _mails.body_hash == bindparam("said_hash"),
        # no word of the stage: SQLite would rather read every finished mail by it
        or_(
            and_(_mails.id < bindparam("wanted"), _mails.end_state.is_not(None)),
            and_(
                _mails.id > bindparam("wanted"),
                _mails.end_state.in_([EndState.INCIDENT, EndState.APPENDED]),
            ),
        ),
    )
    .order_by(_mails.id)
    .limit(1)
)
_KNOWN = select(_mails.id).where(_mails.sha256 == bindparam("wanted"))


@cache
def _keeping(dialect: str) -> Executable:
    """Return the INSERT of a mail that may be known; it returns nothing then."""
    return insert_or_leave(dialect, raw_mails, _mails.sha256).returning(_mails.id)


class SqlMails(SqlFolders, SqlLinks, SqlAttachments, SqlLikeness):
    """Keeps the contract `Mails`."""

    def __init__(self, connection: Connection, rows: WaitingRows) -> None:
        SqlLinks.__init__(self, connection, rows)

    def keep(
        self, content: bytes, *, source: str, received_at: datetime, before_go_live: bool = False
    ) -> tuple[int, bool]:
        """Store raw bytes; return the id and whether they are new (unique by SHA-256)."""
        sha256 = hashlib.sha256(content).hexdigest()
        row = {
            "sha256": sha256,
            "size": len(content),
            "source": source,
            "received_at": received_at,
            "before_go_live": before_go_live,
            "stage": MailStage.RECEIVED,
        }
        keeping = _keeping(self._connection.dialect.name)
        new_id: int | None = self._connection.scalar(keeping, row)
        if new_id is not None:
            self._rows.add(_ADD_CONTENT, {"mail_id": new_id, "content": content})
            return new_id, True
        return self._connection.execute(_KNOWN, {"wanted": sha256}).scalar_one(), False

    def get(self, mail_id: int) -> RawMail:
        """Return one mail; NotFoundError where there is none."""
        found = next(self._read(_GET, {"wanted": mail_id}), None) if may_exist(mail_id) else None
        if found is None:
            raise NotFoundError(f"there is no mail {mail_id}; see `mailflow mails list`")
        return found

    def together(self, mail_ids: Sequence[int], most_bytes: int) -> tuple[RawMail, ...]:
        """Return the first of these mails, as many as are not larger together; one at least."""
        rows = self._connection.execute(_SIZES, {"wanted": list(mail_ids)})
        sizes = {row.id: row.size for row in rows}
        totals = accumulate(sizes.get(one, 0) for one in mail_ids)
        fitting = sum(total <= most_bytes for total in totals)
        some = list(mail_ids[: max(fitting, 1)])
        found = {one.id: one for one in self._read(_SOME, {"wanted": some})}
        return tuple(found[one] for one in some if one in found)

    def waiting(self, limit: int) -> tuple[int, ...]:
        """Return ids of mails not yet processed, oldest first."""
        return tuple(self._connection.scalars(_WAITING, {"most": limit}))

    def take(self, mail_ids: Sequence[int]) -> frozenset[int]:
        """Make waiting mails ours until the unit of work ends; return which are."""
        taken: set[int] = set()
        for some in chunks(mail_ids):
            taken.update(self._connection.scalars(_TAKE, {"wanted": some}))
        return frozenset(taken)

    def finish(
        self,
        mail_id: int,
        *,
        end_state: EndState,
        rule: str,
        incident_id: int | None,
        at: datetime,
        log: Sequence[tuple[str, str]],
        identity: MailIdentity | None = None,
    ) -> None:
        """Give the mail its one end; ConflictError when it has one already."""
        end = (end_state, rule, incident_id, at, [list(line) for line in log])
        values: dict[str, Any] = {"wanted": mail_id, **dict(zip(_END, end, strict=True))}
        statement = _FINISH
        if identity is not None:
            statement = _FINISH_IDENTIFIED
            values |= {"said_id": identity.message_id, "said_hash": identity.body_hash}
        if self._connection.execute(statement, values).rowcount != 1:
            raise ConflictError(f"mail {mail_id} has its end already: {self.get(mail_id).rule}")

    def twin(self, mail_id: int, identity: MailIdentity) -> int | None:
        """Return an earlier finished mail with the same Message-ID and body, if any."""
        said = {"said_id": identity.message_id, "said_hash": identity.body_hash}
        wanted = {"wanted": mail_id, **said}
        found: int | None = self._connection.scalar(_TWIN, wanted)
        return found

    def record_failure(self, mail_id: int, reason: str, at: datetime) -> int:
        """Count a failed attempt; return how many there were."""
        statement = (
            update(raw_mails)
            .where(_mails.id == mail_id)
            .values(attempts=_mails.attempts + 1, last_error=reason)
            .returning(_mails.attempts)
        )
        attempts: int | None = self._connection.execute(statement).scalar_one_or_none()
        if attempts is None:
            raise NotFoundError(f"there is no mail {mail_id}; see `mailflow mails list`")
        row = {"mail_id": mail_id, "at": at, "reason": reason}
        self._connection.execute(failures.insert().values(row))
        return attempts

    def reopen(self, mail_id: int) -> None:
        """Make a quarantined or ignored mail wait again (replay); ConflictError for others."""
        replayable = _mails.end_state.in_([EndState.QUARANTINED, EndState.IGNORED])
        statement = update(raw_mails).where(_mails.id == mail_id, replayable)
        fresh = dict.fromkeys(
            ("end_state", "rule", "incident_id", "finished_at", "decision_log", "last_error")
        )
        values = {**fresh, "stage": MailStage.RECEIVED, "attempts": 0}
        self._forget_attachments(mail_id)
        if self._connection.execute(statement.values(values)).rowcount != 1:
            end = self.get(mail_id).end_state or "waiting"
            raise ConflictError(f"mail {mail_id} is {end}; only quarantined or ignored mail waits")

    def listed(self, end_state: EndState | None, limit: int) -> tuple[RawMail, ...]:
        """Return mails with this end, or with any and none yet, newest first."""
        wanted = _WHOLE if end_state is None else _WHOLE.where(_mails.end_state == end_state)
        return tuple(self._read(wanted.order_by(_mails.id.desc()).limit(limit)))

    def of_incident(self, incident_id: int) -> tuple[RawMail, ...]:
        """Return the mails that went into this incident, oldest first."""
        statement = _WHOLE.where(_mails.incident_id == incident_id).order_by(_mails.id)
        return tuple(self._read(statement))

    def counts(self) -> dict[str, int]:
        """Return how many mails stand in each end state, `waiting` and `total` beside them."""
        ends = select(_mails.end_state, func.count()).group_by(_mails.end_state)
        found = {state: number for state, number in self._connection.execute(ends) if state}
        waiting = select(func.count()).where(_mails.stage == MailStage.RECEIVED)
        return {
            **{state.value: found.get(state, 0) for state in EndState},
            "waiting": self._connection.scalar(waiting) or 0,
            "total": self._connection.scalar(select(func.count()).select_from(raw_mails)) or 0,
        }

    def quarantined(self) -> dict[str, int]:
        """Return how many mails wait in quarantine by each rule, the most first."""
        statement = (
            select(_mails.rule, func.count().label("number"))
            .where(_mails.end_state == EndState.QUARANTINED)
            .group_by(_mails.rule)
        )
        found = [(rule or "", number) for rule, number in self._connection.execute(statement)]
        return dict(sorted(found, key=lambda one: (-one[1], one[0])))

    def _read(
        self, statement: Select[Any], parameters: dict[str, Any] | None = None
    ) -> Iterator[RawMail]:
        self._rows.write(self._connection, raw_contents)
        return (_mail(row) for row in self._connection.execute(statement, parameters))

    def inconsistent(self) -> tuple[str, ...]:
        """Return one sentence for every mail that is not in exactly one end state."""
        self._rows.write(self._connection)
        return violations(self._connection)
