"""The bytes of a mail without somebody: headers and texts are rewritten, other files stay.

What cannot be read, or still gives him away afterwards, is given up whole.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.message import Message
from typing import TypeAlias

from mailflow.adapters.markup import html_to_text
from mailflow.core.erasing import ERASED, ERASED_DOMAIN, Rule

HEAD_BYTES = 256 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_TROUBLE = (
    AttributeError,
    AssertionError,
    HeaderParseError,
    IndexError,
    KeyError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the standard library raises over mails that break the rules."""

_TEXTS = frozenset({"message", "multipart", "text"})

Leaf: TypeAlias = "Message[str, str]"


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
        message = message_from_bytes(content[: end.end() if end else HEAD_BYTES])
        senders = ", ".join(map(_decoded, message.get_all("From", [])))
        ids = _decoded(message.get("Message-ID", "")).split()
        return Head(senders, ids[0] if ids else "", _decoded(message.get("Date", "")).strip())
    except _TROUBLE:
        return Head()


def texts_of(content: bytes) -> str:
    """Return every header and text of a mail, decoded, to search in; what is broken is left out."""
    try:
        message = message_from_bytes(content)
        return "\n".join(_all_texts(message))
    except _TROUBLE:
        return content.decode("latin-1")


def redacted(content: bytes, rule: Rule, files: frozenset[str] = frozenset()) -> bytes | None:
    """Return the mail as the rule leaves it, None where it says nothing of him.

    `files` are the SHA-256 of attachments that go. Without a byte it was given up.
    """
    try:
        message = message_from_bytes(content)
        if not _rewrite(message, rule, files):
            return None if _is_clean(content, rule) else b""
        rewritten = message.as_bytes()
        again = message_from_bytes(rewritten)
        is_done = not _rewrite(again, rule, files) and _is_clean(rewritten, rule)
        return rewritten if is_done else b""
    except _TROUBLE:
        return None if _is_clean(content, rule) else b""


def _is_clean(content: bytes, rule: Rule) -> bool:
    """Whether the rule finds nothing in the bytes as they are, before parts and outside them."""
    text = content.decode("latin-1")
    return rule(text) == text


def _all_texts(message: Leaf) -> Iterator[str]:
    for part in message.walk():
        yield from (_decoded(value) for value in part.values())
        if _is_text(part):
            yield _text(part)


def _rewrite(message: Leaf, rule: Rule, files: frozenset[str]) -> bool:
    """Rewrite every part in place; return whether anything changed."""
    changed = False
    for part in message.walk():
        if part is not message and _is_by_him(part, rule):
            _forget_below(part)
        changed |= _rewrite_headers(part, rule)
        if part.is_multipart():
            continue
        if _is_text(part):
            changed |= _rewrite_text(part, rule)
        elif files and _sha256(part) in files:
            _put(part, ERASED)
            changed = True
    return changed


def _is_by_him(part: Leaf, rule: Rule) -> bool:
    """Whether a mail within the mail came from an address that the rule replaces."""
    sender = _decoded(part.get("From", ""))
    return ERASED_DOMAIN not in sender and ERASED_DOMAIN in rule(sender)


def _forget_below(part: Leaf) -> None:
    """Leave of a mail within the mail its headers alone."""
    part.set_payload("")
    _put(part, ERASED)


def _rewrite_headers(part: Leaf, rule: Rule) -> bool:
    before = [(name, value, _decoded(value)) for name, value in part.items()]
    after = [(name, value, text, rule(text)) for name, value, text in before]
    if all(text == new for _, _, text, new in after):
        return False
    for name in set(part.keys()):
        del part[name]
    for name, value, text, new in after:
        part[name] = value if text == new else Header(_FOLD.sub(" ", new), "utf-8").encode()
    return True


def _rewrite_text(part: Leaf, rule: Rule) -> bool:
    text = _text(part)
    new = rule(text)
    if part.get_content_subtype() == "html":
        seen = html_to_text(text)
        shown = rule(seen)
        if new == text and shown == seen:
            return False
        _put(part, shown)
        return True
    if new == text:
        return False
    is_text = part.get_content_maintype() == "text"
    _put(part, new, part.get_content_subtype() if is_text else "plain")
    return True


def _is_text(part: Leaf) -> bool:
    """Whether a part is for people; what claims to hold parts and has none is, too."""
    return not part.is_multipart() and part.get_content_maintype() in _TEXTS


def _put(part: Leaf, text: str, subtype: str = "plain") -> None:
    """Give a part a text; a file name or a charset of before means nothing any more."""
    for name in ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID"):
        del part[name]
    part["Content-Type"] = f"text/{subtype}"
    part.set_payload(text.encode("utf-8", "replace").decode("utf-8"), "utf-8")


def _text(part: Leaf) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _sha256(part: Leaf) -> str:
    payload = part.get_payload(decode=True)
    return hashlib.sha256(payload if isinstance(payload, bytes) else b"").hexdigest()


def _decoded(value: object) -> str:
    """Return a header as people read it; one that cannot be decoded as it is."""
    text = _FOLD.sub(" ", str(value))
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (*_TROUBLE, UnicodeError):
        return text
