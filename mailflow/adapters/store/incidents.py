"""Incidents in the database, and what belongs to them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Update,
    bindparam,
    func,
    or_,
    select,
    update,
)

from mailflow.adapters.store.drawing import Numbers, Series
from mailflow.adapters.store.history import SqlHistory
from mailflow.adapters.store.statements import (
    as_stored,
    columns_of,
    guarded,
    insert_or_leave,
    may_exist,
    values_of,
)
from mailflow.adapters.store.waiting import WaitingRows
from mailflow.core.escalations import PAGED_EVERY, call_at
from mailflow.core.records import Incident, IncidentLink, Participant
from mailflow.core.relations import MOST_RELATED
from mailflow.core.service_levels import next_missed, next_warning
from mailflow.errors import ConflictError
from models.enums import FINISHED, IncidentState, LinkKind
from models.tables import incident_links, incidents, participants

_columns = columns_of(incidents, Incident)
_fields = incidents.c

KEPT_UPDATES = 500
_CLOCK = (_fields.due_at, _fields.warn_at, _fields.call_at, _fields.aftercare_at)
"""What the clock asks for, found from the rest."""

# Built once: putting a statement together costs several times what running it does.
_ADD = incidents.insert()
_GET = select(*_columns).where(_fields.id == bindparam("wanted"))
_CLOCK_NAMES = frozenset(one.name for one in _CLOCK)
_EVERY = frozenset(c.name for c in (*_columns, *_CLOCK) if c.name != "id")
_IS_HELD = _fields.state == IncidentState.ON_HOLD
_UNTIL = bindparam("until", type_=_fields.due_at.type)
_AHEAD = bindparam("ahead", type_=_fields.call_at.type)


def _first(*conditions: ColumnElement[bool], order: Iterable[Column[Any]]) -> Select[Any]:
    """Return what reads the first incidents of an order, as many as `most` says."""
    return select(*_columns).where(*conditions).order_by(*order).limit(bindparam("most"))


_OVERDUE = _first(
    _fields.due_at < _UNTIL, ~_IS_HELD, order=(_fields.priority, _fields.due_at, _fields.id)
)
_NEARING = _first(_fields.warn_at <= _UNTIL, order=(_fields.priority, _fields.warn_at, _fields.id))
_CALLING = _first(
    or_(_fields.call_at <= _UNTIL, _fields.call_at > _AHEAD),
    order=(_fields.priority, _fields.call_at, _fields.id),
)
_ASSIGNED = _first(
    _fields.assignee_id == bindparam("whose"),
    _fields.state.in_(bindparam("some", expanding=True)),
    order=(_fields.priority, _fields.id),
)
_WAKING = _first(_fields.due_at <= _UNTIL, _IS_HELD, order=(_fields.due_at, _fields.id))
_IN_AFTERCARE = _first(_fields.aftercare_at <= _UNTIL, order=(_fields.aftercare_at, _fields.id))
_OPEN_IN_GROUP = select(func.count()).where(_fields.state.not_in(FINISHED))
_PARTICIPANTS = (
    select(*columns_of(participants, Participant))
    .where(participants.c.incident_id == bindparam("wanted"))
    .order_by(participants.c.id)
)
_REMOVE = participants.delete().where(
    participants.c.incident_id == bindparam("wanted"), participants.c.address == bindparam("whom")
)
_UNLINK = incident_links.delete().where(
    incident_links.c.incident_id == bindparam("wanted"),
    incident_links.c.other_id == bindparam("whom"),
    incident_links.c.kind == bindparam("how"),
)
_LINKS = (
    select(incident_links.c.incident_id, incident_links.c.other_id, incident_links.c.kind)
    .where(
        or_(
            incident_links.c.incident_id == bindparam("wanted"),
            incident_links.c.other_id == bindparam("wanted"),
        )
    )
    .order_by(incident_links.c.id)
)

_MERGED_INTO = (
    select(_fields.id)
    .where(_fields.merged_into == bindparam("wanted"))
    .order_by(_fields.id)
    .limit(MOST_RELATED)
)


@lru_cache(KEPT_UPDATES)
def _update(names: frozenset[str]) -> Update:
    """Return what writes these columns, where nobody changed the incident meanwhile."""
    which = (_fields.id == bindparam("wanted"), _fields.version == bindparam("read_version"))
    return update(incidents).where(*which).values({one: bindparam(one) for one in sorted(names)})


def _row(incident: Incident) -> dict[str, Any]:
    moments = {
        "due_at": _due_at(incident),
        "warn_at": next_warning(incident),
        "call_at": call_at(incident),
        "aftercare_at": _aftercare_at(incident),
    }
    if incident.is_practice:  # nobody is told of it by the clock: only its wake-up is due
        moments = {**dict.fromkeys(moments), "due_at": _wake_up(incident)}
    return {**values_of(incidents, incident), **moments}


def _wake_up(incident: Incident) -> datetime | None:
    return incident.wake_at if incident.state is IncidentState.ON_HOLD else None


def _aftercare_at(incident: Incident) -> datetime | None:
    """Return the first moment at which there is something to do for a finished incident."""
    found = (incident.closes_at, incident.cause_due_at, incident.review_due_at)
    return min((one for one in found if one is not None), default=None)


def _due_at(incident: Incident) -> datetime | None:
    """Return the first target that is neither met nor told of; a finished incident has none.

    On hold the clock of the targets stands still: only the wake-up is due.
    """
    held = incident.state is IncidentState.ON_HOLD
    return incident.wake_at if held else next_missed(incident)


class SqlIncidents(SqlHistory):
    """Keeps the contract `Incidents`; `fresh` gets the incidents that are added."""

    def __init__(
        self, connection: Connection, numbers: Numbers, rows: WaitingRows, fresh: set[int]
    ) -> None:
        super().__init__(connection, rows)
        self._numbers = numbers
        self._fresh = fresh
        self._known: dict[int, Incident | None] = {}
        self._participants: dict[int, tuple[Participant, ...]] = {}
        self._linked: dict[int, tuple[tuple[int, int, LinkKind], ...]] = {}

    def forget(self) -> None:
        """Read everything anew from here on."""
        self._known.clear()
        self._participants.clear()
        self._linked.clear()
        self._begun.clear()

    def draw_id(self) -> int:
        """Return the next incident number."""
        return self._numbers.draw(Series.INCIDENT)

    def add(self, incident: Incident) -> None:
        """Store a new incident under the number drawn before."""
        with guarded(self._connection):
            self._connection.execute(_ADD, _row(incident))
        self._known.pop(incident.id, None)
        self._fresh.add(incident.id)
        self._participants[incident.id] = ()
        self._begun[incident.id] = ()

    def get(self, incident_id: int) -> Incident | None:
        """Return one incident, or None."""
        if not may_exist(incident_id):
            return None
        if incident_id not in self._known:
            self._known[incident_id] = next(self._read(_GET, {"wanted": incident_id}), None)
        return self._known[incident_id]

    def update(self, incident: Incident) -> Incident:
        """Store changed fields; ConflictError unless `version` is the stored one."""
        # Its history is told by what is kept: a subject that was cut can be taken back too.
        changed = as_stored(incidents, replace(incident, version=incident.version + 1))
        values = _row(changed)
        names = self._changed(incident.id, incident.version, values)
        self._known.pop(incident.id, None)
        which = {"wanted": incident.id, "read_version": incident.version}
        written = {one: values[one] for one in names}
        with guarded(self._connection):
            result = self._connection.execute(_update(names), {**written, **which})
        if result.rowcount != 1:
            raise ConflictError(f"{incident.reference} was changed since it was read")
        return changed

    def _changed(self, number: int, version: int, values: dict[str, Any]) -> frozenset[str]:
        """Return the columns to write: every one where what is stored was not read before.

        A column that is written, even unchanged, has its indexes written, too, and a key makes
        SQLite look for its users. What the clock asks for is always found anew.
        """
        known = self._known.get(number)
        if known is None or known.version != version:
            return _EVERY
        before = _row(known)
        return _CLOCK_NAMES | {one for one in _EVERY if values[one] != before[one]}

    def listed(
        self, states: Sequence[IncidentState] = (), *, limit: int = 100
    ) -> tuple[Incident, ...]:
        """Return incidents in these states (all where none is named), newest first."""
        statement = select(*_columns).order_by(_fields.id.desc()).limit(limit)
        if states:
            statement = statement.where(_fields.state.in_(states))
        return tuple(self._read(statement))

    def overdue(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return unfinished incidents with a missed target nobody was told of, urgent first."""
        return tuple(self._read(_OVERDUE, {"until": now, "most": limit}))

    def nearing(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return incidents of which a warning is due and not told, urgent first."""
        return tuple(self._read(_NEARING, {"until": now, "most": limit}))

    def calling(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return incidents about which somebody is to be called, urgent first."""
        asked = {"until": now, "ahead": now + PAGED_EVERY, "most": limit}
        return tuple(self._read(_CALLING, asked))

    def assigned_to(
        self, contact_id: int, *, states: Collection[IncidentState], limit: int = 100
    ) -> tuple[Incident, ...]:
        """Return the incidents of one person in these states, urgent first."""
        asked = {"whose": contact_id, "some": list(states), "most": limit}
        return tuple(self._read(_ASSIGNED, asked))

    def waking(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return incidents on hold whose wake-up has come, the earliest first."""
        return tuple(self._read(_WAKING, {"until": now, "most": limit}))

    def in_aftercare(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return finished incidents for which something is due, the earliest first."""
        return tuple(self._read(_IN_AFTERCARE, {"until": now, "most": limit}))

    def open_in_group(self, group_id: int) -> int:
        """Count the unfinished incidents of a support group."""
        return self._connection.scalar(_OPEN_IN_GROUP.where(_fields.group_id == group_id)) or 0

    def reassign(self, contact_id: int, to_id: int) -> int:
        """Give one person's incidents to another, the finished ones too; return how many."""
        self._known.clear()
        moved = update(incidents).where(_fields.assignee_id == contact_id)
        values = {"assignee_id": to_id, "version": _fields.version + 1}
        return self._connection.execute(moved.values(values)).rowcount

    def regroup(self, group_id: int, to_id: int) -> tuple[int, ...]:
        """Give a support group's unfinished incidents to another; return which."""
        self._known.clear()
        own = (_fields.group_id == group_id, _fields.state.not_in(FINISHED))
        values = {"group_id": to_id, "version": _fields.version + 1}
        moved = update(incidents).where(*own).values(values).returning(_fields.id)
        return tuple(sorted(self._connection.scalars(moved)))

    def links(self, incident_id: int) -> tuple[IncidentLink, ...]:
        """Return how this incident stands to others, in the order in which they were made."""
        rows = self._links(incident_id)
        return tuple(IncidentLink(to, kind) for own, to, kind in rows if own == incident_id)

    def linked_from(self, incident_id: int) -> tuple[IncidentLink, ...]:
        """Return how others stand to this incident; `other_id` is the other one."""
        rows = self._links(incident_id)
        return tuple(IncidentLink(own, kind) for own, to, kind in rows if to == incident_id)

    def _links(self, incident_id: int) -> tuple[tuple[int, int, LinkKind], ...]:
        """Return the links of both directions, which are read together."""
        if incident_id not in self._linked:
            rows = self._connection.execute(_LINKS, {"wanted": incident_id})
            self._linked[incident_id] = tuple((row[0], row[1], row[2]) for row in rows)
        return self._linked[incident_id]

    def add_link(self, incident_id: int, link: IncidentLink) -> None:
        """Remember how it stands to another; a known link is left as it is."""
        self._linked.clear()
        key = (incident_links.c.incident_id, incident_links.c.other_id, incident_links.c.kind)
        insert = insert_or_leave(self._connection.dialect.name, incident_links, *key)
        row = {"incident_id": incident_id, **values_of(incident_links, link)}
        self._connection.execute(insert, row)

    def remove_link(self, incident_id: int, link: IncidentLink) -> None:
        """Forget how it stands to another."""
        self._linked.clear()
        self._connection.execute(
            _UNLINK, {"wanted": incident_id, "whom": link.other_id, "how": link.kind}
        )

    def merged_into(self, incident_id: int) -> tuple[int, ...]:
        """Return the incidents that were merged into this one, a hundred at most."""
        if not may_exist(incident_id):
            return ()
        return tuple(self._connection.scalars(_MERGED_INTO, {"wanted": incident_id}))

    def participants(self, incident_id: int) -> tuple[Participant, ...]:
        """Return who takes part."""
        if incident_id not in self._participants:
            self._rows.write(self._connection, participants)
            rows = self._connection.execute(_PARTICIPANTS, {"wanted": incident_id})
            found = tuple(Participant(**row._asdict()) for row in rows)
            self._participants[incident_id] = found
        return self._participants[incident_id]

    def add_participant(self, incident_id: int, participant: Participant) -> None:
        """Add somebody; one who takes part already is left as he is."""
        row = {"incident_id": incident_id, **values_of(participants, participant)}
        key = (participants.c.incident_id, participants.c.address)
        dialect = self._connection.dialect.name
        self._rows.add(insert_or_leave(dialect, participants, *key), row)
        known = self._participants.get(incident_id)
        if known is not None and participant.address not in {one.address for one in known}:
            stored = as_stored(participants, participant)
            self._participants[incident_id] = (*known, stored)

    def set_participant(self, incident_id: int, participant: Participant) -> None:
        """Add somebody, or give one who takes part another role."""
        self.remove_participant(incident_id, participant.address)
        self.add_participant(incident_id, participant)

    def remove_participant(self, incident_id: int, address: str) -> None:
        """Let somebody take part no longer."""
        self._rows.write(self._connection, participants)
        self._connection.execute(_REMOVE, {"wanted": incident_id, "whom": address})
        self._participants.pop(incident_id, None)

    def _read(
        self, statement: Select[Any], parameters: dict[str, Any] | None = None
    ) -> Iterator[Incident]:
        rows = self._connection.execute(statement, parameters)
        return (Incident(**row._asdict()) for row in rows)
