"""What only the database does: durability, locks, errors in words, query plans, threads."""

import sqlite3
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, event, text, update
from support.stores import MINUTE, NOW, keep, open_incident, sqlite_store, write_notice

from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.contract.training import Import
from mailflow.adapters.store.database import SqlStore, SqlWork, open_store
from mailflow.adapters.store.drawing import Series
from mailflow.adapters.store.statements import columns_of
from mailflow.core import classifier_versions, folders, records, training_data, training_parts
from mailflow.errors import (
    ConflictError,
    NotFoundError,
    PermanentError,
    SchemaError,
    SettingsError,
    StoreUnavailableError,
)
from models import tables
from models.enums import EndState, MailStage, Role

LEASE = NOW + 5 * MINUTE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database file lies."""
    return tmp_path / "desk.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    """Return a store that does not wait long for a lock."""
    opened = sqlite_store(path, busy_timeout=0.2)
    yield opened
    opened.close()


def connection_of(work: Work) -> Any:
    """Return the connection under a unit of work."""
    assert isinstance(work, SqlWork)
    return work._connection


def keep_many(work: Work) -> None:
    """Store some megabytes."""
    for number in range(100):
        keep(work, b"%d" % number * 20_000)


def lose_transaction(work: Work) -> None:
    """Let SQLite roll back by itself, as after an I/O error, and go on as a journey might."""
    keep(work, b"before")
    again = "INSERT OR ROLLBACK INTO numbers (name, last) VALUES ('incident', 1)"
    with suppress(ConflictError), work.savepoint():
        connection_of(work).exec_driver_sql(again)
    keep(work, b"after")


# Opening


def test_every_connection_is_durable_and_checks_references(store: SqlStore) -> None:
    """WAL with synchronous=FULL (2), also on the second connection."""
    with store.begin() as one, store.read() as other:
        for work in (one, other):
            found = [
                connection_of(work).exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
            assert found == ["wal", 2, 1, 200]


def test_the_files_are_for_their_owner_alone(store: SqlStore, path: Path) -> None:
    """P19: -wal and -shm too."""
    with store.begin() as work:
        keep(work)
    found = sorted(path.parent.iterdir())
    assert [one.name for one in found] == ["desk.db", "desk.db-shm", "desk.db-wal"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in found} == {0o600}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "not a database URL"),
        ("mysql://localhost/desk", "only sqlite and postgresql"),
        ("sqlite://", "nothing in memory is durable"),
        ("sqlite:///:memory:", "nothing in memory is durable"),
        ("sqlite:////srv/desk.db?timeout=5", "nothing may follow"),
    ],
)
def test_a_url_that_cannot_serve_is_refused(url: str, words: str) -> None:
    """It says why."""
    with pytest.raises(SettingsError, match=words):
        open_store(url)


def test_postgresql_without_its_driver_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The password stays out of it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install 'mailflow\[postgres\]'") as caught:
        open_store("postgresql://desk:secret@localhost/desk")
    assert "secret" not in str(caught.value)


def test_an_absent_database_is_unavailable(path: Path) -> None:
    """And is not made by looking for it."""
    with pytest.raises(StoreUnavailableError, match=r"desk\.db.*mailflow upgrade"):
        open_store(f"sqlite:///{path}")
    assert not path.exists()


def test_a_file_that_is_no_database_is_told(path: Path) -> None:
    """With the remedy."""
    path.write_bytes(b"These are notes about the desk.\n" * 200)
    with pytest.raises(SchemaError, match="restore a backup"):
        open_store(f"sqlite:///{path}")


def test_a_database_without_tables_is_told(path: Path) -> None:
    """The first statement on it, and check_schema, name the command."""
    path.touch()
    store = sqlite_store(path)
    with pytest.raises(SchemaError, match="mailflow upgrade"):
        store.check_schema()
    with pytest.raises(SchemaError, match="mailflow upgrade"), store.begin() as work:
        work.incidents.draw_id()
    store.close()


# Errors in words


def test_a_locked_database_is_unavailable_until_it_is_free(store: SqlStore, path: Path) -> None:
    """P8: recovers alone; reading goes on meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match=r"desk\.db: locked"), store.begin():
            pytest.fail("the lock was given twice")
        with store.read() as work:
            assert work.mails.counts()["total"] == 0
        other.execute("ROLLBACK")
    with store.begin() as work:
        keep(work)


