"""The MIME tree as flat pieces."""

import email
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.adapters.parts import (
    MAXIMUM_LABEL,
    PIECE,
    attachment_of,
    body_of,
    label,
    leaves,
    octets_of,
)
from mailflow.errors import UnreadableMailError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/cron.d/job", "job"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        (".htaccess", "htaccess"),
        ("\u200b.htaccess", "htaccess"),  # hidden from a check that comes too early
        ("..\u200b/..\u200b/x", "x"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\0b\r\nc.txt", "abc.txt"),
        ("x:stream", "x_stream"),
        ("...", "attachment.bin"),
        ("", "attachment.bin"),
        ("dir/", "dir"),
        ("x" * 300 + ".pdf", "x" * (MAXIMUM_LABEL - 4) + ".pdf"),
    ],
)
def test_a_file_name_becomes_a_mere_label(name: str, expected: str) -> None:
    assert label(name) == expected


@given(st.text(st.characters(), max_size=300))
def test_no_label_is_a_path(name: str) -> None:
    safe = label(name)
    assert safe
    assert safe[0] != "."
    assert len(safe) <= MAXIMUM_LABEL
    assert not set(safe) & set("/\\\0\r\n")


@pytest.mark.parametrize(
    ("head", "content", "expected"),
    [
        (b"Content-Transfer-Encoding: base64", b"aGVsbG8=", "hello"),
        (b"Content-Transfer-Encoding: base64", b"aGVs bG8", "hello"),
        (b"Content-Transfer-Encoding: quoted-printable", b"T=C3=BCr", "Tür"),
        (b"Content-Transfer-Encoding: no-such-thing", b"plain", "plain"),
        (b"Content-Type: text/plain; charset=\x00\xff", b"T\xc3\xbcr", "Tür"),
        (b"Content-Type: multipart/mixed; boundary=never-seen", b"still text", "still text"),
        (b"Content-Type: nonsense", b"still text", "still text"),
    ],
)
def test_a_body_is_read_whatever_its_header_says(
    head: bytes, content: bytes, expected: str
) -> None:
    (part,) = leaves(email.message_from_bytes(head + b"\n\n" + content))
    assert part.is_body
    assert body_of(part).text == expected


def test_a_digest_does_not_change_with_the_way_of_transfer() -> None:
    ways = (
        b"Content-Transfer-Encoding: 8bit\n\nT\xc3\xbcr\nzwei\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nT=C3=BCr\r\nzwei\r\n",
        b"Content-Transfer-Encoding: base64\n\nVMO8cgp6d2VpCg==\n",
    )
    parts = [next(leaves(email.message_from_bytes(way))) for way in ways]
    assert len({body_of(part).digest for part in parts}) == 1


def test_a_raw_eight_bit_file_name_is_read() -> None:
    head = "Content-Disposition: attachment; filename=Grüße.pdf\n\nx".encode()
    (part,) = leaves(email.message_from_bytes(head))
    assert attachment_of(part).filename == "Grüße.pdf"


def test_endless_parts_are_unreadable() -> None:
    content = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1_001
    with pytest.raises(UnreadableMailError, match="parts"):
        list(leaves(email.message_from_bytes(content)))


PIECES = ["QUJD", "Q", "QU", "QQ==", "QUI=", "=", "\n", "\r\n", "\r", " ", "!", "é", "QUJD" * 19]


@given(
    st.sampled_from(["base64", "BASE64", "7bit"]),
    st.lists(st.sampled_from(PIECES)).map("".join),
)
def test_base64_is_read_as_the_standard_library_reads_it(encoding: str, payload: str) -> None:
    """Flawless or not."""
    content = f"Content-Transfer-Encoding: {encoding}\n\n{payload}".encode()
    node = email.message_from_bytes(content)
    assert octets_of(node) == node.get_payload(decode=True)


@pytest.mark.parametrize("shift", range(3))
def test_a_long_text_has_one_digest_whatever_its_line_ends(shift: int) -> None:
    """Twins are found by it; it is hashed piece by piece, and a line end may lie between two."""
    text = b"x" * (PIECE - 2 + shift) + b"\n" + b"line\n" * 30_000

    def digest(content: bytes) -> bytes:
        (part,) = leaves(email.message_from_bytes(b"Subject: long\n\n" + content))
        return body_of(part).digest

    assert digest(text) == digest(text.replace(b"\n", b"\r\n")) == sha256(text.rstrip()).digest()
    assert digest(text) != digest(text + b"more")


@pytest.mark.parametrize(
    ("encoding", "payload", "expected"),
    [
        ("base64 ", "QUJD", b"ABC"),
        ("Base-64; x", "QUJD", b"ABC"),
        ("Quoted_Printable", "a=3Db", b"a=b"),
        ("quoted-printable", "a= \t\nb=\r\nc", b"abc"),  # blanks that a relay has added
        ("8-bit", "a=3Db", b"a=3Db"),
        ("nonsense", "QUJD", b"QUJD"),
        ("x-uue", "begin 644 a\n#0V%T\n`\nend\n", b"Cat"),
    ],
)
def test_an_encoding_is_known_by_whatever_name(
    encoding: str, payload: str, expected: bytes
) -> None:
    content = f"Content-Transfer-Encoding: {encoding}\n\n{payload}".encode()
    assert octets_of(email.message_from_bytes(content)) == expected
