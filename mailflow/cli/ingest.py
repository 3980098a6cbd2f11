"""`mailflow ingest`: mail from files and mailboxes, and from a mail server's pipe."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from mailflow.cli.documents import mail_document
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.failures import Failure, failure_of
from mailflow.cli.output import print_json, say, tracked, warn
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.cli.settling import ending, settle
from mailflow.cli.sources import STANDARD_INPUT, Source, find_sources
from mailflow.core.records import RawMail

BATCH_MAILS = 100
BATCH_BYTES = 8 * 1024 * 1024
Batch = list[tuple[str, bytes]]


@dataclass(slots=True)
class Ingested:
    """What became of the sources: ids with whether each is new, and why some were not read."""

    kept: list[tuple[int, bool]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """How many are new."""
        return sum(is_new for _, is_new in self.kept)

    @property
    def known(self) -> int:
        """How many the desk had already."""
        return len(self.kept) - self.stored


@click.command()
@click.argument("files", nargs=-1, metavar="[FILES|-]...")
@click.option("--process", "at_once", is_flag=True, help="Process the mail at once, too.")
@json_option
@pass_session
def ingest(session: Session, files: tuple[str, ...], *, at_once: bool, as_json: bool) -> None:
    """Store mail from FILES or from standard input (-).

    FILES are mails, mbox files, Maildir directories, or folders of .eml files. They are neither
    locked nor changed. Mail that is stored already is known by its content: a run that was
    interrupted is simply started again. A mail of an mbox or Maildir that cannot be read is told
    and stepped over; the command ends with 1 then.

    From standard input every failure ends with 75, so that a mail server keeps the mail and
    tries again: nothing bounces because of the desk's own trouble.
    """
    if not files and sys.stdin.isatty():
        raise click.UsageError("name files, or pipe a mail into it")
    try:
        done = _keep(session, find_sources(files or (STANDARD_INPUT,)))
    except click.UsageError:
        raise
    except Exception as error:
        piped = not files or STANDARD_INPUT in files
        code = ExitCode.TEMPORARY if piped else None
        raise failure_of(error, debug=session.debug, code=code) from error
    _tell(done, _mails(session, done.kept, at_once=at_once), as_json=as_json)
    if done.unreadable:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))


def _keep(session: Session, sources: Sequence[Source]) -> Ingested:
    """Store the mails, some in each transaction: what is told as stored is durable."""
    from mailflow.adapters.tokens import audit_mac, load_keys  # noqa: PLC0415
    from mailflow.adapters.tombstoning import keep  # noqa: PLC0415 - the parser takes its time

    done, mac = Ingested(), audit_mac(load_keys(session.settings.keys_directory).audit)
    with session.store() as store:
        for batch in _batches(tracked(sources, "storing"), done):
            with store.begin() as work:
                now = session.clock()
                done.kept += [
                    keep(work, mac, content, source=name, received_at=now)
                    for name, content in batch
                ]
    return done


def _batches(sources: Iterator[Source], done: Ingested) -> Iterator[Batch]:
    """Yield what was read, a few megabytes at a time; note what could not be."""
    batch: Batch = []
    size = 0
    for source in sources:
        content = _read(source, done)
        if content is None:
            continue
        batch.append((source.name, content))
        size += len(content)
        if len(batch) >= BATCH_MAILS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read(source: Source, done: Ingested) -> bytes | None:
    """Return the bytes of a mail; of a mailbox one that has none is noted and stepped over."""
    try:
        content = source.content()
    except OSError as error:
        if not source.is_member:
            raise
        done.unreadable.append((source.name, error.strerror or str(error)))
        return None
    if content.strip():
        return content
    if not source.is_member:
        raise Failure((f"{source.name}: empty, so no mail",), ExitCode.PERMANENT)
    done.unreadable.append((source.name, "empty"))
    return None


def _mails(
    session: Session, kept: Sequence[tuple[int, bool]], *, at_once: bool
) -> Iterator[RawMail]:
    ids = [mail_id for mail_id, _ in kept]
    with session.store() as store:
        if at_once:
            rounds = session.rounds(store)
            for mail_id in tracked(ids, "processing"):
                settle(rounds, mail_id)
        with store.read() as work:
            yield from (work.mails.get(mail_id) for mail_id in ids)


def _tell(done: Ingested, mails: Iterator[RawMail], *, as_json: bool) -> None:
    """Tell each mail; the content of one alone is in memory."""
    told = zip(mails, (is_new for _, is_new in done.kept), strict=True)
    if as_json:
        print_json(_document(done, [{**mail_document(mail), "new": new} for mail, new in told]))
        return
    for mail, is_new in told:
        say(f"{'stored' if is_new else 'known '}  mail {mail.id}  {mail.source}  {ending(mail)}")
    for name, reason in done.unreadable:
        warn(f"{name}: not read: {reason}")
    if len(done.kept) + len(done.unreadable) > 1:
        say(f"{done.stored} stored, {done.known} known, {len(done.unreadable)} not read")


def _document(done: Ingested, mails: list[dict[str, Any]]) -> dict[str, Any]:
    unreadable = [{"source": name, "reason": reason} for name, reason in done.unreadable]
    return {"stored": done.stored, "known": done.known, "unreadable": unreadable, "mails": mails}
