"""What the classifier learns from, in the database: closed incidents, parts, imported history."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, cast, false, func, or_, select, update

from mailflow.adapters.store.contract.training import Import
from mailflow.adapters.store.statements import chunks, columns_of, insert_or_leave, values_of
from mailflow.core.automatic import MACHINE_MAIL
from mailflow.core.training_data import ClosedIncident, ImportedExample
from mailflow.core.training_parts import Assigned
from mailflow.errors import ImportedRowsError, NotFoundError
from models.enums import EntryKind, IncidentKind, IncidentState, LabelSource
from models.tables import (
    entries,
    imported_examples,
    incident_events,
    incidents,
    raw_mails,
    training_imports,
    training_parts,
    training_runs,
)

ENDED = (IncidentState.RESOLVED, IncidentState.CLOSED)
_OVER = frozenset(state.value for state in (*ENDED, IncidentState.CANCELED))
_MOST_CHARACTERS = 4_000  # what is classified stands at the beginning; a pasted log is long
_FIELDS = ("state", "impact", "subject")
_own, _event = incidents.c, incident_events.c
_ENDED_AT = func.coalesce(_own.closed_at, _own.resolved_at)


class SqlTraining:
    """Keeps the contract `Training`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def closed(
        self, *, labelled: bool, since: datetime | None = None, limit: int | None = None
    ) -> tuple[ClosedIncident, ...]:
        """Return finished incidents of people, with or without a label from a person."""
        rows = list(self._connection.execute(_closed(labelled, since, limit)))
        found: list[ClosedIncident] = []
        for some in chunks(rows):
            told = self._events([row.id for row in some])
            found += (_incident(row, told.get(row.id, [])) for row in some)
        return tuple(found)

    def _events(self, numbers: Sequence[int]) -> dict[int, list[Any]]:
        statement = (
            select(_event.incident_id, _event.field, _event.before, _event.after, _event.actor)
            .where(_event.incident_id.in_(numbers), _event.field.in_(_FIELDS))
            .order_by(_event.id)
        )
        found: dict[int, list[Any]] = {}
        for row in self._connection.execute(statement):
            found.setdefault(row.incident_id, []).append(row)
        return found

    def parts(self) -> dict[str, Assigned]:
        """Return where rows belong, by their identifiers."""
        rows = self._connection.execute(select(*columns_of(training_parts, Assigned)))
        return {one.identifier: Assigned(**one._asdict()) for one in rows}

    def assign(self, assigned: Iterable[Assigned], at: datetime) -> None:
        """Remember where rows belong; what is known is left as it is."""
        rows = [{**values_of(training_parts, one), "assigned_at": at} for one in assigned]
        dialect = self._connection.dialect.name
        insert = insert_or_leave(dialect, training_parts, training_parts.c.identifier)
        if rows:
            self._connection.execute(insert, rows)

    def add_import(
        self, name: str, sha256: str, examples: Sequence[ImportedExample], at: datetime
    ) -> int:
        """Keep history as an import and return its number.

        ImportedRowsError for a known file.
        """
        same = select(training_imports.c.id).where(training_imports.c.sha256 == sha256)
        known = self._connection.scalar(same)
        if known is not None:
            hint = "see `mailflow classifier imports list`"
            raise ImportedRowsError((f"this file is import {known} already; {hint}",))
        row = {"name": name, "sha256": sha256, "size": len(examples), "at": at}
        insert = training_imports.insert().values(row).returning(training_imports.c.id)
        number = int(self._connection.execute(insert).scalar_one())
        values = (values_of(imported_examples, one) for one in examples)
        rows = [{**one, "import_id": number} for one in values]
        for some in chunks(rows):
            self._connection.execute(imported_examples.insert(), some)
        return number

    def imports(self) -> tuple[Import, ...]:
        """Return the imports, newest first."""
        columns = columns_of(training_imports, Import)
        newest = select(*columns).order_by(training_imports.c.id.desc())
        return tuple(Import(**one._asdict()) for one in self._connection.execute(newest))

    def approve(self, import_id: int, by: str, at: datetime) -> None:
        """Let an import train; NotFoundError where there is none."""
        which = update(training_imports).where(training_imports.c.id == import_id)
        done = self._connection.execute(which.values(approved_at=at, approved_by=by))
        if done.rowcount != 1:
            raise NotFoundError(_no_import(import_id))

    def remove_import(self, import_id: int) -> None:
        """Forget an import and its rows; NotFoundError where there is none."""
        rows = imported_examples.delete().where(imported_examples.c.import_id == import_id)
        self._connection.execute(rows)
        whole = training_imports.delete().where(training_imports.c.id == import_id)
        if self._connection.execute(whole).rowcount != 1:
            raise NotFoundError(_no_import(import_id))

    def imported(self) -> tuple[tuple[Import, ImportedExample], ...]:
        """Return the rows of the imports that are approved, each with its import."""
        approved = {one.id: one for one in self.imports() if one.approved_at is not None}
        columns = columns_of(imported_examples, ImportedExample)
        key = (imported_examples.c.import_id, imported_examples.c.number)
        statement = select(*columns).where(key[0].in_(list(approved))).order_by(*key)
        rows = (ImportedExample(**one._asdict()) for one in self._connection.execute(statement))
        return tuple((approved[one.import_id], one) for one in rows)

    def begin_run(self, night: str, owner: str, at: datetime) -> bool:
        """Take a night's run; return whether nobody else has."""
        dialect = self._connection.dialect.name
        insert = insert_or_leave(dialect, training_runs, training_runs.c.night)
        row = {"night": night, "begun_at": at, "owner": owner}
        taken = insert.values(row).returning(training_runs.c.night)
        return self._connection.scalar(taken) is not None

    def end_run(self, night: str, outcome: str, at: datetime) -> None:
        """Say how a run ended."""
        which = update(training_runs).where(training_runs.c.night == night)
        self._connection.execute(which.values(ended_at=at, outcome=outcome[:200]))


