"""Incidents that are alike in the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, func, select, update

from mailflow.adapters.store.statements import chunks, columns_of, insert_or_leave, values_of
from mailflow.adapters.store.training import first_entry
from mailflow.core.reports import Recurrence, Report, Told, Words
from mailflow.core.wording import TEXT_CHARACTERS
from models.enums import (
    FINISHED,
    ArticleState,
    EntryKind,
    IncidentKind,
    IncidentState,
    LinkKind,
    RecurrenceKind,
)
from models.tables import (
    contact_addresses,
    contacts,
    entries,
    incident_links,
    incidents,
    knowledge_articles,
    recurrence_members,
    recurrences,
)

_own, _links, _found, _member = incidents.c, incident_links.c, recurrences.c, recurrence_members.c
_REQUESTED = (EntryKind.REQUEST, EntryKind.ALERT)


def _linked(kind: LinkKind) -> Any:
    """Return, for a statement about incidents, the number of each one's parent or problem."""
    whole = select(func.min(_links.other_id)).where(
        _links.incident_id == _own.id, _links.kind == kind
    )
    return whole.correlate(incidents).scalar_subquery()


_TEXT = func.coalesce(func.substr(entries.c.text, 1, TEXT_CHARACTERS), "").label("text")
_FIRST_ENTRY = and_(entries.c.id == first_entry(), entries.c.kind.in_(_REQUESTED))
_REPORTS = (
    select(
        *(_own[name] for name in ("id", "opened_at", "subject", "state", "verified", "category")),
        *(_own[name] for name in ("group_id", "deduplication_key", "closure_code")),
        _own.root_cause,
        _own.resolution,
        _own.requester_address.label("requester"),
        _TEXT,
        contacts.c.created_at.label("known_since"),
        _linked(LinkKind.PARENT).label("parent_id"),
        _linked(LinkKind.PROBLEM).label("problem_id"),
    )
    .join_from(incidents, entries, _FIRST_ENTRY, isouter=True)
    .outerjoin(contact_addresses, contact_addresses.c.address == _own.requester_address)
    .outerjoin(contacts, contacts.c.id == contact_addresses.c.contact_id)
)
_WANTED = (
    _own.state != IncidentState.CANCELED,
    _own.merged_into.is_(None),
    _own.kind == IncidentKind.INCIDENT,
    _own.is_practice.is_(False),
)
_NEWEST = _REPORTS.where(*_WANTED).order_by(_own.id.desc())
_NEWEST_WORDS = (
    select(_own.opened_at, _own.subject, _TEXT)
    .join_from(incidents, entries, _FIRST_ENTRY, isouter=True)
    .where(*_WANTED)
    .order_by(_own.id.desc())
    .limit(bindparam("most"))
)
_MAJORS = (
    select(_own.id)
    .where(_own.is_major, ~_own.is_practice, _own.state.not_in(FINISHED))
    .order_by(_own.id.desc())
    .limit(bindparam("most"))
)
_WHOLE = columns_of(recurrences, Recurrence)


class SqlRecurrences:
    """Keeps the contract `Recurrences`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest_reports(self, limit: int) -> tuple[Report, ...]:
        """Return the newest incidents, newest first; none that is canceled or merged away."""
        return tuple(self._reports(_NEWEST.limit(limit)))

    def newest_words(self, limit: int) -> tuple[Words, ...]:
        """Return the words of the same, which cost far less."""
        rows = self._connection.execute(_NEWEST_WORDS, {"most": limit})
        return tuple(Words(*row) for row in rows)

    def reports_since(self, since: datetime, limit: int) -> tuple[Report, ...]:
        """Return those of the newest that were opened since, newest first, also of monitors."""
        newest = self._connection.scalar(select(func.max(_own.id))) or 0
        return tuple(
            self._reports(_NEWEST.where(_own.id > newest - limit, _own.opened_at >= since))
        )

    def reports_of(self, incident_ids: Sequence[int]) -> tuple[Report, ...]:
        """Return these incidents, oldest first."""
        found: list[Report] = []
        for some in chunks(sorted(set(incident_ids))):
            found += self._reports(_REPORTS.where(_own.id.in_(some)).order_by(_own.id))
        return tuple(found)

    def _reports(self, statement: Select[Any]) -> Iterator[Report]:
        return (Report(**row._asdict()) for row in self._connection.execute(statement))

    def of_incidents(
        self, kind: RecurrenceKind, incident_ids: Iterable[int]
    ) -> tuple[Recurrence, ...]:
        """Return in which findings of a kind these incidents are, the oldest first."""
        numbers = set[int]()
        for some in chunks(incident_ids):
            statement = select(_member.recurrence_id).where(_member.incident_id.in_(some))
            numbers |= set(self._connection.scalars(statement))
        members, rows = defaultdict[int, list[int]](list), list[Any]()
        for some in chunks(sorted(numbers)):
            ordered = (
                select(_member.recurrence_id, _member.incident_id)
                .where(_member.recurrence_id.in_(some))
                .order_by(_member.id)
            )
            for row in self._connection.execute(ordered):
                members[row.recurrence_id].append(row.incident_id)
            wanted = select(*_WHOLE).where(_found.id.in_(some), _found.kind == kind)
            rows += self._connection.execute(wanted.order_by(_found.id))
        return tuple(Recurrence(**row._asdict(), members=tuple(members[row.id])) for row in rows)

    def keep(self, recurrence: Recurrence) -> int:
        """Store a new finding (its id is 0), or how it stands now; return its number."""
        values, number = values_of(recurrences, recurrence), recurrence.id
        del values["id"]
        if number:
            self._connection.execute(
                update(recurrences).where(_found.id == number).values(**values)
            )
        else:
            new = recurrences.insert().values(values).returning(_found.id)
            number = int(self._connection.execute(new).scalar_one())
        key = (_member.recurrence_id, _member.incident_id)
        insert = insert_or_leave(self._connection.dialect.name, recurrence_members, *key)
        rows = [{"recurrence_id": number, "incident_id": one} for one in recurrence.members]
        self._connection.execute(insert, rows)
        return number

    def told_since(self, kind: RecurrenceKind, since: datetime) -> Told:
        """Count the findings of a kind that were told of since then."""
        statement = (
            select(_found.by_strangers, func.count())
            .where(_found.kind == kind, _found.told_at >= since)
            .group_by(_found.by_strangers)
        )
        counted = {bool(row[0]): int(row[1]) for row in self._connection.execute(statement)}
        return Told(counted.get(False, 0), counted.get(True, 0))

    def open_majors(self, limit: int) -> tuple[int, ...]:
        """Return the major incidents that are not finished, newest first."""
        return tuple(self._connection.scalars(_MAJORS, {"most": limit}))

    def known_errors(self, limit: int) -> tuple[tuple[int, int], ...]:
        """Return problems with a published article: the incident and the article, newest first."""
        is_problem = exists().where(_links.other_id == _own.id, _links.kind == LinkKind.PROBLEM)
        published = knowledge_articles.c.state == ArticleState.PUBLISHED
        statement = (
            select(_own.id, knowledge_articles.c.id)
            .join_from(incidents, knowledge_articles, knowledge_articles.c.id == _own.article_id)
            .where(published, is_problem)
            .order_by(_own.id.desc())
            .limit(limit)
        )
        return tuple((row[0], row[1]) for row in self._connection.execute(statement))
