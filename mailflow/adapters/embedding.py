"""Where texts lie, by the sentence model of a folder or else by what a version has learned."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.dense import Embedder
    from classifiers.features import Floats

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Embedding:
    """Chooses who says where texts lie; a model that cannot be used is told once, in `problem`."""

    folder: Path | None = None
    problem: str = ""
    _model: "Embedder | None" = None

    def choose(self, learned: "Embedder | None") -> "Embedder | None":
        """Return the model of the folder; what a version has learned where there is none."""
        if self.folder is not None and self._model is None and not self.problem:
            self._open(self.folder)
        return self._model or learned

    def _open(self, folder: Path) -> None:
        from classifiers.errors import SentenceModelError  # noqa: PLC0415
        from classifiers.sentence_models import open_sentence_model  # noqa: PLC0415

        try:
            self._model = open_sentence_model(folder)
        except (SentenceModelError, OSError) as error:
            self.problem = f"the sentence model is not used: {error}"
            log.warning("%s", self.problem)


def packed_vectors(embedder: "Embedder", texts: Sequence[str]) -> list[bytes]:
    """Return where each text lies, as it is kept; no bytes where nothing of it is known."""
    from classifiers.dense import packed  # noqa: PLC0415 - numpy takes its time

    return [b"" if row is None else packed(row) for row in _vectors(embedder, texts)]


def closest(
    embedder: "Embedder", texts: Sequence[str], known: Sequence[bytes], most: int
) -> list[list[tuple[int, float]]]:
    """Return for each text the places of the kept vectors close to it, with their cosines."""
    from classifiers.dense import nearest  # noqa: PLC0415 - numpy takes its time

    return [[] if row is None else nearest(row, known, most) for row in _vectors(embedder, texts)]


def _vectors(embedder: "Embedder", texts: Sequence[str]) -> "list[Floats | None]":
    """Return a vector for each text, or none: a text that a model fails on stops nothing (P20)."""
    from classifiers.errors import SentenceModelError  # noqa: PLC0415

    try:
        return list(embedder.vectors(texts))
    except SentenceModelError as error:
        if len(texts) == 1:
            log.warning("a text is left out of the similar ones: %s", error)
            return [None]
    return [row for text in texts for row in _vectors(embedder, [text])]
