"""`mailflow init`: make a desk in a folder, or complete what an interrupted `init` left out."""

from pathlib import Path

import click

from mailflow.adapters.store.schema import upgrade
from mailflow.adapters.tokens import create_keys
from mailflow.cli.cautions import reply_address_cautions
from mailflow.cli.classifier_pages import version_lines
from mailflow.cli.output import busy, say, warn
from mailflow.cli.people import checked_address, contact_of
from mailflow.cli.session import DEFAULT_CONFIG, Session, pass_session
from mailflow.cli.settings_file import categories_text, settings_text, write_new
from mailflow.identity import Desk
from mailflow.opening import database_name
from mailflow.retraining import gather
from mailflow.sections import CATEGORIES_FILE

DEFAULT_GROUP = "Service Desk"
NEXT_STEPS = """\
Next:
  1. fill in [[mailboxes]] and [smtp] in {config}, and authserv_id
  2. {program} agents add you@example.com --name "Your Name" --admin
  3. {program} doctor
  4. {program} work"""


@click.command()
@click.argument("directory", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--support-address", metavar="ADDRESS", help="The address people write to.")
@click.option("--desk-name", metavar="NAME", help="How the desk calls itself.")
@click.option("--manager", metavar="ADDRESS", help="Who is told of missed targets.")
@click.option(
    "--classifier/--no-classifier",
    default=True,
    show_default=True,
    help="Train the first classifier from the seed corpus (some seconds).",
)
@pass_session
def init(
    session: Session,
    directory: Path | None,
    support_address: str | None,
    desk_name: str | None,
    manager: str | None,
    *,
    classifier: bool,
) -> None:
    """Make a desk in DIRECTORY: settings, keys, database, support group and classifier.

    What is there already stays as it is; run it again to complete what is missing.
    """
    if directory is not None:
        session.config = directory / DEFAULT_CONFIG
    _write_settings(session.config, support_address, desk_name)
    _make_keys(session)
    _make_database(session)
    _make_group(session, manager)
    if classifier:
        _train(session)
    for sentence in reply_address_cautions(session.settings):
        warn(f"warning: {sentence}")
    usual = session.config == Path(DEFAULT_CONFIG)
    program = "mailflow" if usual else f"mailflow --config {session.config}"
    click.echo(NEXT_STEPS.format(config=session.config, program=program))


def _write_settings(path: Path, support_address: str | None, desk_name: str | None) -> None:
    if path.exists():
        say(f"kept      {path} (it was there already)")
        if support_address or desk_name:
            warn(f"warning: {path}: not changed; edit support_address and name there by hand")
        return
    desk = _desk(support_address, desk_name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_new(path, settings_text(name=desk.name, support_address=desk.support_address))
    say(f"written   {path}")
    categories = path.parent / CATEGORIES_FILE
    say(f"{'written ' if write_new(categories, categories_text()) else 'kept    '}  {categories}")


def _desk(support_address: str | None, desk_name: str | None) -> Desk:
    """Refuse a wrong address before anything is written."""
    usual = Desk()
    try:
        return Desk(
            name=desk_name or usual.name, support_address=support_address or usual.support_address
        )
    except ValueError:
        hint = "give an address such as support@example.com"
        raise click.BadParameter(hint, param_hint="--support-address") from None


def _make_keys(session: Session) -> None:
    folder = session.settings.keys_directory
    written = create_keys(folder)
    say(f"written   {len(written)} keys in {folder}" if written else f"kept      keys in {folder}")


def _make_database(session: Session) -> None:
    before, after = upgrade(session.settings.database_url)
    done = "kept     " if before == after else "written  "
    say(f"{done} database {database_name(session.settings)} (schema {after})")


def _make_group(session: Session, manager: str | None) -> None:
    address = checked_address(manager, session.settings) if manager else ""
    with session.writing() as work:
        if work.directory.groups():
            say("kept      support groups")
            return
        head = contact_of(work, address, session.clock()).id if address else None
        work.directory.add_group(DEFAULT_GROUP, manager_id=head, is_default=True)
    say(f"written   support group {DEFAULT_GROUP!r}")


def _train(session: Session) -> None:
    with session.reading() as work:
        active = work.classifiers.active_id()
    if active is not None:
        say(f"kept      classifier version {active}")
        return
    with session.reading() as work:
        gathered = gather(work, session.desk)
    with busy("training the first classifier from our own examples and the desk's"):
        from mailflow.cli.seeding import learn_first  # noqa: PLC0415 - scikit-learn

        seeded = learn_first(session.desk, session.clock(), gathered)
    with session.writing() as work:
        number = seeded.store(work, session.clock())
    say(f"written   classifier version {number}")
    for line in version_lines(seeded.version):
        say(f"          {line}")
