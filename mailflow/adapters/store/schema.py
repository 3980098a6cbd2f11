"""The schema of the database: which it has, which this version needs, how it gets there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from mailflow.adapters.store.connections import create_file, make_engine, sqlite_file
from mailflow.adapters.store.turns import upgrade_alone
from mailflow.errors import SchemaError

EMPTY = "empty"
"""The revision of a database without tables."""


def upgrade(url: str) -> tuple[str, str]:
    """Bring the database to the newest schema, made if need be; return both revisions.

    All in one transaction: interrupted at any instant, it leaves the schema as it was.
    """
    path = sqlite_file(url)
    if path is not None:
        create_file(path)
    engine = make_engine(url, migrating=True)
    try:
        with engine.begin() as connection:
            upgrade_alone(connection)
            before = revision_of(connection)
            _require_known(before)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _require_foreign_keys(connection)
            return before, revision_of(connection)
    finally:
        engine.dispose()


def current(url: str) -> str:
    """Return the revision of the database, `empty` where it has none."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return revision_of(connection)
    finally:
        engine.dispose()


def head() -> str:
    """Return the newest revision, the one this version works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(connection: Connection) -> str:
    """Return the revision of the connected database."""
    return MigrationContext.configure(connection).get_current_revision() or EMPTY


def require_head(connection: Connection) -> None:
    """Raise SchemaError unless the connected database has the newest revision."""
    found, wanted = revision_of(connection), head()
    _require_known(found)
    if found != wanted:
        raise SchemaError(
            f"{connection.engine.url}: its schema is {found}, this version needs {wanted};"
            " stop every worker, make a backup, run `mailflow upgrade`"
        )


def _require_known(revision: str) -> None:
    if revision == EMPTY:
        return
    try:
        ScriptDirectory.from_config(_config()).get_revision(revision)
    except CommandError as error:
        raise SchemaError(
            f"the database has schema {revision}, which this version does not know;"
            " install the version of mailflow that made it, or a newer one"
        ) from error


def _require_foreign_keys(connection: Connection) -> None:
    """On SQLite they are off while tables are made anew, so they are checked at the end."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        tables = sorted({str(row[0]) for row in broken})
        raise SchemaError(f"rows of {', '.join(tables)} refer to nothing; nothing was changed")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    return config
