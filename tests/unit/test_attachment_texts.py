"""What an agent relays is looked through in every way that it can be read."""

import base64

import pytest

from mailflow.adapters.attachment_texts import texts_within
from mailflow.core.headers import sweep
from mailflow.core.mail import Attachment
from mailflow.errors import UnreadableMailError
from mailflow.identity import Limits

TOKEN = "abcdefghijklmnopqrstuvwxyz234567abcdefgh"
ADDRESS = f"support+{TOKEN}@desk.example"
BINARY = "application/octet-stream"
LIMITS = Limits()


def mail(body: bytes, fields: bytes = b"") -> bytes:
    return b"From: ann@example.org\nSubject: Notice\n" + fields + b"\n" + body


def encoded(body: bytes) -> bytes:
    return mail(base64.encodebytes(body), b"Content-Transfer-Encoding: base64\n")


def within(body: bytes, content_type: bytes = b"message/rfc822") -> bytes:
    mark = b"b%d" % len(body)
    head = b"Content-Type: multipart/mixed; boundary=%b\n" % mark
    part = b"Content-Type: %b\n\n%b\n" % (content_type, body)
    return mail(b"--%b\n%b--%b--\n" % (mark, part, mark), head)


def quoted_printable(body: bytes) -> bytes:
    return mail(body, b"Content-Transfer-Encoding: quoted-printable\n")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (ADDRESS.encode(), "text/plain"),
        (ADDRESS.encode("utf-16"), "text/plain"),
        (ADDRESS.encode("utf-16-be"), BINARY),
        (f'<a href="mailto:{ADDRESS.replace("+", "&#43;")}">'.encode(), "text/html"),
        (mail(f"To: {ADDRESS}".encode()), "message/rfc822"),
        (encoded(ADDRESS.encode()), BINARY),
        (within(encoded(ADDRESS.encode())), "message/rfc822"),
        (within(encoded(ADDRESS.encode("utf-16"))), BINARY),
        (quoted_printable(ADDRESS.replace("+", "=2B=\n").encode()), BINARY),
    ],
)
def test_a_token_is_found_however_it_is_wrapped(content: bytes, content_type: str) -> None:
    found = texts_within(Attachment("notice.eml", content_type, content), LIMITS)
    assert any(sweep(text, own_token="") != text for text in found)


@pytest.mark.parametrize(
    "content",
    [
        within(within(within(within(encoded(b"x"))))),
        mail(b"", b"X: y\n" * 1_001),
    ],
)
def test_what_cannot_be_looked_through_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableMailError):
        list(texts_within(Attachment("notice.eml", "message/rfc822", content), LIMITS))


def test_a_long_log_is_no_mail_that_cannot_be_read() -> None:
    """Its lines look like fields, and there are more of them than a mail may have."""
    content = b"level: info\n" * 2_000
    assert list(texts_within(Attachment("app.log", "text/plain", content), LIMITS))
