"""`mailflow groups on-call`: who is on call; and what is wrong with rotas and duties."""

import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from mailflow.adapters.rotas import read_rota
from mailflow.adapters.store.contract import Work
from mailflow.cli.output import print_json, say
from mailflow.cli.people import known_groups
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.ladders import person_named
from mailflow.core.on_call import YEARS, Rota
from mailflow.core.records import Contact, SupportGroup
from mailflow.settings import Settings
from models.enums import Role


@click.command("on-call")
@click.argument("name")
@click.option("--at", "at", metavar="WHEN", help="Then instead of now: 2026-12-24T18:00.")
@json_option
@pass_session
def on_call(session: Session, name: str, at: str | None, *, as_json: bool) -> None:
    """Say who of the support group NAME is on call, by its rota."""
    moment = _moment(session, at) if at else session.clock()
    with session.reading() as work:
        (group,) = known_groups(work, (name,))
        rota = rota_of(session.settings, group.name)
        people = work.directory.agents()
        found = [person_named(people, one) for one in rota.on_call(moment)]
        problems = list(rota_problems(session.settings, work, group))
    known = [one for one in found if one is not None]
    problems += (_away(session.settings, one) for one in known if one.is_away(moment))
    if as_json:
        told = [{"address": one.address, "name": one.name, "handle": one.handle} for one in known]
        print_json({"group": group.name, "at": moment, "on_call": told, "problems": problems})
        return
    for one in known:
        say(f"{one.name} <{one.address}>")
    if not known:
        say(f"nobody is on call; the whole group {group.name!r} is paged")
    for problem in problems:
        say(f"warning: {problem}")


def _away(settings: Settings, contact: Contact) -> str:
    zone = ZoneInfo(settings.desk.time_zone)
    until = f"{contact.away_until.astimezone(zone):%Y-%m-%d %H:%M}" if contact.away_until else ""
    return (
        f"{contact.address} is away until {until}: whoever else is on call is paged, without any"
        " who is there of the group; he only where all are away"
    )


def rota_of(settings: Settings, group: str | None) -> Rota:
    """Return the rota of a support group as its file is now."""
    return read_rota(settings.group_of(group).rota, settings.desk.time_zone)


def rota_problems(settings: Settings, work: Work, group: SupportGroup) -> Iterator[str]:
    """Yield what is wrong with the rota of a group: the file, and whom it names."""
    path, rota = settings.group_of(group.name).rota, rota_of(settings, group.name)
    yield from rota.problems
    agents, members = work.directory.agents(), {one.id for one in group.members}
    for name in rota.people:
        found = person_named(agents, name)
        if found is None:
            yield f"{path}: {name!r} is no agent; `mailflow agents add`, or mend the name there"
        elif not _can_be_called(found):
            yield f"{path}: {name!r} is disabled or gets no mail; put somebody else there"
        elif found.id not in members and found.role is not Role.ADMIN:
            yield (
                f"{path}: {name!r} is not in the group, is paged and cannot take it; `mailflow"
                f" groups change {shlex.quote(group.name)} --add-member {found.address}`"
            )


def duty_problems(settings: Settings, work: Work) -> Iterator[str]:
    """Yield what `[groups.NAME]` of the settings names that there is not."""
    groups = {one.name.casefold(): one for one in work.directory.groups()}
    for name, duty in settings.groups.items():
        if name.casefold() not in groups:
            yield f"groups.{name}: there is no such group; `mailflow groups add`, or mend the name"
            continue
        yield from rota_problems(settings, work, groups[name.casefold()])
        target = duty.escalates_to
        if target and target.casefold() not in groups:
            yield f"groups.{name}.escalates_to: there is no group {target!r}; mend the name"
        elif target.casefold() == name.casefold():
            yield f"groups.{name}.escalates_to: it names itself; take it out"
        for address in duty.managers_above:
            if work.directory.by_address(address.casefold()) is None:
                yield (
                    f"groups.{name}.managers_above: nobody has the address {address}; `mailflow"
                    f" contacts add {address}`"
                )


def _can_be_called(contact: Contact) -> bool:
    return contact.active and not contact.suppressed


def _moment(session: Session, text: str) -> datetime:
    found = _read(text.strip())
    if found is None:
        hint = "write a moment such as 2026-12-24T18:00"
        raise click.BadParameter(f"{text!r}: {hint}", param_hint="--at")
    zone = ZoneInfo(session.settings.desk.time_zone)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _read(text: str) -> datetime | None:
    """Return a moment of the years that rotas know."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None
