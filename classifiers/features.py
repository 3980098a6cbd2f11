"""From texts to a sparse matrix: TF-IDF over word and character n-grams.

Source: sublinear TF-IDF as in Manning, Raghavan and Schütze, "Introduction to Information
Retrieval" (2008), section 6.4.1, with scikit-learn's smoothed inverse document frequency.
Needs numpy and scipy only; a test compares the matrix with scikit-learn's.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from classifiers.cleaning import character_grams, clean, word_grams

Floats: TypeAlias = NDArray[np.float64]
Sparse: TypeAlias = Any  # a scipy.sparse.csr_matrix; scipy ships no types
Bag: TypeAlias = Mapping[str, Mapping[str, int]]  # kind -> n-gram -> how often

ANALYSERS: Final[Mapping[str, Callable[[str], list[str]]]] = {
    "words": word_grams,
    "characters": character_grams,
}
LENGTHS: Final[Mapping[str, float]] = {"words": 0.5, "characters": 1.0}  # cross-validated


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The n-grams of one kind that are kept, and how rare each one was in training.

    ``idf`` has shape (len(grams),); ``grams`` are distinct.
    """

    kind: str
    grams: tuple[str, ...]
    idf: Floats
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {gram: at for at, gram in enumerate(self.grams)})

    def transform(self, bags: Sequence[Bag]) -> Sparse:
        """Return weighted counts, shape (len(bags), len(self.grams))."""
        return self.weigh(count([bag[self.kind] for bag in bags], self.index))

    def weigh(self, counts: Sparse) -> Sparse:
        """Return (1 + ln count) * idf, every row scaled to the Euclidean length of this kind.

        ``counts`` has one column for each n-gram. A row without any stays all zero.
        """
        values = (np.log(counts.data) + 1.0) * self.idf[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        squares = np.bincount(rows, weights=values**2, minlength=counts.shape[0])
        scale = LENGTHS[self.kind] / np.sqrt(np.where(squares > 0.0, squares, 1.0))
        return csr_matrix((values * scale[rows], counts.indices, counts.indptr), counts.shape)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """All blocks side by side, words first: the columns a target's weights are for."""

    blocks: tuple[Block, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return sum(len(block.grams) for block in self.blocks)

    @property
    def readable(self) -> int:
        """Number of leading columns that stand for words a person can read."""
        return len(self.blocks[0].grams)

    def gram(self, column: int) -> str:
        """Return the n-gram a column stands for; IndexError when there is no such column."""
        for block in self.blocks:
            if column < len(block.grams):
                return block.grams[column]
            column -= len(block.grams)
        raise IndexError("no such column")

    def transform(self, bags: Sequence[Bag]) -> Sparse:
        """Return the features of counted texts, shape (len(bags), width), float64."""
        return side_by_side([block.transform(bags) for block in self.blocks])


def count_grams(text: str) -> Bag:
    """Return how often each n-gram occurs in a raw text, kind by kind.

    A text without a letter, such as a telephone number, counts as empty.
    """
    cleaned = clean(text)
    if not any(map(str.isalpha, cleaned)):
        cleaned = ""
    return {kind: Counter(analyse(cleaned)) for kind, analyse in ANALYSERS.items()}


def side_by_side(blocks: Sequence[Sparse]) -> Sparse:
    """Join matrices of equally many rows from left to right."""
    return hstack(blocks, format="csr", dtype=np.float64)


def count(documents: Sequence[Mapping[str, int]], index: Mapping[str, int]) -> Sparse:
    """Return how often each known n-gram occurs, shape (len(documents), len(index)).

    Columns ascend within a row, so that equal texts give equal bits.
    """
    columns, times, ends = [np.empty(0, np.int32)], [np.empty(0)], [0]
    for document in documents:
        known = index.keys() & document.keys()
        at = np.fromiter(map(index.__getitem__, known), dtype=np.int32, count=len(known))
        often = np.fromiter(map(document.__getitem__, known), dtype=np.float64, count=len(known))
        ascending = at.argsort()
        columns.append(at[ascending])
        times.append(often[ascending])
        ends.append(ends[-1] + len(known))
    return csr_matrix(
        (np.concatenate(times), np.concatenate(columns), np.array(ends, dtype=np.int32)),
        shape=(len(documents), len(index)),
    )


def inverse_document_frequency(counts: Sparse) -> Floats:
    """Return ln((1 + rows) / (1 + rows having the n-gram)) + 1, shape (columns,)."""
    present = np.bincount(counts.indices, minlength=counts.shape[1])
    weights: Floats = np.log((1.0 + counts.shape[0]) / (1.0 + present)) + 1.0
    return weights
