"""Asking a sentence model: once about each text, and only about texts that say something."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifiers.dense import Embedder
from classifiers.errors import SentenceModelError
from classifiers.features import Floats

SPOKEN: Final = "sentence model"  # as a reason beside words
MOST_REMEMBERED: Final = 500  # texts; a mail is asked about again and again within seconds
AT_ONCE: Final = 64
PARTS: Final = 10  # so often progress is told
FEWEST_WORDS: Final = 3  # words and pairs: of one word alone nothing is said

log = logging.getLogger(__name__)
Vector = NDArray[np.float32]
NOTHING: Final[Vector] = np.empty(0, np.float32)


def silent(_: str) -> None:
    """Tell nobody."""


@dataclass(slots=True, eq=False)
class Remembered:
    """A sentence model that is asked once about each text; of more than ``most`` the oldest go.

    A text that it fails on has a row of zeros, and is counted in ``failed``. Texts are kept as
    hashes alone.
    """

    model: Embedder
    most: int = MOST_REMEMBERED
    progress: Callable[[str], None] = silent
    failed: int = 0
    _known: dict[bytes, Vector] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Which model it is."""
        return self.model.name

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text, all zero where nothing of it is known."""
        keys = [_key(text) for text in texts]
        known = self._found(dict(zip(keys, texts, strict=True)))
        found = np.zeros((len(keys), max((len(row) for row in known.values()), default=0)))
        for at, key in enumerate(keys):
            found[at, : len(known[key])] = known[key]
        return found

    def _found(self, texts: Mapping[bytes, str]) -> dict[bytes, Vector]:
        """Return the row of each text, and remember what was asked."""
        kept = {key: row for key in texts if (row := self._known.get(key)) is not None}
        # Those of a length together: the model fills the shorter ones up.
        asked = sorted((key for key in texts if key not in kept), key=lambda key: len(texts[key]))
        for start in range(0, len(asked), AT_ONCE):
            if len(asked) > AT_ONCE and start * PARTS % len(asked) < AT_ONCE * PARTS:
                self.progress(f"asking the sentence model, {start} of {len(asked)} texts")
            part = asked[start : start + AT_ONCE]
            kept |= dict(zip(part, self._of([texts[key] for key in part]), strict=True))
        self._remember({key: kept[key] for key in asked})
        return kept

    def _remember(self, rows: Mapping[bytes, Vector]) -> None:
        known = {**self._known, **rows}
        self._known = dict(islice(known.items(), max(0, len(known) - self.most), None))

    def _of(self, texts: Sequence[str]) -> list[Vector]:
        """Return their vectors: a text that the model fails on stops nothing (P20)."""
        try:
            return list(self.model.vectors(texts).astype(np.float32))
        except SentenceModelError as error:
            if len(texts) == 1:
                self.failed += 1
                log.warning("the sentence model says nothing of a text: %s", error)
                return [NOTHING]
        return [row for text in texts for row in self._of([text])]


def places(model: Embedder, texts: Sequence[str], lengths: Iterable[float]) -> Floats:
    """Return where texts lie; ``lengths`` are their words and pairs, rows of too few are zero."""
    found = model.vectors(texts)
    found[np.fromiter(lengths, dtype=np.float64) < FEWEST_WORDS] = 0.0
    return found


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
