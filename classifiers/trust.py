"""How far the probability of the label said first can be believed.

Temperature and offsets fit all labels at once and leave the first of many labels too sure or not
sure enough. So its probability goes through one more curve, fitted to whether it was right (top
label calibration, Gupta and Ramdas, ICLR 2022) in the form of beta calibration (Kull et al.,
AISTATS 2017): three numbers, drawn towards leaving it as it is.
"""

from typing import Final

import numpy as np

from classifiers.features import Floats, Rows

AS_IT_IS: Final = np.array([1.0, 1.0, 0.0])
LEAST, MOST = 1e-6, 1.0 - 1e-6
PULL: Final = 5.0
STEPS: Final = 50
CLOSE: Final = 1e-10


def believe(shares: Floats, said: Rows, trust: Floats) -> Floats:
    """Return probabilities whose entries for ``said`` are as likely right as they say.

    ``shares`` has shape (rows, labels); what the first label gains or loses the others share.
    """
    rows = np.arange(len(said))
    first = np.clip(shares[rows, said], LEAST, MOST)
    logit = trust[0] * np.log(first) - trust[1] * np.log1p(-first) + trust[2]
    believed = 1.0 / (1.0 + np.exp(-logit))
    changed: Floats = shares * ((1.0 - believed) / (1.0 - first))[:, None]
    changed[rows, said] = believed
    return changed


def measure_trust(shares: Floats, said: Rows, right: Floats, weights: Floats) -> Floats:
    """Return the curve that held-out rows ask for, shape (3,): Newton's method, bounded steps.

    ``right`` is 1 where the label said first is the row's own, else 0.
    """
    parts = _parts(np.clip(shares[np.arange(len(said)), said], LEAST, MOST))
    trust = AS_IT_IS.copy()
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-parts @ trust))
        gradient = parts.T @ (weights * (chance - right)) + PULL * (trust - AS_IT_IS)
        curvature = (parts * (weights * chance * (1.0 - chance))[:, None]).T @ parts
        step = np.linalg.solve(curvature + PULL * np.eye(3), gradient)
        trust = np.clip(trust - np.clip(step, -0.5, 0.5), [0.05, 0.05, -5.0], [5.0, 5.0, 5.0])
        if np.abs(step).max() < CLOSE:
            break
    return trust


def _parts(first: Floats) -> Floats:
    """Return the two logarithms and the constant that the curve weighs, shape (rows, 3)."""
    return np.column_stack([np.log(first), -np.log1p(-first), np.ones(len(first))])
