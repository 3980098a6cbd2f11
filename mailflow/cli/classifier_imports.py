"""`mailflow classifier imports`: labelled history from elsewhere, which trains once approved."""

from pathlib import Path

import click

from mailflow.adapters.tokens import audit_mac
from mailflow.adapters.tombstoning import unburied
from mailflow.cli.documents import Document
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.decisions.by_hand import THE_CLI

COLUMNS = ("id", "name", "rows", "at", "approved_at")


@click.group()
def imports() -> None:
    """See, approve and remove labelled history that was brought from elsewhere."""


@imports.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List the imports, newest first."""
    with session.reading() as work:
        found = [
            {
                "id": one.id,
                "name": one.name,
                "rows": one.size,
                "sha256": one.sha256,
                "at": one.at,
                "approved_at": one.approved_at,
                "approved_by": one.approved_by,
            }
            for one in work.training.imports()
        ]
    if as_json:
        print_json({"imports": found})
        return
    rows = [[one[name] or "" for name in COLUMNS] for one in found]
    print_table(COLUMNS, rows, empty="none; `mailflow classifier retrain --from FILE` brings one")


@imports.command()
@click.argument("number", type=click.IntRange(min=1))
@json_option
@pass_session
def approve(session: Session, number: int, *, as_json: bool) -> None:
    """Let the import NUMBER train from now on."""
    now = session.clock()
    with session.writing() as work:
        work.training.approve(number, THE_CLI, now)
        work.audit.append(None, "history_approved", {"import": str(number), "by": THE_CLI}, now)
    _tell({"id": number, "approved_at": now}, f"import {number} trains from now on", as_json)


@imports.command()
@click.argument("number", type=click.IntRange(min=1))
@json_option
@pass_session
def remove(session: Session, number: int, *, as_json: bool) -> None:
    """Forget the import NUMBER and its rows.

    Versions that learned from it stay until somebody is erased.
    """
    with session.writing() as work:
        work.training.remove_import(number)
        detail = {"import": str(number), "by": THE_CLI}
        work.audit.append(None, "history_removed", detail, session.clock())
    _tell({"id": number, "removed": True}, f"import {number} is gone", as_json)


def bring(
    session: Session, path: Path, renamed: dict[str, str], *, dry_run: bool, as_json: bool
) -> None:
    """Keep a file of history as an import, or only say what it holds.

    Rows of people who were erased are left out: they stay erased (promise P17).
    """
    from mailflow.adapters.histories import digest_of, read_history  # noqa: PLC0415 - numpy

    read, unlabelled = read_history(path, session.settings.known_categories, renamed)
    mac, number = audit_mac(session.desk.keys.audit), 0
    if dry_run:
        with session.reading() as work:
            examples = unburied(work, mac, read)
    else:
        now = session.clock()
        with session.writing() as work:
            examples = unburied(work, mac, read)
            if examples:
                number = work.training.add_import(path.name, digest_of(path), examples, now)
                detail = {"import": str(number), "rows": str(len(examples)), "by": THE_CLI}
                work.audit.append(None, "history_imported", detail, now)
    document: Document = {
        "import": number or None,
        "rows": len(examples),
        "without_label": unlabelled,
        "of_erased": len(read) - len(examples),
        "dry_run": dry_run,
    }
    _tell(document, _brought(document), as_json)


def _brought(document: Document) -> str:
    """Say what was kept of a file, and what was left out."""
    number, unlabelled, erased = (document[o] for o in ("import", "without_label", "of_erased"))
    kept = f"import {number}: " if number else "would be kept: "
    if not number and not document["dry_run"]:
        kept = "nothing kept: "
    left = f", {unlabelled} without a label left out" if unlabelled else ""
    left += f", {erased} of people who were erased left out" if erased else ""
    approved = f"; it trains after `mailflow classifier imports approve {number}`" if number else ""
    return f"{kept}{document['rows']} labelled mails{left}{approved}"


def _tell(document: Document, sentence: str, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    say(sentence)
