"""`make bench-reading`: how well and how fast mails are read, and what hostile ones cost.

Prints wanted, measured and whether it holds for each promise; ends with 1 where one does not.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.bench import described
from benchmarks.growth import HEADS, Kind, grown, growth_targets
from benchmarks.ordinary import Ordinary, ordinary
from benchmarks.reading_corpus import corpus_targets, judged
from benchmarks.report import table
from benchmarks.results import Target
from benchmarks.sections import READING, with_section

ROOT = Path(__file__).resolve().parents[1]
PERFORMANCE = ROOT / "docs" / "PERFORMANCE.md"
MAILS, SHORT_MAILS = 400, 60
BEFORE = 100


@dataclass
class Findings:
    """Everything that was measured; in short form a close ratio is told, and fails nothing."""

    machine: str
    is_short: bool = False
    targets: list[Target] = field(default_factory=list)
    kinds: Sequence[Kind] = ()
    ordinary: Ordinary | None = None
    skipped: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every promise holds, and all was measured where all must be."""
        complete = not self.skipped or os.environ.get("MAILFLOW_REQUIRE") != "all"
        excused = (one.is_close and self.is_short for one in self.targets)
        return complete and all(
            one.holds or let for one, let in zip(self.targets, excused, strict=True)
        )

    def document(self) -> str:
        """Return it for programs."""
        return json.dumps(
            {
                "holds": self.holds,
                "targets": [asdict(one) for one in self.targets],
                "hostile": [asdict(cost) for one in self.kinds for cost in one.costs],
                "ordinary": self.ordinary.rows() if self.ordinary else [],
                "skipped": self.skipped,
            },
            indent=2,
        )

    def section(self) -> str:
        """Return it for people, as a section of the document."""
        return "\n\n".join((f"## {READING}", *self._parts()))

    def _parts(self) -> Iterator[str]:
        yield f"Written by `make bench-reading FLAGS=--write`. {self.machine}."
        yield from (f"NOT MEASURED: {one}." for one in self.skipped)
        rows = [
            (one.name, one.wanted, one.measured, "holds" if one.holds else "DOES NOT HOLD")
            for one in self.targets
        ]
        yield table(("promise", "wanted", "measured", ""), rows)
        if self.ordinary:
            yield "CPU to read a mail, by what mail-parser alone takes for it; medians."
            yield table(("mails", "number", "in the worker", "all of it"), self.ordinary.rows())
        if self.kinds:
            sizes = " / ".join(str(one.megabytes) for one in self.kinds[0].costs)
            yield (
                f"Hostile mails of {sizes} MB. Growth is CPU time by that of a fifth of the size;"
                " less than 10 ms a megabyte counts as so much."
            )
            yield table(HEADS, [one.row() for one in self.kinds])


@click.command()
@click.option("--corpus", type=click.Path(path_type=Path), help="Mails with what is expected.")
@click.option(
    "--short",
    is_flag=True,
    help="The corpus, few ordinary mails, small hostile ones; the CPU ratio is told alone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--report-only", is_flag=True, help="Exit with 0 whatever holds.")
@click.option("--write", is_flag=True, help="Write the section of docs/PERFORMANCE.md.")
@click.option("--seed", default=1, show_default=True)
@click.option("--kind", "only", multiple=True, help="Only these kinds of hostile mail.")
def main(
    corpus: Path | None,
    seed: int,
    only: tuple[str, ...],
    *,
    short: bool,
    as_json: bool,
    report_only: bool,
    write: bool,
) -> None:
    """Measure how mails are read."""
    findings = Findings(described(), short)
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        _measure(findings, corpus or _shared(), seed, only)
    finally:
        logging.disable(before)
    click.echo(findings.document() if as_json else findings.section())
    if write:
        document = PERFORMANCE.read_text(encoding="utf-8")
        document = with_section(document, READING, findings.section())
        PERFORMANCE.write_text(document, encoding="utf-8")
    sys.exit(0 if report_only or findings.holds else 1)


def _measure(findings: Findings, corpus: Path, seed: int, only: tuple[str, ...]) -> None:
    short = findings.is_short
    _corpus(findings, corpus)
    _ordinary(findings, seed, SHORT_MAILS if short else MAILS)
    with TemporaryDirectory(prefix="reading-", dir="/var/tmp") as folder:
        findings.kinds = grown(Path(folder), _tell, short=short, only=only)
    findings.targets += growth_targets(findings.kinds)


def _shared() -> Path:
    return Path(os.environ.get("MAILFLOW_SHARED", str(ROOT.parent / "shared"))) / "corpus"


def _tell(what: str) -> None:
    click.echo(f"# {what}", err=True)


def _corpus(findings: Findings, folder: Path) -> None:
    if not (folder / "score.py").is_file():
        findings.skipped.append("how well mails are read, as there is no corpus (MAILFLOW_SHARED)")
        _tell(f"NOT MEASURED: no score.py in {folder}; set MAILFLOW_SHARED or CORPUS")
        return
    _tell("reading the corpus")
    findings.targets += corpus_targets(judged(folder.resolve()))


def _ordinary(findings: Findings, seed: int, mails: int) -> None:
    _tell("reading ordinary mails")
    findings.ordinary = ordinary(seed, mails, BEFORE)
    findings.targets.append(findings.ordinary.target())


if __name__ == "__main__":
    main()
