"""The sentence model of a folder: it says where texts lie, and has its say in what is suggested."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailflow.core.sentence_parts import SHOWN, WITHOUT

if TYPE_CHECKING:
    from classifiers.dense import Embedder
    from classifiers.prediction import Classifier
    from classifiers.sentences import Remembered

log = logging.getLogger(__name__)

NOT_NAMED = "the settings name none"


@dataclass(slots=True)
class Embedding:
    """Opens the model when it is asked for; one that cannot be used is told once, in `problem`."""

    folder: Path | None = None
    problem: str = ""
    _model: "Remembered | None" = None

    @property
    def model(self) -> "Remembered | None":
        """The model of the folder, None where there is none that can be used."""
        if self.folder is not None and self._model is None and not self.problem:
            self._open(self.folder)
        return self._model

    def choose(self, learned: "Embedder | None") -> "Embedder | None":
        """Return the model of the folder; what a version has learned where there is none."""
        return self.model or learned

    def joined(self, classifier: "Classifier") -> "Classifier":
        """Return a version that asks the model, if it is the one that it was learned with."""
        return classifier.listening_to(self.model) if classifier.sentence_model else classifier

    def why_unheard(self, classifier: "Classifier") -> str:
        """Return why a version is asked without its sentence model, empty where it is whole."""
        wanted = classifier.sentence_model
        if not wanted or classifier.listening_to(self.model).sentences is not None:
            return ""
        here = f"here is {self.model.name[:SHOWN]}" if self.model else self.problem or NOT_NAMED
        return f"it was learned with sentence model {wanted[:SHOWN]} ({here}); {WITHOUT}"

    def _open(self, folder: Path) -> None:
        from classifiers.errors import SentenceModelError  # noqa: PLC0415
        from classifiers.sentence_models import open_sentence_model  # noqa: PLC0415
        from classifiers.sentences import Remembered  # noqa: PLC0415

        try:
            self._model = Remembered(open_sentence_model(folder))
        except (SentenceModelError, OSError) as error:
            self.problem = f"the sentence model is not used: {error}"
            log.warning("%s", self.problem)


def packed_vectors(embedder: "Embedder", texts: Sequence[str]) -> list[bytes]:
    """Return where each text lies, as it is kept; no bytes where nothing of it is known."""
    from classifiers.dense import packed  # noqa: PLC0415 - numpy takes its time

    return [packed(row) for row in embedder.vectors(texts)]


def closest(
    embedder: "Embedder", texts: Sequence[str], known: Sequence[bytes], most: int
) -> list[list[tuple[int, float]]]:
    """Return for each text the places of the kept vectors close to it, with their cosines."""
    from classifiers.dense import laid, nearest  # noqa: PLC0415 - numpy takes its time

    vectors = embedder.vectors(texts)
    beside = laid(known, vectors.shape[1])
    return [nearest(row, beside, most) for row in vectors]
