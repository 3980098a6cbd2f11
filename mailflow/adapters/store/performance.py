"""What figures are made of, read from the database in parts."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, or_, select, type_coerce, union

from mailflow.adapters.store.statements import chunks, columns_of
from mailflow.adapters.store.training import automatic
from mailflow.core.metrics.timelines import FIELDS, NAMED, Recorded
from mailflow.core.records import IncidentEvent
from mailflow.core.undoing import ARTICLE, CHANGED
from models.enums import FINISHED, IncidentState, LinkKind
from models.tables import incident_events, incidents, raw_mails

_own, _event = incidents.c, incident_events.c
_OPEN = [one for one in IncidentState if one not in FINISHED]
_TOLD = or_(
    _event.name.in_(NAMED),
    and_(
        _event.name == CHANGED,
        or_(
            _event.field.in_([*sorted(FIELDS), LinkKind.PROBLEM.value]),
            _event.field.like(f"{ARTICLE}%"),
        ),
    ),
)
_RECORDED = (*columns_of(incidents, Recorded), automatic().label("is_automatic"))
_HISTORIES = select(*_RECORDED).join_from(
    incidents, raw_mails, raw_mails.c.id == _own.origin_mail_id, isouter=True
)
_EVENTS = (
    *(_event.incident_id, _event.name, _event.actor, _event.at, _event.field),
    *(type_coerce(one, Text).label(one.name) for one in (_event.before, _event.after)),
    _event.mail_id,
)
"""SQLite hands out JSON as its text, which is read here: there are very many of them."""


class SqlPerformances:
    """Keeps the contract `Performances`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_text = connection.dialect.name == "sqlite"

    def histories(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[Recorded, tuple[IncidentEvent, ...]]]:
        """Yield every incident that a period may tell of, with all its events, oldest first."""
        numbers = self._connection.scalars(_concerned(start, end)).all()
        for some in chunks(numbers):
            told = self._events(some)
            statement = _HISTORIES.where(_own.id.in_(some)).order_by(_own.id)
            for row in self._connection.execute(statement):
                one = Recorded(**row._asdict())
                yield one, tuple(told.get(one.id, ()))

    def _events(self, numbers: Sequence[int]) -> dict[int, list[IncidentEvent]]:
        statement = select(*_EVENTS).where(_event.incident_id.in_(numbers), _TOLD)
        found: dict[int, list[IncidentEvent]] = {}
        for number, name, actor, at, field, before, after, mail_id in self._connection.execute(
            statement.order_by(_event.id)
        ):
            if self._is_text:
                before, after = _written(before), _written(after)  # noqa: PLW2901
            event = IncidentEvent(name, actor, at, field, before, after, mail_id)
            found.setdefault(number, []).append(event)
        return found


def _written(text: str | None) -> str | None:
    """Return the text that a JSON string stands for."""
    if text is None or "\\" not in text:
        return text and text[1:-1]
    found: str = json.loads(text)
    return found


def _concerned(start: datetime, end: datetime) -> Any:
    """Return the numbers of the incidents; a finished one that rests since before is none."""
    before = _own.opened_at < end
    opened = select(_own.id).where(before, or_(_own.opened_at >= start, _own.state.in_(_OPEN)))
    changed = select(_event.incident_id).where(_event.at >= start)
    known = select(_own.id).where(before, _own.id.in_(changed))
    both = union(opened, known).subquery()
    return select(both.c.id).order_by(both.c.id)
