"""Screening of raw bytes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailflow.core import screening
from mailflow.core.screening import screen
from mailflow.identity import Limits

LIMITS = Limits()
HEAD = b"From: a@x.example\nSubject: x\n"
MEGABYTE = 1024 * 1024
# What the scan looks for, said plainly: what a line begins with.
PLAIN = re.compile(
    rb"(?:\A|[\r\n])(?:--([^\r\n]{0,200})|content-(type|disposition):)", re.IGNORECASE
)
PIECES = [
    b"-",
    b"--",
    b"---",
    b"-" * 199,
    b"x" * 201,
    b"\r",
    b"\n",
    b"\r\n",
    b"content",
    b"Content-",
]
PIECES += [
    b"type",
    b"TYPE:",
    b"disposition:",
    b":",
    b"content-type:",
    b"x",
    b" ",
    b"\xc3\xa9",
    b"\0",
]


def nested(depth: int) -> bytes:
    levels = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )
    return HEAD + b"".join(levels) + b"\ntext\n"


def flat(parts: int, boundary: bytes = b"boundary=b") -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; " + boundary + b"\n\n" + b"--b\n\nx\n" * parts


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * (LIMITS.message_bytes + 1), "bytes"),
        (b"X: y\n" * 1001 + b"\ntext", "header fields"),
        (b"X: y\r" * 1001 + b"\rtext", "header fields"),
        (b"X: y\r\n" * 1001 + b"\r\ntext", "header fields"),
        (b"X: " + b"y\r\n " * (MEGABYTE // 4) + b"\r\ntext", "header has more"),
        (HEAD + b"X: " + b"y" * MEGABYTE + b"\n\ntext", "header"),
        (nested(21), "nested deeper"),
        (HEAD + b"Content-Type: message/rfc822\n\n" * 21, "nested deeper"),
        (flat(201), "more than 200 parts"),
        (flat(201, b'x="boundary=zz"; boundary=b'), "parts"),  # which one will a parser take?
        (flat(201, b"boundary*=utf-8''b"), "parts"),
        (HEAD + b"Content-Type: text/plain" + b";" * 9000 + b"\n\nx", "content-type"),
        (HEAD + b"Content-Disposition: x;\n " + b'"' * 9000 + b"\n\nx", "content-disposition"),
        (HEAD + b"\n" + b"--\n" * 100_001, "delimiters"),
        (HEAD + b"\n" + b"\n" * 2_000_001, "lines"),
        (HEAD + b"Content-Type: message/delivery-status\n\n" + b"A: b\n\n" * 1001, "groups"),
    ],
)
def test_mails_made_to_hurt_are_refused(content: bytes, reason: str) -> None:
    assert reason in (screen(content, LIMITS) or "").lower()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no header at all",
        HEAD + b"\ntext",
        nested(20),
        flat(200),
        HEAD + b"Subject: " + b"y" * 100_000 + b"\n\ntext",
        HEAD + b"\n" + b"-- comment of a script\n" * 5_000,
        # one long group and a header end with CR LF are not many groups and no header
        HEAD + b"Content-Type: message/delivery-status\r\n\r\n" + b"A: b\r\n" * 1001,
        HEAD.replace(b"\n", b"\r\n") + b"\r\n" + b"text\r\n" * 1001,
        # thirty attached mails beside each other are not deep
        HEAD
        + b"Content-Type: multipart/digest; boundary=b\n\n"
        + b"--b\nContent-Type: message/rfc822\n\nSubject: y\n\ntext\n" * 30
        + b"--b--\n",
    ],
)
def test_honest_mails_pass(content: bytes) -> None:
    assert screen(content, LIMITS) is None


@pytest.mark.parametrize("unit", [b"-", b"\r", b"x", b"a: b\n ", b"Content-Type:", b"--\n", b"\n "])
@pytest.mark.timeout(10)
def test_no_mail_makes_screening_slow(unit: bytes) -> None:
    body = unit * ((LIMITS.message_bytes - 100) // len(unit))
    screen(HEAD + b"\n" + body, LIMITS)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
@example(b"--")
@example(b"Content-Type:")
@example(b"\r--\n--\rcontent-type:\r\n--")
@example(b"content-content-type:\ncontent-type--type:")
def test_the_scan_finds_what_lines_begin_with(content: bytes) -> None:
    """It starts from hyphens, to be quick, and finds the same as a look at every line."""
    plain = [(one[1], one[2], one.end()) for one in PLAIN.finditer(content)]
    for leaps in (0, 3, screening.LEAPS):
        found = screening._interesting(content, leaps)
        assert [(one["delimiter"], one["name"], one.end()) for one in found] == plain
