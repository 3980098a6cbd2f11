"""How far one requester's labels move what is asked for of confidence (promise P21).

`python -m benchmarks.classifying.poisoning` learns from part of a data set, and again with 500 more
mails of one requester, closed as the most frequent label, of which a share is right. It prints how
many of these are left by the cap, and the furthest any threshold moved.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.classifying.sets import is_there, read_pair
from classifiers.datasets import Dataset
from classifiers.examples import Example
from classifiers.training import fit
from mailflow.core.training_data import Row, capped_everywhere

MAILS, SENT = 1_200, 500
SHARES = (0.0, 1 / 3, 2 / 3, 1.0)
EACH = (4, 20)  # mails of every other requester
SEEDS = 3
MOST = 0.01
SETS = (("endava5k", "category"), ("itgrp", "group"))


def main() -> int:
    """Print a line for each desk; 1 where a threshold moved too far."""
    moved = [one for name, label in SETS if is_there(name) for one in _desks(name, label)]
    return int(any(one > MOST for one in moved))


def _desks(name: str, label: str) -> Iterator[float]:
    whole = read_pair(name, label).train
    for seed in range(SEEDS):
        for each in EACH:
            order = np.random.default_rng(seed).permutation(len(whole)).tolist()
            good = _rows(whole, order[:MAILS], each)
            before = fit(_examples(good)).head("category").thresholds
            for share in SHARES:
                bad = _of_one(whole, order[MAILS:], good, share)
                kept = capped_everywhere([*good, *bad])
                after = fit(_examples(kept)).head("category").thresholds
                left = sum(row.requester == "mallory" for row in kept)
                moved = float(np.abs(before - after).max())
                sys.stdout.write(
                    f"{name}, seed {seed}, {each} mails of each other requester:"
                    f" {share:.0%} right, {left} rows left, moved {moved:.3f}\n"
                )
                yield moved


def _rows(whole: Dataset, places: Sequence[int], each: int) -> list[Row]:
    """Return rows of many requesters, as many as the cap leaves."""
    most = len(places) // each
    rows = [
        Row(f"good-{at}", whole.texts[at], whole.labels[at], requester=f"requester{number % most}")
        for number, at in enumerate(places)
    ]
    return list(capped_everywhere(rows))


def _of_one(whole: Dataset, places: Sequence[int], good: Sequence[Row], share: float) -> list[Row]:
    label = Counter(row.category for row in good).most_common(1)[0][0]
    right = [at for at in places if whole.labels[at] == label]
    wrong = [at for at in places if whole.labels[at] != label]
    chosen = np.random.default_rng(len(right)).random(SENT) < share
    return [
        Row(
            f"bad-{at}",
            whole.texts[(right if is_right else wrong)[at % 100]],
            label,
            requester="mallory",
        )
        for at, is_right in enumerate(chosen.tolist())
    ]


def _examples(rows: Sequence[Row]) -> list[Example]:
    return [
        Example(row.text, row.category, None, identifier=row.identifier, requester=row.requester)
        for row in rows
    ]


if __name__ == "__main__":
    sys.exit(main())
