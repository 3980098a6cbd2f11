"""Forwarded mails: who wrote the original, and what (inline, or attached: RFC 2046 5.2.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.core.addresses import parse_mailboxes
from mailflow.core.header_blocks import (
    HeaderBlock,
    find_block,
    is_forward_marker,
    is_separator,
    labelled,
    starts_block,
)
from mailflow.core.header_text import clean_value
from mailflow.core.mail import Mail, Mailbox, bare_subject
from mailflow.core.phrases.subjects import FORWARD_PREFIXES
from mailflow.core.quoting import MAXIMUM_LINES, new_text
from mailflow.errors import AddressError

_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,100}@[^\s<>()\[\]\"',;:@]{1,253}")
_PREFIX = re.compile(r"\s*([^\s:：]{1,15}?)(?:\[\d{1,3}\])?\s*[:：]")
_MAILTO = re.compile(r"[<\[]?mailto:", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"\s{0,3}>\s?")
MAXIMUM_DISTANCE = 6


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail passed on: its original sender, subject and text, and the forwarder's comment.

    `embedded` is the mail as it stands in the forward, its header block included.
    """

    sender: Mailbox
    subject: str
    text: str
    comment: str
    embedded: str = ""


def forwarded_mail(mail: Mail, text: str) -> Forwarded | None:
    """Return the mail that this one forwards, inline or as its only attached mail, or None."""
    return _attached(mail, text) or _inline(mail, text)


def _attached(mail: Mail, text: str) -> Forwarded | None:
    if len(mail.forwarded) != 1 or mail.delivery_report is not None:
        return None
    original = mail.forwarded[0]
    if original.sender is None:
        return None
    return Forwarded(original.sender, original.subject, original.text, new_text(text).text)


def _inline(mail: Mail, text: str) -> Forwarded | None:
    lines = [line.rstrip() for line in text.split("\n")]
    found = _marked_block(lines) or _unmarked_block(lines, mail.subject)
    if found is None:
        return None
    marker, block = found
    sender = _sender(block.value("from"))
    if sender is None:
        return None
    comment = new_text("\n".join(lines[:marker]).strip("\n")).text
    subject = clean_value(block.value("subject"))
    body = _without_quote_marks(lines[block.end :])
    embedded = _without_quote_marks(lines[block.start :])
    return Forwarded(sender, subject, body, comment, embedded)


def _marked_block(lines: Sequence[str]) -> tuple[int, HeaderBlock] | None:
    """Find the first "Forwarded message" line with a header block below it."""
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if is_forward_marker(line) and (block := _block_below(lines, index + 1, fields=2)):
            return index, block
    return None


def _unmarked_block(lines: Sequence[str], subject: str) -> tuple[int, HeaderBlock] | None:
    """Find the first header block: Outlook marks a forward in the subject alone.

    A mail that is nothing but somebody else's mail is a forward too, unless it says "Re:".
    """
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if is_separator(line) or starts_block(lines, index):
            alone = not any(above.strip() for above in lines[:index])
            if not (_is_forward_subject(subject) or (alone and bare_subject(subject) == subject)):
                return None
            block = _block_below(lines, index, fields=3)
            return (index, block) if block else None
    return None


def _block_below(lines: Sequence[str], start: int, *, fields: int) -> HeaderBlock | None:
    for index in range(start, min(start + MAXIMUM_DISTANCE, len(lines))):
        if labelled(lines[index]):
            return find_block(lines, index, fields=fields)
    return None


def _is_forward_subject(subject: str) -> bool:
    match = _PREFIX.match(subject[:100])
    return match is not None and match[1].casefold() in FORWARD_PREFIXES


def _sender(value: str) -> Mailbox | None:
    """Read the From value of a block; programs write it in more ways than RFC 5322 knows."""
    plain = _MAILTO.sub("<", value)
    match = _ADDRESS.search(plain)
    if match is None:
        return None
    name = clean_value(plain[: match.start()]).strip(" <[(\"'*,")
    try:
        mailbox = parse_mailboxes(match[0].rstrip("."))[0]
    except AddressError:
        return None
    return Mailbox(mailbox.address, name[:200])


def _without_quote_marks(lines: Sequence[str]) -> str:
    """Take one `>` off each line, if the forwarded text came quoted as a whole."""
    first = next((line for line in lines if line.strip()), "")
    quoted = _QUOTE_MARK.match(first) is not None
    bare = [_QUOTE_MARK.sub("", line, count=1) for line in lines] if quoted else lines
    return "\n".join(bare).strip("\n")
