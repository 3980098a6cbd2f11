"""Bytes to text, whatever the label says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.core.charsets import codec_of, decoded


@pytest.mark.parametrize(
    ("content", "label", "expected"),
    [
        ("Tür".encode(), "utf-8", "Tür"),
        ("Tür".encode("latin-1"), "ISO-8859-1", "Tür"),
        ("Tür".encode(), "iso-8859-1", "Tür"),  # mislabelled: valid UTF-8 is UTF-8
        ("Tür".encode(), "us-ascii", "Tür"),
        ("“5 €”".encode("cp1252"), "iso-8859-1", "“5 €”"),  # browsers read it so too
        ("Tür".encode("latin-1"), "utf-8", "Tür"),  # a stray byte is windows-1252
        ("印刷".encode("iso-2022-jp"), "iso-2022-jp", "印刷"),
        ("漢字".encode("gbk"), "gb2312", "漢字"),
        ("Принтер".encode("koi8-r"), '"koi8-r"', "Принтер"),
        ("Tür".encode(), "unicode_escape", "Tür"),  # a Python codec, no charset of mail
        ("Tür".encode(), "x-no-such-charset", "Tür"),
        ("\ufeffTür".encode(), "utf-8", "Tür"),
    ],
)
def test_text_is_read_even_under_a_wrong_label(content: bytes, label: str, expected: str) -> None:
    assert decoded(content, label) == expected


@pytest.mark.parametrize(
    "label", ["idna", "base64", "rot13", "zlib_codec", "punycode", "undefined"]
)
def test_codecs_that_are_no_charsets_are_not_allowed(label: str) -> None:
    assert codec_of(label) is None


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "utf-7", "gbk", "utf-16", "hz", "x"]))
def test_any_bytes_decode_under_any_label(content: bytes, label: str) -> None:
    assert isinstance(decoded(content, label), str)
