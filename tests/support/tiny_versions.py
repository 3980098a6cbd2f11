"""Classifier versions that are learned in a moment, and bytes that are none."""

import random
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pickle import dumps
from zipfile import ZipFile

from support.stores import NOW

from classifiers.examples import Example
from classifiers.persistence import dump, fingerprint
from classifiers.training import fit
from mailflow.core.classifier_versions import ClassifierVersion

KEY = b"a classifier key of the tests"
WORDS = {
    "printing": ("toner", "paper", "tray", "printer", "cartridge", "stapler"),
    "network": ("cable", "switch", "router", "wifi", "port", "signal"),
}
FILLING = ("no", "in", "the", "is", "stuck", "broken", "hall", "please", "again", "today")


@cache
def content(swapped: bool = False, key: bytes = KEY) -> bytes:
    """Return a version that knows two topics; the swapped one takes each for the other."""
    names = list(WORDS)[::-1] if swapped else list(WORDS)
    chance = random.Random(7)
    examples = [
        Example(written(words, chance), name, None, identifier=f"{name}-{number}")
        for name, words in zip(names, WORDS.values(), strict=True)
        for number in range(40)
    ]
    return dump(fit(examples), key=key, card={"origin": "test"})


def written(words: Sequence[str], chance: random.Random) -> str:
    """Return some of the words among others."""
    found = [*chance.sample(words, 3), *chance.sample(FILLING, 4)]
    chance.shuffle(found)
    return " ".join(found)


def version(swapped: bool = False) -> ClassifierVersion:
    """Return such a version as a record."""
    whole = content(swapped)
    return ClassifierVersion(0, NOW, "test", whole, fingerprint(whole))


def spoiled() -> dict[str, bytes]:
    """Return bytes that must be refused, by what is wrong with them."""
    good = content()
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("heads.json", dumps({"category": "printing"}))
    return {
        "missing": b"",
        "truncated": good[: len(good) // 2],
        "tampered": good[:200] + bytes([good[200] ^ 1]) + good[201:],
        "foreign": content(key=b"the key of another desk"),
        "pickle": dumps({"weights": [1.0]}),
        "unsigned": buffer.getvalue(),
    }
