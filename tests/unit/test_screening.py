"""Screening of raw bytes."""

import pytest

from mailflow.core.screening import screen
from mailflow.settings import Limits

LIMITS = Limits()
HEAD = b"From: a@x.example\nSubject: x\n"
MEGABYTE = 1024 * 1024


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
