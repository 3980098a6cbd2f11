"""`mailflow ingest`: mail from files, and from a mail server's pipe."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from mailflow.cli.documents import mail_document
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.failures import Failure, failure_of
from mailflow.cli.output import print_json, say, tracked
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.cli.settling import ending, settle
from mailflow.cli.sources import STANDARD_INPUT, Source, find_sources
from mailflow.core.records import RawMail
from mailflow.intake import take

Kept = tuple[int, bool]


@click.command()
@click.argument("files", nargs=-1, metavar="[FILES|-]...")
@click.option("--process", "at_once", is_flag=True, help="Process the mail at once, too.")
@json_option
@pass_session
def ingest(session: Session, files: tuple[str, ...], *, at_once: bool, as_json: bool) -> None:
    """Store mail from FILES (.eml, or folders of them) or from standard input (-).

    From standard input every failure ends with 75, so that a mail server keeps the mail and
    tries again: nothing bounces because of the desk's own trouble.
    """
    if not files and sys.stdin.isatty():
        raise click.UsageError("name files, or pipe a mail into it")
    sources = find_sources(files or (STANDARD_INPUT,))
    try:
        kept = _keep(session, sources)
    except Exception as error:
        piped = any(source.path is None for source in sources)
        code = ExitCode.TEMPORARY if piped else None
        raise failure_of(error, debug=session.debug, code=code) from error
    mails = _mails(session, kept, at_once=at_once)
    if as_json:
        print_json(_document(mails, kept))
        return
    for mail, (_, is_new) in zip(mails, kept, strict=True):
        say(f"{'stored' if is_new else 'known '}  mail {mail.id}  {mail.source}  {ending(mail)}")


def _keep(session: Session, sources: Sequence[Source]) -> list[Kept]:
    """Store each mail in a transaction of its own: what is told as stored is durable."""
    kept = []
    with session.store() as store:
        for source in tracked(sources, "storing"):
            content = source.content()
            if not content.strip():
                raise Failure((f"{source.name}: empty, so no mail",), ExitCode.PERMANENT)
            with store.begin() as work:
                now = session.clock()
                kept.append(take(work, content, source=source.name, received_at=now))
    return kept


def _mails(session: Session, kept: Sequence[Kept], *, at_once: bool) -> list[RawMail]:
    ids = [mail_id for mail_id, _ in kept]
    with session.store() as store:
        if at_once:
            rounds = session.rounds(store)
            return [settle(rounds, mail_id) for mail_id in tracked(ids, "processing")]
        with store.read() as work:
            return [work.mails.get(mail_id) for mail_id in ids]


def _document(mails: Sequence[RawMail], kept: Sequence[Kept]) -> dict[str, Any]:
    news = [is_new for _, is_new in kept]
    return {
        "stored": sum(news),
        "known": len(news) - sum(news),
        "mails": [
            {**mail_document(mail), "new": is_new} for mail, is_new in zip(mails, news, strict=True)
        ],
    }
