"""`mailflow explain`: what would be done with a mail, without doing anything."""

import sys
from pathlib import Path

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document, log_document
from mailflow.cli.explaining_folders import explained_lines
from mailflow.cli.findings import findings_document, print_findings
from mailflow.cli.looking import NOT_STORED, look
from mailflow.cli.output import print_json, say, warn
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.cli.sources import Source, find_sources
from mailflow.cli.trial import desk_or_trial
from mailflow.core.mail import Mail
from mailflow.core.records import reference


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|DIRECTORY|-...")
@json_option
@click.option(
    "--jsonl",
    "as_lines",
    is_flag=True,
    help="Print one JSON object a line for every .eml file below a directory.",
)
@pass_session
def explain(session: Session, files: tuple[str, ...], *, as_json: bool, as_lines: bool) -> None:
    """Print how a mail is decided, step by step, and what would be done. Nothing is changed.

    A mail that the desk has processed already is shown with the decision it got then. Where there
    is no desk yet, it is looked at as by an empty one with the usual settings.
    """
    if as_json and as_lines:
        raise click.UsageError("--json and --jsonl exclude each other")
    with desk_or_trial(session) as (opened, is_trial):
        if is_trial:
            warn("no desk here: this is what an empty one with the usual settings would do")
        if as_lines:
            _print_lines(opened, files)
        else:
            _print_pages(opened, files, as_json=as_json)


def _print_lines(session: Session, files: tuple[str, ...]) -> None:
    if len(files) != 1 or not Path(files[0]).is_dir():
        raise click.UsageError("--jsonl takes one directory")
    with session.reading() as work:
        for line in explained_lines(session, work, Path(files[0])):
            sys.stdout.write(line + "\n")


def _print_pages(session: Session, files: tuple[str, ...], *, as_json: bool) -> None:
    sources = find_sources(files)
    with session.reading() as work:
        found = [_explained(session, work, source) for source in sources]
    if as_json:
        print_json({"mails": found})
        return
    for document in found:
        print_findings(document)
        _print_earlier(document["earlier"])


def _explained(session: Session, work: Work, source: Source) -> Document:
    looked = look(session, work, source)
    return {
        **findings_document(source.name, looked.examined),
        "reading": looked.keys,
        "earlier": _earlier(work, looked.examined.mail),
    }


def _earlier(work: Work, mail: Mail | None) -> Document | None:
    """Return what was decided about this mail when it came before."""
    if mail is None or not mail.message_id:
        return None
    twin = work.mails.twin(NOT_STORED, mail.identity)
    if twin is None:
        return None
    stored = work.mails.get(twin)
    return {
        "id": stored.id,
        "end_state": stored.end_state.value if stored.end_state else None,
        "rule": stored.rule,
        "incident": reference(stored.incident_id) if stored.incident_id else None,
        "decision_log": log_document(stored.decision_log),
    }


def _print_earlier(earlier: Document | None) -> None:
    if earlier is None:
        return
    where = earlier["incident"] or earlier["rule"]
    say(f"  when it came first, as mail {earlier['id']} ({earlier['end_state']}, {where}):")
    for line in earlier["decision_log"]:
        say(f"    {line['step']}: {line['finding']}")
