"""Forwarded mails: who wrote the original, and what (inline, or attached: RFC 2046 5.2.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from mailflow.core.addresses import parse_mailboxes
from mailflow.core.crowded_headers import parted_fields
from mailflow.core.header_blocks import (
    HeaderBlock,
    behind_marker,
    find_block,
    is_end_marker,
    is_forward_marker,
    is_rule,
    is_separator,
    labelled,
    starts_block,
)
from mailflow.core.header_text import clean_value
from mailflow.core.mail import Mail, Mailbox, bare_subject
from mailflow.core.phrases.subjects import FORWARD_PREFIXES, REPLY_PREFIXES
from mailflow.core.quoting import MAXIMUM_LINES, new_text
from mailflow.errors import AddressError

_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,100}@[^\s<>()\[\]\"',;:@]{1,253}")
_IN_BRACKETS = re.compile(r"<\s{0,3}" + _ADDRESS.pattern)
# Tags such as [EXT] stand before the prefix, or the whole subject stands in brackets.
_PREFIX = re.compile(
    r"\s*(?:\[[^\]:]{1,40}\]\s{0,3}){0,3}\[?\s{0,3}([^:：\[\]]{1,20}?)(?:\[\d{1,3}\])?\s*[:：]"
)
_FORWARD_SUFFIX = re.compile(r"[\[(]fwd?[\])]$", re.IGNORECASE)
_MAILTO = re.compile(r"[<\[]?mailto:", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"\s{0,3}>\s?")
_DATE = re.compile(  # RFC 5322 section 3.3
    r"(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d\d:\d\d(?::\d\d)?\s+[+-]\d{4}\b"
)
# A date, a name, an address, and perhaps a verb.
_ATTRIBUTION = re.compile(
    rf"[\s>]{{0,6}}((?=[^<]{{0,150}}\d)[^<>]{{2,150}})(<{_ADDRESS.pattern}>)[^<>]{{0,30}}[:：]"
)
MAXIMUM_DISTANCE = 6
_BY_PROGRAM = ("auto-replied", "auto-generated", "auto-notified")
_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon"})
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail passed on: its original sender, date, subject and text, and the forwarder's comment.

    `sender` is None where the program wrote a name alone; `author` is what stands there. `date`
    is in RFC 3339 form where it is a date of RFC 5322, else as written. `below` is what the
    forwarder wrote below a quoted mail. `embedded` is the mail as it stands in the forward, its
    header block included. Without `is_forward` the mail was quoted in an answer.
    """

    sender: Mailbox | None
    subject: str
    text: str
    comment: str
    embedded: str = ""
    date: str = ""
    author: str = ""
    below: str = ""
    is_forward: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """A header block, the line where it is announced, and whether as a forward."""

    start: int
    block: HeaderBlock
    marked: bool


def forwarded_mail(mail: Mail, text: str) -> Forwarded | None:
    """Return the mail that this one forwards, inline or as its only attached mail, or None."""
    found = embedded_mail(mail, text)
    return found if found is not None and found.is_forward else None


def embedded_mail(mail: Mail, text: str) -> Forwarded | None:
    """Return the mail within this one, forwarded or quoted with its header block, or None."""
    if mail.delivery_report is not None or mail.content_type == "multipart/report":
        return None
    inline = _inline(mail, text)
    if inline is not None and inline.is_forward:
        return inline
    return _attached(mail, text) or inline


def _attached(mail: Mail, text: str) -> Forwarded | None:
    if len(mail.forwarded) != 1:
        return None
    original = mail.forwarded[0]
    if original.sender is None:
        return None
    date = original.date.isoformat() if original.date else ""
    body = original.text.strip("\n")
    return Forwarded(
        original.sender,
        original.subject,
        body,
        new_text(text).text,
        f"{_header_lines(original, date)}\n\n{body}".strip("\n"),
        date,
        _written(original.sender),
    )


