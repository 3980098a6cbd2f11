"""What commands print: tables for people, one JSON document for programs, progress while waiting.

Text of mails is printed with control characters written out, so that no mail moves the cursor.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import click

from mailflow.logs import escaped

Cell = str | int | float | bool | datetime | None
Row = Sequence[Cell]
Item = TypeVar("Item")

MANY = 20
WIDEST_PLAIN_CELL = 100


def say(text: str) -> None:
    """Print one line for people."""
    click.echo(escaped(text))


def warn(text: str) -> None:
    """Print one line to standard error."""
    click.echo(f"mailflow: {escaped(text)}", err=True)


def print_json(document: object) -> None:
    """Print one JSON document (ASCII only, so that it is safe on any terminal)."""
    click.echo(json.dumps(document, indent=2, default=_plain))


def print_block(text: str, indent: str = "    ") -> None:
    """Print a text of several lines, indented."""
    for line in text.split("\n"):
        click.echo(f"{indent}{escaped(line.expandtabs(4))}".rstrip())


def print_table(columns: Sequence[str], rows: Sequence[Row], *, empty: str) -> None:
    """Print a table: drawn on a terminal, plain columns elsewhere, a sentence where it is empty."""
    if not rows:
        say(empty)
        return
    cells = [[cell_text(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _draw(columns, cells)
        return
    for line in _aligned([list(columns), *cells]):
        click.echo(line)


def print_fields(fields: Iterable[tuple[str, Cell]]) -> None:
    """Print names and values, one pair a line."""
    pairs = [(name, cell_text(value)) for name, value in fields]
    width = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        click.echo(f"{name:<{width}}  {value}".rstrip())


def cell_text(value: Cell) -> str:
    """Return a value as one safe line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "" if value is None else escaped(str(value))


def tracked(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Yield the items, with a bar on a terminal where there are many."""
    if len(items) < MANY or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes its time
    from rich.progress import track  # noqa: PLC0415

    yield from track(items, description=what, console=Console(stderr=True))


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Say what takes its time, with a spinner on a terminal."""
    if not sys.stderr.isatty():
        click.echo(f"{what} …", err=True)
        yield
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status(what):
        yield


@contextmanager
def steps(what: str, number: int) -> Iterator[Callable[[str], None]]:
    """Return what is told each step of something long: a bar on a terminal, lines elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step: click.echo(f"{step} …", err=True)
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes its time
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=number)
        yield lambda step: bar.update(task, description=step, advance=1)


def _draw(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - rich takes its time
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))  # Text: no markup of a mail is obeyed
    Console().print(table)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [min(max(map(len, column)), WIDEST_PLAIN_CELL) for column in zip(*rows, strict=True)]
    for row in rows:
        pairs = zip(row, widths, strict=True)
        yield "  ".join(f"{cell:<{width}}" for cell, width in pairs).rstrip()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
