"""Trials: on labelled files, and of two versions on the desk's own frozen rows.

The errors of the classifiers become mailflow's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifiers.answers import ask, most_frequent
from classifiers.comparison import Comparison, compare
from classifiers.datasets import read_dataset
from classifiers.errors import BadDatasetError, SentenceModelError
from classifiers.examples import TARGETS, Example
from classifiers.gate import judge
from classifiers.prediction import Classifier
from classifiers.records import as_plain
from classifiers.sentence_models import open_sentence_model
from classifiers.sentences import Remembered
from classifiers.trials import Trial, run_trial
from mailflow.adapters.classifier import load_version
from mailflow.adapters.embedding import Embedding
from mailflow.adapters.learning import examples_of
from mailflow.core.classifier_versions import ClassifierVersion, Verdict
from mailflow.core.training_data import Row
from mailflow.errors import DatasetError, PermanentError
from mailflow.sections import Category


def try_files(
    train: str,
    test: str,
    *,
    label: str,
    outside_label: str | None,
    wanted_precision: float,
    sentence_model: Path | None = None,
) -> Trial:
    """Learn from one file and ask about another; DatasetError names file and row.

    PermanentError for a folder without a sentence model that can be used.
    """
    model = _opened(sentence_model) if sentence_model else None
    try:
        return run_trial(
            read_dataset(train, label),
            read_dataset(test, label),
            outside_label=outside_label,
            wanted_precision=wanted_precision,
            sentences=model,
        )
    except BadDatasetError as error:
        raise DatasetError(str(error)) from error


def _opened(folder: Path) -> Remembered:
    try:
        return Remembered(open_sentence_model(folder))
    except (SentenceModelError, OSError) as error:
        raise PermanentError(f"the sentence model is not used: {error}") from error


@dataclass(frozen=True, slots=True)
class Duel:
    """Two versions on the same frozen rows, by target, and what the gate says of the candidate."""

    comparisons: Mapping[str, Comparison]
    verdict: Verdict

    def document(self) -> dict[str, object]:
        """Return it for programs."""
        targets = {target: as_plain(one) for target, one in self.comparisons.items()}
        return {"targets": targets, **self.verdict.as_data()}


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks versions about the desk's frozen rows."""

    frozen: Sequence[Row]
    categories: Mapping[str, Category]
    wanted_precision: float
    key: bytes = field(repr=False)
    embedding: Embedding = field(default_factory=Embedding)

    def compare(self, champion: ClassifierVersion, candidate: ClassifierVersion) -> Duel:
        """Return how two versions differ; PermanentError for one that cannot be loaded."""
        examples = examples_of(self.frozen, self.categories)
        pair = self._loaded(champion), self._loaded(candidate)
        found = {
            target: _compared(pair, target, rows)
            for target in TARGETS
            if (rows := [one for one in examples if one.label(target) is not None])
        }
        if not found:
            raise PermanentError("there are no frozen rows yet; they come with closed incidents")
        said = judge(found, wanted_precision=self.wanted_precision)
        return Duel(found, Verdict(said.promoted, said.reasons))

    def _loaded(self, version: ClassifierVersion) -> Classifier:
        try:
            return self.embedding.joined(load_version(version.content, self.key))
        except ValueError as error:
            raise PermanentError(f"classifier version {version.id} is refused: {error}") from error


def _compared(
    pair: tuple[Classifier, Classifier], target: str, rows: Sequence[Example]
) -> Comparison:
    label, _ = most_frequent(str(one.label(target)) for one in rows)
    champion, candidate = (ask(one, target, rows, otherwise=label) for one in pair)
    return compare(champion, candidate)
