"""Hash chains of audit rows (promise P18)."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from support.stores import NOW, SQL_KINDS, made_sql, open_incident, written

from mailflow.adapters.store.audit import FIRST_HASH, chain_hash
from mailflow.adapters.store.database import SqlStore
from models.tables import audit_rows


@pytest.fixture(params=SQL_KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store of each kind that chains."""
    opened = made_sql(request, tmp_path)
    yield opened
    opened.close()


def rows_of(store: SqlStore) -> list[Any]:
    """Return every audit row."""
    with store._engine.connect() as connection:
        return list(connection.execute(select(audit_rows).order_by(audit_rows.c.id)))


def test_audit_rows_are_chained_per_incident(store: SqlStore) -> None:
    """P18: each hash holds the one before; chain 0 is for what belongs to no incident."""
    with store.begin() as work:
        incident = open_incident(work).id
        for chain, name in ((incident, "opened"), (None, "kept"), (incident, "closed")):
            work.audit.append(chain, name, {"mail": "1", "a": "b"}, NOW)
    rows = rows_of(store)
    assert [(one.chain, one.sequence, one.name) for one in rows] == [
        (incident, 1, "opened"),
        (0, 1, "kept"),
        (incident, 2, "closed"),
    ]
    assert [one.previous_hash for one in rows] == [FIRST_HASH, FIRST_HASH, rows[0].hash]
    for one in rows:
        assert one.hash == chain_hash(
            one.previous_hash,
            chain=one.chain,
            sequence=one.sequence,
            at=one.at,
            name=one.name,
            detail=one.detail,
        )


def test_a_chain_has_no_gap_where_a_savepoint_was_undone(store: SqlStore) -> None:
    """P18: what was undone never was, and what came before it is there."""
    with store.begin() as work:
        incident = open_incident(work).id
        work.audit.append(incident, "opened", {}, NOW)
        with suppress(ZeroDivisionError), work.savepoint():
            work.audit.append(incident, "undone", {}, NOW)
            written(work)
            raise ZeroDivisionError
        work.audit.append(incident, "closed", {}, NOW)
    rows = rows_of(store)
    assert [(one.sequence, one.name) for one in rows] == [(1, "opened"), (2, "closed")]
    assert rows[1].previous_hash == rows[0].hash


def test_the_hash_of_an_audit_row_never_changes() -> None:
    """Its formula is a format: old rows are checked by it for years."""
    canonical = (
        '{"at":"2026-03-02T09:30:00.000000+00:00","chain":1001,'
        '"detail":{"mail":"1"},"name":"opened","sequence":1}'
    )
    expected = hashlib.sha256((FIRST_HASH + canonical).encode()).hexdigest()
    found = chain_hash(
        FIRST_HASH, chain=1001, sequence=1, at=NOW, name="opened", detail={"mail": "1"}
    )
    assert found == expected
