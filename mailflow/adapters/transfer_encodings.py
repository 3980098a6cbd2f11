"""Octets out of their transfer encoding, whatever its name is written like (RFC 2045 section 6)."""

import binascii
import re
from email.message import Message

LONGEST_NAME = 100

_LETTERS = re.compile(r"[a-z0-9]+")
_PADDED = re.compile(rb"=[ \t]{1,998}+(?=[\r\n])")
_IDENTITY = frozenset({"", "7bit", "8bit", "binary"})
_NAMES = {
    "base64": "base64",
    "quotedprintable": "quoted-printable",
    "uue": "x-uuencode",
    "uuencode": "x-uuencode",
    "xuue": "x-uuencode",
    "xuuencode": "x-uuencode",
}


def encoding_name(field: str) -> str:
    """Return the encoding without the comments, blanks and signs that senders add to its name.

    An unknown one is none: the text may be readable all the same (RFC 2045 section 6.4).
    """
    written = field[:LONGEST_NAME].lower()
    if written in _IDENTITY or written in {"base64", "quoted-printable"}:
        return written
    return _NAMES.get("".join(_LETTERS.findall(written.partition(";")[0].partition("(")[0])), "")


def decoded_octets(payload: str, field: str) -> bytes:
    """Return what the standard library says, and raise what it raises.

    It would cut base64 into its lines first, which costs a large attachment far more.
    """
    encoding = encoding_name(field)
    if encoding in _IDENTITY:
        return payload.encode("utf-8", "surrogateescape")
    if encoding == "quoted-printable":
        return binascii.a2b_qp(_without_padding(payload.encode("utf-8", "surrogateescape")))
    if encoding == "base64" and payload.isascii():
        try:
            return binascii.a2b_base64(payload.encode("ascii"))
        except binascii.Error:
            pass  # the padding is wrong, which the standard library puts right
    return _by_standard_library(payload, encoding)


def _without_padding(content: bytes) -> bytes:
    """Take blanks away that relays put behind the = of a soft line end (RFC 2045 section 6.7)."""
    return _PADDED.sub(b"=", content) if b"= " in content or b"=\t" in content else content


def _by_standard_library(payload: str, encoding: str) -> bytes:
    node: Message[str, str] = Message()
    node["content-transfer-encoding"] = encoding
    node.set_payload(payload)
    content = node.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
