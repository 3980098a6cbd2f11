"""`mailflow classifier report`: how good a version is, as a page, a text or a document."""

import os
from pathlib import Path

import click

from mailflow.cli.classifier_pages import wanted_version
from mailflow.cli.output import print_block, print_json, say
from mailflow.cli.session import Session, json_option, pass_session

REPLACE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


@click.command()
@click.argument("version", type=click.IntRange(min=1), required=False)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Where to write the page; classifier-VERSION.html here without it.",
)
@click.option("--text", "as_text", is_flag=True, help="Print a model card in plain text.")
@json_option
@pass_session
def report(
    session: Session, version: int | None, output: Path | None, *, as_text: bool, as_json: bool
) -> None:
    """Write what is known of a version: one page that needs no network.

    Without VERSION of the active one: what changed against the champion, how often it is right
    and how sure it may be, label by label, which labels look wrong, what more closed incidents
    would bring, drift, and how often agents corrected it. It holds no text of anybody, but the
    words that speak most for a label.
    """
    if sum((output is not None, as_text, as_json)) > 1:
        raise click.UsageError("--output, --text and --json are three forms; take one")
    from mailflow.cli.report.card import card_of, document_of  # noqa: PLC0415 - numpy takes time
    from mailflow.cli.report.gathering import report_of  # noqa: PLC0415
    from mailflow.cli.report.page import page_of  # noqa: PLC0415 - so does jinja2

    with session.reading() as work:
        wanted = wanted_version(work, version)
        found = report_of(work, wanted, key=session.desk.keys.classifier, now=session.clock())
    if as_json:
        print_json(document_of(found))
        return
    if as_text:
        print_block(card_of(found).rstrip(), indent="")
        return
    path = output or Path(f"classifier-{found.number}.html")
    # It holds words of the desk's mails: for its owner alone, as all data files.
    with os.fdopen(os.open(path, REPLACE, 0o600), "w", encoding="utf-8") as file:
        file.write(page_of(found))
    say(f"written   {path}")
