"""`mailflow mails`: every mail that came in, whatever became of it."""

import click

from mailflow.cli.mail_pages import print_mail, print_mails
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from models.enums import EndState


@click.group()
def mails() -> None:
    """List and show incoming mail, whatever became of it."""


@mails.command("list")
@click.option(
    "--end",
    type=click.Choice([end.value for end in EndState]),
    help="Only mail that ended this way.",
)
@limit_option
@json_option
@pass_session
def list_(session: Session, end: str | None, limit: int, *, as_json: bool) -> None:
    """List incoming mail, the newest first."""
    with session.reading() as work:
        found = work.mails.listed(EndState(end) if end else None, limit)
    print_mails(found, empty="no mail", as_json=as_json)


@mails.command()
@click.argument("mail_id", type=click.IntRange(min=1), metavar="ID")
@json_option
@pass_session
def show(session: Session, mail_id: int, *, as_json: bool) -> None:
    """Show the whole mail ID: how it was decided, its headers and all of its text."""
    print_mail(session, mail_id, as_json=as_json)
