"""The sentences of each language: complete, with the same values, in its own signs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from support.catalogues import ENGLISH, differences, missing, shipped

from mailflow.adapters.catalogues import Catalogue
from mailflow.core.phrases.tongues import SPOKEN

CATALOGUES = shipped()
NARROW, BROAD = "\u202f", "\u00a0"  # blanks at which no line breaks


def catalogue(language: str) -> Catalogue:
    return Catalogue(language, {**CATALOGUES[ENGLISH], **CATALOGUES[language]})


def test_every_language_that_is_recognised_has_a_catalogue() -> None:
    assert set(SPOKEN) == set(CATALOGUES)


def test_no_sentence_has_other_values_or_typed_words_than_in_english() -> None:
    assert list(differences(CATALOGUES)) == []


def test_no_language_lacks_a_sentence() -> None:
    """What is missing would appear in English."""
    assert missing(CATALOGUES) == {}


def test_a_gap_and_a_difference_are_found() -> None:
    """The gate sees what it is for."""
    english = {"a": "{x} `#b`", "c": "d"}
    assert missing({"en": english, "de": {"a": "{x} `#b`"}}) == {"de": ["c"]}
    wrong = {"a": "{y} `#b`", "c": "`#z`", "e": "f"}
    assert len(list(differences({"en": english, "de": wrong}))) == 3


@pytest.mark.parametrize("language", SPOKEN)
def test_days_and_months_are_as_many_as_they_are(language: str) -> None:
    assert len(catalogue(language).words("date.weekdays")) == 7
    assert len(catalogue(language).words("date.months")) == 12


def test_french_keeps_its_signs_with_their_words() -> None:
    """A narrow blank before ; ! ?, a broad one before : and % and inside guillemets."""
    for key, sentence in CATALOGUES["fr"].items():
        prose = re.sub(r"`[^`]*`", "", sentence)
        assert not re.search(r" [;:!?%»]|« |'", prose), key
        assert not re.search(r"[\w}»][;!?]", prose), key


def test_spanish_questions_open_as_they_close() -> None:
    for key, sentence in CATALOGUES["es"].items():
        assert sentence.count("¿") == sentence.count("?"), key
        assert sentence.count("¡") == sentence.count("!"), key


def test_japanese_has_its_own_signs_and_no_blanks_between_words() -> None:
    for key, sentence in CATALOGUES["ja"].items():
        prose = re.sub(r"`[^`]*`", "", sentence)
        assert not re.search("[\u3041-\u9fff] [\u3041-\u9fff]", prose) or key in {
            "date.weekdays",
            "date.months",
        }, key
        assert not re.search("[\u3041-\u9fff][,.:;?!]", prose), key


@pytest.mark.parametrize(
    ("language", "moment", "first", "percent", "number"),
    [
        ("en", "Tue 24 Nov 2026, 09:05 UTC", "Tue 1 Dec 2026, 00:00 UTC+1", "87%", "12,345.6"),
        ("de", "Di, 24. Nov. 2026, 09:05 UTC", "Di, 1. Dez. 2026, 00:00 UTC+1", "87 %", "12.345,6"),
        (
            "fr",
            "mar. 24 nov. 2026 à 09:05 UTC",
            "mar. 1er déc. 2026 à 00:00 UTC+1",
            f"87{BROAD}%",
            f"12{NARROW}345,6",
        ),
        (
            "es",
            "mar. 24 nov. 2026, 09:05 UTC",
            "mar. 1 dic. 2026, 00:00 UTC+1",
            f"87{BROAD}%",
            "12.345,6",
        ),
        (
            "ja",
            "2026年11月24日（火）09:05 UTC",
            "2026年12月1日（火）00:00 UTC+1",
            "87%",
            "12,345.6",
        ),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(
    language: str, moment: str, first: str, percent: str, number: str
) -> None:
    found = catalogue(language)
    assert found.wall_time(datetime(2026, 11, 24, 9, 5, tzinfo=UTC), "UTC") == moment
    assert found.wall_time(datetime(2026, 12, 1, tzinfo=UTC), "UTC+1") == first
    assert found.percent(0.873) == percent
    assert found.number(12345.6, 1) == number


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "1 minute", "3 days"),
        ("de", "einer Minute", "3 Tagen"),
        ("fr", "1 minute", "3 jours"),
        ("es", "1 minuto", "3 días"),
        ("ja", "1分", "3日"),
    ],
)
def test_one_and_many_are_told_apart(language: str, one: str, many: str) -> None:
    found = catalogue(language)
    assert found.duration(timedelta(seconds=50)) == one
    assert found.duration(timedelta(days=3)) == many


def test_a_count_is_grouped_from_five_digits_on_and_other_numbers_never() -> None:
    found = Catalogue("en", {**CATALOGUES["en"], "x": "{count} of {number}"})
    assert found.text("x", {"count": 9999, "number": 12345}) == "9999 of 12345"
    assert found.text("x", {"count": 12345, "number": 12345}) == "12,345 of 12345"
