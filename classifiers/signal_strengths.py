"""What signals and words of business effect add to the levels of urgency and impact."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from classifiers.effects import Effect
from classifiers.features import Floats
from classifiers.signals import Signals

RAISED, LOWERED = "high", "low"
LEVELS: Final = frozenset({RAISED, "medium", LOWERED})
SEVERAL: Final = 2
MANY: Final = 5
MOST_PHRASES: Final = 2
CLEAR: Final = 0.2  # log-odds; a signal that adds less is no reason

# What each signal adds to the log-odds of "high", and takes from those of "low", until held-out
# mails of the desk say otherwise.
ASSUMED: Final = (
    ("requester is a VIP", 0.5),
    ("monitoring: down", 1.5),
    ("monitoring: warning", 0.5),
    ("monitoring: up", -1.0),
    ("several report it", 0.5),
    ("many report it", 1.0),
    ("category's impact: high", 0.7),
    ("category's impact: low", -0.5),
    ("business effect", 0.6),
    ("no hurry", -0.6),
)
RAISING: Final = len(ASSUMED) - 2
LOWERING: Final = len(ASSUMED) - 1


def are_levels(labels: Sequence[str]) -> bool:
    """Tell whether labels are levels of urgency or impact, which signals bear on."""
    return set(labels) <= LEVELS


def assumed(labels: Sequence[str]) -> Floats:
    """Return what signals add to each label's log-odds to begin with, shape (signals, labels).

    No signal bears on labels that are no levels: then the shape is (0, labels).
    """
    if not are_levels(labels):
        return np.zeros((0, len(labels)))
    direction = [float(label == RAISED) - float(label == LOWERED) for label in labels]
    return np.outer([weight for _, weight in ASSUMED], direction)


def strengths(signals: Signals, effect: Effect) -> Floats:
    """Return how strong each signal is in a mail, in the order of ASSUMED."""
    raising, lowering = effect
    return np.array(
        [
            signals.vip,
            signals.monitoring == "down",
            signals.monitoring == "warning",
            signals.monitoring == "up",
            SEVERAL <= signals.reporters < MANY,
            signals.reporters >= MANY,
            signals.default_impact == RAISED,
            signals.default_impact == LOWERED,
            min(len(raising), MOST_PHRASES),
            min(len(lowering), MOST_PHRASES),
        ],
        dtype=np.float64,
    )


def spoken_for(added: Floats, signals: Signals, effect: Effect, *, most: int) -> tuple[str, ...]:
    """Return in words the signals that add clearly to a label, the strongest first.

    ``added`` is what each signal adds to its log-odds, in the order of ASSUMED.
    """
    order = np.argsort(-added, kind="stable").tolist()
    return tuple(_in_words(at, signals, effect) for at in order if added[at] >= CLEAR)[:most]


def _in_words(at: int, signals: Signals, effect: Effect) -> str:
    name = ASSUMED[at][0]
    if at in {RAISING, LOWERING}:
        return f"{name}: {effect[at - RAISING][0]}"
    return f"{signals.reporters} report it" if "report it" in name else name
