"""Choosing, from labelled mails, the n-grams that are worth keeping.

Either the most frequent ones, or those that tell the labels apart: without that the few mails in
a language resemble each other more than they resemble mails of their own label. Texts are
counted once; every fold then chooses from the counts of its own training rows, so that held-out
rows have no say in the features they are scored with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from classifiers.cleaning import grams_inside
from classifiers.effects import Effect, business_effect
from classifiers.features import (
    KINDS,
    LONGEST_REMEMBERED,
    Block,
    Floats,
    Rows,
    Sparse,
    as_matrix,
    as_stored,
    inverse_document_frequency,
    pieces,
)

FEWEST_DOCUMENTS: Final = 2
MOST_GRAMS: Final[Mapping[str, int]] = {"words": 14_000, "characters": 26_000}
MOST_TELLING: Final[Mapping[str, int]] = {"words": 3_000, "characters": 7_000}
MOST_WEIGHTS: Final = 6_000_000  # of one target: a version has to stay storable
SIGNIFICANCE: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often each n-gram of one kind occurs; ``matrix`` has shape (texts, len(grams))."""

    kind: str
    grams: tuple[str, ...]
    matrix: Sparse
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {gram: at for at, gram in enumerate(self.grams)})

    def frequent(self, rows: Rows, most: int) -> Block:
        """Return the n-grams that occur in two of these rows or more, at most so many."""
        counts = self.matrix[rows]
        present = np.bincount(counts.indices, minlength=len(self.grams))
        columns = np.flatnonzero(present >= FEWEST_DOCUMENTS)
        best = np.argsort(-present[columns], kind="stable")[:most]
        return self._block(counts, np.sort(columns[best]))

    def telling(self, rows: Rows, labels: Sequence[str]) -> Block:
        """Return the n-grams of these rows that tell their labels apart.

        An n-gram must occur in two rows or more, and be spread over the labels in a way that
        chance would produce in fewer than one case in ten; of more than MOST_TELLING the most
        telling stay. When that leaves none, all that occur twice stay.
        """
        counts = self.matrix[rows]
        present = np.bincount(counts.indices, minlength=len(self.grams))
        columns = np.flatnonzero(present >= FEWEST_DOCUMENTS)
        chances = chance(counts[:, columns], labels)
        best = np.argsort(chances, kind="stable")[: MOST_TELLING[self.kind]]
        telling = best[chances[best] < SIGNIFICANCE]
        return self._block(counts, np.sort(columns[telling if len(telling) else best]))

    def _block(self, counts: Sparse, kept: Rows) -> Block:
        idf = inverse_document_frequency(counts[:, kept])
        return Block(self.kind, tuple(self.grams[column] for column in kept), as_stored(idf))

    def at(self, block: Block, rows: Rows) -> Sparse:
        """Return the counts of a chosen block's n-grams in these rows, in the block's order."""
        columns = np.array([self.index[gram] for gram in block.grams], dtype=np.intp)
        return self.matrix[rows][:, columns]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Texts as they were counted: n-grams kind by kind, and words of business effect.

    ``lengths`` is the number of words and pairs of each text, known or not, shape (texts,).
    """

    counts: tuple[Counts, ...]
    lengths: Floats
    effects: tuple[Effect, ...]


def count_texts(texts: Sequence[str]) -> Counted:
    """Count the n-grams of raw texts that occur in two texts or more, kind by kind."""
    tallies = {kind: _Tally() for kind in KINDS}
    lengths, effects = [], []
    for text in texts:
        parted = pieces(text)
        for kind, tally in tallies.items():
            tally.add(parted[kind], of_words=kind == "words")
        lengths.append(float(len(parted["words"])))
        effects.append(business_effect(parted["words"], parted["characters"]))
    counts = tuple(tally.counts(kind) for kind, tally in tallies.items())
    return Counted(counts, np.array(lengths), tuple(effects))


class _Tally:
    """The n-grams of one kind as they come: each text is counted once and then let go."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.inside: dict[str, list[int]] = {}
        self.rows: list[tuple[NDArray[Any], NDArray[Any]]] = []

    def add(self, parts: Sequence[str], *, of_words: bool) -> None:
        """Count the n-grams of a text: its parts themselves, or those inside each part."""
        numbers = (
            self._numbers(parts) if of_words else [at for one in parts for at in self._of(one)]
        )
        columns, times = np.unique(np.array(numbers, dtype=np.int32), return_counts=True)
        self.rows.append((columns, times.astype(np.int32)))

    def counts(self, kind: str) -> Counts:
        """Return the counts of what occurs in two texts or more, in the order of the n-grams."""
        matrix = as_matrix(self.rows, len(self.numbers))
        present = np.bincount(matrix.indices, minlength=len(self.numbers))
        kept = sorted(gram for gram, at in self.numbers.items() if present[at] >= FEWEST_DOCUMENTS)
        columns = np.array([self.numbers[gram] for gram in kept], dtype=np.intp)
        ordered = matrix[:, columns]
        ordered.sort_indices()
        return Counts(kind, tuple(kept), ordered)

    def _of(self, word: str) -> list[int]:
        found = self.inside.get(word)
        if found is None:
            found = self._numbers(grams_inside(word))
            if len(word) <= LONGEST_REMEMBERED:
                self.inside[word] = found
        return found

    def _numbers(self, grams: Sequence[str]) -> list[int]:
        return [self.numbers.setdefault(gram, len(self.numbers)) for gram in grams]


def chance(counts: Sparse, labels: Sequence[str]) -> Floats:
    """Return, by column, how likely chance spreads it over the labels at least as unevenly.

    Pearson's chi-squared test of presence against label, shape (columns,). A column present in
    every row gets 1. ``labels`` holds one label for each row, two different ones or more.
    """
    names = sorted(set(labels))
    member = np.array([[label == name for label in labels] for name in names], dtype=np.float64)
    present = counts.sign()
    total = np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float64)
    observed = (present.T @ member.T).T
    expected = np.outer(member.mean(axis=1), total)
    absent = 1.0 - total / len(labels)
    spread = ((observed - expected) ** 2 / expected).sum(axis=0)
    statistic = np.divide(spread, absent, out=np.zeros_like(spread), where=absent > 0.0)
    likelihood: Floats = chdtrc(len(names) - 1, statistic)
    return likelihood
