"""Lines of text that fit, whatever script they are in."""

import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.core.wrapping import columns, fitting, padded, wrapped

JAPANESE = (
    "ご連絡ありがとうございます。受付番号はINC-1003です。「至急」の件は、本日中にご返答いたします。"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", 3),
        ("日本", 4),
        ("ｱｲ", 2),  # half-width katakana
        ("ＡＢ", 4),
        ("e\u0301", 1),  # a combining accent
        ("é", 1),
        ("中a。", 5),
        ("\u200d", 0),
        ("", 0),
    ],
)
def test_a_sign_is_as_wide_as_a_terminal_draws_it(text: str, expected: int) -> None:
    assert columns(text) == expected


@pytest.mark.parametrize("width", range(8, 40))
def test_japanese_breaks_between_signs_but_not_before_a_closing_or_after_an_opening_one(
    width: int,
) -> None:
    lines = wrapped(JAPANESE, width).split("\n")
    assert "".join(lines) == JAPANESE
    assert len(lines) > 1
    assert max(map(columns, lines)) <= width
    assert not any(line[0] in "、。」っゃー" for line in lines)
    assert not any(line[-1] in "「（" for line in lines)
    assert any("INC-1003" in line for line in lines)


def test_a_word_in_latin_letters_stays_whole() -> None:
    lines = wrapped("詳しくはmailflow-incidents-showで", 10).split("\n")
    assert "mailflow-incidents-show" in "".join(lines)
    assert any("mailflow-incidents-show" in line for line in lines)


@given(st.text(alphabet="ab ü\u00a0-é", max_size=200), st.integers(4, 40))
def test_text_without_wide_signs_is_wrapped_as_ever(text: str, width: int) -> None:
    plain = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    assert wrapped(text, width) == plain


@given(st.text(alphabet="aé 日本。「」、ー (!\u0301\u200d👍", max_size=200), st.integers(4, 40))
def test_wrapping_loses_no_sign(text: str, width: int) -> None:
    assert wrapped(text, width).split() == [] or "".join(wrapped(text, width).split()) == "".join(
        text.split()
    )


@given(st.text(max_size=60), st.integers(0, 40))
def test_what_fits_is_the_longest_start_that_does(text: str, width: int) -> None:
    start = fitting(text, width)
    assert text.startswith(start)
    assert columns(start) <= width
    assert start == text or columns(text[: len(start) + 1]) > width


def test_a_label_is_padded_by_what_it_takes_up() -> None:
    assert columns(padded("担当者：", 16)) == 16
    assert padded("longer than that", 4) == "longer than that"


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    started = time.process_time()
    wrapped("日本語の文章。" * 20_000, 70)
    wrapped("日" + "a " * 60_000, 70)
    assert time.process_time() - started < 3
