"""`mailflow agents`: who works at the desk."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.details import Details, changed_contact, details_options
from mailflow.cli.documents import contact_document
from mailflow.cli.enabling import enabling
from mailflow.cli.merging import merge
from mailflow.cli.output import print_json, print_table, say, warn
from mailflow.cli.people import (
    checked_address,
    checked_handle,
    checked_name,
    checked_quiet_hours,
    group_names,
    handle_of,
    known_agent,
    known_groups,
)
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.commands.durations import MORNING, read_moment
from mailflow.core.records import Contact, SupportGroup
from models.enums import Role

COLUMNS = ("id", "address", "name", "handle", "role", "active")
LISTED = (*COLUMNS, "away until", "groups")


@click.group()
def agents() -> None:
    """Add, list, change, merge, disable and enable agents; `contacts import` takes lists."""


agents.add_command(merge)
agents.add_command(
    enabling(
        known_agent,
        active=False,
        told="Take every right from an agent at once; his mail is quarantined from now on.",
    )
)
agents.add_command(
    enabling(known_agent, active=True, told="Give a disabled agent his rights back.")
)


@agents.command()
@click.argument("address")
@click.option("--name", default="", help="What to call this person.")
@click.option("--handle", help="The name in `#assign @handle`  [default: the part before the @]")
@click.option("--group", "groups", multiple=True, help="Support group  [default: the default one]")
@click.option("--admin", is_flag=True, help="May work on every incident.")
@json_option
@pass_session
def add(
    session: Session,
    address: str,
    name: str,
    handle: str | None,
    groups: tuple[str, ...],
    *,
    admin: bool,
    as_json: bool,
) -> None:
    """Make ADDRESS an agent, or change the name, handle, groups and role of one."""
    checked = checked_address(address, session.settings)
    wanted = checked_handle(handle) if handle else None
    called = checked_name(name, "--name")
    with session.writing() as work:
        joined = known_groups(work, groups) or _default_group(work)
        agent = _stored(session, work, checked, called, wanted, admin=admin)
        for group in joined:
            work.directory.add_member(group.id, agent.id)
        work.audit.append(None, "agent_added", {"contact": str(agent.id)}, session.clock())
        document = contact_document(agent, _groups_of(work, agent))
    if len(agent.addresses) > 1:
        warn(f"he commands from each of his addresses: {', '.join(agent.addresses)}")
    if as_json:
        print_json(document)
        return
    say(f"{agent.role.value} {agent.address} is @{agent.handle} in {', '.join(document['groups'])}")
    if not agent.active:
        warn(f"{agent.address} is disabled: mailflow agents enable {agent.address}")


@agents.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List agents, the disabled ones too, and until when somebody is away."""
    with session.reading() as work:
        every, people = work.directory.groups(), work.directory.agents()
    found = [contact_document(one, group_names(every, one)) for one in people]
    if as_json:
        print_json({"agents": found})
        return
    now = session.clock()
    away = [one.away_until if one.is_away(now) else None for one in people]
    rows = [
        [*(one[name] for name in COLUMNS), until, ", ".join(one["groups"])]
        for one, until in zip(found, away, strict=True)
    ]
    print_table(LISTED, rows, empty="no agents; `mailflow agents add ADDRESS` makes one")


