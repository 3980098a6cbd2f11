"""`mailflow explain`: what would be done with a mail, without doing anything."""

import hashlib

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document, log_document
from mailflow.cli.findings import findings_document, print_findings
from mailflow.cli.output import print_json, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.cli.sources import Source, find_sources
from mailflow.core.mail import Mail
from mailflow.core.records import RawMail, reference
from mailflow.processing import examine, read

NOT_STORED = 0
"""The number of a mail that is looked at only."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|DIRECTORY|-...")
@json_option
@pass_session
def explain(session: Session, files: tuple[str, ...], *, as_json: bool) -> None:
    """Print how a mail is decided, step by step, and what would be done. Nothing is changed.

    A mail that the desk has processed already is shown with the decision it got then.
    """
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
    content = source.content()
    raw = RawMail(
        id=NOT_STORED,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        source=source.name,
        received_at=session.clock(),
    )
    reading = read(raw, session.desk.settings)
    examined = examine(work, session.desk, reading, raw.received_at)
    return {
        **findings_document(source.name, examined),
        "earlier": _earlier(work, examined.mail),
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
