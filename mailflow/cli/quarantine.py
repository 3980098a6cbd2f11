"""`mailflow quarantine`: see what was held back, and decide about it."""

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.comparing import comparison, print_comparison
from mailflow.cli.findings import findings_document, print_findings
from mailflow.cli.mail_pages import print_mail, print_mails, stored_document
from mailflow.cli.output import print_json, say
from mailflow.cli.references import Reference
from mailflow.cli.releasing import release_mail
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.cli.settling import ending, settle
from mailflow.core.decisions.circumstances import Release, ReleaseAs
from mailflow.core.records import Incident, RawMail, reference
from mailflow.errors import ConflictError, NotFoundError, PermanentError
from mailflow.processing import examine, read
from models.enums import EndState

AS_HELP = "As what: a private comment of an incident, or an incident; else as its way decides."
mail_argument = click.argument("mail_id", type=click.IntRange(min=1), metavar="ID")


@click.group()
def quarantine() -> None:
    """See what was held back, and decide about it.

    ID is the number of the mail. Ignored mail can be shown, replayed and released, too.
    """


@quarantine.command("list")
@limit_option
@json_option
@pass_session
def list_(session: Session, limit: int, *, as_json: bool) -> None:
    """List what is in quarantine, the newest first."""
    with session.reading() as work:
        held = work.mails.listed(EndState.QUARANTINED, limit)
    print_mails(held, empty="the quarantine is empty", as_json=as_json)


@quarantine.command()
@mail_argument
@json_option
@pass_session
def show(session: Session, mail_id: int, *, as_json: bool) -> None:
    """Show why a mail is held, its headers and its text."""
    print_mail(session, mail_id, as_json=as_json)


@quarantine.command()
@mail_argument
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@json_option
@pass_session
def replay(session: Session, mail_id: int, *, dry_run: bool, as_json: bool) -> None:
    """Process a mail again, by the rules and settings of now."""
    if dry_run:
        _rehearse(session, mail_id, as_json=as_json)
        return
    with session.store() as store:
        rounds = session.rounds(store)
        with store.begin() as work:
            _wait_again(work, mail_id)
        mail = settle(rounds, mail_id)
    _tell(mail, as_json=as_json)


@quarantine.command()
@mail_argument
@click.option("--as", "form", type=click.Choice(["comment", "incident"]), help=AS_HELP)
@click.option("--incident", "number", type=Reference(), help="The incident of `--as comment`.")
@json_option
@pass_session
def release(
    session: Session, mail_id: int, form: str | None, number: int | None, *, as_json: bool
) -> None:
    """Let in a mail wrongly held as spam or verification mail, as blocked or too old.

    Mail that was held because its sender is not proven, or because it exceeds a limit, cannot be
    released: it would act in somebody's name.
    """
    if (form == "comment") != (number is not None):
        raise click.UsageError("`--as comment` and `--incident` are given together")
    with session.store() as store:
        with store.read() as work:
            wanted = Release(ReleaseAs(form or "decided"), _incident(work, number))
        mail = release_mail(store, session.desk, mail_id, session.clock(), wanted)
    _tell(mail, as_json=as_json)


def _incident(work: Work, number: int | None) -> Incident | None:
    found = work.incidents.get(number) if number else None
    if number and found is None:
        raise NotFoundError(f"{reference(number)}: there is no such incident")
    return found


def _rehearse(session: Session, mail_id: int, *, as_json: bool) -> None:
    with session.reading() as work:
        mail = work.mails.get(mail_id)
        reading = read(mail, session.desk.settings)
        examined = examine(work, session.desk, reading, session.clock())
    document = {**findings_document(mail.source, examined), **comparison(mail, examined.decision)}
    if as_json:
        print_json(document)
        return
    print_comparison(document)
    print_findings(document)


def _wait_again(work: Work, mail_id: int) -> None:
    try:
        work.mails.reopen(mail_id)
    except ConflictError as error:
        raise PermanentError(str(error)) from error


def _tell(mail: RawMail, *, as_json: bool) -> None:
    if as_json:
        print_json(stored_document(mail))
        return
    say(f"mail {mail.id}  {ending(mail)}")
