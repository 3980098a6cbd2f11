"""`mailflow groups merge`: two support groups become one."""

from dataclasses import replace
from datetime import datetime

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import group_document
from mailflow.cli.output import print_json, say, warn
from mailflow.cli.people import known_groups
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.decisions.by_hand import THE_CLI
from mailflow.core.metrics.timelines import GROUP_MERGED
from mailflow.core.records import IncidentEvent, SupportGroup
from mailflow.core.undoing import changed_fields
from mailflow.errors import PermanentError
from mailflow.settings import Settings
from mailflow.timing import retimed


@click.command()
@click.argument("name")
@click.argument("into")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@json_option
@pass_session
def merge(session: Session, name: str, into: str, *, dry_run: bool, as_json: bool) -> None:
    """Give the members and unfinished incidents of the group NAME to INTO, and remove NAME.

    INTO keeps its name, tier and manager. It becomes the default where NAME was it.
    """
    with session.reading() if dry_run else session.writing() as work:
        gone, kept = known_groups(work, (name, into))
        if gone.id == kept.id:
            raise PermanentError(f"{kept.name!r} is one group already")
        number = work.incidents.open_in_group(gone.id)
        if not dry_run:
            _merge(work, session.settings, gone, kept, session.clock())
        after = work.directory.group(kept.id) or kept
    caution_categories(session, gone)
    if as_json:
        document = group_document(after)
        print_json({"merged": not dry_run, "incidents": number, "group": document})
        return
    verb = "would be" if dry_run else "is"
    say(f"group {gone.name!r} {verb} merged into {kept.name!r} with {number} unfinished incidents")


def _merge(
    work: Work, settings: Settings, gone: SupportGroup, kept: SupportGroup, now: datetime
) -> None:
    for member in gone.members:
        work.directory.add_member(kept.id, member.id)
    moved = work.incidents.regroup(gone.id, kept.id)
    detail = {"group": str(gone.id), "into": str(kept.id)}
    for number in moved:
        event = IncidentEvent("changed", THE_CLI, now, "group_id", str(gone.id), str(kept.id))
        work.incidents.add_event(number, event)
        told = IncidentEvent(GROUP_MERGED, THE_CLI, now, gone.name, None, kept.name)
        work.incidents.add_event(number, told)
        work.audit.append(number, "group_merged", detail, now)
        _retime(work, settings, number, gone, now)
    if gone.is_default:
        work.directory.change_group(replace(kept, is_default=True))
    work.directory.remove_group(gone.id)
    work.audit.append(None, "group_merged", {**detail, "incidents": str(len(moved))}, now)


def _retime(work: Work, settings: Settings, number: int, gone: SupportGroup, now: datetime) -> None:
    """Find anew when an incident is due, by the business time of the group that has it now."""
    incident = work.incidents.get(number)
    if incident is None:
        return
    after = retimed(work, settings, replace(incident, group_id=gone.id), incident, now)
    for name, old, new in changed_fields(incident, after):
        work.incidents.add_event(number, IncidentEvent("changed", THE_CLI, now, name, old, new))
    if after != incident:
        work.incidents.update(after)


def caution_categories(session: Session, group: SupportGroup, name: str = "") -> None:
    """Say which categories of the settings name a group that is no more, or has another name."""
    if name == group.name:
        return
    categories = session.settings.categories.items()
    names = [name for name, one in categories if one.group == group.name]
    if names:
        warn(f"the settings name {group.name!r} for the categories {', '.join(names)}; mend them")
