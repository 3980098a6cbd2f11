"""Stratified folds that no rare label can break.

scikit-learn's StratifiedKFold refuses, and CalibratedClassifierCV raises, when a label has fewer
rows than there are folds; on a service desk such labels are normal.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

ALWAYS_TRAINED: Final = -1


def assign_folds(labels: Sequence[Hashable], folds: int, *, seed: int) -> NDArray[np.intp]:
    """Return the fold, 0 to ``folds`` - 1, in which each row is held out; shape (rows,).

    The rows of a label are dealt out in turn, so two folds differ by at most one row of it, and
    by at most one row overall. ValueError for fewer than two folds.
    """
    if folds < 2:
        raise ValueError(f"at least two folds are needed, not {folds}")
    numbers = {label: at for at, label in enumerate(sorted(set(labels), key=repr))}
    codes = np.array([numbers[label] for label in labels], dtype=np.intp)
    shuffled = np.random.default_rng(seed).permutation(len(codes))
    dealt = shuffled[np.argsort(codes[shuffled], kind="stable")]
    result = np.empty(len(codes), dtype=np.intp)
    result[dealt] = np.arange(len(codes)) % folds
    return result


def keep_single_rows(assigned: NDArray[np.intp], labels: Sequence[Hashable]) -> NDArray[np.intp]:
    """Return the folds with the only row of a label in none of them (ALWAYS_TRAINED).

    So every fold's training rows still hold every label.
    """
    rows = Counter(labels)
    single = [rows[label] == 1 for label in labels]
    return np.where(single, ALWAYS_TRAINED, assigned)
