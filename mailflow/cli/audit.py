"""`mailflow audit`: proofs."""

import click

from mailflow.auditing import audit_mail
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import print_fields, print_json, say
from mailflow.cli.session import Session, json_option, pass_session


@click.group()
def audit() -> None:
    """Prove that no mail was lost."""


@audit.command()
@json_option
@pass_session
def mail(session: Session, *, as_json: bool) -> None:
    """Count the mails and check that each has exactly one end; exit with 1 where not."""
    with session.reading() as work:
        found = audit_mail(work)
    if as_json:
        problems = list(found.problems)
        print_json({"counts": found.counts, "problems": problems, "clean": found.is_clean})
    else:
        print_fields(found.counts.items())
        for problem in found.problems:
            say(f"PROBLEM: {problem}")
        say("clean: every mail is in exactly one state" if found.is_clean else "not clean")
    if not found.is_clean:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))
