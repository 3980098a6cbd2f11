"""Whom an incident concerns: who works on it, who is on call, who comes next and who stands above.

All of them stand in the desk's own directory (promise P13), and mail reaches them.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from mailflow.adapters.composer import can_be_written_to
from mailflow.adapters.rotas import read_rota
from mailflow.adapters.store.contract import Work
from mailflow.core.correspondents import is_own_address
from mailflow.core.escalations import Circle
from mailflow.core.ladders import can_be_told, ladder, next_group, person_named
from mailflow.core.presence import paged, present
from mailflow.core.quiet_hours import quiet_until
from mailflow.core.records import Contact, Incident, SupportGroup
from mailflow.desk import Desk
from models.enums import Role


def circle(work: Work, desk: Desk, incident: Incident, now: datetime) -> Circle:
    """Return whom an incident concerns now; it depends on its group and its assignee alone."""
    if incident.is_practice:
        return Circle(workers=_ids(desk, workers(work, incident, now)))
    directory, group = work.directory, group_of(work, incident)
    settings = desk.settings.group_of(group.name if group else None)
    following = next_group(group, directory.groups(), settings.escalates_to) if group else None
    assignee = directory.get(incident.assignee_id) if incident.assignee_id else None
    return Circle(
        assignee=assignee.name if assignee else "",
        group=group.name if group else "",
        workers=_ids(desk, workers(work, incident, now)),
        next_group=following,
        newcomers=_ids(desk, present(following.members, now)) if following else (),
        managers=_ids(desk, managers(work, desk, group, now)),
        on_call=_ids(desk, _on_call(work, desk, group, now)),
    )


def group_of(work: Work, incident: Incident) -> SupportGroup | None:
    """Return the support group of an incident."""
    return work.directory.group(incident.group_id) if incident.group_id else None


def reachable(desk: Desk, contact: Contact) -> bool:
    """Nobody inactive or suppressed, never ourselves or a monitor (P11), nobody in doubt."""
    settings = desk.settings
    own, support = settings.own_addresses, settings.desk.support_address
    monitors = {one.lower() for one in settings.desk.monitors}
    excluded = contact.address in monitors or is_own_address(contact.address, own, support)
    return can_be_told(contact) and not excluded and can_be_written_to(contact.address)


def workers(work: Work, incident: Incident, now: datetime) -> list[Contact]:
    """The assignee; while he is away, or there is none, who is there of the group.

    Of a practice incident its trainee alone, wherever it is handed to.
    """
    if incident.is_practice:
        return list(_trainee(work, incident))
    if incident.assignee_id is not None:
        person = work.directory.get(incident.assignee_id)
        if person is not None and person.active and person.is_agent and not person.is_away(now):
            return [person]
    group = group_of(work, incident)
    everybody = group.members if group else work.directory.agents()
    return list(present([one for one in everybody if one.is_agent], now))


def _trainee(work: Work, incident: Incident) -> Iterator[Contact]:
    drill = work.drills.of_incident(incident.id)
    trainee = work.directory.get(drill.trainee_id) if drill else None
    if trainee is not None and trainee.active and trainee.is_agent:
        yield trainee


def managers(
    work: Work, desk: Desk, group: SupportGroup | None, now: datetime
) -> tuple[Contact, ...]:
    """Return the managers who can be told, from the group's own up; without any, the admins."""
    named = desk.settings.group_of(group.name if group else None).managers_above
    above = [work.directory.by_address(one.casefold()) for one in named]
    found = ladder(group, above, now)
    if found:
        return tuple(one for one in found if reachable(desk, one))
    admins = [one for one in work.directory.agents() if one.role is Role.ADMIN]
    return tuple(one for one in present(admins, now) if reachable(desk, one))[:1]


def stands_above(work: Work, desk: Desk, contact: Contact) -> bool:
    """Whether somebody who is no agent is a manager in the directory or the settings (P13)."""
    heads = {one.manager.id for one in work.directory.groups() if one.manager is not None}
    named = {a.casefold() for g in desk.settings.groups.values() for a in g.managers_above}
    return contact.id in heads or bool(named & set(contact.addresses))


def quiet_end(work: Work, desk: Desk, contact: Contact, now: datetime) -> datetime | None:
    """Return until when somebody is not to be disturbed: his own hours, else his group's."""
    if contact.quiet_hours is not None:
        zone = desk.settings.desk.zone_of(contact.time_zone)
        return quiet_until(contact.quiet_hours, zone, now)
    groups = (g for g in work.directory.groups() if contact.id in {m.id for m in g.members})
    hours = (desk.settings.group_of(one.name).quiet_hours for one in groups)
    return quiet_until(next(filter(None, hours), ""), desk.settings.desk.zone_of(None), now)


def _on_call(
    work: Work, desk: Desk, group: SupportGroup | None, now: datetime
) -> tuple[Contact, ...]:
    """Return who is paged: by the rota, or of the group; of all agents where there is none."""
    if group is None:
        return present(work.directory.agents(), now)
    path = desk.settings.group_of(group.name).rota
    rota = read_rota(path, desk.settings.desk.time_zone)
    agents = work.directory.agents()
    named = (person_named(agents, one) for one in rota.on_call(now))
    called = [one for one in named if one is not None and reachable(desk, one)]
    return paged(called, [one for one in group.members if reachable(desk, one)], now)


def _ids(desk: Desk, people: Iterable[Contact]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.id for one in people if reachable(desk, one)))
