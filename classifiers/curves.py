"""What more closed incidents would bring: a learning curve, and where it seems to lead.

Source: the error falls as a power of the rows (Cortes et al., "Learning Curves: Asymptotic Values
and Rate of Convergence", NIPS 1993; Hestness et al., "Deep Learning Scaling is Predictable,
Empirically", 2017). A straight line through the logarithms is drawn over measured points; how
far it may be off is told by drawing it again over points as uncertain as these.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifiers.features import Floats

FEWEST_POINTS: Final = 3
MORE: Final = 200
DRAWS: Final = 500
SEED: Final = 20
TAILS: Final = (2.5, 97.5)
HALF_A_POINT: Final = 0.005
SMALLEST_ERROR: Final = 1e-4
NOTHING_KNOWN: Final = "Too few closed incidents to say what more of them would bring."


@dataclass(frozen=True, slots=True)
class Point:
    """The share of right guesses on ``tested`` held-out rows after learning from ``rows``."""

    rows: int
    accuracy: float
    tested: int

    @property
    def standard_error(self) -> float:
        """Return that of the share; one row's worth where all are right or all wrong."""
        share = min(max(self.accuracy, 1 / self.tested), 1 - 1 / self.tested)
        return math.sqrt(share * (1 - share) / self.tested)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The gain in accuracy that ``more`` rows would bring, and the range of 95 % of the draws."""

    more: int
    gain: float
    low: float
    high: float

    @property
    def sentence(self) -> str:
        """Say it in points of a hundred, with its range."""
        more = f"{self.more} more closed incidents would"
        span = f"between {_points(self.low)} and {_points(self.high)}"
        if max(map(abs, (self.gain, self.low, self.high))) < HALF_A_POINT:
            return f"{more} change accuracy by less than half a point."
        found = f"{more} bring about {_points(self.gain)} points of accuracy"
        if self.low <= 0.0:
            return f"{found}; the curve is too uncertain to promise any ({span})."
        return f"{found} ({span})."


def forecast(points: Sequence[Point], *, more: int = MORE) -> Forecast | None:
    """Return what ``more`` rows beyond the last point would bring; None for too few points."""
    usable = [point for point in points if point.tested > 1 and point.rows > 0]
    if len({point.rows for point in usable}) < FEWEST_POINTS:
        return None
    rows = np.log([point.rows for point in usable])
    most = max(point.rows for point in usable)
    span = np.log([most, most + more])
    accuracy = np.array([point.accuracy for point in usable])
    spread = np.array([point.standard_error for point in usable])
    drawn = np.random.default_rng(SEED).normal(accuracy, spread, size=(DRAWS, len(usable)))
    low, high = np.percentile([_gain(rows, one, spread, span) for one in drawn], TAILS)
    return Forecast(more, _gain(rows, accuracy, spread, span), float(low), float(high))


def _gain(rows: Floats, accuracy: Floats, spread: Floats, span: Floats) -> float:
    """Return how much the line through the logarithms of the errors falls over the span."""
    errors = np.clip(1.0 - accuracy, SMALLEST_ERROR, None)
    slope, start = np.polyfit(rows, np.log(errors), 1, w=errors / spread)
    before, after = np.exp(start + slope * span)
    return float(before - after)


def _points(share: float) -> str:
    rounded = round(share * 100)
    return f"{rounded:+d}" if rounded else "0"