def test_a_full_disk_is_unavailable_until_there_is_room(store: SqlStore) -> None:
    """P8: nothing half-written stays."""

    def limit_pages(pages: int) -> Callable[..., None]:
        return lambda raw, *_: raw.execute(f"PRAGMA max_page_count = {pages}")

    tight = limit_pages(200)
    event.listen(store._engine, "checkout", tight)
    with pytest.raises(StoreUnavailableError, match="full"), store.begin() as work:
        keep_many(work)
    event.remove(store._engine, "checkout", tight)
    event.listen(store._engine, "checkout", limit_pages(2**30))
    with store.begin() as work:
        assert work.mails.counts()["total"] == 0
        keep(work, b"x" * 5_000_000)


def test_a_database_that_was_moved_away_is_unavailable(store: SqlStore, path: Path) -> None:
    """What is written into a deleted file is lost, so it must not look stored (P1)."""
    with store.begin() as work:
        keep(work, b"before")
    path.rename(path.with_suffix(".away"))
    with pytest.raises(StoreUnavailableError, match="cannot be opened"), store.begin() as work:
        keep(work, b"into the void")
    path.with_suffix(".away").rename(path)
    with store.begin() as work:
        assert work.mails.counts()["total"] == 1


def test_after_sqlite_rolled_back_by_itself_nothing_more_is_written(store: SqlStore) -> None:
    """Else what follows would be committed without what came before (P6)."""
    with pytest.raises(StoreUnavailableError, match="rolled back"), store.begin() as work:
        lose_transaction(work)
    with store.begin() as work:
        assert work.mails.counts()["total"] == 0
        keep(work)


def test_a_reference_to_nothing_is_not_found(store: SqlStore) -> None:
    """A foreign key stops it; the message holds no values."""
    with store.begin() as work:
        with pytest.raises(NotFoundError, match="refers to a row that does not exist"):
            work.directory.add_member(98, 99)
        work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
        with pytest.raises(ConflictError) as caught:
            work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
    assert "bob" not in str(caught.value)


def test_writing_while_reading_is_refused_at_once(store: SqlStore) -> None:
    """By the database, at the statement."""
    with store.read() as work:
        with pytest.raises(PermanentError, match="only reads"):
            work.incidents.draw_id()
        assert work.mails.waiting(1) == ()


# Many at once


def test_who_begins_second_waits_and_sees_what_the_first_wrote(path: Path) -> None:
    """No lost update: the write lock is taken before the first read."""
    store = sqlite_store(path)
    begun, seen = threading.Event(), []

    def second() -> None:
        begun.set()
        with store.begin() as work:
            seen.append((work.mails.counts()["total"], work.incidents.draw_id()))

    with store.begin() as work:
        assert work.mails.counts()["total"] == 0
        thread = threading.Thread(target=second)
        thread.start()
        begun.wait()
        thread.join(0.3)
        assert thread.is_alive()
        keep(work)
        assert work.incidents.draw_id() == 1001
    thread.join()
    assert seen == [(1, 1002)]
    store.close()


def test_threads_never_draw_the_same_number(path: Path) -> None:
    """Nor is one left out."""
    store = sqlite_store(path)

    def draw(_: int) -> tuple[int, int]:
        with store.begin() as work:
            return work.incidents.draw_id(), work.outbox.draw_id()

    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(draw, range(60)))
    assert sorted(one for one, _ in drawn) == list(range(1001, 1061))
    assert sorted(one for _, one in drawn) == list(range(1, 61))
    store.close()


