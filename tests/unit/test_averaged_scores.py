"""A sentence model's scores beside those of the words: averaged in where held-out mails say so."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from support.synonyms import mails, model

from classifiers.corpus import count_corpus
from classifiers.datasets import Dataset
from classifiers.dense import Embedder
from classifiers.errors import SentenceModelError, UnreadableVersionError
from classifiers.evaluation import held_out_answers
from classifiers.examples import Example
from classifiers.features import Floats
from classifiers.persistence import SENTENCE, dump, load, write_array
from classifiers.prediction import Classifier
from classifiers.sealing import MANIFEST, seal
from classifiers.sentence_models import open_sentence_model
from classifiers.sentences import SPOKEN, Remembered
from classifiers.training import fit
from classifiers.trials import run_trial
from mailflow.adapters.explaining import account

KEY = b"sixteen bytes or more"
MAILS, UNSEEN = mails(180, seed=1), mails(120, seed=2)
TEXTS = [one.text for one in UNSEEN]


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Remembered:
    """A model to which the words of a label mean nearly the same."""
    folder = tmp_path_factory.mktemp("telling")
    return Remembered(open_sentence_model(model(folder, means=True)))


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Remembered:
    """A model to which the words mean nothing."""
    return Remembered(open_sentence_model(model(tmp_path_factory.mktemp("idle"), means=False)))


@pytest.fixture(scope="module")
def heard(telling: Remembered) -> Classifier:
    """A version that was learned with the telling model."""
    return fit(MAILS, sentences=telling)


@pytest.fixture(scope="module")
def alone() -> Classifier:
    """A version that was learned from words alone."""
    return fit(MAILS)


def right(classifier: Classifier, examples: Sequence[Example]) -> float:
    """Return in which share of the mails the likeliest label is the right one."""
    found = classifier.predict([one.text for one in examples])
    firsts = [one.category.alternatives[0][0] if one.category.alternatives else "" for one in found]
    truth = [one.category for one in examples]
    return float(np.mean([said == true for said, true in zip(firsts, truth, strict=True)]))


def test_words_that_mean_the_same_are_told_by_a_model_that_knows_it(
    heard: Classifier, alone: Classifier
) -> None:
    assert heard.shares["category"] > 0.5
    assert right(heard, UNSEEN) > 0.95
    found = (version.predict(TEXTS) for version in (heard, alone))
    suggested = [np.mean([one.category.label is not None for one in said]) for said in found]
    assert suggested[0] > 0.9 > suggested[1]
    assert right(alone, UNSEEN) < 0.6


def test_thresholds_are_those_of_the_averaged_scores(telling: Remembered) -> None:
    """Words alone do not get so precise."""
    head = fit(MAILS, wanted_precision=0.995, sentences=telling).head("category")
    assert head.averaged is not None
    assert (head.averaged.head.thresholds < head.thresholds).all()


def test_wrong_labels_of_one_requester_stand_out_to_the_model(
    heard: Classifier, telling: Remembered
) -> None:
    """Words alone do not know these mails well enough to contradict him."""
    wrong = {"building": "network", "network": "payroll", "payroll": "building"}
    his = [
        replace(one, category=wrong[str(one.category)], requester="mallory")
        for one in mails(12, seed=4)
    ]
    found, clean = (
        version.head("category").averaged
        for version in (fit([*MAILS, *his], sentences=telling), heard)
    )
    assert found is not None
    assert clean is not None
    assert (found.weights == clean.weights).all()
    assert (found.head.thresholds == clean.head.thresholds).all()


def test_a_model_that_is_no_help_is_not_heard(idle: Remembered, alone: Classifier) -> None:
    """The version is the one that would have been learned without, to the last bit."""
    found = fit(MAILS, sentences=idle)
    assert found.shares == {"category": 0.0}
    assert dump(found, key=KEY, card={}) == dump(alone, key=KEY, card={})


def test_held_out_figures_are_those_of_the_averaged_scores(telling: Remembered) -> None:
    with_it, without = (
        held_out_answers(count_corpus(MAILS, one), "category", 0.95)[1] for one in (telling, None)
    )
    assert with_it.accuracy > 0.95
    assert without.accuracy < 0.7
    assert with_it.coverage > without.coverage
    assert max(with_it.calibration_error, without.calibration_error) < 0.06


def test_a_trial_on_files_asks_the_model_too(telling: Remembered) -> None:
    train, test = (
        Dataset(name, tuple(one.text for one in part), tuple(str(one.category) for one in part), {})
        for name, part in (("train", MAILS), ("test", UNSEEN))
    )
    found = run_trial(train, test, sentences=telling)
    assert found.inside.accuracy > 0.95
    assert found.notes[-1].startswith("the sentence model weighs ")


def test_without_its_model_a_version_is_the_one_of_words_alone(
    heard: Classifier, alone: Classifier, idle: Remembered
) -> None:
    """Confidence and thresholds too are those that words alone have earned."""
    for other in (None, idle):
        found = [one.category for one in heard.listening_to(other).predict(TEXTS)]
        plain = [one.category for one in alone.predict(TEXTS)]
        assert not any(one.is_whole for one in found)
        assert [one.label for one in found] == [one.label for one in plain]
        assert [one.alternatives for one in found] == [one.alternatives for one in plain]
    assert all(one.category.is_whole for one in heard.predict(TEXTS))


def test_a_stored_version_is_whole_with_its_model_alone(
    heard: Classifier, alone: Classifier, telling: Remembered, idle: Remembered
) -> None:
    stored = dump(heard, key=KEY, card={})
    assert len(stored) < len(dump(alone, key=KEY, card={})) + 10_000
    found = load(stored, key=KEY)
    assert found.sentence_model == telling.name
    assert found.listening_to(telling).predict(TEXTS) == heard.predict(TEXTS)
    assert found.predict(TEXTS) == found.listening_to(idle).predict(TEXTS)
    assert found.predict(TEXTS) == heard.listening_to(None).predict(TEXTS)


def _unnamed(members: dict[str, bytes]) -> None:
    del members[SENTENCE]


def _nameless(members: dict[str, bytes]) -> None:
    members[SENTENCE] = b'{"model": 7}'


def _cut(members: dict[str, bytes]) -> None:
    del members["category.sentence.trust.npy"]


def _wide(members: dict[str, bytes]) -> None:
    members["category.sentence.weights.npy"] = write_array(np.zeros((2_000, 3)), np.dtype("<f2"))


def _idle(members: dict[str, bytes]) -> None:
    for name in [one for one in members if ".sentence." in one]:
        del members[name]


@pytest.mark.parametrize("spoil", [_unnamed, _nameless, _cut, _wide, _idle])
def test_a_damaged_part_of_a_sentence_model_is_refused(
    heard: Classifier, spoil: Callable[[dict[str, bytes]], None]
) -> None:
    with zipfile.ZipFile(io.BytesIO(dump(heard, key=KEY, card={}))) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name != MANIFEST}
    spoil(members)
    with pytest.raises(UnreadableVersionError, match="sentence"):
        load(seal(members, KEY), key=KEY)


class Failing:
    """A model that fails on a word, and counts what it is asked."""

    def __init__(self, model: Embedder, word: str) -> None:
        self.model, self.word, self.asked = model, word, 0

    @property
    def name(self) -> str:
        return self.model.name

    def vectors(self, texts: Sequence[str]) -> Floats:
        self.asked += len(texts)
        if any(self.word in text for text in texts):
            raise SentenceModelError("no")
        return self.model.vectors(texts)


def test_a_text_that_the_model_fails_on_is_judged_by_its_words_alone(
    heard: Classifier, telling: Remembered
) -> None:
    """It is counted, and the others are heard; none is asked about twice."""
    failing = Failing(telling, TEXTS[3].split()[0])
    remembered = Remembered(failing)
    found = heard.listening_to(remembered).predict(TEXTS)
    words, whole = heard.listening_to(None).predict(TEXTS), heard.predict(TEXTS)
    assert found == [*whole[:3], words[3], *whole[4:]]
    assert remembered.failed == 1
    before = failing.asked
    heard.listening_to(remembered).predict(TEXTS)
    assert failing.asked == before


def test_what_means_nothing_of_all_this_gets_no_label(heard: Classifier) -> None:
    """The model is sure of something for any text, so scope is measured on the averaged scores."""
    strange = ["gibber gabber gobber", "lorem ipsum dolor sit amet", "tweedle dum tweedle dee"]
    found = [one.category for one in heard.predict(strange)]
    assert [one.label for one in found] == [None] * len(strange)
    assert max(one.in_scope for one in found) < 0.05
    assert all(one.is_whole for one in found)


def test_a_text_of_one_word_is_left_to_the_words(heard: Classifier) -> None:
    (found,) = heard.predict([TEXTS[0].split()[0]])
    assert not found.category.is_whole


def test_the_model_is_named_as_a_reason_and_explained(heard: Classifier, alone: Classifier) -> None:
    (said,) = heard.predict([TEXTS[0]])
    assert SPOKEN in said.category.reasons
    found, plain = (account(one, TEXTS[0], "category") for one in (heard, alone))
    assert found is not None
    assert found.sentence_model is not None
    assert found.sentence_model > 1.0
    assert plain is None or plain.sentence_model is None


def test_asking_many_texts_is_told_and_remembers_the_newest_alone(telling: Remembered) -> None:
    told: list[str] = []
    asked = Remembered(telling.model, most=10, progress=told.append)
    first = asked.vectors([one.text for one in MAILS])
    assert 1 < len(told) <= 10
    assert told[0] == f"asking the sentence model, 0 of {len(MAILS)} texts"
    assert len(asked._known) == 10
    assert np.allclose(first, telling.vectors([one.text for one in MAILS]), atol=1e-6)
