"""Requesters whose labels everybody else's contradict.

Somebody who gets many of his incidents closed under wrong labels could teach the classifier
mistakes, and move the confidence asked for. Mails of a requester with several are therefore held
out together; where most of them then look like another label, they are not learned from. They
stay in the training data and among the doubtful labels: a person decides about them.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Rows

FEWEST: Final = 5  # rows of one requester; fewer may well be odd by chance
MOST_WRONG: Final = 2.0 / 3.0
CLEARLY: Final = 4.0  # standard deviations above everybody's share of wrong answers


def fold_groups(groups: Sequence[str], requesters: Sequence[str]) -> list[str]:
    """Return for each row what is held out together: a requester's many mails, a conversation."""
    sent = Counter(requesters)
    return [
        f"requester {requester}" if requester and sent[requester] >= FEWEST else group
        for group, requester in zip(groups, requesters, strict=True)
    ]


def contradicted(requesters: Sequence[str], said: Rows, truth: Rows) -> NDArray[np.bool_]:
    """Tell which rows are those of a requester whose labels are contradicted.

    All have one entry for each row: who sent it, what held-out models say, and its label.
    """
    wrong = said != truth
    sent, against = Counter(requesters), Counter[str]()
    for requester, is_wrong in zip(requesters, wrong.tolist(), strict=True):
        against[requester] += is_wrong
    usual = float(wrong.mean()) if len(wrong) else 0.0
    found = {
        name
        for name, rows in sent.items()
        if name and rows >= FEWEST and _stands_out(against[name], rows, usual)
    }
    return np.array([name in found for name in requesters], dtype=np.bool_)


def _stands_out(wrong: int, rows: int, usual: float) -> bool:
    spread = (rows * max(usual * (1.0 - usual), 1e-4)) ** 0.5
    return wrong >= MOST_WRONG * rows and wrong - rows * usual > CLEARLY * spread
