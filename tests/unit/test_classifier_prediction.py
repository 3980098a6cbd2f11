"""What is suggested for new mails, and when nothing is."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
import pytest

import classifiers
from classifiers.cleaning import clean, words
from classifiers.examples import seed_corpus
from classifiers.persistence import dump, load
from classifiers.prediction import ABSTENTION, Classifier, Prediction
from classifiers.thresholds import NEVER
from classifiers.training import fit

EXAMPLES = seed_corpus()
OWN = [
    replace(example, is_evidence=True)
    for example in EXAMPLES[::3] + EXAMPLES[1::3] + EXAMPLES[2::3]
]
KEY = b"sixteen bytes or more"
PRINTER = "The printer on floor 2 prints blank pages, toner is new. Paper jam again?"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """Learn the seed corpus once, as if a desk had received its mails."""
    return fit(OWN, wanted_precision=0.6)


@pytest.fixture(scope="module")
def stored(classifier: Classifier) -> bytes:
    """Store it once."""
    return dump(classifier, key=KEY, card={"mails": len(EXAMPLES)})


def test_a_suggestion_comes_with_runners_up_and_words_of_the_mail(classifier: Classifier) -> None:
    """An agent sees why and what else it might be."""
    found = classifier.predict([PRINTER])[0].category
    assert found.label == "printing"
    assert found.alternatives[0] == ("printing", found.confidence)
    confidences = [confidence for _, confidence in found.alternatives]
    assert len(confidences) == 3
    assert confidences == sorted(confidences, reverse=True)
    assert 1 <= len(found.reasons) <= 3
    assert all(word in PRINTER.lower() for word in found.reasons)
    assert any(word.startswith(("print", "toner", "paper")) for word in found.reasons)


def test_japanese_reasons_are_words_of_the_mail(classifier: Classifier) -> None:
    """No blanks part the words there."""
    texts = [example.text for example in EXAMPLES if example.language == "ja"]
    said = [prediction.urgency.reasons for prediction in classifier.predict(texts)]
    found = [[one.rpartition(": ")[2] for one in reasons] for reasons in said]
    assert all(
        word in clean(text) for text, reasons in zip(texts, found, strict=True) for word in reasons
    )
    assert sum(any(words(word) for word in reasons) for reasons in found) > len(texts) / 2


def test_a_low_confidence_is_an_abstention_with_alternatives(classifier: Classifier) -> None:
    """The label is withheld, the ranking is not."""
    heads = classifier.heads
    never = (replace(head, thresholds=np.full(len(head.labels), NEVER)) for head in heads)
    strict = Classifier(tuple(never))
    found = strict.predict([PRINTER])[0].category
    assert found.label is None
    assert found.alternatives[0][0] == "printing"


@pytest.mark.parametrize(
    "text", ["", " \n\t", "!!!! ????", "+49 30 1234-5678", "\ud800", "x" * 5_000, "Ωβ ψξ"]
)
def test_a_text_that_says_nothing_is_an_abstention(classifier: Classifier, text: str) -> None:
    """The bias alone must not decide."""
    assert classifier.predict([text]) == [Prediction(ABSTENTION, ABSTENTION)]


def test_many_mails_at_once_get_what_each_gets_alone(classifier: Classifier) -> None:
    """Batches are for speed only."""
    texts = [PRINTER, "", *(example.text for example in EXAMPLES[::50])]
    assert classifier.predict(texts) == [classifier.predict([text])[0] for text in texts]
    assert classifier.predict([]) == []


def test_predicting_does_not_import_scikit_learn(stored: bytes, tmp_path: Path) -> None:
    """It takes seconds to import, for every start of the program."""
    path = tmp_path / "version.zip"
    path.write_bytes(stored)
    script = (
        "import sys; from pathlib import Path; from classifiers.persistence import load;"
        f"found = load(Path(sys.argv[1]).read_bytes(), key={KEY!r}).predict([sys.argv[2]]);"
        "assert not {'sklearn', 'scipy.stats', 'scipy.optimize'} & set(sys.modules);"
        "print(found[0].category.label)"
    )
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(path), PRINTER],
        cwd=Path(classifiers.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.stdout, finished.stderr) == ("printing\n", "")


def test_a_version_is_small_and_quick(stored: bytes) -> None:
    """It is stored in the database and asked for every mail."""
    assert len(stored) < 3_000_000
    start = process_time()
    loaded = load(stored, key=KEY)
    assert process_time() - start < 0.4  # measured 0.03; the room is for slow machines
    spent = []
    for example in EXAMPLES[::4]:
        start = process_time()
        loaded.predict([example.text])
        spent.append(process_time() - start)
    assert median(spent) < 0.008  # measured 0.001
