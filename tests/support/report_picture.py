"""A picture of a report: `python -m support.report_picture FILE`; learned from the seed corpus.

A third of the corpus is frozen, the champion knows half of what the candidate knows.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from support.pictures import take
from support.small_png import smaller

from classifiers.examples import seed_corpus
from classifiers.gate import judge
from classifiers.measuring import measure_version
from classifiers.training import fit
from classifiers.words import telling_words
from mailflow.cli.report.page import page_of
from mailflow.cli.report.subject import Report
from mailflow.core.corrections import Corrections

VIEWS = ((1060, "light"), (390, "dark"))
HEIGHT = 1900
WANTED = 0.9
MONTHS = ((5, 19), (6, 17), (7, 14), (8, 15), (9, 11), (10, 9))


def made() -> Report:
    """Return the report."""
    corpus = seed_corpus()
    frozen, train = corpus[::3], [one for at, one in enumerate(corpus) if at % 3]
    champion, candidate = fit(train[::2]), fit(train)
    figures = measure_version(candidate, train, frozen, champion=champion, wanted_precision=WANTED)
    verdict = judge(figures.comparisons, wanted_precision=WANTED)
    category = figures.targets[0]
    later = [label for label, rows in category.reference for _ in range(rows * 2)]
    return Report(
        number=2,
        created_at=datetime(2026, 11, 24, 3, tzinfo=UTC),
        origin="the seed corpus",
        sha256="0" * 64,
        active=verdict.promoted,
        figures=figures,
        champion=1,
        promoted=verdict.promoted,
        reasons=verdict.reasons,
        words={one: telling_words(candidate, one) for one in candidate.targets},
        drifts=(category.drift(later, [0.2 + 0.7 * at / len(later) for at in range(len(later))]),),
        corrections=tuple(
            (f"2026-{month:02}", Corrections(applied=60, corrected=wrong))
            for month, wrong in MONTHS
        ),
    )


def main(target: Path) -> None:
    """Take the picture."""
    take(page_of(made()), target, VIEWS, most=HEIGHT)
    target.write_bytes(smaller(target.read_bytes()))
    sys.stdout.write(f"{target} {target.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
