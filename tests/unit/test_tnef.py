"""What is taken out of a winmail.dat, and that no stream holds up the worker."""

import base64
import struct
import time

import pytest
from compressed_rtf.crc32 import crc32
from hypothesis import given
from hypothesis import strategies as st
from support import tnef_writer as tnef

from mailflow.adapters.parser import read_mail
from mailflow.adapters.tnef import MAXIMUM_FILES, unpack
from mailflow.core.rtf import rtf_text

PICTURE = tnef.File("chart.png", b"\x89PNG\r\n\x1a\n\0\0", content_id="chart@customer.example")


def test_files_come_out_whole_and_their_names_are_labels() -> None:
    evil = tnef.File("..\\..\\etc\\Résumé.doc", b"first\0second\0\0")
    found = unpack(tnef.stream(files=[tnef.packed(evil), tnef.packed(PICTURE)]))
    assert found is not None
    first, second = found.files
    assert (first.filename, first.content, first.inline) == ("Résumé.doc", evil.content, False)
    assert (second.filename, second.content_type) == ("chart.png", "image/png")
    assert (second.content_id, second.inline) == ("chart@customer.example", True)


def test_a_file_without_long_name_has_its_short_one() -> None:
    objects = tnef.block(2, tnef.RENDERING, b"\0" * 14)
    objects += tnef.block(2, tnef.TITLE, "Отчёт.txt\0".encode("cp1251"))
    objects += tnef.block(2, tnef.CONTENT, b"x")
    found = unpack(tnef.stream(codepage=1251, files=[objects]))
    assert found is not None
    assert [one.filename for one in found.files] == ["Отчёт.txt"]


@pytest.mark.parametrize(
    ("stream", "text", "html"),
    [
        (tnef.stream(tnef.text(tnef.PLAIN_BODY, "Grüße\r\nJan")), "Grüße\nJan", ""),
        (tnef.stream(body="Привет\0".encode("cp1251"), codepage=1251), "Привет", ""),
        (tnef.stream(tnef.value(tnef.BINARY, tnef.HTML_BODY, b"<p>Hi</p>")), "", "<p>Hi</p>"),
        (
            tnef.stream(tnef.rtf_property(rb"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe\par Jan}")),
            "Grüße\nJan",
            "",
        ),
    ],
    ids=["properties", "old body", "HTML", "RTF"],
)
def test_the_body_is_read_in_each_form(stream: bytes, text: str, html: str) -> None:
    found = unpack(stream)
    assert found is not None
    assert (found.text, found.html) == (text, html)


def test_a_message_inside_gives_its_text_and_its_files() -> None:
    inner = tnef.stream(tnef.text(tnef.PLAIN_BODY, "inner text"), files=[tnef.packed(PICTURE)])
    found = unpack(tnef.stream(files=[tnef.enclosed("Old mail", inner)]))
    assert found is not None
    assert [one.filename for one in found.files] == ["Old mail.txt", "chart.png"]
    assert found.files[0].content == b"inner text"


def test_messages_inside_messages_are_opened_to_a_depth() -> None:
    stream = tnef.stream(tnef.text(tnef.PLAIN_BODY, "core"))
    for _ in range(60):
        stream = tnef.stream(files=[tnef.enclosed("m", stream)])
    found = unpack(stream)
    assert found is not None
    assert [one.filename for one in found.files] == ["m.dat"]


def lying(number: int, *values: bytes) -> bytes:
    objects = tnef.block(1, tnef.PROPERTIES, tnef.properties(*values, number=number))
    return tnef.SIGNATURE + objects


def lzfu(octets: bytes, size: int) -> bytes:
    """Return a property of compressed RTF with whatever inside."""
    head = struct.pack("<II4sI", len(octets) + 12, size, b"LZFu", crc32(octets))
    return tnef.value(tnef.BINARY, tnef.RTF_BODY, head + octets)