def _header_lines(mail: Mail, date: str) -> str:
    fields = (
        ("From", ", ".join(map(_written, mail.from_))),
        ("Date", date),
        ("To", ", ".join(map(_written, mail.to))),
        ("Cc", ", ".join(map(_written, mail.cc))),
        ("Subject", mail.subject),
    )
    return "\n".join(f"{name}: {value}" for name, value in fields if value)


def _written(mailbox: Mailbox) -> str:
    name = mailbox.display_name
    return f"{name} <{mailbox.address}>" if name else mailbox.address


def _inline(mail: Mail, text: str) -> Forwarded | None:
    lines = _parted([line.rstrip() for line in text.split("\n")])
    found = _find(lines, by_subject=_says_forward(mail.subject))
    if found is None or not (author := clean_value(found.block.value("from"))):
        return None
    comment = new_text("\n".join(lines[: found.start]).strip("\n"))
    body, below = _body(lines[found.block.end :])
    subject = clean_value(found.block.value("subject"))
    header = _without_quote_marks(lines[found.block.start : found.block.end])
    own_subject = _FORWARD_SUFFIX.sub("", bare_subject(mail.subject)).strip()
    return Forwarded(
        _sender(found.block.value("from")),
        subject or ("" if "subject" in dict(found.block.values) else own_subject),
        body,
        comment.text,
        f"{header}\n\n{body}".strip("\n"),
        _date(found.block.value("date")),
        author[: 2 * LONGEST_NAME],
        new_text(below).text,
        is_forward=_is_forward(mail, lines, found, quoted_above=bool(comment.quoted)),
    )


def _parted(lines: list[str]) -> list[str]:
    """Give each field a line of its own where the first marker line holds the whole block."""
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if (crowd := behind_marker(line)) and is_separator(line):
            return [*lines[:index], line[: -len(crowd)], *parted_fields(crowd), *lines[index + 1 :]]
    return lines


def _find(lines: Sequence[str], *, by_subject: bool) -> _Found | None:
    """Find the first header block; of mails that were forwarded again the first one counts.

    A few programs write an attribution in its place; then the subject has to say what it is.
    """
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if is_forward_marker(line):
            if block := _block_below(lines, index + 1, fields=2) or _attributed(lines, index + 1):
                return _Found(index, block, marked=True)
        elif is_separator(line) or starts_block(lines, index):
            block = _block_below(lines, index, fields=3)
            return _Found(index, block, marked=False) if block else None
        elif by_subject and (block := _attribution(line, index)):
            return _Found(index, block, marked=False)
    return None


def _attributed(lines: Sequence[str], start: int) -> HeaderBlock | None:
    below = range(start, min(start + MAXIMUM_DISTANCE, len(lines)))
    index = next((later for later in below if lines[later].strip()), start)
    return _attribution(lines[index], index) if index < len(lines) else None


def _attribution(line: str, index: int) -> HeaderBlock | None:
    """Read a line such as "01.01.2026, 10:00, Ann <ann@example.org>:" as a header block."""
    match = _ATTRIBUTION.fullmatch(line) if line.endswith((":", "：")) else None
    if match is None:
        return None
    date, _, name = match[1].rpartition(",")
    return HeaderBlock(index, index + 1, (("from", name + match[2]), ("date", date)))


def _block_below(lines: Sequence[str], start: int, *, fields: int) -> HeaderBlock | None:
    for index in range(start, min(start + MAXIMUM_DISTANCE, len(lines))):
        if labelled(lines[index]):
            return find_block(lines, index, fields=fields)
    return None


