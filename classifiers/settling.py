"""What held-out rows settle: calibration, preference, and how far the label said first is believed.

Levels of urgency and impact have their preference searched among many, for the one that finds
enough urgent rows. It looks better on the rows that chose it than on mail yet to come, and so
would the confidence measured there. So that confidence is measured on rows of each fifth with
what the other four fifths settle (nested cross-validation: Cawley and Talbot, "On Over-fitting
in Model Selection", JMLR 2010). Of categories it made no difference.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from classifiers.calibration import Calibration, Held, calibrate, refit
from classifiers.deciding import decide, preference
from classifiers.features import Floats, Rows, probabilities
from classifiers.folds import assign_folds
from classifiers.trust import measure_trust

FOLDS: Final = 5
SEED: Final = 21


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """How scores become probabilities, which label is said first, and what that is worth."""

    calibration: Calibration
    preferred: Floats
    trust: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What signals are assumed to add, how frequent labels are, and the level nobody may miss."""

    assumed: Floats
    frequent: Floats
    vital: int | None

    def prefer(self, calibration: Calibration, held: Held) -> Floats:
        """Return the preference that serves these rows best."""
        shares = probabilities(calibration.logits(held))
        return preference(shares, held.truth, held.weights, self.frequent, vital=self.vital)


def settle(held: Held, target: Target) -> Settled:
    """Return what held-out rows ask for."""
    calibration = calibrate(held, target.assumed)
    preferred = target.prefer(calibration, held)
    if target.vital is None:
        shares, said = _answers(calibration, preferred, held)
    else:
        shares, said = _unseen_answers(calibration, preferred, held, target)
    right = (said == held.truth).astype(np.float64)
    return Settled(calibration, preferred, measure_trust(shares, said, right, held.weights))


def _answers(calibration: Calibration, preferred: Floats, held: Held) -> tuple[Floats, Rows]:
    shares = probabilities(calibration.logits(held))
    return shares, decide(shares, preferred)


def _unseen_answers(
    calibration: Calibration, preferred: Floats, held: Held, target: Target
) -> tuple[Floats, Rows]:
    """Return what each row gets from what the rows of other folds settle."""
    shares, said = _answers(calibration, preferred, held)
    folds = assign_folds(held.truth.tolist(), FOLDS, seed=SEED)
    for fold in range(FOLDS):
        asked, others = np.flatnonzero(folds == fold), held.at(np.flatnonzero(folds != fold))
        if len(asked) and others.weights.any():
            again = refit(others, target.assumed, like=calibration)
            shares[asked], said[asked] = _answers(
                again, target.prefer(again, others), held.at(asked)
            )
    return shares, said
