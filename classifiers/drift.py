"""Whether the mails of today are still those that were learned from.

Source: the population stability index, as in Siddiqi, "Credit Risk Scorecards" (2006):
the symmetric Kullback-Leibler distance of two shares over the same parts. What chance alone gives
is from Yurdakul, "Statistical Properties of Population Stability Index" (2018): the index of two
samples of one population is (1/n + 1/m) times a chi-squared variable.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scipy.special import chdtri

NOTICEABLE: Final = 0.1  # Siddiqi's rule of thumb
LARGE: Final = 0.25
BINS: Final = 10
HALF: Final = 0.5  # added to each count, so that a part without rows has a logarithm
UNLIKELY: Final = 0.05


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a distribution has moved from ``before`` rows to ``now`` rows.

    ``index`` is the population stability index, ``chance`` what two samples of these sizes from
    one population stay under in 95 % of cases; ``parts`` holds each part's share before and now,
    the part that moved most first.
    """

    before: int
    now: int
    index: float
    chance: float
    parts: tuple[tuple[str, float, float], ...]

    @property
    def finding(self) -> str:
        """In words whether it moved."""
        if not self.before or not self.now:
            return "no rows to compare"
        if self.index <= self.chance or self.index < NOTICEABLE:
            return "steady" if self.index < NOTICEABLE else "no more than chance"
        return "moved" if self.index < LARGE else "moved far"


def shift(before: Mapping[str, int], now: Mapping[str, int]) -> Shift:
    """Return how far counts of the same parts have moved."""
    names = sorted(set(before) | set(now))
    sizes = sum(before.values()), sum(now.values())
    if not all(sizes):
        return Shift(*sizes, index=0.0, chance=0.0, parts=())
    parts = []
    for name in names:
        shares = [
            (counts.get(name, 0) + HALF) / (size + HALF * len(names))
            for counts, size in zip((before, now), sizes, strict=True)
        ]
        parts.append((name, shares[0], shares[1]))
    parts.sort(key=lambda part: -_moved(part))
    chance = (1 / sizes[0] + 1 / sizes[1]) * float(chdtri(max(1, len(names) - 1), UNLIKELY))
    return Shift(*sizes, index=sum(map(_moved, parts)), chance=chance, parts=tuple(parts))


def confidence_part(confidence: float) -> str:
    """Return the name of the part, of ten of equal width, that a confidence lies in."""
    low = min(BINS - 1, max(0, int(confidence * BINS)))
    return f"{low / BINS:.1f} to {(low + 1) / BINS:.1f}"


def _moved(part: tuple[str, float, float]) -> float:
    _, before, now = part
    return (now - before) * math.log(now / before)
