"""Hash chains of audit rows (promise P18)."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from support.stores import NOW, SQL_KINDS, made_sql, open_incident, written

from mailflow.adapters.store.database import SqlStore
from mailflow.core.audit_chains import FIRST_HASH, ChainCheck, chain_hash
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


def mac(text: str) -> str:
    """Stand for the MAC of a key that the database does not hold."""
    return hashlib.sha256(f"key{text}".encode()).hexdigest()


def sealed_twice(store: SqlStore) -> None:
    """Write some chains, with a seal in between and one at the end."""
    with store.begin() as work:
        incident = open_incident(work).id
        work.audit.append(incident, "opened", {"mail": "1"}, NOW)
        work.audit.append(None, "kept", {}, NOW)
        assert work.audit.seal(mac, NOW)
    with store.begin() as work:
        work.audit.append(incident, "closed", {}, NOW)
    with store.begin() as work:
        assert work.audit.seal(mac, NOW)


def problems(store: SqlStore) -> list[str]:
    with store.read() as work:
        return list(ChainCheck(mac).problems(work.audit.rows()))


def test_what_was_written_and_sealed_is_found_clean(store: SqlStore) -> None:
    sealed_twice(store)
    assert problems(store) == []
    with store.begin() as work:
        assert not work.audit.seal(mac, NOW), "nothing new, nothing to seal"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (
            update(audit_rows).where(audit_rows.c.name == "kept").values(detail={"a": "b"}),
            "changed",
        ),
        (delete(audit_rows).where(audit_rows.c.name == "opened"), "rows are missing"),
        (delete(audit_rows).where(audit_rows.c.name == "closed"), "seals other rows"),
    ],
    ids=["changed", "taken from the middle", "taken from the end"],
)
def test_a_row_that_was_changed_or_taken_away_is_named(
    store: SqlStore, harm: Any, said: str
) -> None:
    sealed_twice(store)
    with store._engine.begin() as connection:
        connection.execute(harm)
    found = problems(store)
    assert any(said in one for one in found)
    assert all(one.startswith("audit row ") for one in found)


def test_a_seal_made_without_the_key_is_found(store: SqlStore) -> None:
    sealed_twice(store)
    with store.read() as work:
        assert list(ChainCheck(str).problems(work.audit.rows()))
