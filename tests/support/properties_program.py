"""`make properties`: conversations and undoings by the thousand, and what must hold for each.

    python -m support.properties_program --examples 2000 --seed 1 --json

Examples are tried in batches with a seed of their own, so that one failure hides no other;
`--batch SEED-NUMBER` tries one again and tells what fails in its shortest form. Ends with 1 where
something did not hold. Progress is told on standard error.
"""

import json
import logging
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product

import click
from support.properties import PROPERTIES, Outcome, run_batch

from mailflow.core.commands import AGENT_RULES

BATCH = 25
Task = tuple[str, str, int, bool]
NOT_RUN = frozenset({"yes", "no", "preview"})
"""An answer to a challenge carries out what was held; a preview carries out nothing."""


@dataclass
class Summary:
    """What became of all examples so far."""

    seed: int
    examples: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)

    @property
    def never_run(self) -> list[str]:
        """Return the commands that no example carried out."""
        return [
            f"#{rule.name}"
            for rule in AGENT_RULES
            if rule.name not in NOT_RUN and not self.reached[f"ran #{rule.name}"]
        ]

    def add(self, outcome: Outcome) -> None:
        """Count one batch."""
        self.examples[outcome.name] += outcome.examples
        self.reached += outcome.statistics
        if outcome.failure:
            self.failures.append(outcome)

    def document(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "holds": not self.failures,
            "seed": self.seed,
            "examples": dict(self.examples),
            "never_run": self.never_run,
            "reached": dict(sorted(self.reached.items())),
            "failures": [
                {"property": one.name, "batch": one.seed, "what": one.failure}
                for one in self.failures
            ],
        }

    def lines(self) -> Iterator[str]:
        """Return it for people."""
        yield ", ".join(f"{n} of {name}" for name, n in self.examples.items())
        yield f"  seed {self.seed}"
        yield from (f"  {number:6} {what}" for what, number in sorted(self.reached.items()))
        yield from (f"FAILED {one.name}, batch {one.seed}\n{one.failure}" for one in self.failures)
        if self.never_run:
            yield f"never carried out: {' '.join(self.never_run)}"
        yield "NOT ALL OF IT HELD" if self.failures else "all of it held"


def _run(task: Task) -> Outcome:
    logging.disable(logging.CRITICAL)
    name, word, examples, shrinks = task
    return run_batch(PROPERTIES[name], word, examples, shrinks=shrinks)


def outcomes(tasks: list[Task], jobs: int) -> Iterator[Outcome]:
    """Yield what became of each batch, in order."""
    if jobs == 1:
        yield from map(_run, tasks)
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield from pool.map(_run, tasks)


@click.command()
@click.option("--examples", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--batch", default="", help="Try this batch alone, such as 1-12.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def main(examples: int, seed: int, jobs: int, batch: str, *, as_json: bool) -> None:
    """Try examples of every property, half of them conversations, and say what held."""
    each = -(-examples // len(PROPERTIES))
    words = [batch] if batch else [f"{seed}-{n}" for n in range(-(-each // BATCH))]
    summary = Summary(seed)
    tasks = [(one, word, min(BATCH, each), bool(batch)) for word, one in product(words, PROPERTIES)]
    bar = click.progressbar(length=len(tasks) * BATCH, label="examples", file=sys.stderr)
    with suppress(KeyboardInterrupt), bar:  # who stops it hears what was found so far
        for outcome in outcomes(tasks, jobs):
            summary.add(outcome)
            bar.update(BATCH)
    click.echo(json.dumps(summary.document(), indent=2) if as_json else "\n".join(summary.lines()))
    sys.exit(1 if summary.failures else 0)


if __name__ == "__main__":
    main()
