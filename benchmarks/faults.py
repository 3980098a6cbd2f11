"""`python -m benchmarks.faults`: put faults around a real worker and print what became of each."""

import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap
from types import FrameType

import click
from support.dovecot import Dovecot
from support.fault_desk import Scale
from support.fault_rows import ROWS
from support.faulting import LONG, SHORT, Outcome, Row, Servers, inject
from support.postgres import Postgres

HEADS = ("fault", "promised", "seen", "")
WIDTHS = (26, 32, 64, 13)


@click.command()
@click.option(
    "--long/--short", "is_long", default=True, help="How long faults last, how much mail."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--only", multiple=True, metavar="WORDS", help="Rows whose fault has these words.")
def main(only: tuple[str, ...], *, is_long: bool, as_json: bool) -> None:
    """Exit with 1 where something that is promised does not hold."""
    signal.signal(signal.SIGTERM, _end)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd, about faults of ours
    rows = [row for row in ROWS if not only or any(words in row.fault for words in only)]
    if not rows:
        raise click.UsageError("no fault has these words")
    scale = LONG if is_long else SHORT
    with _servers() as servers:
        outcomes = [_played(row, servers, scale) for row in rows]
    click.echo(_document(scale, outcomes) if as_json else _table(scale, outcomes))
    sys.exit(0 if all(one.holds for one in outcomes) else 1)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave no server and no mounted disk behind."""
    sys.exit(1)


@contextmanager
def _servers() -> Iterator[Servers]:
    """Start what rows share, PostgreSQL when a row asks for it."""
    with ExitStack() as stack:

        @cache
        def postgres() -> Postgres:
            return stack.enter_context(Postgres())

        yield Servers(stack.enter_context(Dovecot()), postgres)


def _played(row: Row, servers: Servers, scale: Scale) -> Outcome:
    click.echo(f"# {row.fault}", err=True)
    if missing := row.missing():
        return Outcome(row, (), (), missing=missing)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        outcome = inject(row, servers, scale, Path(folder))
    for line in (outcome.log, *outcome.broken) if outcome.broken else ():
        click.echo(line, err=True)
    click.echo(f"#   {_verdict(outcome)}, {outcome.seconds:.0f} s", err=True)
    return outcome


def _document(scale: Scale, outcomes: Sequence[Outcome]) -> str:
    rows = [
        {
            "fault": one.row.fault,
            "promised": one.row.promised,
            "seen": one.seen,
            "broken": one.broken,
            "missing": one.missing or None,
            "seconds": round(one.seconds, 1),
            "holds": one.holds,
        }
        for one in outcomes
    ]
    holds = all(one.holds for one in outcomes)
    return json.dumps({"form": scale.form, "holds": holds, "rows": rows}, indent=2)


def _table(scale: Scale, outcomes: Iterable[Outcome]) -> str:
    """Return an aligned table whose cells are wrapped."""
    parts = [_head(scale), _lines(HEADS), ["-+-".join("-" * width for width in WIDTHS)]]
    for one in outcomes:
        what = [*one.seen, f"{one.seconds:.0f} s in all"]
        what += [f"BROKEN: {complaint}" for complaint in one.broken]
        seen = f"not run: {one.missing}" if one.missing else "; ".join(what)
        parts += [_lines((one.row.fault, one.row.promised, seen, _verdict(one))), [""]]
    return os.linesep.join(line for part in parts for line in part)


def _head(scale: Scale) -> list[str]:
    """Say how long and how much, and what is not as on a real desk."""
    retry = "the clock is turned on" if scale.turns_clock else "30 s pass"
    busy = "30 s" if scale.busy_seconds is None else f"{scale.busy_seconds:g} s instead of 30"
    idle = "240 (the default)" if scale.idle_seconds is None else f"{scale.idle_seconds:g}"
    what = (
        f"{scale.mails} mails at a time; servers are away for {scale.down_seconds:g} s",
        f"{retry} before a deferred mail is tried again",
        f"a locked SQLite is waited for {busy}",
        f"idle_seconds is {idle} where IDLE dies silently",
    )
    return [f"{scale.form} form:", *(f"  {one}" for one in what), ""]


def _lines(cells: Sequence[str]) -> list[str]:
    wrapped = [wrap(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)]
    return [
        " | ".join(cell.ljust(width) for cell, width in zip(line, WIDTHS, strict=True)).rstrip()
        for line in zip_longest(*wrapped, fillvalue="")
    ]


def _verdict(outcome: Outcome) -> str:
    if not outcome.holds:
        return "DOES NOT HOLD"
    return "NOT RUN" if outcome.missing else "holds"


if __name__ == "__main__":
    main()
