"""`mailflow outbox`: outgoing mail and what became of it."""

import click

from mailflow.cli.documents import outbox_document
from mailflow.cli.output import print_fields, print_json, print_table, say
from mailflow.cli.reading import page_of
from mailflow.cli.resending import cancel, retry
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.errors import NotFoundError
from models.enums import OutboxState

COLUMNS = ("id", "incident", "kind", "recipient", "state", "created", "reply")
FIELDS = (
    "id",
    "incident",
    "kind",
    "recipient",
    "state",
    "attempts",
    "reply_code",
    "reply_text",
    "created_at",
    "next_attempt_at",
    "sent_at",
    "bounced_at",
    "revoked_at",
)


@click.group()
def outbox() -> None:
    """See outgoing mail and what became of it; send it again, or not at all."""


outbox.add_command(retry)
outbox.add_command(cancel)


@outbox.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in OutboxState]),
    help="Only these states (may be given more than once).",
)
@limit_option
@json_option
@pass_session
def list_(session: Session, states: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """List outgoing mail, the newest first."""
    with session.reading() as work:
        rows = work.outbox.listed([OutboxState(state) for state in states], limit=limit)
    found = [outbox_document(row) for row in rows]
    if as_json:
        print_json({"notices": found})
        return
    names = ("id", "incident", "kind", "recipient", "state", "created_at", "reply_text")
    print_table(COLUMNS, [[one[name] for name in names] for one in found], empty="no mail")


@outbox.command()
@click.argument("outbox_id", type=click.IntRange(min=1), metavar="ID")
@json_option
@pass_session
def show(session: Session, outbox_id: int, *, as_json: bool) -> None:
    """Show one outgoing mail as it went, reply tokens removed, and its outcome."""
    with session.reading() as work:
        row = work.outbox.get(outbox_id)
    if row is None:
        raise NotFoundError(f"there is no outgoing mail {outbox_id}; see `mailflow outbox list`")
    page = page_of(row.content, session.settings.limits)
    document = {**outbox_document(row), **page.document()}
    if as_json:
        print_json(document)
        return
    print_fields((name.replace("_", " "), document[name]) for name in FIELDS)
    say("Mail")
    page.print()
