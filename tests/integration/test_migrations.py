"""The one numbered line of migrations: `mailflow upgrade` and the gates around it."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, Table, create_engine, inspect, text
from support.postgres import Postgres
from support.stores import SQL_KINDS

import models
from mailflow.adapters.store import schema
from mailflow.adapters.store.database import open_store
from mailflow.errors import SchemaError, StoreUnavailableError
from models.migrations import check
from models.tables import metadata

ROOT = Path(__file__).parents[2]
VERSIONS = Path(models.__file__).parent / "migrations" / "versions"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database file will lie."""
    return tmp_path / "desk.db"


@pytest.fixture
def url(path: Path) -> str:
    """Return the URL of a database that does not exist yet."""
    return f"sqlite:///{path}"


@pytest.fixture(params=SQL_KINDS)
def each_url(request: pytest.FixtureRequest, path: Path) -> str:
    """Return the URL of an empty database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{path}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh_database()


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a Python module at the root of the repository."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Return a connection beside the store."""
    engine = create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def tables_of(url: str) -> list[str]:
    """Return what the database holds."""
    with connected(url) as connection:
        return inspect(connection).get_table_names()


# Upgrading


def test_an_empty_database_becomes_the_tables_of_the_models(each_url: str) -> None:
    """Whatever `models` says the migrations make: names, types, indexes, keys."""
    check.check(each_url)
    assert schema.current(each_url) == schema.head()


def test_upgrade_tells_both_revisions_and_does_nothing_twice(each_url: str) -> None:
    """The second run finds it done."""
    assert schema.upgrade(each_url) == (schema.EMPTY, schema.head())
    assert schema.upgrade(each_url) == (schema.head(), schema.head())
    store = open_store(each_url)
    store.check_schema()
    with store.begin() as work:
        assert (work.incidents.draw_id(), work.outbox.draw_id()) == (1001, 1)
    store.close()


def test_upgrade_makes_the_file_for_its_owner_alone(url: str, path: Path) -> None:
    """P19, whatever the umask."""
    before = os.umask(0)
    try:
        schema.upgrade(url)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_upgrade_says_where_it_cannot_make_a_file(tmp_path: Path) -> None:
    """The folder is made by whoever operates the desk."""
    with pytest.raises(StoreUnavailableError, match=r"absent/desk\.db: cannot be created"):
        schema.upgrade(f"sqlite:///{tmp_path}/absent/desk.db")


def test_a_path_may_hold_what_a_url_trips_over(tmp_path: Path) -> None:
    """Percent-encoded in the URL, as it is on the disk."""
    schema.upgrade(f"sqlite:///{tmp_path}/100%25 of %3F %23.db")
    assert (tmp_path / "100% of ? #.db").is_file()


def test_an_upgrade_that_fails_changes_nothing(
    each_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All migrations are one transaction, tables included."""

    def fail(_connection: Connection) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(schema, "_require_foreign_keys", fail)
    with pytest.raises(ZeroDivisionError):
        schema.upgrade(each_url)
    assert tables_of(each_url) == []
    assert schema.current(each_url) == schema.EMPTY


def test_two_upgrades_at_once_both_succeed(each_url: str) -> None:
    """The second waits, then finds it done."""
    with ThreadPoolExecutor(2) as pool:
        before = sorted(one for one, _ in pool.map(lambda _: schema.upgrade(each_url), range(2)))
    assert before == [schema.head(), schema.EMPTY]


# Refusing


def test_an_empty_database_is_refused_with_the_remedy(url: str, path: Path) -> None:
    """The worker does not start on it."""
    path.touch()
    store = open_store(url)
    with pytest.raises(SchemaError, match=r"schema is empty.*`mailflow upgrade`"):
        store.check_schema()
    store.close()


def test_a_database_of_a_newer_version_is_refused(each_url: str) -> None:
    """Neither used nor upgraded."""
    schema.upgrade(each_url)
    with connected(each_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store = open_store(each_url)
    with pytest.raises(SchemaError, match=r"9999.*newer"):
        store.check_schema()
    store.close()
    with pytest.raises(SchemaError, match=r"9999.*newer"):
        schema.upgrade(each_url)


# Gates


def test_the_gate_passes() -> None:
    """`make check` runs it as a module."""
    found = run("models.migrations.check")
    assert (found.returncode, found.stderr) == (0, "")


def test_the_gate_notices_a_table_without_migration(capsys: pytest.CaptureFixture[str]) -> None:
    """It names what is missing."""
    forgotten = Table("forgotten", metadata, Column("id", Integer, primary_key=True))
    try:
        assert check.main() == 1
    finally:
        metadata.remove(forgotten)
    assert "forgotten" in capsys.readouterr().err


@pytest.mark.parametrize("way", ["-x", "environment"])
def test_alembic_itself_works_from_the_repository(url: str, path: Path, way: str) -> None:
    """With the URL as an argument or from the environment."""
    if way == "-x":
        found = run("alembic", "-x", f"url={url}", "upgrade", "head")
    else:
        found = run("alembic", "upgrade", "head", MAILFLOW_DATABASE_URL=url)
    assert (found.returncode, found.stderr) == (0, "")
    assert schema.current(url) == schema.head()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_alembic_without_a_url_says_what_to_give() -> None:
    """It never guesses a database."""
    found = run("alembic", "upgrade", "head", MAILFLOW_DATABASE_URL="")
    assert found.returncode != 0
    assert "alembic -x url=" in found.stderr


def test_migrations_are_one_numbered_line() -> None:
    """0001, 0002, ...: each follows the one before."""
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    line = list(ScriptDirectory.from_config(config).walk_revisions())[::-1]
    assert [one.revision for one in line] == [f"{n:04}" for n in range(1, len(line) + 1)]
    files = sorted(one.name for one in VERSIONS.glob("*.py"))
    assert [name[:5] for name in files] == [f"{one.revision}_" for one in line]
