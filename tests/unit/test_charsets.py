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
        ("Tür".encode("cp1252"), " 'Windows_1252';", "Tür"),
        ("Принтер не печатает".encode("cp1251"), "utf-8", "Принтер не печатает"),
        ("Принтер не печатает".encode("koi8-r"), "us-ascii", "Принтер не печатает"),
        ("Добрий день, не можу увійти".encode("koi8-u"), "", "Добрий день, не можу увійти"),
        ("המדפסת לא עובדת בקומה".encode("cp1255"), "", "המדפסת לא עובדת בקומה"),
        ("الطابعة لا تعمل".encode("cp1256"), "", "الطابعة لا تعمل"),
        ("błąd drukarki".encode("iso8859-2"), "", "błąd drukarki"),
        ("¿Qué pasó mañana?".encode("cp1252"), "", "¿Qué pasó mañana?"),
        ("Ää Öö Üü".encode("latin-1"), "iso-8859-1", "Ää Öö Üü"),  # few letters prove nothing
        ("プリンターが動きません".encode("cp932"), "euc-jp", "プリンターが動きません"),
        ("汉字 abc".encode("gbk") + b"\xff", "gb2312", "汉字 abc\ufffd"),
        ("Tür".encode("utf-16"), "us-ascii", "Tür"),
        ("山田太郎".encode("shift_jis"), "", "山田太郎"),  # a name: no kana
        ("Störung übermäßig".encode("cp850"), "", "Störung übermäßig"),
        ("It’s".encode("cp1252"), "", "It’s"),
        (b"caf\x81", "windows-1251", "caf\u0403"),
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


@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1", "gb2312", "iso-2022-jp"])
@pytest.mark.parametrize(
    "unit", [b"\x81", b"\xe4", b"\xd0\xc0 ", b"\x1b$B!!", b"\xe3\x81", b"\x8f\xa1"]
)
@pytest.mark.timeout(20)
def test_a_wrong_label_costs_little_on_large_texts(unit: bytes, label: str) -> None:
    assert decoded(unit * (1_000_000 // len(unit)), label)