@agents.command()
@click.argument("address")
@details_options
@click.option("--handle", help="The name in `#assign @handle`.")
@click.option(
    "--role",
    type=click.Choice([Role.AGENT.value, Role.ADMIN.value]),
    help="An admin may work on every incident.",
)
@click.option(
    "--silent/--told",
    "silent",
    default=None,
    help="No transcript of commands that simply ran, or one of each. Changes of requester, Cc,"
    " priority and state, and every undo, are always told.",
)
@click.option(
    "--away-until",
    metavar="WHEN",
    help="Others are told in his place until then: 2026-12-01, friday, 2026-12-01 14:00, 2d.",
)
@click.option(
    "--quiet-hours",
    metavar="HOURS",
    help='No escalations but pages in these hours of his time zone, as "22:00-06:00"; he is told'
    ' after them. "" for the hours of his group, "none" for none.',
)
@click.option(
    "--coaching/--no-coaching",
    "coached",
    default=None,
    help="A mail about his own week, to him alone, or none.",
)
@click.option("--back", is_flag=True, help="He is here again.")
@json_option
@pass_session
def change(
    session: Session,
    address: str,
    details: Details,
    handle: str | None,
    role: str | None,
    away_until: str | None,
    quiet_hours: str | None,
    *,
    silent: bool | None,
    coached: bool | None,
    back: bool,
    as_json: bool,
) -> None:
    """Change what is known of the agent ADDRESS; what is not given stays as it is."""
    wanted = checked_handle(handle) if handle else None
    with session.writing() as work:
        agent = known_agent(work, address)
        role_ = Role(role) if role else agent.role
        changed = replace(details.of(agent), handle=wanted or agent.handle, role=role_)
        changed = _quieted(changed, quiet_hours)
        changed = changed if coached is None else replace(changed, coached=coached)
        changed = _changed(session, changed, silent=silent, away_until=away_until, back=back)
        if wanted:
            _require_free_handle(work, wanted, agent)
        document = changed_contact(session, work, agent, changed)
    if as_json:
        print_json(document)
        return
    say(f"{changed.address} is changed")


def _quieted(agent: Contact, hours: str | None) -> Contact:
    return agent if hours is None else replace(agent, quiet_hours=checked_quiet_hours(hours))


def _changed(
    session: Session,
    agent: Contact,
    *,
    silent: bool | None,
    away_until: str | None,
    back: bool,
) -> Contact:
    """Return an agent with his own habits and absence changed."""
    if away_until and back:
        raise click.UsageError("--away-until and --back exclude each other")
    until = None if back else agent.away_until
    if away_until:
        zone = ZoneInfo(agent.time_zone or session.settings.desk.time_zone)
        until = read_moment(away_until.removeprefix("until "), session.clock(), zone, at=MORNING)
        if until is None:
            hint = "is no moment to come; write a day, a day and a time, or a duration such as 2d"
            raise click.BadParameter(f"{away_until!r} {hint}", param_hint="--away-until")
    told = agent.silent_success if silent is None else silent
    return replace(agent, silent_success=told, away_until=until)


def _stored(
    session: Session, work: Work, address: str, name: str, handle: str | None, *, admin: bool
) -> Contact:
    """Return the contact as an agent; what is not given stays as it was."""
    known = work.directory.by_address(address)
    free = handle or (known.handle if known else None) or _free_handle(work, address)
    _require_free_handle(work, free, known)
    role = Role.ADMIN if admin or (known and known.role is Role.ADMIN) else Role.AGENT
    if known is None:
        now = session.clock()
        return work.directory.add(address, role=role, at=now, display_name=name, handle=free)
    work.directory.promote(known.id, role, free, name)
    return known_agent(work, address)


def _require_free_handle(work: Work, handle: str, own: Contact | None) -> None:
    holder = work.directory.by_handle(handle)
    if holder is not None and (own is None or holder.id != own.id):
        hint = f"@{handle} is {holder.address}; choose another with --handle"
        raise click.BadParameter(hint, param_hint="--handle")


def _free_handle(work: Work, address: str) -> str:
    """Return the local part as handle, or ask for one where it is taken or unfit."""
    handle = handle_of(address)
    if handle is None or work.directory.by_handle(handle) is not None:
        hint = f"the part before the @ of {address} is taken or unfit; give a handle"
        raise click.BadParameter(hint, param_hint="--handle")
    return handle


def _default_group(work: Work) -> tuple[SupportGroup, ...]:
    return tuple(group for group in work.directory.groups() if group.is_default)


def _groups_of(work: Work, agent: Contact) -> tuple[str, ...]:
    return group_names(work.directory.groups(), agent)
