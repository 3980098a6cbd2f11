"""Stratified folds that no rare label can break.

scikit-learn's StratifiedKFold refuses, and CalibratedClassifierCV raises, when a label has fewer
rows than there are folds; on a service desk such labels are normal.
"""

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

ALWAYS_TRAINED: Final = -1


def assign_folds(
    labels: Sequence[Hashable], folds: int, *, seed: int | None, groups: Sequence[str] = ()
) -> NDArray[np.intp]:
    """Return the fold, 0 to ``folds`` - 1, in which each row is held out; shape (rows,).

    The rows of a label are dealt out in turn, so two folds differ by at most one row of it, and
    by at most one row overall. Rows of the same group, one for each label if given, go where its
    first row goes; the empty group is none. Without a seed neighbouring rows of a label stay
    together: mails of the same days resemble each other more than what is yet to come. ValueError
    for fewer than two folds.
    """
    if folds < 2:
        raise ValueError(f"at least two folds are needed, not {folds}")
    if any(groups):
        return _deal_groups(labels, folds, seed, groups)
    numbers = {label: at for at, label in enumerate(sorted(set(labels), key=repr))}
    codes = np.array([numbers[label] for label in labels], dtype=np.intp)
    rows = np.arange(len(codes))
    mixed = rows if seed is None else np.random.default_rng(seed).permutation(len(codes))
    dealt = mixed[np.argsort(codes[mixed], kind="stable")]
    turns = rows % folds
    if seed is None:
        turns = turns[np.lexsort((turns, codes[dealt]))]
    result = np.empty(len(codes), dtype=np.intp)
    result[dealt] = turns
    return result


def _deal_groups(
    labels: Sequence[Hashable], folds: int, seed: int | None, groups: Sequence[str]
) -> NDArray[np.intp]:
    """Deal out the first row of each group, and let the others follow it."""
    first = {name: at for at, name in reversed(list(enumerate(groups))) if name}
    leader = [first.get(name, at) for at, name in enumerate(groups)]
    leaders = sorted(set(leader))
    dealt = assign_folds([labels[at] for at in leaders], folds, seed=seed)
    place = dict(zip(leaders, dealt.tolist(), strict=True))
    return np.array([place[at] for at in leader], dtype=np.intp)


def keep_lone_labels(assigned: NDArray[np.intp], labels: Sequence[Hashable]) -> NDArray[np.intp]:
    """Return the folds with a label that is in one fold alone in none of them (ALWAYS_TRAINED).

    Its only row, or all its rows where they go together. So every fold's training rows still hold
    every label.
    """
    found: dict[Hashable, set[int]] = {}
    for label, fold in zip(labels, assigned.tolist(), strict=True):
        found.setdefault(label, set()).add(fold)
    lone = [len(found[label]) == 1 for label in labels]
    return np.where(lone, ALWAYS_TRAINED, assigned)
