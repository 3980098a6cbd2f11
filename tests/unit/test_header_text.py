"""Header values as plain text."""

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailflow.core import header_text
from mailflow.core.header_text import (
    MAXIMUM_IDS,
    clean_text,
    clean_value,
    message_ids,
    unstructured,
)

SEPARATORS = "\0\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?utf-8?Q?J=C3=B6rg?=", "Jörg"),
        ("=?utf-8?B?SsO2cmc=?= =?utf-8?B?IE0=?=", "Jörg M"),
        ("=?utf-8?B?w6Q=?= plain =?utf-8?B?w7Y=?=", "ä plain ö"),
        ("=?utf-8?B?SsM=?=  =?utf-8?B?tnJn?=", "Jörg"),  # one character cut between two words
        ("=?utf-8*de?Q?T=C3=BCr?=", "Tür"),  # RFC 2231 language
        ("=?utf-8?B?SsO2cm?=", "Jör"),  # the padding is missing
        ("=?utf-8?Q?a=0D=0ABcc:_x@y.example?=", "a Bcc: x@y.example"),
        ("=?broken", "=?broken"),
        ("=?utf-8?Q?Ready?_Now??=", "Ready? Now?"),
        ("a\u202egpj.exe", "agpj.exe"),
    ],
)
def test_encoded_words_become_plain_text(value: str, expected: str) -> None:
    assert unstructured(value) == expected


@given(st.text(max_size=200))
def test_no_value_keeps_a_separator_or_a_lone_surrogate(value: str) -> None:
    clean = clean_value(value + SEPARATORS + "\ud800" + value)
    assert not set(clean) & set(SEPARATORS)
    clean.encode("utf-8")


def test_body_text_has_line_feeds_as_its_only_line_ends() -> None:
    assert clean_text("a\r\nb\rc\u2028d\x00e\x0cf\ud800") == "a\nb\nc\nde\nf"


@given(st.text(st.sampled_from("\r\r\n\n\x0b\x1e\x1f\x85\u2028\0\ud800\uffff\ufeff\t\u00a0é a")))
@example("plain\r\ntext\r")
@example("\u00a0\t\r\n")
def test_cleaning_a_text_does_this_to_each_character(text: str) -> None:
    """Breaks of all kinds become one, controls go, and all else stays as it is."""
    lines = re.sub("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    assert clean_text(text) == header_text._TEXT_FORBIDDEN.sub("", lines)


def test_nothing_printable_is_cleaned_away() -> None:
    """A text of printable characters is not looked at any closer."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    for cleaned in ("_FORBIDDEN", "_SEPARATORS", "_TEXT_FORBIDDEN", "_TEXT_BREAKS"):
        found = getattr(header_text, cleaned).findall(everything)
        assert found
        assert not any(map(str.isprintable, "".join(found)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<a@b> text <c@d>", ("<a@b>", "<c@d>")),
        ("<a@b> <a@b>", ("<a@b>",)),
        ("<has blank@b> <<x@y>", ("<x@y>",)),
        (f"<{'x' * 997}>", ()),
        ("none", ()),
    ],
)
def test_message_ids_are_the_bracketed_tokens(value: str, expected: tuple[str, ...]) -> None:
    assert message_ids(value) == expected


def test_of_very_many_message_ids_the_last_stay() -> None:
    found = message_ids("".join(f"<{n}@x>" for n in range(1000)))
    assert len(found) == MAXIMUM_IDS
    assert found[-1] == "<999@x>"
