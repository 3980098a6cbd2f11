"""Where a text lies among the desk's own: a few numbers instead of thousands of words.

Words that the desk's mails use alike point the same way, so two reports of one thing resemble each
other though they share few words. Source: Deerwester et al., "Indexing by Latent Semantic Analysis"
(JASIS 1990). Learning and asking need numpy and scipy only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from classifiers.features import Features, Floats, Rows, Sparse, pieces, side_by_side

if TYPE_CHECKING:
    from classifiers.selection import Counted

MOST_GRAMS: Final[Mapping[str, int]] = {"words": 2_000, "characters": 4_000}  # cross-validated
DIRECTIONS: Final = 96
MOST_DIRECTIONS: Final = 1_024  # of any embedder
FEWEST_TEXTS: Final = 10
SWEEPS: Final = 2
SPARE: Final = 10  # directions more than are kept
SEED: Final = 20
STEPS: Final = 127  # the largest number of 8 bits
TINY: Final = 1e-12
CLOSE: Final = 0.5  # a cosine; below it half of the neighbours are about something else
TELLING: Final = 0.33  # of a cosine times what is told; most strange mail stays below it

Small = NDArray[np.int8]


class Embedder(Protocol):
    """Anything that says where texts lie."""

    @property
    def name(self) -> str:
        """Which one it is: what another one says cannot be compared with what this one says."""

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text; its length, at most 1, is how much of the text it tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Dense:
    """Directions among the desk's n-grams, shape (directions, n-grams), in steps of 8 bits.

    ``scales`` of shape (directions,) is what one step is worth; ``name`` is a hash of all.
    """

    features: Features
    steps: Small
    scales: Floats
    name: str = field(init=False)
    _plane: NDArray[np.float32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        grams = "\n".join(gram for block in self.features.blocks for gram in block.grams)
        parts = (grams.encode(), self.steps.tobytes(), self.scales.tobytes())
        object.__setattr__(self, "name", hashlib.sha256(b"\0".join(parts)).hexdigest())
        plane = np.ascontiguousarray(self.steps.T, dtype=np.float32)
        object.__setattr__(self, "_plane", plane)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text; its length, at most 1, is how much of the text it tells."""
        matrix = self.features.transform([pieces(text) for text in texts])
        whole = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)))
        told: Floats = (matrix @ self._plane) * self.scales / np.where(whole > TINY, whole, 1.0)
        return told


def learn_dense(counted: "Counted", rows: Rows) -> Dense | None:
    """Learn from some of the counted texts, always the same from the same; None from too few."""
    blocks = tuple(counts.frequent(rows, MOST_GRAMS[counts.kind]) for counts in counted.counts)
    features = Features(blocks)
    most = min(DIRECTIONS, len(rows) - 1, features.width - 1)
    if len(rows) < FEWEST_TEXTS or most < 1:
        return None
    pairs = zip(counted.counts, blocks, strict=True)
    matrix = side_by_side([block.weigh(counts.at(block, rows)) for counts, block in pairs])
    found = directions(matrix, most, sweeps=SWEEPS)
    largest = np.maximum(np.abs(found).max(axis=1), TINY)
    steps = np.rint(found / largest[:, None] * STEPS).astype(np.int8)
    return Dense(features, steps, (largest / STEPS).astype(np.float32).astype(np.float64))


def directions(matrix: Sparse, most: int, *, sweeps: int) -> Floats:
    """Return the right singular vectors with the largest values, shape (most, columns).

    Source: Halko, Martinsson and Tropp, "Finding Structure with Randomness" (SIAM Review 2011),
    algorithms 4.4 and 5.1; only matrices of as many rows as texts are made orthogonal.
    """
    width = min(most + SPARE, *matrix.shape)
    matrix = matrix.astype(np.float32)  # half the memory to move, and digits enough
    start = np.random.default_rng(SEED).standard_normal((matrix.shape[1], width), np.float32)
    sketch = matrix @ start
    for _ in range(sweeps):
        sketch = matrix @ (matrix.T @ np.linalg.qr(sketch)[0])
    inside = (matrix.T @ np.linalg.qr(sketch)[0]).T.astype(np.float64)
    values, vectors = np.linalg.eigh(inside @ inside.T)
    largest = np.argsort(-values, kind="stable")[:most]
    scale = np.sqrt(np.maximum(values[largest], TINY))
    found: Floats = (vectors[:, largest].T @ inside) / scale[:, None]
    return found


def scaled(rows: Floats) -> Floats:
    """Return the rows at length 1; one that is all zero stays so."""
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.where(lengths > TINY, lengths, 1.0))


def packed(vector: Floats) -> bytes:
    """Return a vector at length 1 in as many bytes as it has numbers; none where it is all zero."""
    steps = np.rint(scaled(vector[None, :]) * STEPS).astype(np.int8)
    return steps.tobytes() if steps.any() else b""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Packed vectors side by side: shape (n, length), their lengths, and which place each has."""

    places: list[int]
    rows: NDArray[np.float32]
    lengths: NDArray[np.float32]


def laid(known: Sequence[bytes], length: int) -> Laid:
    """Lay out the packed vectors of this length; what has another one is never close."""
    places = [at for at, one in enumerate(known) if len(one) == length]
    whole = np.frombuffer(b"".join(known[at] for at in places), dtype=np.int8)
    rows = whole.reshape(len(places), length).astype(np.float32)
    return Laid(places, rows, np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), 1.0))


def nearest(vector: Floats, known: Laid, most: int) -> list[tuple[int, float]]:
    """Return the places of the vectors close to one, with their cosines, closest first.

    Of equally close ones the first come first. Nothing is close where too little of the text is
    told.
    """
    told = float(np.sqrt((vector**2).sum()))
    if not known.places or told < TINY:
        return []
    cosines: Any = (known.rows @ (vector / told).astype(np.float32)) / known.lengths
    least = np.partition(cosines, -most)[-most] if most < len(known.places) else -1.0
    likely = np.flatnonzero(cosines >= least)
    best = likely[np.argsort(-cosines[likely], kind="stable")][:most]
    close = [(known.places[at], min(1.0, float(cosines[at]))) for at in best.tolist()]
    return [(at, cosine) for at, cosine in close if cosine >= max(CLOSE, TELLING / told)]
