"""Which words and signals speak for a label and which against it: by leaving each out.

Source: Robnik-Šikonja and Kononenko, "Explaining Classifications for Individual Instances", IEEE
TKDE 20 (2008): what a part is worth is the weight of evidence that is lost without it, in bits: one
more doubles the odds. It needs to know nothing of what is inside the classifier.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailflow.adapters.classifier import signals_of
from mailflow.core.categorisation import NOTHING_KNOWN, READ_CHARACTERS, Circumstance

if TYPE_CHECKING:
    from classifiers.prediction import Classifier, Prediction
    from classifiers.signals import Signals

MOST_WORDS = 300
SHOWN = 8
LEAST = 0.05
SUREST = 1e-12
_WORD = re.compile(r"\w{2,}")


@dataclass(frozen=True, slots=True)
class Share:
    """A word or a signal, and by how many bits it speaks for the label, below 0 against it."""

    what: str
    worth: float


@dataclass(frozen=True, slots=True)
class Account:
    """What speaks for and against the likeliest label of one target, the strongest first.

    `sentence_model` is what the sentence model's say is worth, None where it has none.
    """

    target: str
    label: str
    confidence: float
    speaks_for: tuple[Share, ...]
    against: tuple[Share, ...]
    sentence_model: float | None = None


def account(
    classifier: "Classifier",
    text: str,
    target: str,
    circumstance: Circumstance = NOTHING_KNOWN,
    default_impact: str = "",
) -> Account | None:
    """Return what decided; None where nothing is known of the target or of the text."""
    clipped = text[:READ_CHARACTERS]
    signals = signals_of(circumstance, default_impact)
    (whole,) = classifier.predict([clipped], [signals])
    found = getattr(whole, target)
    if not found.alternatives:
        return None
    label, confidence = found.alternatives[0]
    words = list(dict.fromkeys(one.casefold() for one in _WORD.findall(clipped)))[:MOST_WORDS]
    without = [_without(clipped, word) for word in words]
    asked = classifier.predict(without, [signals for _ in without])
    parts = list(zip(words, asked, strict=True)) + _without_signals(classifier, clipped, signals)
    whole_bits = _bits(confidence)
    shares = [Share(what, whole_bits - _bits(_of(one, target, label))) for what, one in parts]
    said = None
    if classifier.sentences and classifier.shares[target]:
        (words_alone,) = classifier.listening_to(None).predict([clipped], [signals])
        said = whole_bits - _bits(_of(words_alone, target, label))
    return Account(target, label, confidence, _first(shares, 1.0), _first(shares, -1.0), said)


def _bits(probability: float) -> float:
    """Return the logarithm of the odds."""
    bounded = min(max(probability, SUREST), 1.0 - SUREST)
    return math.log2(bounded / (1.0 - bounded))


def _without(text: str, word: str) -> str:
    return _WORD.sub(lambda one: " " if one[0].casefold() == word else one[0], text)


def _without_signals(
    classifier: "Classifier", text: str, signals: "Signals"
) -> "list[tuple[str, Prediction]]":
    plain = signals_of(NOTHING_KNOWN, "")
    given = [
        (name, replace(signals, **{name: getattr(plain, name)}))
        for name in ("vip", "monitoring", "reporters", "default_impact")
        if getattr(signals, name) != getattr(plain, name)
    ]
    asked = classifier.predict([text for _ in given], [one for _, one in given])
    names = [f"[{name.replace('_', ' ')}]" for name, _ in given]
    return list(zip(names, asked, strict=True))


def _of(prediction: "Prediction", target: str, label: str) -> float:
    """Return how likely the label still is; otherwise about the last."""
    alternatives = getattr(prediction, target).alternatives
    last = alternatives[-1][1] if alternatives else 0.0
    return float(dict(alternatives).get(label, min(last, 1.0 - sum(p for _, p in alternatives))))


def _first(shares: Sequence[Share], sign: float) -> tuple[Share, ...]:
    found = [one for one in shares if one.worth * sign >= LEAST]
    return tuple(sorted(found, key=lambda one: -one.worth * sign)[:SHOWN])
