"""`make kill`: kill the real worker a hundred times on each database, print what became of it.

A quarter as often again it is killed amid looks of the clock.

    python -m support.kill_program --kills 100 --database postgres --json

Ends with 1 where a promise does not hold. Progress is told on standard error.
"""

import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from types import FrameType

import click
from support.desk_folder import DeskFolder
from support.dovecot import NEEDED, Dovecot
from support.kill_summary import KillSummary, as_text, summarise
from support.killing import Killing
from support.killing_looks import LookKilling, LookSummary
from support.postgres import NEEDED as POSTGRES_NEEDED
from support.postgres import Postgres
from support.smtp_server import SmtpServer

DATABASES = ("sqlite", "postgres")
CHAIN = (1, 1, 1, 2)
"""In every fourth turn the worker that recovers is killed, too, before the next may recover."""
AMID_LOOKS = 4
"""For so many kills among mails there is one more amid looks of the clock."""
MUCH = 12  # so that some looks are one catch-up, whose mails wait
UNLIMITED = {"acknowledgements_per_served_domain_hour": 100_000}


def kill_workers(database: str, kills: int, seed: int, dovecot: Dovecot) -> KillSummary:
    """Run the harness on a fresh desk of its own; every kill but those in a chain is measured.

    The desk's folder with the log of its workers is left where something does not hold.
    """
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    with ExitStack() as own:
        desk = _desk(database, folder, dovecot, own)
        harness = Killing(desk, kills, seed, CHAIN, command_every=1, tell=_teller(database))
        failure = ""
        try:
            harness.run()
        except (RuntimeError, TimeoutError) as error:
            failure = str(error)
        summary = summarise(harness, database, failure)
    _leave(folder, database, holds=summary.holds)
    return summary


def kill_amid_looks(database: str, kills: int, seed: int, dovecot: Dovecot) -> LookSummary:
    """Kill workers while the clock has much to do, on a fresh desk, too."""
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    with ExitStack() as own:
        desk = _desk(database, folder, dovecot, own)
        harness = LookKilling(desk, kills, seed, MUCH, tell=_teller(database))
        failure = ""
        try:
            harness.run()
        except (RuntimeError, TimeoutError) as error:
            failure = str(error)
        summary = harness.summary(database, failure)
    _leave(folder, database, holds=summary.holds)
    return summary


def _desk(database: str, folder: Path, dovecot: Dovecot, own: ExitStack) -> DeskFolder:
    smtp = own.enter_context(SmtpServer())
    top: dict[str, object] = {}
    if database == "postgres":
        top["database_url"] = own.enter_context(Postgres()).fresh_database()
    return DeskFolder(folder / "desk", dovecot, smtp, limits=UNLIMITED, top=top).make()


def _leave(folder: Path, database: str, *, holds: bool) -> None:
    """Leave the desk to be looked at where something does not hold."""
    if holds:
        shutil.rmtree(folder)
    else:
        click.echo(f"# {database}: see {folder}", err=True)


def _teller(database: str) -> Callable[[str], None]:
    return lambda text: click.echo(f"# {database}: {text}", err=True)


@click.command()
@click.option("--kills", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--seed", default=20261124, show_default=True)
@click.option(
    "--database",
    "databases",
    type=click.Choice(DATABASES),
    multiple=True,
    default=DATABASES,
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def main(kills: int, seed: int, databases: Sequence[str], *, as_json: bool) -> None:
    """Kill workers at work; every fourth time also the one that recovers."""
    signal.signal(signal.SIGTERM, _end)
    missing = [] if Dovecot.installed() else [NEEDED]
    missing += [] if "postgres" not in databases or Postgres.installed() else [POSTGRES_NEEDED]
    if missing:
        raise click.ClickException("; ".join(missing))
    with Dovecot() as dovecot:
        summaries = [kill_workers(one, kills, seed, dovecot) for one in databases]
        looks = [kill_amid_looks(o, -(-kills // AMID_LOOKS), seed, dovecot) for o in databases]
    both: tuple[KillSummary | LookSummary, ...] = (*summaries, *looks)
    if as_json:
        click.echo(json.dumps([asdict(one) | {"holds": one.holds} for one in both], indent=2))
    else:
        texts = (*map(as_text, summaries), *(one.as_text() for one in looks))
        click.echo("\n\n".join(texts))
    sys.exit(0 if all(one.holds for one in both) else 1)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave no server behind."""
    sys.exit(1)


if __name__ == "__main__":
    main()
