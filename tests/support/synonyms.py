"""Mails in words that others seldom use, and tiny sentence models that know them or do not."""

import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from support.onnx_models import encoder, fill

from classifiers.examples import Example

LABELS = ("building", "network", "payroll")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
EACH = 3_000
"""Words of a label: of so many two mails seldom share one, so words alone tell little."""
OF_TEXT = 4
OFTEN = 0.3
"""This share of the mails names its label too."""
WIDE = 8
MEANT = 3.0
"""How far the words of a label lie from the others, in what they are spread."""


def _vocabulary() -> dict[str, list[str]]:
    chance = random.Random(7)
    return {label: ["".join(chance.choices(LETTERS, k=7)) for _ in range(EACH)] for label in LABELS}


WORDS = _vocabulary()
KNOWN = ("[UNK]", *(word for label in LABELS for word in WORDS[label]))


def table(*, means: bool) -> NDArray[np.float32]:
    """Return where each word lies: near the others of its label, or anywhere."""
    rows = np.random.default_rng(5).normal(0.0, 1.0, (len(KNOWN), WIDE))
    for at in range(len(KNOWN) - 1) if means else ():
        rows[at + 1, at // EACH] += MEANT
    return rows.astype(np.float32)


def model(folder: Path, *, means: bool) -> Path:
    """Put a sentence model there that knows what the words mean, or one that does not."""
    made = encoder(shape=("b", "s", WIDE), table=table(means=means))
    return fill(folder, made.SerializeToString(), KNOWN)


def mails(number: int, seed: int) -> list[Example]:
    """Return so many labelled mails."""
    chance, found = random.Random(seed), []
    for at in range(number):
        label = LABELS[at % len(LABELS)]
        words = chance.sample(WORDS[label], OF_TEXT)
        words += [label] * (chance.random() < OFTEN)
        found.append(Example(" ".join(words), label, None, identifier=f"{seed}-{at}"))
    return found