def _is_forward(mail: Mail, lines: Sequence[str], found: _Found, *, quoted_above: bool) -> bool:
    """Whether the block belongs to a forward: answers quote their mail with a block, too.

    Outlook marks a forward in the subject alone. What bears no sign of an answer, neither in the
    subject nor in the header fields (RFC 5322 section 3.6.4), is somebody else's mail passed on.
    """
    prefix = _subject_prefix(mail.subject)
    if _says_forward(mail.subject):
        # "VS" is a forward in Danish and Norwegian, and an answer in Finnish.
        return found.marked or prefix != "vs" or not _is_finnish(lines[found.block.start])
    if quoted_above or found.marked:
        return not quoted_above
    answers = prefix in REPLY_PREFIXES or bare_subject(mail.subject) != mail.subject.strip()
    return not answers and not mail.ancestors and not _is_machine(mail)


def _is_machine(mail: Mail) -> bool:
    """Whether a program wrote it (RFC 3834 section 5); what it quotes is not passed on."""
    written_by_program = mail.header("auto-submitted").casefold().startswith(_BY_PROGRAM)
    names = {one.address.partition("@")[0] for one in mail.from_}
    return written_by_program or not names.isdisjoint(_DAEMONS)


def _says_forward(subject: str) -> bool:
    suffixed = _FORWARD_SUFFIX.search(subject[-20:].rstrip())
    return _subject_prefix(subject) in FORWARD_PREFIXES or suffixed is not None


def _subject_prefix(subject: str) -> str:
    """Return the first prefix of a subject such as `fwd` (RFC 5322 section 3.6.5), folded."""
    match = _PREFIX.match(subject[:200])
    return match[1].strip().casefold() if match else ""


def _is_finnish(line: str) -> bool:
    return line.strip(" >*").casefold().startswith(("lähettäjä", "lähetetty"))


def _sender(value: str) -> Mailbox | None:
    """Read the From value of a block; programs write it in more ways than RFC 5322 knows."""
    plain = _MAILTO.sub("<", clean_value(value))
    match = _IN_BRACKETS.search(plain) or _ADDRESS.search(plain)
    if match is None:
        return None
    name = plain[: match.start()].strip(" <[(\"'*,")
    try:
        mailbox = parse_mailboxes(match[0].lstrip("< ").rstrip("."))[0]
    except AddressError:
        return None
    return Mailbox(mailbox.address, "" if name == mailbox.address else name[:LONGEST_NAME])


def _date(value: str) -> str:
    """Return a date in RFC 3339 form where it is one of RFC 5322, else as written."""
    written = clean_value(value)[:LONGEST_NAME]
    if not _DATE.match(written):
        return written
    try:
        return parsedate_to_datetime(written).isoformat()
    except ValueError:
        return written


def _body(lines: Sequence[str]) -> tuple[str, str]:
    """Part the forwarded text from what stands below its end, or below its last quoted line."""
    ends = (later for later in range(len(lines) - 1, -1, -1) if is_end_marker(lines[later]))
    end = next(ends, len(lines))
    body, below = lines[:end], lines[end + 1 :]
    first = next((later for later, line in enumerate(body) if line.strip()), 0)
    if body and _closes_block(body, first):
        body = body[first + 1 :]
    elif body and _QUOTE_MARK.match(body[first]):
        last = max(later for later, line in enumerate(body) if _QUOTE_MARK.match(line))
        if last + 1 < len(body) and not body[last + 1].strip():
            body, below = body[: last + 1], [*body[last + 1 :], *below]
    return _without_quote_marks(body), "\n".join(below).strip("\n")


def _closes_block(lines: Sequence[str], index: int) -> bool:
    """Whether a header block ends with this rule, or with its marker once more."""
    if is_separator(lines[index]):
        return _block_below(lines, index + 1, fields=2) is None
    return is_rule(lines[index])


def _without_quote_marks(lines: Sequence[str]) -> str:
    """Take one `>` off each line, if the forwarded text came quoted as a whole."""
    first = next((line for line in lines if line.strip()), "")
    quoted = _QUOTE_MARK.match(first) is not None
    bare = [_QUOTE_MARK.sub("", line, count=1) for line in lines] if quoted else lines
    return "\n".join(bare).strip("\n")
