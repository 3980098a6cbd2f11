"""Suggestions for new mails: label, confidence, runners-up and the words that decided.

Loading and predicting need numpy and scipy only.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.calibration import probabilities
from classifiers.errors import UnknownTargetError
from classifiers.features import Features, Floats, Sparse, pieces
from classifiers.signals import Signals

TOP: Final = 3
FEWEST_KNOWN: Final = 6  # n-grams; one short word has about as many
RARE: Final = 1.0 + math.log(8.0)  # the idf of a word in one mail of eight


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the classifier would say about one target of one mail.

    ``label`` is None when it abstains: the confidence is under the threshold or, then without
    alternatives, the text holds next to nothing that is known. ``confidence`` is the probability
    of the first alternative, in [0, 1]; ``alternatives`` are up to three labels with their
    probabilities, best first; ``reasons`` are up to three words of the mail, as cleaned, that
    speak for the first alternative, strongest first. ``in_scope`` says in [0, 1] how likely the
    mail belongs to any of the labels, and ``threshold`` what confidence the first alternative
    would need.
    """

    label: str | None
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]
    in_scope: float = 1.0
    threshold: float = 0.0


ABSTENTION: Final = Suggestion(label=None, confidence=0.0, alternatives=(), reasons=())


@dataclass(frozen=True, slots=True)
class Prediction:
    """The suggestions for one mail; a target that was not learned is an abstention."""

    category: Suggestion = ABSTENTION
    urgency: Suggestion = ABSTENTION
    impact: Suggestion = ABSTENTION


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """One target's linear model over its own features.

    ``weights`` has shape (features, labels) and ``bias`` (labels,). ``sharpness`` turns scores
    into probabilities; a confidence under ``threshold`` is an abstention.
    """

    target: str
    features: Features
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    sharpness: float
    threshold: float

    def probabilities(self, matrix: Sparse) -> Floats:
        """Return calibrated probabilities, shape (rows of ``matrix``, labels)."""
        scores: Floats = matrix @ self.weights + self.bias
        return probabilities(scores, self.sharpness)

    def suggest(self, matrix: Sparse) -> list[Suggestion]:
        """Return one suggestion for each row of ``matrix``, which has this head's features."""
        return [
            self._suggest_row(matrix, row, shares)
            for row, shares in enumerate(self.probabilities(matrix))
        ]

    def _suggest_row(self, matrix: Sparse, row: int, shares: Floats) -> Suggestion:
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns: NDArray[np.intp] = matrix.indices[span]
        if len(columns) < FEWEST_KNOWN:
            return ABSTENTION
        best = np.argsort(-shares, kind="stable")[:TOP]
        confidence = float(shares[best[0]])
        pull = matrix.data[span] * self.weights[columns, best[0]]
        return Suggestion(
            label=self.labels[best[0]] if confidence >= self.threshold else None,
            confidence=confidence,
            alternatives=tuple((self.labels[at], float(shares[at])) for at in best),
            reasons=_reasons(columns, pull, self.features),
            threshold=self.threshold,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A learned version: one head for each target that could be learned."""

    heads: tuple[Head, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets it has learned, out of ``"category"`` and ``"urgency"``."""
        return tuple(head.target for head in self.heads)

    def head(self, target: str) -> Head:
        """Return one target's model; UnknownTargetError when it has not been learned."""
        for head in self.heads:
            if head.target == target:
                return head
        raise UnknownTargetError(f"this classifier has not learned {target!r}")

    def labels(self, target: str) -> tuple[str, ...]:
        """Return the labels it may suggest, sorted; UnknownTargetError when it has none."""
        return self.head(target).labels

    def predict(
        self, texts: Sequence[str], signals: Sequence[Signals] | None = None
    ) -> list[Prediction]:
        """Return one prediction for each text, in the same order.

        ``signals`` holds what else is known of each mail; without it nothing is. ValueError when
        there are not as many of them.
        """
        if signals is not None and len(signals) != len(texts):
            raise ValueError(f"{len(signals)} signals for {len(texts)} texts")
        if not texts:
            return []
        parted = [pieces(text) for text in texts]
        by_target = {
            head.target: head.suggest(head.features.transform(parted)) for head in self.heads
        }
        return [
            Prediction(**{target: found[row] for target, found in by_target.items()})
            for row in range(len(texts))
        ]


def _reasons(columns: NDArray[np.intp], pull: Floats, features: Features) -> tuple[str, ...]:
    """Return up to three n-grams with the strongest positive pull, no two about the same word.

    Words that few mails share come first, then any words; characters only without any word.
    """
    order = np.argsort(-pull, kind="stable")
    ranked = columns[order[pull[order] > 0.0]]
    words = ranked[ranked < features.readable]
    rare = words[features.blocks[0].idf[words] >= RARE]
    for tier in (rare, words, ranked):
        if chosen := _first_different(features.gram(int(column)) for column in tier):
            return chosen
    return ()


def _first_different(grams: Iterable[str]) -> tuple[str, ...]:
    chosen: list[str] = []
    for gram in map(str.strip, grams):
        parts = gram.split()
        overlaps = any(part in other or other in part for other in chosen for part in parts)
        if not overlaps and all(is_readable(part) for part in parts):
            chosen.append(gram)
        if len(chosen) == TOP:
            break
    return tuple(chosen)


def is_readable(part: str) -> bool:
    """Tell whether a person would recognise it: letters only, three of them in Latin script."""
    return part.isalpha() and (len(part) > 2 or not part.isascii())