# A first byte that is written, then itself seventeen times, again and again
LONG_RTF = lzfu(b"\x00" + rb"{\rtf1 {" + (b"\xff" + b"\x0c\xff" * 8) * 3_000, 2**31)
HOSTILE = {
    "four thousand million properties": lying(2**32 - 1),
    "four thousand million values": lying(
        1, struct.pack("<HHI", tnef.SHORT | tnef.MULTIPLE, 0x1234, 2**32 - 1) + b"\0" * 400_000
    ),
    "a length beyond the end": lying(1, struct.pack("<HHII", 0x1F, 0x1000, 1, 2**32 - 1)),
    "an unknown type": lying(9, struct.pack("<HHI", 0x01, 0x1000, 1)),
    "two million objects": tnef.SIGNATURE + tnef.block(2, 0x9999, b"") * 2_000_000,
    "files without end": tnef.stream(files=[tnef.packed(PICTURE)] * 5_000),
    "a text that is no UTF-16": lying(1, tnef.value(tnef.UNICODE, 0x1000, b"\0\xd8\0\xd8")),
    "a hundred long messages inside": tnef.stream(
        files=[tnef.enclosed("m", tnef.stream(LONG_RTF)) for _ in range(100)]
    ),
    "nothing": tnef.SIGNATURE,
    "an unknown code page": tnef.stream(body=b"text", codepage=99_999),
    "RTF that bursts": tnef.stream(LONG_RTF),
    "RTF with a wrong checksum": tnef.stream(
        tnef.value(tnef.BINARY, tnef.RTF_BODY, struct.pack("<II4sI", 50, 9, b"LZFu", 1) + b"a" * 38)
    ),
}


@pytest.mark.parametrize("stream", HOSTILE.values(), ids=list(HOSTILE))
def test_no_stream_takes_long_or_raises(stream: bytes) -> None:
    start = time.process_time()
    found = unpack(stream)
    assert time.process_time() - start < 1.0
    assert found is None or len(found.files) <= MAXIMUM_FILES


@given(st.binary(max_size=300))
def test_any_bytes_behind_the_signature_are_read_or_refused(tail: bytes) -> None:
    unpack(tnef.SIGNATURE + tail)
    unpack(tnef.SIGNATURE + tnef.block(1, tnef.PROPERTIES, tail))
    unpack(tnef.SIGNATURE + tnef.block(2, tnef.FILE_PROPERTIES, tail))


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1{\fonttbl{\f0\fcharset204 Arial;}}\f0 \'cf\'f0\'e8}", "При"),
        (rb"{\rtf1 \uc1\u8364?5 \u-10179?\u-8704?}", "€5 😀"),
        (rb"{\rtf1{\*\generator Word;}{\info secret}a\tab b\line c\~d\{e\}}", "a\tb\nc\u00a0d{e}"),
        (
            rb"{\rtf1\fromhtml1{\*\htmltag <p>}\htmlrtf {\htmlrtf0 Hi{\*\htmltag x}\htmlrtf\par}}",
            "Hi\n",
        ),
        (rb"{\rtf1 {\field{\*\fldinst HYPERLINK x}{\fldrslt the page}}}", "the page"),
        (b"no rtf", ""),
    ],
)
def test_rich_text_is_read_as_plain_text(rtf: bytes, text: str) -> None:
    assert rtf_text(rtf) == text


@pytest.mark.parametrize(
    "piece", [b"{", b"}", b"\\f0", b"\\u9 ", b"\\'e4", b"a{b}", b'HYPERLINK "']
)
def test_rich_text_costs_what_its_length_costs(piece: bytes) -> None:
    start = time.process_time()
    rtf_text(b"{\\rtf1 " + piece * (1_000_000 // len(piece)))
    assert time.process_time() - start < 2.0


def winmail(stream: bytes, text: bytes = b"", type_: bytes = b"application/ms-tnef") -> bytes:
    return (
        b"From: jan@customer.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        + text
        + b"\n--b\nContent-Type: "
        + type_
        + b"; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(stream)
        + b"--b--\n"
    )


def test_the_mail_has_the_files_and_keeps_its_own_text() -> None:
    stream = tnef.stream(tnef.text(tnef.PLAIN_BODY, "inside"), files=[tnef.packed(PICTURE)])
    mail = read_mail(winmail(stream, b"outside"))
    assert (mail.text, [one.filename for one in mail.attachments]) == ("outside", ["chart.png"])
    assert read_mail(winmail(stream)).text == "inside"
    named = read_mail(winmail(stream, type_=b"application/octet-stream"))
    assert [one.filename for one in named.attachments] == ["chart.png"]


def test_a_container_that_cannot_be_read_stays_a_file() -> None:
    for stream in (b"\x78\x9f\x3e\x22", b"\x78\x9f\x3e\x22 broken", b"no stream"):
        mail = read_mail(winmail(stream, b"text"))
        assert [one.filename for one in mail.attachments] == ["winmail.dat"]


def test_the_way_through_a_relay_does_not_change_what_a_mail_is_known_by() -> None:
    stream = tnef.stream(files=[tnef.packed(PICTURE)])
    mail = winmail(stream, b"text")
    assert read_mail(mail).body_hash == read_mail(mail.replace(b"\n", b"\r\n")).body_hash