def _no_import(number: int) -> str:
    return f"there is no import {number}; see `mailflow classifier imports list`"


def first_entry() -> Any:
    """Return, for a statement about incidents, the number of each one's first entry."""
    whole = select(func.min(entries.c.id)).where(entries.c.incident_id == _own.id)
    return whole.correlate(incidents).scalar_subquery()


def automatic() -> Any:
    """Return, for a statement about mails, whether a machine wrote one: as its decision says."""
    log = cast(raw_mails.c.decision_log, Text)
    said = log.like(f'%["{MACHINE_MAIL}", "%')
    return func.coalesce(and_(said, ~log.like(f'%["{MACHINE_MAIL}", "no"]%')), false())


def _closed(labelled: bool, since: datetime | None, limit: int | None) -> Any:
    human = or_(_own.category_source == LabelSource.HUMAN, _own.urgency_source == LabelSource.HUMAN)
    wanted = and_(
        _own.state.in_(ENDED),
        _own.deduplication_key.is_(None),
        _own.is_practice.is_(False),
        _own.kind == IncidentKind.INCIDENT,
        entries.c.kind == EntryKind.REQUEST,
        human if labelled else ~human,
    )
    statement = (
        select(
            *(one for one in columns_of(incidents, ClosedIncident)),
            _own.requester_address.label("requester"),
            func.substr(entries.c.text, 1, _MOST_CHARACTERS).label("text"),
            _ENDED_AT.label("at"),
            automatic().label("is_automatic"),
        )
        .join_from(incidents, entries, entries.c.id == first_entry())
        .outerjoin(raw_mails, raw_mails.c.id == _own.origin_mail_id)
        .where(wanted if since is None else and_(wanted, ended_since(since)))
        .order_by(_ENDED_AT.desc(), _own.id.desc())
    )
    return statement if limit is None else statement.limit(limit)


def ended_since(moment: datetime) -> Any:
    """Return what finds by an index those that ended lately; closed ones tell when they were."""
    return or_(_own.closed_at >= moment, and_(_own.closed_at.is_(None), _own.resolved_at >= moment))


def _incident(row: Any, events: Sequence[Any]) -> ClosedIncident:
    values = row._asdict()
    values["is_automatic"] = bool(values["is_automatic"])
    values["subject"] = next((e.before for e in events if e.field == "subject"), values["subject"])
    return ClosedIncident(
        **values,
        ended_by=_last(e.actor for e in events if _ends(e)),
        impact_by=_last(e.actor for e in events if e.field == "impact"),
    )


def _ends(event: Any) -> bool:
    """Whether somebody ends it here; that the clock closes what he had resolved is no end."""
    is_end = event.field == "state" and event.after in _OVER
    return is_end and event.before not in _OVER


def _last(actors: Iterator[str]) -> str:
    return next(iter(reversed(list(actors))), "")
