"""`mailflow blocks`: addresses and domains whose mail waits in quarantine."""

from datetime import datetime

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import block_document
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.addresses import parse_mailboxes
from mailflow.core.blocks import is_ours
from mailflow.core.records import AddressBlock
from mailflow.errors import AddressError, NotFoundError, PermanentError
from models.enums import BlockKind

COLUMNS = ("pattern", "kind", "by", "reason", "at")
BY_HAND = "an administrator"
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be done and change nothing."
)


@click.group()
def blocks() -> None:
    """See and change whose mail is kept out.

    Mail from a blocked address ends in quarantine by the rule `blocked_sender`: nothing is sent,
    and it can be released. Agents block a requester with `#block`; after `#spam` the desk only
    does not answer him by itself. PATTERN is an address, or a domain as @example.org.
    """


@blocks.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List the blocks, the oldest first."""
    with session.reading() as work:
        found = [block_document(one) for one in work.blocks.listed()]
    if as_json:
        print_json({"blocks": found})
        return
    print_table(COLUMNS, [[one[name] for name in COLUMNS] for one in found], empty="nobody")


@blocks.command()
@click.argument("pattern")
@click.option("--answers", is_flag=True, help="Take the mail, but answer nothing by ourselves.")
@click.option("--reason", default="", help="Why, for whoever reads the list.")
@dry_run_option
@json_option
@pass_session
def add(
    session: Session, pattern: str, reason: str, *, answers: bool, dry_run: bool, as_json: bool
) -> None:
    """Take no mail from PATTERN any more; a block of the same pattern is replaced."""
    kind = BlockKind.ANSWERS if answers else BlockKind.MAIL
    block = AddressBlock(_pattern(pattern), kind, BY_HAND, reason, session.clock())
    with session.reading() if dry_run else session.writing() as work:
        refuse_our_own(session, work, block.pattern)
        if not dry_run:
            put_block(work, block)
    if as_json:
        print_json({"added": not dry_run, "block": block_document(block)})
        return
    say(f"{block.pattern} {'would be' if dry_run else 'is'} blocked ({kind.value})")


@blocks.command()
@click.argument("pattern")
@dry_run_option
@json_option
@pass_session
def remove(session: Session, pattern: str, *, dry_run: bool, as_json: bool) -> None:
    """Take mail from PATTERN again; what waits in quarantine stays there."""
    wanted = _pattern(pattern)
    with session.reading() if dry_run else session.writing() as work:
        found = _known(work, wanted)
        if not dry_run:
            take_block(work, found, session.clock())
    if as_json:
        print_json({"removed": not dry_run, "block": block_document(found)})
        return
    say(f"{wanted} {'would be' if dry_run else 'is'} blocked no more")


def _pattern(typed: str) -> str:
    """Return what was typed in its one form."""
    folded = typed.strip().casefold()
    probe = f"any{folded}" if folded.startswith("@") else folded
    try:
        (read,) = parse_mailboxes(probe)
    except (AddressError, ValueError):
        hint = "is neither an address nor a domain such as @example.org"
        raise click.UsageError(f"{typed!r} {hint}") from None
    return read.address.removeprefix("any") if folded.startswith("@") else read.address


def put_block(work: Work, block: AddressBlock) -> None:
    """Keep mail from an address or a domain out."""
    work.blocks.put(block)
    work.audit.append(None, "address_blocked", {"kind": block.kind.value}, block.at)


def take_block(work: Work, block: AddressBlock, at: datetime) -> None:
    """Let mail in again."""
    work.blocks.remove(block.pattern)
    work.audit.append(None, "address_unblocked", {"kind": block.kind.value}, at)


def refuse_our_own(session: Session, work: Work, pattern: str) -> None:
    """Refuse to keep ourselves out."""
    agents = [address for one in work.directory.agents() for address in one.addresses]
    if is_ours(pattern, session.settings, agents):
        hint = "agents, monitors and our own addresses cannot be blocked"
        raise PermanentError(f"{pattern}: {hint}; `mailflow agents disable` ends an agent's rights")


def _known(work: Work, pattern: str) -> AddressBlock:
    found = work.blocks.get(pattern)
    if found is None:
        raise NotFoundError(f"{pattern}: not blocked; see `mailflow blocks list`")
    return found
