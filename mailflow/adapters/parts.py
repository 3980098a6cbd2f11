"""The MIME tree as flat pieces: body texts, attachments, attached mails (RFC 2045, 2046, 2183)."""

import email
import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from itertools import islice

from mailflow.adapters.transfer_encodings import decoded_octets, encoding_name
from mailflow.core.charsets import decoded, spoken_label
from mailflow.core.flowed import unfolded_commands, unfolded_lines
from mailflow.core.header_text import clean_text, clean_value, decoded_words
from mailflow.core.mail import Attachment
from mailflow.errors import UnreadableMailError

log = logging.getLogger(__name__)

MAXIMUM_PARTS = 1_000
MAXIMUM_LABEL = 150
MAXIMUM_TEXT = 2_000_000  # what people read of a mail; the raw mail keeps the rest
PIECE = 65_536
MAXIMUM_OCTETS = 4 * MAXIMUM_TEXT
NODES_ASKED = 10
PAGE_START = 2_048
MAXIMUM_PARAMETERS = 8_192  # the standard library reads longer parameter lists in quadratic time

# What the standard library is known to raise on hostile parts.
STDLIB_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MessageError,
    TypeError,
    ValueError,
)

_FOLD = re.compile("[\r\n]+")
_NAMES = {
    "message/rfc822": "message.eml",
    "message/global": "message.eml",
    "message/news": "message.eml",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "text/rfc822-headers": "headers.txt",
    "application/pdf": "document.pdf",
    "application/pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "image/gif": "image.gif",
    "image/jpeg": "image.jpg",
    "image/png": "image.png",
    "text/calendar": "invitation.ics",
    "text/html": "attachment.html",
    "text/plain": "attachment.txt",
}
_READABLE = frozenset({"text/enriched", "text/markdown", "text/richtext", "text/x-markdown"})
_PAGE = re.compile(rb"\s{0,100}+<(?:!doctype\s{1,9}html|html)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}(?:["']|&quot;)?([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_MAIL_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass(frozen=True, slots=True)
class Body:
    """One text of the body; texts of the same alternative (RFC 2046 5.1.4) share its number."""

    is_html: bool
    text: str
    alternative: int | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the tree, with its structure fields readable and bounded."""

    message: "Message[str, str]"
    fields: "Message[str, str]"
    alternative: int | None
    is_root: bool

    @property
    def content_type(self) -> str:
        """The media type in lower case, text/plain when absent or broken (RFC 2045 5.2)."""
        return self.fields.get_content_type()

    @property
    def is_body(self) -> bool:
        """Whether this is text to read rather than a file (RFC 2183 section 2).

        A multipart that could not be cut into parts is read as text, so that nothing is lost.
        """
        if self.content_type.startswith("multipart/"):
            return True
        if self.content_type not in {"text/plain", "text/html"}:
            return self.is_root and self.content_type in _READABLE
        disposition = self.fields.get_content_disposition()
        return self.is_root or (disposition != "attachment" and not _filename(self))


def raw_fields(message: "Message[str, str]") -> tuple[tuple[str, str], ...]:
    """Return every field unfolded, with raw 8-bit octets decoded (RFC 6532, else repaired)."""
    fields = tuple((name, str(value)) for name, value in message.raw_items() if name)
    is_plain = all(value.isascii() for _, value in fields)
    charset = "" if is_plain else _spoken_charset(message)
    return tuple((name, _unfolded(value, charset)) for name, value in fields)


def _unfolded(value: str, charset: str) -> str:
    if not value.isascii():
        octets = value.encode("utf-8", "surrogateescape")
        try:
            value = octets.decode("utf-8")
        except UnicodeDecodeError:
            value = decoded(octets, charset)
    return _FOLD.sub("", value)


def _spoken_charset(message: "Message[str, str]") -> str:
    """Return the charset that the first text declares, or seems to be in: so are raw fields."""
    for node in islice(message.walk(), NODES_ASKED):
        if node.get_content_maintype() == "text":
            declared = _CHARSET.search(str(node.get("content-type", ""))[:MAXIMUM_PARAMETERS])
            start = b"" if declared else _whole_lines(raw_octets(node), PIECE)
            return declared[1] if declared else spoken_label(start)
    return ""


def leaves(message: "Message[str, str]") -> Iterator[Part]:
    """Walk the tree in order without recursion; attached mails are not entered."""
    waiting: list[tuple[Message[str, str], int | None]] = [(message, None)]
    seen = 0
    while waiting:
        node, alternative = waiting.pop()
        seen += 1
        if seen > MAXIMUM_PARTS:
            raise UnreadableMailError("parts", f"more than {MAXIMUM_PARTS} parts")
        part = Part(node, _structure_fields(node), alternative, node is message)
        children = children_of(node)
        if not part.content_type.startswith("message/") and children is not None:
            inside = seen if part.content_type == "multipart/alternative" else None
            inside = alternative if alternative is not None else inside
            waiting += [(child, inside) for child in reversed(children)]
        else:
            yield part


def children_of(node: "Message[str, str]") -> "list[Message[str, str]] | None":
    """Return the parts of a container, None for a leaf."""
    payload = node.get_payload() if node.is_multipart() else None
    if not isinstance(payload, list):
        return None
    return [child for child in payload if isinstance(child, Message)]


def raw_octets(node: "Message[str, str]") -> bytes:
    """Return the body as it came; the public way decodes it by whatever charset is declared."""
    payload = vars(node).get("_payload")
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _structure_fields(node: "Message[str, str]") -> "Message[str, str]":
    fields: Message[str, str] = Message()
    for name, value in raw_fields(node):
        if name.lower().startswith("content-") and name.lower() not in fields:
            fields[name] = value[:MAXIMUM_PARAMETERS]
    return fields


def body_of(part: Part) -> Body:
    """Decode a text part; a wrong charset label is repaired, an endless text is cut."""
    octets = _octets(part)
    is_html = part.content_type == "text/html" or _is_undeclared_page(part, octets)
    charset = _declared(part.fields, "charset") or (_charset_of_page(octets) if is_html else "")
    text = clean_text(decoded(_whole_lines(octets, MAXIMUM_OCTETS), charset)[:MAXIMUM_TEXT])
    if _is_flowed(part, delsp="yes"):
        text = unfolded_lines(text)
    elif text[:200].lstrip().startswith("#") and _is_flowed(part):
        text = unfolded_commands(text)
    # Relays change line ends and transfer encodings: they must not change the digest.
    return Body(is_html, text, part.alternative, _digest(octets))


def _is_undeclared_page(part: Part, octets: bytes) -> bool:
    return "content-type" not in part.fields and bool(_PAGE.match(octets))


def _charset_of_page(octets: bytes) -> str:
    """Return what a page says of itself where its part says nothing (HTML standard 13.2.3.2)."""
    found = _META_CHARSET.search(octets, 0, PAGE_START)
    return found[1].decode("ascii") if found else ""


def _is_flowed(part: Part, *, delsp: str = "") -> bool:
    """Whether a blank at the end of a line says that it was cut there (RFC 3676 section 4)."""
    written = str(part.fields.get("content-type", "")).lower()
    return (
        "flowed" in written  # parameters are read the long way, which most mails can be spared
        and (not delsp or "delsp" in written)
        and (not delsp or _declared(part.fields, "delsp").strip().lower() == delsp)
        and _declared(part.fields, "format").strip().lower() == "flowed"
    )


def _digest(octets: bytes) -> bytes:
    """Hash a text whatever its line ends, piece by piece: it may be large."""
    total, start, end = hashlib.sha256(), 0, len(octets.rstrip())
    while start < end:
        stop = min(start + PIECE, end)
        stop += octets[stop - 1 : stop + 1] == b"\r\n" and stop < end
        total.update(octets[start:stop].replace(b"\r\n", b"\n"))
        start = stop
    return total.digest()


def _whole_lines(octets: bytes, limit: int) -> bytes:
    """Cut a long text, at a line end so that no multi-byte character is cut in two."""
    if len(octets) <= limit:
        return octets
    line_end = octets.rfind(b"\n", limit // 2, limit)
    return octets[: line_end if line_end > 0 else limit]


def attachment_of(part: Part) -> Attachment:
    """Return a part as a file; its name becomes a label that is safe to show and to save."""
    content_type = part.content_type
    fallback = _NAMES.get(content_type, "attachment.bin")
    return Attachment(
        filename=label(_filename(part) or _located(part), fallback),
        content_type=clean_value(content_type)[:100],
        content=_octets(part),
        content_id=clean_value(str(part.fields.get("content-id", "")))[:998],
        inline=part.fields.get_content_disposition() == "inline",
    )


def attached_mail(part: Part) -> "Message[str, str] | None":
    """Return the mail inside a message/rfc822 part (RFC 2046 section 5.2.1), if it is one."""
    children = children_of(part.message)
    if part.content_type not in _MAIL_TYPES or not children:
        return None
    inner = children[0]
    encoding = encoding_name(str(part.fields.get("content-transfer-encoding", "")))
    if encoding in {"base64", "quoted-printable"} and not inner.keys():
        # RFC 2046 forbids to encode attached mails; some senders do it all the same.
        inner["content-transfer-encoding"] = encoding
        return email.message_from_bytes(octets_of(inner))
    return inner


def label(name: str, fallback: str = "attachment.bin") -> str:
    """Make a file name a mere label: no path, no hidden or reordering characters, bounded.

    Invisible characters go first, so that none can hide a dot or a slash until after the check.
    """
    visible = "".join(c for c in name[:2_000] if unicodedata.category(c) not in {"Cf", "Cc", "Cs"})
    base = visible.replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    base = re.sub(r'[<>:"|?*]', "_", base).lstrip(". ").rstrip(". ")
    if len(base) > MAXIMUM_LABEL:
        stem, dot, suffix = base.rpartition(".")
        suffix = f".{suffix}" if dot and len(suffix) <= 10 else ""
        base = (stem if suffix else base)[: MAXIMUM_LABEL - len(suffix)] + suffix
    return base or fallback


def _filename(part: Part) -> str:
    """Return the name of a file (RFC 2183 section 2.3), or the older parameter of its type."""
    name = _declared(part.fields, "filename", "content-disposition")
    return clean_value(decoded_words(name or _declared(part.fields, "name")))


def _located(part: Part) -> str:
    """Return where a part without a name says that it comes from (RFC 2557 section 4.2)."""
    return clean_value(str(part.fields.get("content-location", "")).partition("?")[0])


def _declared(fields: "Message[str, str]", name: str, header: str = "content-type") -> str:
    """Return a parameter (RFC 2045 section 5.1, RFC 2231), decoded, or an empty string."""
    try:
        value = fields.get_param(name, header=header)
    except STDLIB_ERRORS:
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        return decoded(text.encode("latin-1", "replace"), charset or "")
    return str(value or "")


def _octets(part: Part) -> bytes:
    children = children_of(part.message)
    if children is None:
        return octets_of(part.message)
    return b"".join(_flattened(child) for child in children)


def octets_of(node: "Message[str, str]") -> bytes:
    """Return the body of a leaf without its transfer encoding (RFC 2045 section 6), if readable."""
    payload = vars(node).get("_payload")
    if not isinstance(payload, str):
        return b""
    try:
        return decoded_octets(payload, str(node.get("content-transfer-encoding", "")))
    except STDLIB_ERRORS as error:
        log.info("transfer_encoding_broken reason=%s", type(error).__name__)
        return raw_octets(node)


def _flattened(node: "Message[str, str]") -> bytes:
    """Put a mail together again as it came; the standard library's way takes quadratic time."""
    head = "".join(f"{name}: {value}\n" for name, value in node.raw_items())
    children = children_of(node)
    if children is None:
        body = raw_octets(node)
    elif node.get_content_maintype() == "multipart":
        delimiter = f"--{node.get_boundary('')}".encode("utf-8", "surrogateescape")
        pieces = (delimiter + b"\n" + _flattened(child) + b"\n" for child in children)
        preamble = (node.preamble or "").encode("utf-8", "surrogateescape")
        body = preamble + b"".join(pieces) + delimiter + b"--\n"
    else:
        body = b"".join(_flattened(child) for child in children)
    return head.encode("utf-8", "surrogateescape") + b"\n" + body
