"""A sentence model's scores beside those of the words: averaged in where held-out mails say so."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from support.onnx_models import encoder, fill

from classifiers.errors import UnreadableVersionError
from classifiers.evaluation import held_out_answers
from classifiers.corpus import count_corpus
from classifiers.examples import Example
from classifiers.persistence import SENTENCE, dump, load
from classifiers.prediction import Classifier
from classifiers.sentence_models import open_sentence_model
from classifiers.sentences import SPOKEN, Remembered
from classifiers.training import fit

KEY = b"sixteen bytes or more"
LABELS = ("building", "network", "payroll")
EACH = 3_000
OF_TEXT = 4


def _vocabulary() -> dict[str, list[str]]:
    """Return words for each label that are nothing but letters: no two of a label are alike."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {
        label: ["".join(chance.choices(letters, k=7)) for _ in range(EACH)] for label in LABELS
    }


WORDS = _vocabulary()
KNOWN = ("[UNK]", *(word for label in LABELS for word in WORDS[label]))


def _table(*, means: bool) -> NDArray[np.float32]:
    """Return a place for each word: near its label's corner, or anywhere."""
    chance = np.random.default_rng(5)
    rows = chance.normal(0.0, 1.0, (len(KNOWN), 8))
    if means:
        for at in range(len(KNOWN) - 1):
            rows[at + 1, at // EACH] += 3.0
    return rows.astype(np.float32)


def _model(folder: Path, *, means: bool) -> Remembered:
    content = encoder(shape=("b", "s", 8), table=_table(means=means)).SerializeToString()
    return Remembered(open_sentence_model(fill(folder, content, KNOWN)), most=1_000)


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Remembered:
    """A model to which the words of a label mean the same."""
    return _model(tmp_path_factory.mktemp("telling"), means=True)


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Remembered:
    """A model to which the words mean nothing."""
    return _model(tmp_path_factory.mktemp("idle"), means=False)


def _mails(number: int, seed: int, common: float) -> list[Example]:
    """Return mails in words that others seldom use; a share of them names its label."""
    chance = random.Random(seed)
    found = []
    for at in range(number):
        label = LABELS[at % len(LABELS)]
        words = chance.sample(WORDS[label], OF_TEXT)
        if chance.random() < common:
            words.append(label)
        found.append(Example(" ".join(words), label, None, identifier=str(at)))
    return found


MAILS = _mails(240, seed=1, common=0.3)
UNSEEN = _mails(120, seed=2, common=0.3)


@pytest.fixture(scope="module")
def heard(telling: Remembered) -> Classifier:
    """A version that was learned with the telling model."""
    return fit(MAILS, sentences=telling)


def _right(classifier: Classifier, examples: Sequence[Example]) -> float:
    found = classifier.predict([one.text for one in examples])
    pairs = zip(found, examples, strict=True)
    return float(
        np.mean(
            [
                bool(said.category.alternatives)
                and said.category.alternatives[0][0] == one.category
                for said, one in pairs
            ]
        )
    )


def test_words_that_mean_the_same_are_told_by_a_model_that_knows_it(heard: Classifier) -> None:
    alone = fit(MAILS)
    print(heard.shares, _right(heard, UNSEEN), _right(alone, UNSEEN))
    assert heard.shares["category"] > 0.5
    assert _right(heard, UNSEEN) > 0.95 > 0.8 > _right(alone, UNSEEN)


def test_a_model_that_is_no_help_is_not_heard(idle: Remembered) -> None:
    with_it, without = fit(MAILS, sentences=idle), fit(MAILS)
    assert with_it.shares == {"category": 0.0}
    assert dump(with_it, key=KEY, card={}) == dump(without, key=KEY, card={})


def test_held_out_figures_are_those_of_the_averaged_scores(telling: Remembered) -> None:
    for model, low, high in ((telling, 0.95, 1.0), (None, 0.0, 0.8)):
        _, answers = held_out_answers(count_corpus(MAILS, model), "category", 0.95)
        print(answers.accuracy, answers.calibration_error, answers.coverage, answers.precision)
        assert low <= answers.accuracy <= high
