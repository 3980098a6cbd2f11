"""`mailflow contacts block` and `unblock`: all addresses of a person at once."""

import click

from mailflow.cli.blocks import BY_HAND, dry_run_option, put_block, refuse_our_own, take_block
from mailflow.cli.documents import block_document
from mailflow.cli.output import print_json, say
from mailflow.cli.people import known_contact
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import AddressBlock
from mailflow.errors import NotFoundError
from models.enums import BlockKind


@click.command()
@click.argument("address")
@click.option("--answers", is_flag=True, help="Take the mail, but answer nothing by ourselves.")
@click.option("--reason", default="", help="Why, for whoever reads the list.")
@dry_run_option
@json_option
@pass_session
def block(
    session: Session, address: str, reason: str, *, answers: bool, dry_run: bool, as_json: bool
) -> None:
    """Take no mail from any address of a person; `mailflow blocks` lists and takes back each."""
    kind = BlockKind.ANSWERS if answers else BlockKind.MAIL
    with session.reading() if dry_run else session.writing() as work:
        person = known_contact(work, address)
        blocks = [
            AddressBlock(one, kind, BY_HAND, reason, session.clock()) for one in person.addresses
        ]
        for one in blocks:
            refuse_our_own(session, work, one.pattern)
        for one in () if dry_run else blocks:
            put_block(work, one)
    _tell("added", "blocked", blocks, dry_run=dry_run, as_json=as_json)


@click.command()
@click.argument("address")
@dry_run_option
@json_option
@pass_session
def unblock(session: Session, address: str, *, dry_run: bool, as_json: bool) -> None:
    """Take mail from every address of a person again; blocks of his domain stay."""
    with session.reading() if dry_run else session.writing() as work:
        person = known_contact(work, address)
        found = (work.blocks.get(one) for one in person.addresses)
        blocks = [one for one in found if one is not None]
        if not blocks:
            raise NotFoundError(f"{address}: no address of this person is blocked")
        for one in () if dry_run else blocks:
            take_block(work, one, session.clock())
    _tell("removed", "blocked no more", blocks, dry_run=dry_run, as_json=as_json)


def _tell(key: str, done: str, blocks: list[AddressBlock], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json({key: not dry_run, "blocks": [block_document(one) for one in blocks]})
        return
    for one in blocks:
        say(f"{one.pattern} {'would be' if dry_run else 'is'} {done}")
