"""`mailflow suppressions`: addresses that get no mail, because nobody has them."""

import click

from mailflow.cli.documents import suppression_document
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import Suppression
from mailflow.errors import NotFoundError

COLUMNS = ("address", "name", "since", "hard_bounces")


@click.group()
def suppressions() -> None:
    """See and lift the suppression of addresses.

    A delivery report that names a mail of ours and says that nobody has its recipient's address
    suppresses it: nothing more is sent there. A mail that provably comes from the address lifts
    it, and so does `lift`.
    """


@suppressions.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List the suppressed addresses, the oldest first."""
    with session.reading() as work:
        found = [suppression_document(one) for one in work.directory.suppressions()]
    if as_json:
        print_json({"suppressions": found})
        return
    rows = [[one[name] for name in COLUMNS] for one in found]
    print_table(COLUMNS, rows, empty="no address is suppressed")


@suppressions.command()
@click.argument("address")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@json_option
@pass_session
def lift(session: Session, address: str, *, dry_run: bool, as_json: bool) -> None:
    """Write to ADDRESS again; its bounces are forgotten."""
    wanted = address.strip().casefold()
    if dry_run:
        with session.reading() as work:
            found = _known(work.directory.suppressions(), wanted)
    else:
        with session.writing() as work:
            found = _known(work.directory.suppressions(), wanted)
            work.directory.lift_suppression(found.address)
            detail = {"contact": str(found.contact_id), "mail": ""}
            work.audit.append(None, "suppression_lifted", detail, session.clock())
    if as_json:
        print_json({"lifted": not dry_run, "suppression": suppression_document(found)})
        return
    say(f"{found.address} {'would get' if dry_run else 'gets'} mail again")


def _known(every: tuple[Suppression, ...], address: str) -> Suppression:
    found = next((one for one in every if one.address == address), None)
    if found is None:
        hint = "not suppressed; see `mailflow suppressions list`"
        raise NotFoundError(f"{address}: {hint}")
    return found
