"""Looks of the clock share a unit of work to read in, until somebody writes or something fails."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from support.stores import NOW, SQL_KINDS, made_sql, open_incident

from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore, SqlWork
from mailflow.containing import each_alone
from mailflow.errors import MailflowError
from mailflow.sharing import SharedReading


@pytest.fixture(params=SQL_KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    opened = made_sql(request, tmp_path)
    yield opened
    opened.close()


def fail(work: Work) -> None:
    """Ask what no database can answer."""
    assert isinstance(work, SqlWork)
    work._connection.execute(text("SELECT nothing_of_this FROM nowhere"))


def test_looks_see_one_moment_until_one_of_them_writes(store: SqlStore) -> None:
    with closing(SharedReading(store)) as shared:
        with shared.read() as first:
            assert first.incidents.listed() == ()
        with store.begin() as work:
            open_incident(work, subject="of another worker")
        with shared.read() as second:
            assert second is first
            assert second.incidents.listed() == ()
        with shared.begin() as work:
            open_incident(work, subject="our own")
        with shared.read() as third:
            assert len(third.incidents.listed()) == 2


def test_the_looks_behind_one_that_cannot_read_are_done(store: SqlStore) -> None:
    seen: list[int] = []
    with closing(SharedReading(store)) as shared:

        def bad(_: object) -> None:
            with shared.read() as work:
                fail(work)

        def good(_: object) -> None:
            with shared.read() as work:
                seen.append(len(work.incidents.listed()))

        with pytest.raises(MailflowError):
            each_alone((good, bad, good), NOW)
    assert seen == [0, 0]
