"""What only PostgreSQL does: sessions, snapshots, locks, errors in words."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text
from support.postgres import Postgres
from support.stores import NOW, keep, open_incident, postgres_store, write_notice

from mailflow.adapters.store import connections
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore, SqlWork, open_store
from mailflow.adapters.store.postgres import connect_arguments
from mailflow.errors import (
    ConflictError,
    NotFoundError,
    PermanentError,
    SchemaError,
    SettingsError,
    StoreUnavailableError,
)
from models.enums import EndState, Role

pytestmark = pytest.mark.postgres
WAIT = 10.0


@pytest.fixture
def store(postgres: Postgres) -> Iterator[SqlStore]:
    """Return a store that does not wait long for a lock."""
    opened = postgres_store(postgres, busy_timeout=0.3)
    yield opened
    opened.close()


def ask(work: Work, statement: str) -> Any:
    """Return the only value of a statement."""
    assert isinstance(work, SqlWork)
    return work._connection.execute(text(statement)).scalar()


@contextmanager
def elsewhere(action: Callable[[], object]) -> Iterator[threading.Thread]:
    """Run something in a thread beside the `with` block; it must have ended soon after."""
    thread = threading.Thread(target=action)
    thread.start()
    yield thread
    thread.join(WAIT)
    assert not thread.is_alive()


# Sessions


def test_a_session_is_durable_and_waits_for_nothing_for_ever(store: SqlStore) -> None:
    """Whatever the server's own defaults are; the fixture's are unlike ours."""
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "transaction_isolation": "read committed",
        "TimeZone": "UTC",
        "client_encoding": "UTF8",
        "lock_timeout": "300ms",
        "statement_timeout": "1min",
        "idle_in_transaction_session_timeout": "30s",
    }
    with store.begin() as work:
        assert {name: ask(work, f"SHOW {name}") for name in expected} == expected
    with store.read() as work:
        found = [ask(work, f"SHOW transaction_{one}") for one in ("isolation", "read_only")]
    assert found == ["repeatable read", "on"]


def test_a_role_that_commits_without_disk_is_overruled(store: SqlStore, postgres: Postgres) -> None:
    """P1: `synchronous_commit = off` on the role would lose mail that was filed away."""
    postgres.administer(sql.SQL("ALTER ROLE desk SET synchronous_commit = off"))
    store.close()
    with store.begin() as work:
        assert ask(work, "SHOW synchronous_commit") == "on"
    postgres.administer(sql.SQL("ALTER ROLE desk RESET synchronous_commit"))


def test_a_reading_unit_of_work_sees_one_moment(store: SqlStore) -> None:
    """Else `audit mail` would count a mail that came meanwhile in one sum and not in another."""
    with store.read() as reading:
        before = reading.mails.counts()
        with store.begin() as work:
            keep(work)
        assert reading.mails.counts() == before
    with store.read() as reading:
        assert reading.mails.counts()["total"] == 1


@pytest.mark.parametrize(
    ("url", "verified"),
    [
        ("postgresql://desk@127.0.0.1/desk", False),
        ("postgresql://desk@[::1]/desk", False),
        ("postgresql://desk@localhost/desk", False),
        ("postgresql:///desk", False),
        ("postgresql:///desk?host=/run/postgresql", False),
        ("postgresql://desk@db.example/desk", True),
        ("postgresql://desk@10.0.0.5/desk", True),
        ("postgresql:///desk?host=localhost&host=db.example", True),
        ("postgresql://desk@db.example/desk?sslmode=disable", False),  # somebody's decision
    ],
)
def test_no_clear_text_leaves_this_machine(url: str, verified: bool) -> None:
    """P19, unless the URL says otherwise."""
    arguments = connect_arguments(make_url(url), 30.0, migrating=False)
    assert (arguments.get("sslmode") == "verify-full") is verified
    assert bool(arguments.get("sslrootcert")) is verified


def test_what_the_url_says_wins() -> None:
    """Its options come behind ours."""
    url = make_url("postgresql://h/desk?connect_timeout=3&options=-c%20lock_timeout%3D1s")
    arguments = connect_arguments(url, 30.0, migrating=True)
    assert "connect_timeout" not in arguments
    assert arguments["options"].endswith("-c lock_timeout=10000ms -c lock_timeout=1s")


def test_a_database_in_another_encoding_is_refused(postgres: Postgres) -> None:
    """Else the first emoji would stop the desk."""
    make = "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    postgres.administer(sql.SQL(make))
    url = postgres.fresh_database().rpartition("/")[0] + "/latin"
    with pytest.raises(SettingsError, match="encoded in LATIN1"):
        open_store(url)


@pytest.mark.parametrize("change", ["/absent", ":1/desk"])
def test_an_unreachable_database_is_unavailable(postgres: Postgres, change: str) -> None:
    """The password stays out of it."""
    url = make_url(postgres.fresh_database()).set(password="secret")
    url = url.set(database="absent") if change == "/absent" else url.set(port=1)
    with pytest.raises(StoreUnavailableError, match=r"postgresql://desk:\*\*\*@") as caught:
        open_store(url.render_as_string(hide_password=False))
    assert "secret" not in str(caught.value)


# Errors in words


def test_a_reference_to_nothing_is_not_found(store: SqlStore) -> None:
    """A foreign key stops it; the messages hold no values."""
    with store.begin() as work:
        with pytest.raises(NotFoundError, match="fk_group_members"), work.savepoint():
            work.directory.add_member(98, 99)
        work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
        with pytest.raises(ConflictError) as caught:
            work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
    assert "bob" not in str(caught.value)


def test_a_value_too_long_is_told_without_it(store: SqlStore) -> None:
    """It may be an address (P16)."""
    with pytest.raises(PermanentError, match="does not fit") as caught, store.begin() as work:
        open_incident(work, requester_address="x" * 400)
    assert "xxx" not in str(caught.value)


def test_a_statement_after_a_swallowed_error_is_told(store: SqlStore) -> None:
    """Nothing of such a unit of work is stored."""

    def go_on(work: Work) -> None:
        keep(work)
        with suppress(NotFoundError):
            work.directory.add_member(98, 99)
        keep(work, b"after")

    with pytest.raises(StoreUnavailableError, match="earlier error"), store.begin() as work:
        go_on(work)
    with store.read() as work:
        assert work.mails.counts()["total"] == 0


def test_a_database_without_tables_is_told(postgres: Postgres) -> None:
    """With the remedy."""
    store = open_store(postgres.fresh_database())
    with pytest.raises(SchemaError, match="mailflow upgrade"):
        store.check_schema()
    with pytest.raises(SchemaError, match="mailflow upgrade"), store.begin() as work:
        work.incidents.draw_id()
    store.close()


def test_a_table_of_somebody_else_is_told(store: SqlStore, postgres: Postgres) -> None:
    """Made by the administrator, forbidden to the desk."""
    with store.begin() as work:
        database = ask(work, "SELECT current_database()")
    place = f"host=127.0.0.1 port={postgres.port} user=postgres dbname={database}"
    with psycopg.connect(place) as admin:
        admin.execute("CREATE TABLE IF NOT EXISTS foreign_table (id int)")
    with pytest.raises(SchemaError, match="may not use a table"), store.begin() as work:
        ask(work, "SELECT 1 FROM foreign_table")


# Locks


def test_a_lock_that_is_held_for_too_long_is_told(store: SqlStore) -> None:
    """P8: and the next unit of work succeeds."""
    with store.begin() as one:
        open_incident(one)
        with pytest.raises(StoreUnavailableError, match="lock for too long"), store.begin() as two:
            open_incident(two)
    with store.begin() as work:
        assert open_incident(work).id == 1002


def test_a_statement_that_takes_too_long_is_told(store: SqlStore) -> None:
    """A lost plan must not stop the desk."""

    def sleep(work: Work) -> None:
        ask(work, "SELECT set_config('statement_timeout', '50', true)")
        ask(work, "SELECT pg_sleep(5)")

    with pytest.raises(StoreUnavailableError, match="took too long"), store.begin() as work:
        sleep(work)


def test_who_hangs_in_a_transaction_is_thrown_out(store: SqlStore) -> None:
    """And his turn goes to the next."""

    def hang(work: Work) -> None:
        work.take_turn()
        ask(work, "SELECT set_config('idle_in_transaction_session_timeout', '50', true)")
        with store.begin() as other:
            other.take_turn()
        keep(work)

    with pytest.raises(StoreUnavailableError, match="hung"), store.begin() as work:
        hang(work)


def test_two_in_each_others_way_end_in_a_conflict(postgres: Postgres) -> None:
    """The server undoes one of them after a second; the runner repeats it."""
    store = postgres_store(postgres)
    with store.begin() as work:
        one, two = write_notice(work), write_notice(work)
    both, ends = threading.Barrier(2), []

    def revoke(first: int, second: int) -> None:
        try:
            with store.begin() as work:
                work.outbox.revoke(first, NOW)
                both.wait(WAIT)
                work.outbox.revoke(second, NOW)
        except ConflictError:
            ends.append("conflict")
        else:
            ends.append("done")

    with elsewhere(lambda: revoke(one.id, two.id)):
        revoke(two.id, one.id)
    assert sorted(ends) == ["conflict", "done"]
    store.close()


def test_a_second_place_of_a_mail_is_stored_while_it_is_processed(store: SqlStore) -> None:
    """Taking a mail does not lock out those who only refer to it."""
    with store.begin() as work:
        mail_id = keep(work)
    with store.begin() as work:
        assert work.mails.take([mail_id])
        with store.begin() as other:
            assert keep(other) == mail_id
            other.mails.mark_filed("support", "INBOX", 1, [1], NOW)
            assert not other.mails.take([mail_id])
        work.mails.finish(
            mail_id, end_state=EndState.IGNORED, rule="r", incident_id=None, at=NOW, log=()
        )


def test_sqlite_errors_are_not_those_of_postgresql() -> None:
    """Each URL goes to its own driver."""
    assert connections.sqlite_file("postgresql://desk@localhost/desk") is None
