"""The parts of outgoing mail as bytes: text, attached files, and what holds them (RFC 2045, 2046).

Texts are encoded by `binascii`, at a tenth of what message objects of the standard library cost.
They write the header of an attachment, since they know how file names are encoded (RFC 2231).
"""

import binascii
import re
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP

from mailflow.core.header_text import clean_text
from mailflow.core.headers import file_label
from mailflow.core.mail import Attachment

BINARY = "application/octet-stream"
# Discrete types alone: RFC 2046 forbids base64 for multipart/* and message/*.
CONTENT_TYPE = re.compile(
    r"(?:application|audio|font|image|model|text|video)/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}"
)
BASE64_BYTES = 57  # make a line of 76 characters (RFC 2045 section 6.8)


def container(subtype: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Return a part that holds others (RFC 2046 section 5.1.1).

    In a text of ours and in base64 `=_` cannot occur, so a boundary begins with it.
    """
    header = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'
    delimiter = f"--{boundary}".encode("ascii")
    inside = b"".join(b"%b\r\n%b\r\n" % (delimiter, part) for part in parts)
    return b"%b%b%b--\r\n" % (header.encode("ascii"), inside, delimiter)


def text_part(subtype: str, text: str) -> bytes:
    """Return a text in whichever encoding is shorter; its last line gets an end if it has none."""
    cleaned = clean_text(text)
    lines = cleaned if cleaned.endswith("\n") else f"{cleaned}\n"
    canonical = lines.replace("\n", "\r\n")
    content = canonical.encode("utf-8")
    if (len(content) - len(canonical)) * 6 > len(cleaned):
        encoding, body = "base64", _base64(content)
    else:
        encoding, body = "quoted-printable", binascii.b2a_qp(content, istext=True)
    header = (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return header.encode("ascii") + body


def attached_part(attachment: Attachment, number: int) -> bytes:
    """Return a file as an attachment (RFC 2183), or as an image in a text by its Content-ID."""
    candidate = attachment.content_type.strip().lower()
    content_type = candidate if CONTENT_TYPE.fullmatch(candidate) else BINARY
    maintype, _, subtype = content_type.partition("/")
    name = file_label(attachment.filename) or f"attachment-{number}"
    message = EmailMessage(policy=SMTP)
    shown = attachment.inline and bool(attachment.content_id)
    message.set_content(
        b"",
        maintype,
        subtype,
        disposition="inline" if shown else "attachment",
        filename=name,
        cid=f"<{attachment.content_id}>" if shown else None,
    )
    header = message.as_bytes(policy=SMTP).rstrip()
    return b"%b\r\n\r\n%b" % (header, _base64(attachment.content))


def _base64(content: bytes) -> bytes:
    starts = range(0, len(content), BASE64_BYTES)
    lines = (binascii.b2a_base64(content[at : at + BASE64_BYTES], newline=False) for at in starts)
    return b"".join(b"%b\r\n" % line for line in lines)
