"""Which words speak most for a label, as far as a person can read them."""

from collections.abc import Mapping

import numpy as np

from classifiers.prediction import Classifier, Head, is_readable

MOST = 8


def telling_words(
    classifier: Classifier, target: str, *, most: int = MOST
) -> Mapping[str, tuple[str, ...]]:
    """Return by label the words with the largest weights for it, the strongest first."""
    head = classifier.head(target)
    return {label: _words(head, column, most) for column, label in enumerate(head.labels)}


def _words(head: Head, column: int, most: int) -> tuple[str, ...]:
    weights = head.weights[: head.features.readable, column]
    found = list[str]()
    for row in np.argsort(-weights, kind="stable").tolist():
        if len(found) == most or weights[row] <= 0.0:
            break
        gram = head.features.gram(row)
        if " " not in gram and is_readable(gram):
            found.append(gram)
    return tuple(found)
