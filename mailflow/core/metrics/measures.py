"""Figures as numbers: how many, a share of how many, and how long it took."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

FEWEST = 5
"""Of fewer than so many no trend is told."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: so many times, on average, and percentiles."""

    count: int = 0
    mean: timedelta | None = None
    p50: timedelta | None = None
    p90: timedelta | None = None
    longest: timedelta | None = None


NOTHING_TOOK = Spread()


def spread_of(durations: Sequence[timedelta]) -> Spread:
    """Return the spread of durations."""
    if not durations:
        return NOTHING_TOOK
    ordered = sorted(durations)
    mean = sum(ordered, timedelta()) / len(ordered)
    return Spread(len(ordered), mean, ranked(ordered, 50), ranked(ordered, 90), ordered[-1])


def ranked(ordered: Sequence[timedelta], percent: int) -> timedelta:
    """Return a percentile by the nearest rank: the least that so many percent do not exceed.

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2, "percentiles"; the nearest
    rank is always a duration that was measured.
    """
    return ordered[max(1, math.ceil(len(ordered) * percent / 100)) - 1]
