"""Rows of contacts and their addresses, read into `Contact`."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, select

from mailflow.core.records import Contact
from models.enums import Role
from models.tables import contact_addresses, contacts

_people, _addresses = contacts.c, contact_addresses.c


FIELDS = (
    "id",
    "role",
    "display_name",
    "handle",
    "active",
    "language",
    "away_until",
    "time_zone",
    "silent_success",
    "vip",
    "written_language",
    "written_times",
    "quiet_hours",
    "coached",
)
"""What is known of a person but his addresses."""
_PEOPLE = (
    select(
        *(_people[name] for name in FIELDS),
        _addresses.address,
        _addresses.preferred,
        _addresses.suppressed_at,
    )
    .join_from(contacts, contact_addresses, _addresses.contact_id == _people.id)
    .order_by(_people.id)
)

AGENTS = 1_000
"""So many are kept as they were read last."""

# Built once: putting a statement together costs several times what running it does.
BY_NUMBER = _PEOPLE.where(_people.id == bindparam("wanted"))
BY_HANDLE = _PEOPLE.where(_people.handle == bindparam("wanted"))
BY_ADDRESS = _PEOPLE.where(
    _people.id.in_(select(_addresses.contact_id).where(_addresses.address == bindparam("wanted")))
)
_AGENTS = _PEOPLE.where(_people.role.in_([Role.AGENT, Role.ADMIN]))
_AT_ADDRESSES = _PEOPLE.where(
    _people.id.in_(
        select(_addresses.contact_id).where(
            _addresses.address.in_(bindparam("wanted", expanding=True))
        )
    )
)


def read_contacts(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Contact, ...]:
    """Return the contacts that meet the conditions, each with all his addresses, by number."""
    return _contacts(connection.execute(_PEOPLE.where(*conditions)))


def read_agents(connection: Connection) -> tuple[Contact, ...]:
    """Return agents and admins, active or not, by number."""
    rows = connection.execute(_AGENTS)
    return tuple(_agent(tuple(same)) for _, same in groupby(rows, key=itemgetter(0)))


def read_together(connection: Connection, addresses: list[str]) -> tuple[Contact, ...]:
    """Return the contacts that have one of these addresses, by number."""
    return _contacts(connection.execute(_AT_ADDRESSES, {"wanted": addresses}))


def read_contact(
    connection: Connection, statement: Select[Any], wanted: int | str
) -> Contact | None:
    """Return the one contact that a statement of this module finds."""
    return next(iter(_contacts(connection.execute(statement, {"wanted": wanted}))), None)


def _contacts(rows: Iterable[Row[Any]]) -> tuple[Contact, ...]:
    return tuple(_contact(tuple(same)) for _, same in groupby(rows, key=itemgetter(0)))


def _contact(rows: tuple[Row[Any], ...]) -> Contact:
    """Return one contact from his rows, one per address, the preferred address first."""
    if len(rows) > 1:
        rows = tuple(sorted(rows, key=lambda row: (not row.preferred, row.address)))
    first = rows[0]
    return Contact(
        **dict(zip(FIELDS, first, strict=False)),
        address=first.address,
        addresses=tuple(row.address for row in rows),
        suppressed=first.suppressed_at is not None,
    )


_agent = lru_cache(AGENTS)(_contact)
"""The same rows are the same agent: with each mail all of them are read again."""
