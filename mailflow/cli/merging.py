"""`mailflow contacts merge`: two entries of the directory turn out to be one person."""

from dataclasses import replace

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import contact_document
from mailflow.cli.output import print_json, say, warn
from mailflow.cli.people import group_names, known_contact
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import Contact
from mailflow.errors import PermanentError


@click.command()
@click.argument("address")
@click.argument("into")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@json_option
@pass_session
def merge(session: Session, address: str, into: str, *, dry_run: bool, as_json: bool) -> None:
    """Make the person with ADDRESS one with the person with the address INTO.

    INTO keeps his name, role and preferred address and gets the addresses, groups and incidents
    of the other. What was sent to ADDRESS can be answered as before.
    """
    with session.reading() if dry_run else session.writing() as work:
        gone, kept = known_contact(work, address), known_contact(work, into)
        _require_mergeable(gone, kept)
        if not dry_run:
            _merge(session, work, gone, kept)
        after = work.directory.get(kept.id) or kept
        groups = group_names(work.directory.groups(), after)
    moved = list(gone.addresses)
    if kept.is_agent and not gone.is_agent:
        warn(f"{kept.address} is an agent: he commands from {', '.join(moved)}, too")
    if as_json:
        document = contact_document(after, groups)
        print_json({"merged": not dry_run, "moved": moved, "contact": document})
        return
    verb = "would belong" if dry_run else "belong"
    say(f"{', '.join(moved)} {verb} to {kept.name} <{kept.address}>")


def _require_mergeable(gone: Contact, kept: Contact) -> None:
    if gone.id == kept.id:
        raise PermanentError(f"{gone.address} and {kept.address} are one person already")
    if gone.is_agent and not kept.is_agent:
        raise PermanentError(
            f"{gone.address} is an agent and {kept.address} is not: merge the other way round"
        )
    if gone.active != kept.active:
        off = kept if gone.active else gone
        raise PermanentError(
            f"{off.address} is disabled: `mailflow agents enable {off.address}` first, if his"
            " addresses may work here"
        )


def _merge(session: Session, work: Work, gone: Contact, kept: Contact) -> None:
    work.directory.merge(gone.id, kept.id)
    moved = work.incidents.reassign(gone.id, kept.id)
    whole = work.directory.get(kept.id) or kept
    work.directory.update(
        replace(
            whole,
            display_name=kept.display_name or gone.display_name,
            language=kept.language or gone.language,
            time_zone=kept.time_zone or gone.time_zone,
            written_language=kept.written_language or gone.written_language,
        )
    )
    detail = {"contact": str(gone.id), "into": str(kept.id), "incidents": str(moved)}
    work.audit.append(None, "contact_merged", detail, session.clock())
