"""Outgoing mail as bytes: our own header lines, and a body of our own parts.

The header lines are written here, because Python 3.11 decodes encoded words in the values it is
given, writes what they hold as real line breaks, and garbles ids longer than a line.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from mailflow.adapters.mime_parts import attached_part, container, text_part
from mailflow.adapters.renderer import Rendered
from mailflow.core.erasing import ERASED_DOMAIN
from mailflow.core.headers import (
    clean,
    clean_subject,
    display_name,
    strict_id,
)
from mailflow.core.mail import Attachment
from mailflow.errors import AddressError

LINE_LENGTH = 78  # RFC 5322 section 2.1.1
ENCODED_BYTES = 42  # 56 characters of base64: an encoded word (RFC 2047 section 2) fits any line
MAXIMUM_ADDRESS = 320
ADDRESSES = 1_000
"""Of so many it is kept how they are written: the same people are written to again and again."""
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
ADDRESS = re.compile(
    rf"""(?:{ATOM}+(?:\.{ATOM}+)*|"(?:{ATOM}|\.)+")@(?:[A-Za-z0-9_.-]+|\[[A-Za-z0-9:.]+\])"""
)
PHRASE_WORDS = re.compile(rf"(?:{ATOM}| )+")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in the header of one outgoing mail to one recipient."""

    message_id: str
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    reply_to: str
    date: datetime
    incident: str
    loop_id: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    auto_submitted: str = ""


def compose(
    rendered: Rendered, envelope: Envelope, attachments: Sequence[Attachment] = ()
) -> bytes:
    """Return the bytes of a mail; equal input gives equal bytes."""
    lines = "".join(f"{line}\r\n" for line in _header_lines(rendered, envelope))
    return lines.encode("ascii") + _body(rendered, envelope, attachments)


def _header_lines(rendered: Rendered, envelope: Envelope) -> Iterator[str]:
    if envelope.date.utcoffset() is None:
        raise ValueError("the date of a mail needs its time zone")
    yield f"Date: {format_datetime(envelope.date)}"
    yield _mailbox("From", envelope.from_name, envelope.from_address)
    yield _mailbox("To", envelope.to_name, envelope.to_address)
    yield _mailbox("Reply-To", "", envelope.reply_to)
    yield _unstructured("Subject", clean_subject(rendered.subject))
    yield f"Message-ID: {_own_id(envelope.message_id)}"
    if strict_id(envelope.in_reply_to):
        yield f"In-Reply-To: {envelope.in_reply_to}"
    if references := tuple(filter(None, map(strict_id, envelope.references))):
        yield _folded("References", references)
    if envelope.auto_submitted:
        yield _unstructured("Auto-Submitted", clean(envelope.auto_submitted))
    yield "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply"  # not NDR: we want those
    yield _unstructured("X-Mailflow-Incident", clean(envelope.incident))
    yield _unstructured("X-Mailflow-Loop", clean(envelope.loop_id))
    yield "MIME-Version: 1.0"


def _own_id(message_id: str) -> str:
    if not strict_id(message_id):
        raise ValueError(f"{message_id[:60]!r} is no message id")
    return message_id


def _mailbox(field: str, name: str, address: str) -> str:
    """Return a field with exactly one mailbox (RFC 5322 section 3.4)."""
    label = display_name(name)
    spec = _ascii_address(address)
    if not label:
        return f"{field}: {spec}"
    return _folded(field, (*_phrase(label), f"<{spec}>"))


def _phrase(label: str) -> tuple[str, ...]:
    """Return a name in pieces: as it is, quoted, or as encoded words; no piece can be read as two.

    A quoted string is one piece: a fold inside would add a blank for some readers.
    """
    if not _printable(label) or len(label) > LINE_LENGTH - 10:
        return _encoded_words(label)
    return (label,) if PHRASE_WORDS.fullmatch(label) else (f'"{label}"',)


def can_be_written_to(address: str) -> bool:
    """Whether a header of ours can hold this address without any doubt about whose it is."""
    try:
        _ascii_address(address)
    except AddressError:
        return False
    return not address.endswith(f"@{ERASED_DOMAIN}")  # whose it was is erased


@lru_cache(ADDRESSES)
def _ascii_address(address: str) -> str:
    """Return the address with its domain in ASCII, or refuse it (we send without SMTPUTF8)."""
    local, _, domain = address.rpartition("@")
    spec = f"{local}@{_ascii_domain(domain)}"
    if len(spec) > MAXIMUM_ADDRESS or "=?" in spec or not ADDRESS.fullmatch(spec):
        raise AddressError("an address that a header of ours cannot hold")
    return spec


def _ascii_domain(domain: str) -> str:
    """Return the domain in ASCII, if it stays the same one: IDNA 2003 makes ss of a sharp s."""
    if domain.isascii():
        return domain
    try:
        plain = domain.encode("idna")
        same = plain.decode("idna") == domain.lower()
    except UnicodeError as error:
        raise AddressError("the domain of an address has no ASCII form") from error
    if not same:
        raise AddressError("the ASCII form of a domain would be another domain")
    return plain.decode("ascii")


def _unstructured(field: str, value: str) -> str:
    words = value.split(" ")
    fits = _printable(value) and max(map(len, words)) <= LINE_LENGTH - len(field) - 2
    return _folded(field, words if fits else _encoded_words(value))


def _printable(value: str) -> bool:
    return value.isascii() and value.isprintable()


def _encoded_words(value: str) -> tuple[str, ...]:
    """Return the text as encoded words (RFC 2047); no character is cut in two."""
    chunks, current = list[bytes](), b""
    for character in value:
        encoded = character.encode("utf-8")
        if len(current) + len(encoded) > ENCODED_BYTES:
            chunks.append(current)
            current = b""
        current += encoded
    words = (base64.b64encode(chunk).decode("ascii") for chunk in (*chunks, current) if chunk)
    return tuple(f"=?utf-8?b?{word}?=" for word in words)


def _folded(field: str, pieces: Iterable[str]) -> str:
    """Join pieces with blanks, a new line where the next piece would not fit."""
    lines, current = list[str](), f"{field}:"
    for piece in pieces:
        if len(current) + 1 + len(piece) > LINE_LENGTH and current != f"{field}:":
            lines.append(current)
            current = ""
        current += f" {piece}"
    return "\r\n".join((*lines, current))


def _body(rendered: Rendered, envelope: Envelope, attachments: Sequence[Attachment]) -> bytes:
    """Return text and HTML with its images as alternatives, and the attachments beside them."""
    seed = hashlib.sha256(envelope.message_id.encode("ascii")).hexdigest()[:32]
    numbered = [(one, attached_part(one, place)) for place, one in enumerate(attachments, start=1)]
    images = [part for one, part in numbered if one.inline and one.content_id]
    files = [part for one, part in numbered if not (one.inline and one.content_id)]
    html = text_part("html", rendered.html)
    if images:
        html = container("related", f"=_related_{seed}", (html, *images))
    texts = (text_part("plain", rendered.text), html)
    body = container("alternative", f"=_alternative_{seed}", texts)
    return container("mixed", f"=_mixed_{seed}", (body, *files)) if files else body
