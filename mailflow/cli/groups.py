"""`mailflow groups`: support groups."""

from dataclasses import replace

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import group_document
from mailflow.cli.group_merging import caution_categories, merge
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.people import (
    checked_address,
    checked_name,
    contact_of,
    known_agent,
    known_groups,
)
from mailflow.cli.rotas import on_call
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import SupportGroup
from mailflow.errors import PermanentError

COLUMNS = ("name", "tier", "manager", "default", "members")
TIER = "Missed targets are handed on to a group of the next tier."


@click.group()
def groups() -> None:
    """Add, list, change, merge and remove support groups."""


groups.add_command(merge)
groups.add_command(on_call)


@groups.command()
@click.argument("name")
@click.option("--tier", type=click.IntRange(1, 3), default=1, show_default=True, help=TIER)
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
    managed = f", manager {head.address}" if head else ", no manager: an admin hears of misses"
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


@groups.command()
@click.argument("name")
@click.option("--name", "new_name", metavar="NEW", help="Its new name.")
@click.option("--tier", type=click.IntRange(1, 3), help=TIER)
@click.option("--manager", metavar="ADDRESS", help='Who is told of missed targets; "" for nobody.')
@click.option("--default", "is_default", is_flag=True, help="Gets what no category names.")
@click.option("--add-member", "joining", multiple=True, metavar="ADDRESS", help="An agent.")
@click.option("--remove-member", "leaving", multiple=True, metavar="ADDRESS", help="An agent.")
@json_option
@pass_session
def change(
    session: Session,
    name: str,
    new_name: str | None,
    tier: int | None,
    manager: str | None,
    joining: tuple[str, ...],
    leaving: tuple[str, ...],
    *,
    is_default: bool,
    as_json: bool,
) -> None:
    """Change the support group NAME; what is not given stays as it is."""
    with session.writing() as work:
        (before,) = known_groups(work, (name,))
        wanted = replace(
            before,
            name=_new_name(work, before, new_name),
            tier=tier or before.tier,
            is_default=is_default or before.is_default,
        )
        wanted = wanted if manager is None else _managed(session, work, wanted, manager)
        work.directory.change_group(wanted)
        _move_members(work, before, joining, leaving)
        after = _changed(session, work, before)
    caution_categories(session, before, after.name)
    if as_json:
        print_json(group_document(after))
        return
    say(f"group {after.name!r} is changed")


@groups.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@json_option
@pass_session
def remove(session: Session, name: str, *, dry_run: bool, as_json: bool) -> None:
    """Remove the support group NAME; refused while it has unfinished incidents.

    Finished incidents keep their history; one that is reopened belongs to no group then.
    """
    with session.reading() if dry_run else session.writing() as work:
        (group,) = known_groups(work, (name,))
        _require_removable(work, group)
        if not dry_run:
            work.directory.remove_group(group.id)
            work.audit.append(None, "group_removed", {"group": str(group.id)}, session.clock())
    caution_categories(session, group)
    if as_json:
        print_json({"removed": not dry_run, "group": group_document(group)})
        return
    say(f"group {group.name!r} {'would be' if dry_run else 'is'} removed")


def _changed(session: Session, work: Work, before: SupportGroup) -> SupportGroup:
    """Return the group as it is now; the audit names the fields that are others."""
    after = work.directory.group(before.id) or before
    names = SupportGroup.__dataclass_fields__
    fields = [one for one in names if getattr(before, one) != getattr(after, one)]
    members = ",".join(str(one.id) for one in after.members)
    detail = {"group": str(after.id), "fields": ",".join(fields), "members": members}
    work.audit.append(None, "group_changed", detail, session.clock())
    return after


def _require_removable(work: Work, group: SupportGroup) -> None:
    number = work.incidents.open_in_group(group.id)
    if number:
        raise PermanentError(
            f"group {group.name!r} has {number} unfinished incidents: hand them to another group"
            f" first (`mailflow groups merge {group.name!r} OTHER`); nothing is changed"
        )
    if group.is_default:
        raise PermanentError(
            f"group {group.name!r} is the default: make another the default first"
            " (`mailflow groups change OTHER --default`); nothing is changed"
        )


def _new_name(work: Work, group: SupportGroup, name: str | None) -> str:
    if name is None:
        return group.name
    checked = checked_name(name, "--name")
    if checked.casefold() != group.name.casefold():
        _require_new(work, checked)
    return checked


def _managed(session: Session, work: Work, group: SupportGroup, manager: str) -> SupportGroup:
    if not manager:
        return replace(group, manager=None)
    address = checked_address(manager, session.settings)
    return replace(group, manager=contact_of(work, address, session.clock()))


def _move_members(
    work: Work, group: SupportGroup, joining: tuple[str, ...], leaving: tuple[str, ...]
) -> None:
    for address in joining:
        work.directory.add_member(group.id, known_agent(work, address).id)
    for address in leaving:
        agent = known_agent(work, address)
        if agent.id not in {one.id for one in group.members}:
            raise PermanentError(f"{agent.address} is not in {group.name!r}; nothing is changed")
        work.directory.remove_member(group.id, agent.id)


def _require_new(work: Work, name: str) -> None:
    if not name:
        raise click.BadParameter("give a name", param_hint="NAME")
    if any(group.name.casefold() == name.casefold() for group in work.directory.groups()):
        raise click.BadParameter(f"{name}: there is such a group already", param_hint="NAME")
