"""`mailflow upgrade`: bring the database to the schema of this version."""

import click

from mailflow.adapters.store import schema
from mailflow.adapters.store.connections import sqlite_file
from mailflow.cli.output import print_json, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.cli.work import alone
from mailflow.opening import database_name


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, change nothing.")
@json_option
@pass_session
def upgrade(session: Session, *, dry_run: bool, as_json: bool) -> None:
    """Bring the database to this version's schema. Stop the worker and make a backup before."""
    before, after = _current(session), schema.head()
    if before != after and not dry_run:
        with alone(session.settings):
            before, after = schema.upgrade(session.settings.database_url)
    if as_json:
        print_json({"from": before, "to": after, "changed": before != after and not dry_run})
        return
    name = database_name(session.settings)
    if before == after:
        say(f"{name}: schema {after} is current")
        return
    say(f"{name}: schema {before} {'would become' if dry_run else 'is now'} {after}")


def _current(session: Session) -> str:
    path = sqlite_file(session.settings.database_url)
    if path is not None and not path.exists():
        return schema.EMPTY
    return schema.current(session.settings.database_url)
