"""Requesters whose labels everybody else's contradict.

Somebody who gets many of his incidents closed under wrong labels could teach the classifier
mistakes, and move the confidence asked for. Mails of a requester with several are therefore held
out together; where most of them then look like another label, they are not learned from. They
stay in the training data and among the doubtful labels: a person decides about them.

Labels of which only some are wrong look like hard mail. So what is asked for of confidence is
settled without those who sent very many: their mails are learned from, but neither they nor what
was learned from them has a say in it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Rows

FEWEST: Final = 5  # rows of one requester; fewer may well be odd by chance
MOST_WRONG: Final = 2.0 / 3.0
MANY: Final = 10  # rows of a label
MANY_IN_ALL: Final = 20
MORE_THAN_USUAL: Final = 1.1  # times what a requester usually sent
STEP: Final = 1.2  # what is many goes up in steps: one requester more hardly ever moves it
FEW_OTHERS: Final = 0.25  # of a label's rows
CLEARLY: Final = 4.0  # standard deviations above everybody's share of wrong answers

Sent = tuple[str, str]  # a requester and a label


def fold_groups(groups: Sequence[str], requesters: Sequence[str]) -> list[str]:
    """Return for each row what is held out together: a requester's many mails, a conversation."""
    sent = Counter(requesters)
    return [
        f"requester {requester}" if requester and sent[requester] >= FEWEST else group
        for group, requester in zip(groups, requesters, strict=True)
    ]


def of_many(requesters: Sequence[str], labels: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which rows are those of requesters who sent many, one label given for each row.

    Many are more than most others sent, of a label or in all. Where a label has hardly any other
    rows, and more than one who sent many, theirs are as good as any: then its rows are none of
    these.
    """
    pairs = list(zip(requesters, labels, strict=True))
    sent, in_all = Counter(pairs), Counter(requesters)
    much = {label: _much(own, MANY) for label, own in _by_label(sent).items()}
    much_in_all = _much([rows for name, rows in in_all.items() if name], MANY_IN_ALL)
    busy = {
        (name, label)
        for (name, label), rows in sent.items()
        if name and (rows > much[label] or in_all[name] > much_in_all)
    }
    spared = _spared(Counter(labels), sent, busy)
    return np.array([one in busy and one[1] not in spared for one in pairs], dtype=np.bool_)


def _by_label(sent: Mapping[Sent, int]) -> dict[str, list[int]]:
    """Return for each label how many rows of it each requester has sent."""
    found: dict[str, list[int]] = defaultdict(list)
    for (name, label), rows in sent.items():
        found[label] += [rows] if name else []
    return found


def _much(sent: Sequence[int], least: int) -> float:
    usual, much = float(np.median(sent)) if sent else 0.0, float(least)
    while much < MORE_THAN_USUAL * usual:
        much *= STEP
    return much


def _spared(rows_of: Mapping[str, int], sent: Mapping[Sent, int], busy: Iterable[Sent]) -> set[str]:
    theirs, senders = Counter[str](), Counter[str]()
    for one in busy:
        theirs[one[1]] += sent[one]
        senders[one[1]] += 1
    return {
        label
        for label, rows in rows_of.items()
        if rows == theirs[label]
        or (senders[label] > 1 and rows - theirs[label] < FEW_OTHERS * rows)
    }


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
