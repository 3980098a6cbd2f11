"""`make fuzz`: 20,000 damaged mails through the real processing, print what became of them.

    python -m support.fuzz_program --mails 20000 --seed 1 --json
    python -m support.fuzz_program --replay build/fuzz/00012-034.eml

Ends with 1 where a mail did not do as promised (P2, P4, P15); each of these is then in the folder
of failures, and `--replay` shows where one raises. Progress is told on standard error.
"""

import json
import logging
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import click
from support.fuzzing import BATCH, IN_WORK, Finding, Outcome, replay, run_batch

FAILURES = Path("build/fuzz")
SHOWN = 20
_CONTEXT = multiprocessing.get_context("forkserver")


@dataclass
class Summary:
    """What became of all mails so far."""

    seed: int
    mails: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    slowest_seconds: float = 0.0
    peak_megabytes: float = 0.0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every mail did as promised."""
        return not self.findings

    def add(self, outcome: Outcome) -> None:
        """Count one batch."""
        self.mails += outcome.ends.total()
        self.ends += outcome.ends
        self.slowest_seconds = max(self.slowest_seconds, outcome.slowest_seconds)
        self.peak_megabytes = max(self.peak_megabytes, outcome.peak_megabytes)
        self.findings += outcome.findings

    def document(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "holds": self.holds,
            "seed": self.seed,
            "mails": self.mails,
            "slowest_seconds": round(self.slowest_seconds, 2),
            "peak_megabytes": round(self.peak_megabytes),
            "ends": dict(self.ends.most_common()),
            "findings": [{"file": one.name, "what": one.what} for one in self.findings],
        }

    def lines(self) -> Iterator[str]:
        """Return it for people."""
        yield f"{self.mails} damaged mails, seed {self.seed}"
        yield from (f"  {number:6} {end}" for end, number in self.ends.most_common())
        yield f"  slowest {self.slowest_seconds:.2f} s, peak {self.peak_megabytes:.0f} MB"
        yield from (f"  FAILED {one.name}: {one.what}" for one in self.findings[:SHOWN])
        if len(self.findings) > SHOWN:
            yield f"  and {len(self.findings) - SHOWN} more"
        yield "every mail did as promised" if self.holds else "NOT EVERY MAIL DID AS PROMISED"


def fuzz(seed: int, mails: int, jobs: int = 1) -> Iterator[Outcome]:
    """Yield what became of each batch, in order; each has a process of its own."""
    sizes = [min(BATCH, mails - start) for start in range(0, mails, BATCH)]
    _CONTEXT.set_forkserver_preload(["support.fuzzing"])
    # not /tmp, which may be in memory: then no sync would be one
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir="/var/tmp") as folder:
        run = partial(_in_own_process, seed, Path(folder))
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(run, range(len(sizes)), sizes)


def _in_own_process(seed: int, folder: Path, batch: int, size: int) -> Outcome:
    """Run a batch; a mail that hangs or kills its process is a finding, and ends its batch."""
    place = folder / str(batch)
    place.mkdir()
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=_run, args=(seed, batch, size, place, sender))
    child.start()
    sender.close()
    try:
        outcome: Outcome = receiver.recv()
    except EOFError:
        outcome = _died(batch, place / IN_WORK)
    child.join()
    return outcome


def _run(seed: int, batch: int, size: int, place: Path, sender: Connection) -> None:
    logging.disable(logging.CRITICAL)
    sender.send(run_batch(seed, batch, size, place))


def _died(batch: int, in_work: Path) -> Outcome:
    content = in_work.read_bytes() if in_work.exists() else b""
    finding = Finding(batch, 0, "its process hung or died, the rest was not run", content)
    return Outcome(batch, Counter(), 0.0, 0.0, (finding,))


def keep_failures(findings: list[Finding], folder: Path) -> None:
    """Write what failed where it can be replayed from."""
    for one in findings:
        if one.content:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / one.name).write_bytes(one.content)


@click.command()
@click.option("--mails", type=click.IntRange(min=1), default=20_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True, help="Processes at a time.")
@click.option("--failures", type=click.Path(path_type=Path), default=FAILURES, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--replay", "again", type=click.Path(exists=True, path_type=Path), help="One mail.")
def main(
    mails: int, seed: int, jobs: int, failures: Path, *, as_json: bool, again: Path | None
) -> None:
    """Damage mails, process them, and say what became of them."""
    if again is not None:
        click.echo(replay(again.read_bytes()))
        return
    summary = Summary(seed)
    with click.progressbar(length=mails, label="mails", file=sys.stderr) as bar:
        for outcome in fuzz(seed, mails, jobs):
            summary.add(outcome)
            keep_failures(list(outcome.findings), failures)
            bar.update(BATCH)
    click.echo(json.dumps(summary.document(), indent=2) if as_json else "\n".join(summary.lines()))
    sys.exit(0 if summary.holds else 1)


if __name__ == "__main__":
    main()
