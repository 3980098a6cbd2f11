"""From texts to a sparse matrix: TF-IDF over word and character n-grams.

Source: sublinear TF-IDF as in Manning, Raghavan and Schütze, "Introduction to Information
Retrieval" (2008), section 6.4.1, with scikit-learn's smoothed inverse document frequency.
Needs numpy and scipy only; a test compares the matrix with scikit-learn's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from classifiers.cleaning import clean, grams_inside, word_grams

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.intp]
Sparse: TypeAlias = Any  # a scipy.sparse.csr_matrix; scipy ships no types
Pieces: TypeAlias = Mapping[str, Sequence[str]]  # kind -> the pieces of a text in their order

KINDS: Final = ("words", "characters")
# Words come again from mail to mail, so a block remembers which of its columns are in which word;
# few words are longer, and strangers' long ones would fill the memory.
REMEMBERED_WORDS: Final = 8_192
LONGEST_REMEMBERED: Final = 24
LENGTHS: Final[Mapping[str, float]] = {"words": 1.0, "characters": 1.0}  # cross-validated


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The n-grams of one kind that are kept, and how rare each one was in training.

    ``idf`` has shape (len(grams),); ``grams`` are distinct.
    """

    kind: str
    grams: tuple[str, ...]
    idf: Floats
    index: dict[str, int] = field(init=False, repr=False)
    _inside: Callable[[str], tuple[int, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {gram: at for at, gram in enumerate(self.grams)})
        object.__setattr__(self, "_inside", lru_cache(REMEMBERED_WORDS)(self._look_inside))

    def transform(self, texts: Sequence[Pieces]) -> Sparse:
        """Return weighted counts, shape (len(texts), len(self.grams))."""
        rows = []
        for text in texts:
            times = np.bincount(np.fromiter(self._columns(text[self.kind]), dtype=np.int32))
            columns = times.nonzero()[0]
            rows.append((columns, times[columns]))
        return self.weigh(as_matrix(rows, len(self.grams)))

    def known_share(self, grams: Sequence[str], rarest: float) -> float:
        """Return the part of the n-grams that is known; an unknown one weighs ``rarest``."""
        known = [at for at in map(self.index.get, grams) if at is not None]
        weight = float(self.idf[known].sum())
        missing = rarest * (len(grams) - len(known))
        return weight / (weight + missing) if grams else 0.0

    def _columns(self, pieces: Sequence[str]) -> Iterable[int]:
        """Return the column of each n-gram that is known, as often as it occurs in the text."""
        if self.kind == "words":
            return [at for at in map(self.index.get, pieces) if at is not None]
        return chain.from_iterable(
            self._inside(word) if len(word) <= LONGEST_REMEMBERED else self._look_inside(word)
            for word in pieces
        )

    def _look_inside(self, word: str) -> tuple[int, ...]:
        return tuple(self.index[gram] for gram in grams_inside(word) if gram in self.index)

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

    def known_shares(self, texts: Sequence[Pieces]) -> Floats:
        """Return which part of each text's words was seen in training, shape (len(texts),).

        A word or pair counts by how rare it is, an unknown one as the rarest; 0 for no words.
        """
        block = self.blocks[0]
        rarest = float(block.idf.max(initial=1.0))
        return np.array([block.known_share(text[block.kind], rarest) for text in texts])

    def gram(self, column: int) -> str:
        """Return the n-gram a column stands for; IndexError when there is no such column."""
        for block in self.blocks:
            if column < len(block.grams):
                return block.grams[column]
            column -= len(block.grams)
        raise IndexError("no such column")

    def transform(self, texts: Sequence[Pieces]) -> Sparse:
        """Return the features of texts, shape (len(texts), width), float64."""
        return side_by_side([block.transform(texts) for block in self.blocks])


def pieces(text: str) -> Pieces:
    """Return what the blocks of each kind look up of a raw text: n-grams of words, or words."""
    cleaned = _countable(text)
    return {"words": word_grams(cleaned), "characters": cleaned.split()}


def _countable(text: str) -> str:
    """Clean a text; one without a letter, such as a telephone number, counts as empty.

    A first line with others below it is a subject and counts twice (cross-validated).
    """
    cleaned = clean(text)
    if not any(map(str.isalpha, cleaned)):
        return ""
    subject, _, body = cleaned.partition("\n")
    return f"{cleaned}\n{subject}" if body.strip() else cleaned


def probabilities(logits: Floats) -> Floats:
    """Return the softmax row by row; shape (rows, labels) in and out."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def as_stored(numbers: Floats) -> Floats:
    """Return the numbers rounded to the 16 bits in which a version keeps them."""
    return numbers.astype(np.float16).astype(np.float64)


def side_by_side(blocks: Sequence[Sparse]) -> Sparse:
    """Join matrices of equally many rows from left to right."""
    return hstack(blocks, format="csr", dtype=np.float64)


def as_matrix(rows: Sequence[tuple[NDArray[Any], NDArray[Any]]], width: int) -> Sparse:
    """Put rows, each the ascending columns and what stands in them, below each other."""
    columns = np.concatenate([np.empty(0, np.int32), *(at for at, _ in rows)], dtype=np.int32)
    times = np.concatenate([np.empty(0), *(often for _, often in rows)], dtype=np.float64)
    ends = np.cumsum([0, *(len(at) for at, _ in rows)], dtype=np.int32)
    return csr_matrix((times, columns, ends), shape=(len(rows), width))


def inverse_document_frequency(counts: Sparse) -> Floats:
    """Return ln((1 + rows) / (1 + rows having the n-gram)) + 1, shape (columns,)."""
    present = np.bincount(counts.indices, minlength=counts.shape[1])
    weights: Floats = np.log((1.0 + counts.shape[0]) / (1.0 + present)) + 1.0
    return weights
