"""`mailflow demo`: a whole desk at work, on this machine, for the length of one story."""

from pathlib import Path

import click

from mailflow.cli.exit_codes import ExitCode


@click.command()
@click.option(
    "--output",
    "folder",
    metavar="DIR",
    default=Path("demo-output"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the page, the mails and the desk are written.",
)
@click.option(
    "--open/--no-open",
    "opens",
    default=None,
    help="Show the page in a browser at the end (default: where there is a desktop).",
)
def demo(folder: Path, opens: bool | None) -> None:
    """Play a day at a service desk: real worker, real IMAP and SMTP, servers of its own.

    Some fifty mails come in, agents work by answering them, the clock is turned forward. Nothing
    leaves this machine. Ends with code 1, naming the mail, when one ends otherwise than it must.
    """
    from mailflow.demo.missing import require_servers  # noqa: PLC0415

    require_servers()
    from rich.console import Console  # noqa: PLC0415 - these take their time

    from mailflow.adapters.renderer import Renderer  # noqa: PLC0415
    from mailflow.cli.report.desk_page import page_of  # noqa: PLC0415
    from mailflow.demo.browsing import show  # noqa: PLC0415
    from mailflow.demo.playing import play  # noqa: PLC0415
    from mailflow.demo.premises import REPORT  # noqa: PLC0415
    from mailflow.demo.telling import ConsoleTeller  # noqa: PLC0415

    teller = ConsoleTeller(Console())
    story = play(folder, teller)
    if story.report is not None:
        (folder / REPORT).write_text(page_of(story.report, Renderer().say("en"), "en"), "utf-8")
    teller.summary(story, folder)
    show(folder / "index.html", wanted=opens)
    if story.all_surprises:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))
