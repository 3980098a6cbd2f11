"""Whether a mail belongs to any of the labels at all.

The score is the largest blended score, before any offset (what no label wants gets little from
each), and a little of the share of its words that were seen in training. It was chosen by
leaving labels out of training. It is told as a share of held-out mails: 0.03 means that only
three in a hundred mails that do belong here looked as strange (conformal p-value, Laxhammar and
Falkman, "Sequential Conformal Anomaly Detection", 2010).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Floats

KNOWN_SHARE: Final = 0.25
KNOTS: Final = 101
FEWEST: Final = 20  # held-out rows; fewer say nothing about strange mail
STRANGE: Final = 0.02  # a smaller share of held-out mails was stranger: no label is suggested


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The scores held-out rows had: ``units`` scale the two parts, ``knots`` are quantiles.

    ``units`` has shape (2,), ``knots`` (KNOTS,) ascending; without knots all is in scope.
    """

    units: Floats
    knots: Floats

    def is_strange(self, tops: Floats, known: Floats) -> NDArray[np.bool_]:
        """Tell which mails are to get no label: strange, and not half like the middle mail.

        Where all mails are much alike the strangest of them still belong.
        """
        if not len(self.knots):
            return np.zeros(len(tops), dtype=np.bool_)
        half = self.knots[len(self.knots) // 2] / 2.0
        few = self.in_scope(tops, known) < STRANGE
        return np.asarray(few & (self.scores(tops, known) < half))

    def scores(self, tops: Floats, known: Floats) -> Floats:
        """Return how much each mail is like those that belong."""
        scores: Floats = tops / self.units[0] + KNOWN_SHARE * known / self.units[1]
        return scores

    def in_scope(self, tops: Floats, known: Floats) -> Floats:
        """Return for each row which share of the held-out rows was stranger, in [0, 1]."""
        if not len(self.knots):
            return np.ones(len(tops))
        scores = self.scores(tops, known)
        steps = np.linspace(0.0, 1.0, len(self.knots))
        found = np.interp(scores, self.knots, steps)
        # Under all that was held out the order still tells strange from stranger.
        spread = max(float(self.knots[-1] - self.knots[0]), 1e-9)
        below = np.minimum(scores - self.knots[0], 0.0) / spread
        above = np.maximum(scores - self.knots[-1], 0.0) / spread
        inside = 0.001 + 0.998 * found
        shares: Floats = np.where(
            below < 0.0, 0.001 * np.exp(below), inside + 0.001 * (1.0 - np.exp(-above))
        )
        return shares


def measure_scope(tops: Floats, known: Floats) -> Scope:
    """Return what held-out rows say: their largest scores and known shares, shape (rows,)."""
    if len(tops) < FEWEST:
        return Scope(np.ones(2), np.empty(0))
    spread = np.array([tops.std(), known.std()])
    units = np.where(spread > 0.0, spread, 1.0)
    scores = Scope(units, np.empty(0)).scores(tops, known)
    return Scope(units, np.quantile(scores, np.linspace(0.0, 1.0, KNOTS)))
