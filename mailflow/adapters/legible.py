"""Every form in which a text can be read in a mail: one who looks for something reads them all.

A name stands in encoded words, in the parameters of a file, in another charset, as entities of a
page, percent-encoded in a link, folded in a calendar, or in a mail within the mail.
"""

import html
import re
from binascii import a2b_base64
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.message import Message
from typing import TypeAlias
from urllib.parse import unquote

from mailflow.adapters.mime_tree import parse_tree
from mailflow.adapters.parts import STDLIB_ERRORS, octets_of, raw_fields
from mailflow.adapters.protection import signed_entity
from mailflow.adapters.tnef import is_tnef, unpack
from mailflow.adapters.transfer_encodings import encoding_name
from mailflow.core.charsets import decoded
from mailflow.core.flowed import unfolded_lines
from mailflow.core.header_text import decoded_words

HEAD_BYTES = 256 * 1024
TROUBLE = (*STDLIB_ERRORS, HeaderParseError, RecursionError)
"""What the standard library raises over mails that break the rules."""

DEEPEST = 4
"""Encoded mails within mails that are looked into."""

Leaf: TypeAlias = "Message[str, str]"

STRUCTURED = ("content-type", "content-disposition")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FOLDED_LINE = re.compile(r"\r?\n[ \t]")
_TAG = re.compile(r"<[^<>]*+>")
_TEXTS = frozenset({"message", "multipart", "text"})
_MAILS = frozenset({"message/rfc822", "message/global", "message/news"})
_FIELDS = re.compile(
    rb"(?:[!-9;-~]{1,80}+:[^\r\n]{0,998}+\r?\n(?:[ \t][^\r\n]{0,998}+\r?\n){0,50}+){2}"
)
_BASE64 = re.compile(rb"\s*+(?:[A-Za-z0-9+/]{4,998}+\r?\n?)++={0,2}\s*+")
_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines of a mail say of its writer and of itself; `said` names one mail."""

    from_: str = ""
    message_id: str = ""
    date: str = ""

    @property
    def said(self) -> str:
        """Message-ID and Date: a program that reuses its ids writes another date."""
        return f"{self.message_id}\n{self.date}" if self.message_id else ""


def head_of(content: bytes) -> Head:
    """Return the head of a mail; empty values where it has none."""
    end = _HEAD_END.search(content, 0, HEAD_BYTES)
    try:
        fields = fields_of(parse_tree(content[: end.end() if end else HEAD_BYTES]))
    except TROUBLE:
        return Head()
    senders = ", ".join(text for name, text in fields if name.lower() == "from")
    ids = _first(fields, "message-id").split()
    return Head(senders, ids[0] if ids else "", _first(fields, "date").strip())


def _first(fields: list[tuple[str, str]], wanted: str) -> str:
    return next((text for name, text in fields if name.lower() == wanted), "")


def texts_of(content: bytes, depth: int = 0) -> str:
    """Return every field and text of a mail, in every form, to search in."""
    try:
        return "\n".join(_all_texts(parse_tree(content), depth))
    except TROUBLE:
        return content.decode("latin-1")


def _all_texts(message: Leaf, depth: int) -> Iterator[str]:
    for part in message.walk():
        yield from (text for _, text in fields_of(part))
        yield from (text for _, _, text in parameters_of(part))
        yield from (one for one in (part.preamble, part.epilogue) if one)
        if is_text(part):
            text = text_of(part)
            yield text
            yield from (form for form in forms_of(part, text))
        elif not part.is_multipart():
            yield from texts_inside(octets_of(part))
        inner = mail_inside(part) if depth < DEEPEST else None
        if inner is not None:
            yield texts_of(inner, depth + 1)


def fields_of(part: Leaf) -> list[tuple[str, str]]:
    """Return the fields of a part by name, as people read them."""
    return [(name, decoded_words(value)) for name, value in raw_fields(part)]


def parameters_of(part: Leaf) -> Iterator[tuple[str, str, str]]:
    """Yield field, name and text of each parameter, encoded and cut ones whole (RFC 2231)."""
    for field in STRUCTURED:
        try:
            found = part.get_params([], header=field)[1:]
        except TROUBLE:
            continue
        for name, value in found:
            yield field, name, decoded_words(_parameter(value))


def _parameter(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    charset, _, text = value
    return decoded(text.encode("latin-1", "replace"), charset or "")


def is_text(part: Leaf) -> bool:
    """Whether a part can be read as text: what says so, and files that are UTF-8 or UTF-16.

    What claims to hold parts and has none is for people, too.
    """
    if part.is_multipart():
        return False
    return part.get_content_maintype() in _TEXTS or _is_readable(octets_of(part))


def _is_readable(octets: bytes) -> bool:
    if b"\0" in octets:
        return _wide(octets) != ""
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def text_of(part: Leaf) -> str:
    """Return the text of a part, whatever charset it is in and says that it is in."""
    octets = octets_of(part)
    try:
        charset = part.get_content_charset("")
    except TROUBLE:
        charset = ""
    return decoded(octets, _wide(octets) or charset)


def _wide(octets: bytes) -> str:
    """Return "utf-16" for text of two octets a character, of which one is mostly NUL."""
    sample = octets[:_SAMPLE]
    nuls = max(sample[::2].count(0), sample[1::2].count(0))
    return "utf-16" if len(sample) > 1 and nuls > len(sample) // 4 else ""


def forms_of(part: Leaf, text: str) -> Iterator[str]:
    """Yield the text as programs read it where that is another text."""
    if "&" in text or "<" in text:
        plain = html.unescape(text)
        yield from (plain, _TAG.sub("", plain), _TAG.sub(" ", plain))
    if "%" in text:
        yield unquote(text)
    if "+AEA-" in text:  # the @ of UTF-7 (RFC 2152), which no charset of ours is
        yield text.replace("+AEA-", "@")
    if part.get_content_subtype() in {"calendar", "directory", "vcard", "x-vcard", "x-vcalendar"}:
        yield _FOLDED_LINE.sub("", text)
    if "delsp" in str(part.get("content-type", "")).lower():
        yield unfolded_lines(text)


def texts_inside(octets: bytes) -> Iterator[str]:
    """Yield the texts of a winmail.dat and of an opaque signature (RFC 8551 section 3.5.2)."""
    stream = unpack(octets) if is_tnef("application/ms-tnef", octets) else None
    if stream is not None:
        yield from (stream.text, stream.html)
        for one in stream.files:
            yield one.filename
            yield decoded(one.content, _wide(one.content))
    entity = signed_entity(octets) if octets[:1] == b"\x30" else None
    if entity is not None:
        yield "\n".join(_all_texts(entity, DEEPEST))


def mail_inside(part: Leaf) -> bytes | None:
    """Return a mail that is attached as a file, or encoded though RFC 2046 5.2.1 forbids it."""
    if part.get_content_type() in _MAILS and part.is_multipart():
        inner = part.get_payload(0)
        encoding = encoding_name(str(part.get("content-transfer-encoding", "")))
        if encoding not in {"base64", "quoted-printable"} or not isinstance(inner, Message):
            return None
        if inner.keys():
            return None
        probe: Leaf = Message()
        probe["content-transfer-encoding"] = encoding
        probe.set_payload(str(vars(inner).get("_payload") or ""))
        return octets_of(probe)
    octets = b"" if part.is_multipart() else octets_of(part)
    if _BASE64.fullmatch(octets):  # as it was attached, encoded once more by whom it was passed on
        octets = _out_of_base64(octets)
    return octets if _FIELDS.match(octets) else None


def _out_of_base64(octets: bytes) -> bytes:
    try:
        return a2b_base64(octets)
    except ValueError:
        return b""
