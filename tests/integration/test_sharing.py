"""Looks of the clock share one unit of work to read in, on both databases."""

from contextlib import closing

import pytest
from sqlalchemy import text
from support.stores import NOW, SQL_KINDS, keep

from mailflow.adapters.store.contract import Store
from mailflow.adapters.store.database import SqlWork
from mailflow.containing import each_alone
from mailflow.errors import MailflowError
from mailflow.sharing import SharedReading
from models.enums import Role


@pytest.mark.parametrize("store", SQL_KINDS, indirect=True)
def test_reads_in_a_row_see_one_moment_until_somebody_writes(store: Store) -> None:
    """What another worker wrote meanwhile is seen after our own next write."""
    with closing(SharedReading(store)) as shared:
        with shared.read() as first:
            assert first.mails.waiting(9) == ()
        with store.begin() as work:
            theirs = keep(work, b"theirs")
        with shared.read() as second:
            assert second is first
            assert second.mails.waiting(9) == ()
        with shared.begin() as work:
            ours = keep(work, b"ours")
        with shared.read() as third:
            assert third.mails.waiting(9) == (theirs, ours)


@pytest.mark.parametrize("store", SQL_KINDS, indirect=True)
def test_who_was_made_an_agent_by_one_look_is_one_for_the_next(store: Store) -> None:
    with closing(SharedReading(store)) as shared:
        with shared.read() as work:
            assert work.directory.agents() == ()
        with shared.begin() as work:
            work.directory.add("bob@helpdesk.example", role=Role.AGENT, at=NOW, handle="bob")
        with shared.read() as work:
            assert [one.handle for one in work.directory.agents()] == ["bob"]


@pytest.mark.parametrize("store", SQL_KINDS, indirect=True)
def test_the_looks_behind_one_that_cannot_read_are_done(store: Store) -> None:
    """PostgreSQL answers nothing more in a transaction in which a statement failed."""
    seen: list[int] = []
    with closing(SharedReading(store)) as shared:

        def bad(_: object) -> None:
            with shared.read() as work:
                assert isinstance(work, SqlWork)
                work._connection.execute(text("SELECT nothing_of_this FROM nowhere"))

        def good(_: object) -> None:
            with shared.read() as work:
                seen.append(len(work.incidents.listed()))

        with pytest.raises(MailflowError):
            each_alone((good, bad, good), NOW)
    assert seen == [0, 0]


@pytest.mark.parametrize("store", SQL_KINDS, indirect=True)
def test_what_a_look_writes_while_it_reads_is_refused(store: Store) -> None:
    with pytest.raises(MailflowError), closing(SharedReading(store)) as shared:  # noqa: PT012
        with shared.read() as work:
            work.audit.append(None, "kept", {}, NOW)
        with shared.begin():
            pass
