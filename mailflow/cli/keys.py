"""`mailflow keys`: the keys that reply tokens are made with."""

from datetime import datetime

import click

from mailflow.adapters.tokens import active_key_ids, key_made_at, rotate_keys
from mailflow.cli.documents import Document
from mailflow.cli.output import print_json, print_table, say, warn
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.errors import PermanentError

COLUMNS = ("key", "made", "new tokens")


@click.group()
def keys() -> None:
    """List and renew the keys of the reply tokens."""


@keys.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List the keys in use, the newest first; no key is shown."""
    found = _documents(session)
    if as_json:
        print_json({"keys": found})
        return
    rows = [[one["id"], one["made_at"], one["signs"]] for one in found]
    print_table(COLUMNS, rows, empty="no keys; `mailflow init` makes them")


@keys.command()
@click.option(
    "--force", is_flag=True, help="Also where tokens that are still valid become worthless."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@json_option
@pass_session
def rotate(session: Session, *, force: bool, dry_run: bool, as_json: bool) -> None:
    """Make a new key for new tokens; tokens of the key before stay valid until they expire.

    The key before that one is removed, and with it the worth of its tokens. Restart the worker
    afterwards.
    """
    folder = session.settings.keys_directory
    before = active_key_ids(folder)
    retired = before[1:]
    if not force:
        _require_expired(session, before, session.clock())
    number = None
    if not dry_run:
        number, retired = rotate_keys(folder)
        with session.writing() as work:
            detail = {"key": str(number), "retired": ",".join(map(str, retired))}
            work.audit.append(None, "key_rotated", detail, session.clock())
    if as_json:
        print_json({"key": number, "retired": list(retired), "changed": not dry_run})
        return
    _tell(number, retired)


def _tell(number: int | None, retired: tuple[int, ...]) -> None:
    verb = "would be" if number is None else "is"
    say("a new key would be made" if number is None else f"key {number} makes the new tokens")
    for one in retired:
        say(f"key {one} {verb} removed; its tokens are worth nothing from then on")
    if number is not None:
        warn("restart the worker now: it still makes tokens with the key before")


def _documents(session: Session) -> list[Document]:
    folder = session.settings.keys_directory
    ids = active_key_ids(folder)
    return [{"id": one, "made_at": key_made_at(folder, one), "signs": one == ids[0]} for one in ids]


def _require_expired(session: Session, before: tuple[int, ...], now: datetime) -> None:
    """Refuse while the key to be removed has tokens that people may still answer to.

    It made its last one when the key after it was made.
    """
    if len(before) < 2:
        return
    last_token = key_made_at(session.settings.keys_directory, before[0])
    valid_until = last_token + session.settings.token_lifetime
    if valid_until > now:
        raise PermanentError(
            f"tokens of key {before[1]} are valid until {valid_until:%Y-%m-%d}; answers to them"
            " would be refused: wait until then, or use --force"
        )
