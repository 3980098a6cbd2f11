"""The labelled mails that come with the package hold what their datasheet says."""

import re
from collections import Counter, defaultdict
from importlib.resources import files
from itertools import combinations

import pytest

from classifiers.cleaning import clean
from classifiers.examples import URGENCIES, Example, seed_corpus

CATEGORIES = {
    "access",
    "email",
    "network",
    "remote_access",
    "hardware",
    "printing",
    "software",
    "telephony",
    "files",
    "security",
    "business_application",
    "servers",
    "staffing",
    "meeting_rooms",
}


@pytest.fixture(scope="module")
def corpus() -> tuple[Example, ...]:
    """Read the seed corpus once."""
    return seed_corpus()


def _trigrams(text: str) -> set[tuple[str, ...]]:
    parts = re.findall(r"\w+", clean(text))
    return set(zip(parts, parts[1:], parts[2:], strict=False))


def test_every_category_has_enough_mails(corpus: tuple[Example, ...]) -> None:
    """Fewer than 25 would leave a fold with hardly any."""
    rows = Counter(example.category for example in corpus)
    assert set(rows) == CATEGORIES
    assert min(rows.values()) >= 25


def test_every_category_has_every_language(corpus: tuple[Example, ...]) -> None:
    """Otherwise the language would tell the category."""
    languages = defaultdict(set)
    for example in corpus:
        languages[example.category].add(example.language)
    assert {category: found for category, found in languages.items() if len(found) != 5} == {}
    assert set.union(*languages.values()) == {"en", "de", "fr", "es", "ja"}


def test_every_mail_is_labelled_and_has_its_own_identifier(corpus: tuple[Example, ...]) -> None:
    """A figure of the evaluation can be traced to its mails."""
    assert {example.urgency for example in corpus} == set(URGENCIES)
    assert all(example.identifier and example.text.strip() for example in corpus)
    assert len({example.identifier for example in corpus}) == len(corpus)


def test_no_two_mails_of_a_category_are_near_copies(corpus: tuple[Example, ...]) -> None:
    """Near copies on both sides of a fold would make the figures too good."""
    by_category = defaultdict(list)
    for example in corpus:
        by_category[example.category].append((example.identifier, _trigrams(example.text)))
    copies = [
        (one, other)
        for mails in by_category.values()
        for (one, left), (other, right) in combinations(mails, 2)
        if len(left & right) > 0.5 * len(left | right)
    ]
    assert copies == []


def test_the_datasheet_names_every_category_and_the_number_of_mails(
    corpus: tuple[Example, ...],
) -> None:
    """The datasheet is kept in step with the files it describes."""
    sheet = (files("classifiers") / "seed" / "DATASHEET.md").read_text(encoding="utf-8")
    assert f"{len(corpus)} mails" in sheet
    assert {category for category in CATEGORIES if f"`{category}`" not in sheet} == set()
