"""`make bench-classifier`: how well and at what cost mails are classified, beside a baseline.

Prints baseline, ours, aim and what must hold for each figure; ends with 1 where one does not.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from benchmarks.bench import described
from benchmarks.classifying.costs import cost_rows
from benchmarks.classifying.quality import (
    WANTED,
    balanced_row,
    calibration_row,
    few_labels_row,
    guess_rows,
    high_row,
    scope_rows,
    suggestion_rows,
    tried,
)
from benchmarks.classifying.rows import HEADS, Row
from benchmarks.classifying.sets import ROOT, folder, incidents_alone, is_there, read_pair
from benchmarks.report import table
from benchmarks.sections import with_section

DOCUMENT = ROOT / "docs" / "CLASSIFIER.md"
SECTION = "Measured"
SEEDS, SHORT_SEEDS = 5, 1
NAMES = ("endava5k", "itgrp", "hadoop_priority", "clinc150")


@dataclass
class Findings:
    """Everything that was measured."""

    machine: str
    is_short: bool = False
    rows: list[Row] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether all that must hold does, and all was measured where all must be."""
        complete = not self.skipped or os.environ.get("MAILFLOW_REQUIRE") != "all"
        return complete and all(row.holds for row in self.rows)

    def document(self) -> str:
        """Return it for programs."""
        rows = [row.document() for row in self.rows]
        return json.dumps({"holds": self.holds, "rows": rows, "skipped": self.skipped}, indent=2)

    def section(self) -> str:
        """Return it for people, as a section of the document."""
        return "\n\n".join((f"## {SECTION}", *self._parts()))

    def _parts(self) -> Iterator[str]:
        yield f"Written by `make bench-classifier FLAGS=--write`. {self.machine}."
        yield from (f"NOT MEASURED: {one}." for one in self.skipped)
        yield table(HEADS, [row.cells() for row in self.rows])
        missed = [f"{row.data}: {row.figure}" for row in self.rows if row.reaches is False]
        if missed:
            yield f"Aims missed: {'; '.join(missed)}."


@click.command()
@click.option("--short", is_flag=True, help="One data set, one draw, small costs.")
@click.option("--data", "only", multiple=True, help="Only these data sets.")
@click.option("--costs/--no-costs", default=True, help="Measure costs, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--report-only", is_flag=True, help="Exit with 0 whatever holds.")
@click.option("--write", is_flag=True, help="Write the section of docs/CLASSIFIER.md.")
def main(
    only: tuple[str, ...],
    *,
    short: bool,
    costs: bool,
    as_json: bool,
    report_only: bool,
    write: bool,
) -> None:
    """Measure how mails are classified."""
    findings = Findings(described(), short)
    names = only or (NAMES[:1] if short else NAMES)
    for name in names:
        if is_there(name):
            for row in _measured(name, SHORT_SEEDS if short else SEEDS):
                _tell(" | ".join(row.cells()))
                findings.rows.append(row)
        else:
            findings.skipped.append(f"{name}, as it is not in {folder()} (MAILFLOW_SHARED)")
    if costs:
        findings.rows += cost_rows(_tell, short=short)
    click.echo(findings.document() if as_json else findings.section())
    if write:
        _write(DOCUMENT, findings)
    sys.exit(0 if report_only or findings.holds else 1)


def _measured(name: str, seeds: int) -> Iterator[Row]:
    _tell(f"learning from {name} and asking about it")
    measure = {"endava5k": _endava, "itgrp": _itgrp, "hadoop_priority": _hadoop}.get(name, _clinc)
    return measure(name, seeds)


def _endava(name: str, seeds: int) -> Iterator[Row]:
    one = tried(read_pair(name, "category"), wanted=WANTED)
    yield from guess_rows(one, aims=(0.86, 0.57), margins=(0.01, 0.02))
    yield balanced_row(one)
    yield from suggestion_rows(one)
    yield calibration_row(one)
    yield few_labels_row(one.pair, seeds)
    if seeds > 1:
        urgency = tried(incidents_alone(name, "urgency"))
        yield from guess_rows(urgency, aims=(None, None), margins=(0.02, 0.02))


def _itgrp(name: str, _: int) -> Iterator[Row]:
    one = tried(read_pair(name, "group"))
    yield from guess_rows(one, aims=(0.73, 0.51), margins=(0.02, 0.02))
    yield balanced_row(one)
    yield calibration_row(one)


def _hadoop(name: str, _: int) -> Iterator[Row]:
    one = tried(read_pair(name, "urgency3"), weights="balanced")
    yield from guess_rows(one, aims=(None, 0.48), margins=(None, 0.02))
    yield high_row(one)
    yield calibration_row(one)


def _clinc(name: str, _: int) -> Iterator[Row]:
    one = tried(read_pair(name, "intent", outside="oos"))
    yield from guess_rows(one, aims=(0.94, None), margins=(0.01, None))
    yield from scope_rows(one)
    yield calibration_row(one)


def _write(path: Path, findings: Findings) -> None:
    document = path.read_text(encoding="utf-8")
    path.write_text(with_section(document, SECTION, findings.section()), encoding="utf-8")


def _tell(what: str) -> None:
    click.echo(f"# {what}", err=True)


if __name__ == "__main__":
    main()
