"""`mailflow retention`: texts and bytes that are older than the settings keep them."""

from dataclasses import asdict

import click

from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import busy, print_fields, print_json, say, warn
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.housekeeping import count, expire, find_expired


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go; this is the default.")
@click.option("--yes", is_flag=True, help="Do it; without it nothing is changed.")
@json_option
@pass_session
def retention(session: Session, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take out texts, files and bytes that are older than [retention] in the settings says.

    Of closed incidents, of the quarantine, and of ignored mail; incidents with their subject and
    resolution, numbers and audit rows stay. Copies in mailboxes are not touched.
    """
    if dry_run and yes:
        raise click.UsageError("--dry-run and --yes exclude each other")
    keep, now = session.settings.retention, session.clock()
    left: tuple[str, ...] = ()
    with session.erasing_store() as store:
        with store.surveying() as work:
            found = find_expired(work, keep, now)
        if yes:
            with store.erasing() as work:
                found = find_expired(work, keep, now)
                expire(work, found, now)
            if not count(found).is_empty:
                with busy("overwriting the database's free space"):
                    left = store.scrub().left
    document = {**asdict(count(found)), "expired": yes, "left": list(left)}
    if as_json:
        print_json(document)
    else:
        print_fields(asdict(count(found)).items())
        say("taken out" if yes else "nothing was changed; --yes does it")
    for one in left:
        warn(f"left: {one}")
    if left:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))
