"""`python -m benchmarks`: measure, print, and write docs/PERFORMANCE.md."""

import logging
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import click

from benchmarks.bench import Choices, bench
from benchmarks.report import report
from benchmarks.sections import kept

TARGET = Path(__file__).resolve().parents[1] / "docs" / "PERFORMANCE.md"


@click.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--mails", default=1000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--before", default=200, show_default=True, help="Incidents in the database already.")
@click.option("--postgres/--no-postgres", default=True, show_default=True)
@click.option("--extras/--no-extras", default=True, show_default=True, help="Stages and the like.")
@click.option("--classifier/--no-classifier", default=True, show_default=True)
@click.option("--output", default=TARGET, type=click.Path(path_type=Path), show_default=True)
def main(output: Path, **chosen: Any) -> None:
    """Compare the worker with a bare reference; targets are printed, not enforced."""
    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    signal.signal(signal.SIGTERM, _end)
    results = bench(Choices(**chosen), lambda what: click.echo(f"# {what}", err=True))
    document = report(results)
    output.write_text(kept(output, document), encoding="utf-8")
    click.echo(document)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave no server behind."""
    sys.exit(1)


if __name__ == "__main__":
    main()
