"""Alembic's entry: over the caller's connection, else over a URL.

The URL is `-x url=...`, the configuration's `sqlalchemy.url` (alembic.ini has none), or the
environment's MAILFLOW_DATABASE_URL.
"""

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.types import TypeDecorator

from models.tables import metadata


def _url() -> str:
    given = context.get_x_argument(as_dictionary=True).get("url")
    url = given or context.config.get_main_option("sqlalchemy.url")
    url = url or os.environ.get("MAILFLOW_DATABASE_URL")
    if not url:
        raise SystemExit("give the database: alembic -x url=sqlite:////path/desk.db ...")
    return url


def _plain_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Let a new migration name plain types, since those of `models` may change after it."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _run_over(connection: Connection) -> None:
    # batch: SQLite changes a table by making it anew
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_over_url() -> None:
    os.umask(0o077)  # a database file is made for its owner alone
    engine = create_engine(_url())
    with engine.begin() as connection:
        _run_over(connection)
    engine.dispose()


if context.is_offline_mode():
    context.configure(url=_url(), target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif isinstance(given := context.config.attributes.get("connection"), Connection):
    _run_over(given)
else:
    _run_over_url()
