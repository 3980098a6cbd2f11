"""`mailflow audit`: proofs."""

import click

from mailflow.auditing import audit_chains, audit_mail
from mailflow.cli.documents import Document
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import print_fields, print_json, say
from mailflow.cli.session import Session, json_option, pass_session


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def audit(ctx: click.Context, *, as_json: bool) -> None:
    """Prove that no mail was lost, and that no audit row was changed or taken away.

    Alone it does both. It ends with 1 where something is wrong.
    """
    if ctx.invoked_subcommand is None:
        session = ctx.find_object(Session)
        if session is None:
            raise click.UsageError("the program was started without its settings")
        _finish({"mail": _mails(session), "chain": _chains(session)}, as_json=as_json)


@audit.command()
@json_option
@pass_session
def mail(session: Session, *, as_json: bool) -> None:
    """Count the mails and check that each has exactly one end; exit with 1 where not."""
    _finish({"mail": _mails(session)}, as_json=as_json)


@audit.command()
@json_option
@pass_session
def chain(session: Session, *, as_json: bool) -> None:
    """Check the hash of every audit row and every seal; exit with 1 where one differs."""
    _finish({"chain": _chains(session)}, as_json=as_json)


def _mails(session: Session) -> Document:
    with session.reading() as work:
        found = audit_mail(work)
    problems = list(found.problems)
    return {"counts": found.counts, "problems": problems, "clean": found.is_clean}


def _chains(session: Session) -> Document:
    with session.reading() as work:
        found = audit_chains(work, session.desk.keys.audit)
    counts = {"rows": found.rows, "seals": found.seals}
    return {"counts": counts, "problems": list(found.problems), "clean": found.is_clean}


CLEAN = {
    "mail": "clean: every mail is in exactly one state",
    "chain": "clean: every audit row is as it was written",
}


def _finish(documents: dict[str, Document], *, as_json: bool) -> None:
    """Print what was found, one proof alone or both; end with 1 where one is not clean."""
    if as_json:
        print_json(documents if len(documents) > 1 else next(iter(documents.values())))
    else:
        for name, found in documents.items():
            _print(found, CLEAN[name])
    if not all(found["clean"] for found in documents.values()):
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))


def _print(found: Document, clean: str) -> None:
    print_fields(found["counts"].items())
    for problem in found["problems"]:
        say(f"PROBLEM: {problem}")
    say(clean if found["clean"] else "not clean")
