"""`mailflow groups`: support groups."""

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import group_document
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.people import checked_address, checked_name, contact_of
from mailflow.cli.session import Session, json_option, pass_session

COLUMNS = ("name", "tier", "manager", "default", "members")


@click.group()
def groups() -> None:
    """Add and list support groups."""


@groups.command()
@click.argument("name")
@click.option("--tier", type=click.IntRange(1, 3), default=1, show_default=True)
@click.option("--manager", metavar="ADDRESS", help="Who is told of missed targets.")
@click.option("--default", "is_default", is_flag=True, help="Gets what no category names.")
@json_option
@pass_session
def add(
    session: Session, name: str, tier: int, manager: str | None, *, is_default: bool, as_json: bool
) -> None:
    """Add the support group NAME."""
    checked = checked_name(name, "NAME")
    address = checked_address(manager, session.settings) if manager else ""
    with session.writing() as work:
        _require_new(work, checked)
        head = contact_of(work, address, session.clock()) if address else None
        group = work.directory.add_group(
            checked, tier=tier, manager_id=head.id if head else None, is_default=is_default
        )
        work.audit.append(None, "group_added", {"group": str(group.id)}, session.clock())
    if as_json:
        print_json(group_document(group))
        return
    managed = f", manager {head.address}" if head else ", no manager: nobody is told of misses"
    say(f"group {group.name!r}, tier {group.tier}{managed}")


@groups.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List the support groups with their members."""
    with session.reading() as work:
        found = [group_document(group) for group in work.directory.groups()]
    if as_json:
        print_json({"groups": found})
        return
    rows = [[*(one[name] for name in COLUMNS[:-1]), ", ".join(one["members"])] for one in found]
    print_table(COLUMNS, rows, empty="no groups; `mailflow groups add NAME` makes one")


def _require_new(work: Work, name: str) -> None:
    if not name:
        raise click.BadParameter("give a name", param_hint="NAME")
    if any(group.name.casefold() == name.casefold() for group in work.directory.groups()):
        raise click.BadParameter(f"{name}: there is such a group already", param_hint="NAME")