def test_threads_never_claim_the_same_row(path: Path) -> None:
    """Each row once, all rows."""
    store = sqlite_store(path)
    with store.begin() as work:
        rows = [write_notice(work).id for _ in range(30)]

    def claim(worker: int) -> list[int]:
        with store.begin() as work:
            return [one.id for one in work.outbox.claim(f"w{worker}", NOW, LEASE, 4)]

    with ThreadPoolExecutor(8) as pool:
        claimed = [one for some in pool.map(claim, range(12)) for one in some]
    assert sorted(claimed) == rows
    store.close()


# What is stored


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"stage": MailStage.FINISHED}, "mail 1 is finished without an end state"),
        ({"end_state": EndState.IGNORED}, "mail 1 waits although its end state is ignored"),
    ],
)
def test_a_stage_that_denies_the_end_is_inconsistent(
    store: SqlStore, values: dict[str, object], words: str
) -> None:
    """Only a mistake of ours could write that."""
    with store.begin() as work:
        keep(work)
        connection_of(work).execute(update(tables.raw_mails).values(values))
        assert work.mails.inconsistent() == (words,)


def test_an_origin_or_a_location_without_its_mail_is_inconsistent(store: SqlStore) -> None:
    """P2 from the other side: an incident whose mail ended elsewhere."""
    with store.begin() as work:
        mail_id = keep(work)
        incident = open_incident(work, origin_mail_id=mail_id)
        words = f"incident {incident.id} names mail {mail_id} as its origin, which ended otherwise"
        assert work.mails.inconsistent() == (words,)
        work.mails.locate(mail_id, folders.Location("support", "INBOX", 1, 2))
        connection_of(work).execute(text("PRAGMA defer_foreign_keys = ON"))
        connection_of(work).execute(tables.raw_contents.delete())
        lost = f"mail {mail_id} has lost its bytes"
        assert work.mails.inconsistent() == (words, lost)
        connection_of(work).execute(tables.raw_mails.delete())
        assert work.mails.inconsistent() == (words, "location 1 (UID 2) has no raw mail")
        keep(work)


def test_numbers_can_be_raised_and_never_fall(store: SqlStore) -> None:
    """A moved desk goes on behind its old numbers."""
    store.raise_floor(Series.INCIDENT, 5000)
    store.raise_floor(Series.INCIDENT, 10)
    with store.begin() as work:
        assert work.incidents.draw_id() == 5001


@pytest.mark.parametrize(
    ("table", "record_type", "made_elsewhere"),
    [
        (tables.raw_mails, records.RawMail, {"content"}),
        (tables.locations, folders.Location, set()),
        (tables.folder_positions, folders.FolderPosition, set()),
        (tables.incidents, records.Incident, set()),
        (tables.participants, records.Participant, set()),
        (tables.entries, records.Entry, set()),
        (tables.incident_events, records.IncidentEvent, set()),
        (tables.security_events, records.SecurityEvent, set()),
        (tables.outbox, records.OutboxRow, {"content"}),
        (tables.classifier_versions, classifier_versions.ClassifierVersion, {"active"}),
        (tables.classifier_activations, classifier_versions.Activation, set()),
        (tables.training_parts, training_parts.Assigned, set()),
        (tables.imported_examples, training_data.ImportedExample, set()),
        (tables.training_imports, Import, set()),
        (tables.contacts, records.Contact, {"address", "addresses", "suppressed"}),
        (tables.support_groups, records.SupportGroup, {"manager", "members"}),
    ],
)
def test_every_field_of_a_record_has_its_column(
    table: Table, record_type: type, made_elsewhere: set[str]
) -> None:
    """A new field without a column would be forgotten silently."""
    columns = {column.name for column in columns_of(table, record_type)}
    assert {one.name for one in fields(record_type)} - columns == made_elsewhere
