"""From decision scores to probabilities: what the models' scores and signals are worth.

Temperature scaling, Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017), section
4.2, with one temperature for each model (stacking), and where held-out rows want it with one
offset for each label, drawn towards none so that labels with few rows keep to the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from classifiers.features import Floats
from classifiers.folds import assign_folds
from classifiers.measures import calibration_error
from classifiers.selection import Rows

LOG_BOUNDS: Final = (-8.0, 4.0)  # of a share, natural logarithm, in deviations of the scores
OFFSET_BOUND: Final = 6.0
PULL: Final = 1.0  # of offsets towards 0: as strong as one row
SIGNAL_PULL: Final = 8.0  # of signals towards what is assumed of them
EQUALLY_GOOD: Final = 0.005
FOLDS: Final = 5
SEED: Final = 21
