"""A mail's category does not hang on its length, its case, what is pasted below or who signs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import pytest

from classifiers.examples import seed_corpus
from classifiers.features import REMEMBERED_WORDS
from classifiers.prediction import Classifier
from classifiers.training import fit

MAILS = {
    "printing": "Printer jam\n\nThe printer on our floor has a paper jam and the toner is empty.",
    "remote_access": "VPN from home\n\nThe VPN connection drops when I work from home.",
    "telephony": "Desk phone\n\nMy desk phone does not ring, calls go straight to voicemail.",
}
SIGNATURE = (
    "\n\nKind regards\nAnna Example\nHead of Office Services | Example Corporation\n"
    "Example Street 12, 12345 Exampletown | Phone +49 30 1234567 | www.example.com\n"
)
TRACE = "\n\n" + "\n".join(
    f"2026-05-0{at % 9 + 1} 10:1{at % 10}:07,12{at} ERROR [pool-{at}] o.e.Reader: code 0x8007{at}"
    for at in range(8)
)
WAYS: Final[Mapping[str, Callable[[str], str]]] = {
    "signed": lambda text: text + SIGNATURE,
    "with a pasted error": lambda text: text + TRACE,
    "in capitals": lambda text: text.upper(),
    "without subject": lambda text: text.partition("\n\n")[2],
    "with wide letters": lambda text: "".join(
        chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text
    ),
    "said three times": lambda text: "\n\n".join([text] * 3),
}


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return fit([replace(one, urgency=None) for one in seed_corpus()])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("category", MAILS)
def test_a_mail_keeps_its_category(classifier: Classifier, category: str, way: str) -> None:
    """What it is about stands at the top of the ranking, plain and in any of these forms."""
    plain, changed = classifier.predict([MAILS[category], WAYS[way](MAILS[category])])
    assert plain.category.alternatives[0][0] == category
    assert changed.category.alternatives[0][0] == category


def test_what_is_remembered_of_mails_is_bounded(classifier: Classifier) -> None:
    """Strangers write any number of new words; the worker runs for months."""
    for at in range(0, REMEMBERED_WORDS * 2, 512):
        classifier.predict([" ".join(f"word{chr(97 + n % 26)}{n:x}" for n in range(at, at + 512))])
    for head in classifier.heads:
        for block in head.features.blocks:
            assert block._inside.cache_info().currsize <= REMEMBERED_WORDS  # type: ignore[attr-defined]
