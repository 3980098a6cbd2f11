"""What else is known of a mail bears on its urgency, and the reasons say so."""

from collections.abc import Sequence

import pytest

from classifiers import effects
from classifiers.cleaning import clean, words
from classifiers.effects import business_effect
from classifiers.examples import Example
from classifiers.features import pieces
from classifiers.prediction import Classifier, Prediction
from classifiers.signals import NO_SIGNALS, Signals
from classifiers.training import fit

MAIL = "Paper jam in room 7\n\nToner empty, network slow, screen black number 12."


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """Learn from a desk where the words say little about urgency."""
    return fit(rows())


def rows(vips: str = "") -> list[Example]:
    """Return mails of three levels; ``vips`` is the level that VIPs' mails have, if any."""
    things = ("paper jam", "toner empty", "network slow", "login refused", "screen black")
    levels = ("high", "medium", "low", "medium")
    return [
        Example(
            f"{things[at % 5]} in room {things[at % 3]} number {at}",
            None,
            levels[at % 4],
            signals=Signals(vip=levels[at % 4] == vips),
        )
        for at in range(240)
    ]


def chance(found: Prediction, level: str) -> float:
    return dict(found.urgency.alternatives)[level]


def test_what_is_learned_from_the_first_answer_counts_as_if_it_had_been_known(
    classifier: Classifier,
) -> None:
    """To the last bit, and the texts are not read again; nothing learned leaves the answer."""
    texts, signals = [MAIL, "login refused"], [Signals(default_impact="high"), NO_SIGNALS]
    plain = classifier.predict(texts)

    def learn(found: Sequence[Prediction]) -> list[Signals]:
        assert found == plain
        return signals

    assert classifier.predict(texts, learn=learn) == classifier.predict(texts, signals)
    assert classifier.predict(texts, learn=lambda _: (NO_SIGNALS,) * 2) == plain


@pytest.mark.parametrize(
    ("signals", "reason"),
    [
        (Signals(vip=True), "requester is a VIP"),
        (Signals(monitoring="down"), "monitoring: down"),
        (Signals(reporters=3), "3 report it"),
        (Signals(reporters=12), "12 report it"),
        (Signals(default_impact="high"), "category's impact: high"),
    ],
)
def test_a_signal_raises_the_urgency_and_is_named(
    classifier: Classifier, signals: Signals, reason: str
) -> None:
    plain, raised = classifier.predict([MAIL, MAIL], [NO_SIGNALS, signals])
    assert chance(raised, "high") > chance(plain, "high") + 0.01
    assert chance(raised, "low") < chance(plain, "low")
    assert raised.urgency.alternatives[0][0] == "high"
    assert raised.urgency.reasons[0] == reason
    assert len(raised.urgency.reasons) <= 3


def test_all_that_is_known_together_leaves_little_doubt(classifier: Classifier) -> None:
    (found,) = classifier.predict([MAIL], [Signals(True, "down", 12, "high")])
    assert chance(found, "high") > 0.85


def test_words_of_business_effect_are_told_with_the_word(classifier: Classifier) -> None:
    alarm = f"{MAIL}\nUrgent: the whole department is at a standstill."
    plain, raised = classifier.predict([MAIL, alarm])
    assert chance(raised, "high") > chance(plain, "high")
    assert raised.urgency.reasons[0] == "business effect: standstill"


def test_signals_that_are_not_one_for_each_text_are_refused(classifier: Classifier) -> None:
    with pytest.raises(ValueError, match="2 signals for 1 texts"):
        classifier.predict([MAIL], [NO_SIGNALS, NO_SIGNALS])


def test_signals_teach_what_they_are_worth() -> None:
    """A desk whose VIPs never are urgent unlearns what is assumed of them."""
    plain, marked = fit(rows(vips="low")).predict([MAIL] * 2, [NO_SIGNALS, Signals(vip=True)])
    assert chance(marked, "low") > chance(plain, "low") + 0.2


@pytest.mark.parametrize(
    ("text", "raises", "lowers"),
    [
        ("The system down, nobody can work", True, False),
        ("This is not urgent, no rush", False, True),
        ("Die ganze Abteilung steht still", True, False),
        ("Es eilt nicht, bei Gelegenheit", False, True),
        ("C'est urgent", True, False),
        ("至急お願いします", True, False),
        ("不急，下周也可以", False, True),
        ("Срочно, никто не может войти", True, False),
        ("Please order a mouse", False, False),
    ],
)
def test_business_effect_is_read_in_many_languages(text: str, raises: bool, lowers: bool) -> None:
    parted = pieces(text)
    raising, lowering = business_effect(parted["words"], parted["characters"])
    assert (bool(raising), bool(lowering)) == (raises, lowers)


def test_every_phrase_can_be_found_in_a_text() -> None:
    """One of three words, or parted otherwise than texts are, would never be."""
    rows = (effects._RAISING, effects._LOWERING)
    assert [len(row) for row in rows] == [23, 23]
    for kind, language, phrase in (
        (at, language, phrase)
        for at, row in enumerate(rows)
        for language, listed in row.items()
        for phrase in listed.split("|")
    ):
        found = business_effect(*(pieces(phrase)[part] for part in ("words", "characters")))[kind]
        assert clean(phrase) in found, (language, phrase, words(clean(phrase)))
