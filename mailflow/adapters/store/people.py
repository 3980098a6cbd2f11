"""Rows of contacts and their addresses, read into `Contact`."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from mailflow.core.records import Contact
from models.tables import contact_addresses, contacts

_people, _addresses = contacts.c, contact_addresses.c


def read_contacts(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Contact, ...]:
    """Return the contacts that meet the conditions, each with all his addresses, by number."""
    statement = (
        select(
            _people.id,
            _people.role,
            _people.display_name,
            _people.handle,
            _people.active,
            _people.language,
            _addresses.address,
            _addresses.preferred,
            _addresses.suppressed_at,
        )
        .join_from(contacts, contact_addresses, _addresses.contact_id == _people.id)
        .where(*conditions)
        .order_by(_people.id)
    )
    rows: Iterable[Row[Any]] = connection.execute(statement)
    return tuple(_contact(list(same)) for _, same in groupby(rows, key=lambda row: row.id))


def _contact(rows: list[Row[Any]]) -> Contact:
    """Return one contact from his rows, one per address, the preferred address first."""
    rows.sort(key=lambda row: (not row.preferred, row.address))
    values = rows[0]._asdict()
    del values["preferred"]
    suppressed = values.pop("suppressed_at") is not None
    addresses = tuple(row.address for row in rows)
    return Contact(**values, addresses=addresses, suppressed=suppressed)
