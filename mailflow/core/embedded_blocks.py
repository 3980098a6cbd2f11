"""Where a body holds another mail: its header block, however a program writes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from mailflow.core.addresses import parse_mailboxes
from mailflow.core.crowded_headers import parted_fields
from mailflow.core.header_blocks import (
    MAXIMUM_VALUE,
    HeaderBlock,
    behind_marker,
    find_block,
    is_forward_marker,
    is_separator,
    labelled,
    starts_block,
)
from mailflow.core.header_text import clean_value
from mailflow.core.mail import Mailbox
from mailflow.core.quoting import MAXIMUM_LINES
from mailflow.errors import AddressError

_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,100}@[^\s<>()\[\]\"',;:@]{1,253}")
_IN_BRACKETS = re.compile(r"<\s{0,3}" + _ADDRESS.pattern)
_MAILTO = re.compile(r"[<\[]?mailto:", re.IGNORECASE)
_RFC_DATE = re.compile(  # RFC 5322 section 3.3
    r"(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d\d:\d\d(?::\d\d)?\s+[+-]\d{4}\b"
)
# A date, a name, an address, and perhaps a verb.
_ATTRIBUTION = re.compile(
    rf"[\s>]{{0,6}}((?=[^<]{{0,150}}\d)[^<>]{{2,150}})(<{_ADDRESS.pattern}>)[^<>]{{0,30}}[:：]"
)
_ANY_FIELD = re.compile(r"[\s>*]{0,6}([^\W\d_][^:：,;!?@<>]{0,30})[:：]\*{0,2}\s{0,20}(\S.{0,990})")
MAXIMUM_DISTANCE = 6
FEWEST_FIELDS = 3
LONGEST_CROWD = 2000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class EmbeddedBlock:
    """A header block, the line where it is announced, and whether as a forward."""

    start: int
    block: HeaderBlock
    marked: bool


def parted_lines(lines: list[str]) -> list[str]:
    """Give each field a line of its own where one line holds the whole block.

    It stands behind its marker, or alone where an HTML body lost its breaks; the first counts.
    """
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if (crowd := behind_marker(line)) and is_separator(line):
            return [*lines[:index], line[: -len(crowd)], *parted_fields(crowd), *lines[index + 1 :]]
        if _is_crowded(line) and len(fields := parted_fields(line)) >= FEWEST_FIELDS:
            return [*lines[:index], *fields, *lines[index + 1 :]]
    return lines


def _is_crowded(line: str) -> bool:
    if len(line) > LONGEST_CROWD or line.count(":") < FEWEST_FIELDS:
        return False
    first = labelled(line)
    return first is not None and first[0] == "from"


def find_embedded(lines: Sequence[str], *, by_subject: bool) -> EmbeddedBlock | None:
    """Find the first header block; of mails that were forwarded again the first one counts.

    A few programs write an attribution in its place; then the subject has to say what it is.
    """
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if is_forward_marker(line):
            if block := block_below(lines, index + 1, fields=2) or _block_alike(lines, index + 1):
                return EmbeddedBlock(index, block, marked=True)
        elif is_separator(line) or starts_block(lines, index):
            block = block_below(lines, index, fields=3)
            return EmbeddedBlock(index, block, marked=False) if block else None
        elif by_subject and (block := _attribution(line, index)):
            return EmbeddedBlock(index, block, marked=False)
    return None


def _block_alike(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """Read what stands below a marker in place of a block that we know."""
    below = range(start, min(start + MAXIMUM_DISTANCE, len(lines)))
    index = next((later for later in below if lines[later].strip()), None)
    if index is None:
        return None
    return _attribution(lines[index], index) or _foreign_block(lines, index)


def _foreign_block(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """Read a block of an unknown language: the first address that is no recipient's counts."""
    values: list[tuple[str, str]] = []
    for line in lines[start : start + 2 * MAXIMUM_DISTANCE]:
        match = _ANY_FIELD.fullmatch(line[:MAXIMUM_VALUE])
        if match is None:
            break
        known = labelled(line)
        is_sender = "@" in match[2] and all(kind != "from" for kind, _ in values)
        values.append(known or ("from" if is_sender else "other", match[2]))
    block = HeaderBlock(start, start + len(values), tuple(values))
    return block if len(values) >= FEWEST_FIELDS and block.kinds else None


def _attribution(line: str, index: int) -> HeaderBlock | None:
    """Read a line such as "01.01.2026, 10:00, Ann <ann@example.org>:" as a header block."""
    match = _ATTRIBUTION.fullmatch(line) if line.endswith((":", "：")) else None
    if match is None:
        return None
    date, _, name = match[1].rpartition(",")
    return HeaderBlock(index, index + 1, (("from", name + match[2]), ("date", date)))


def block_below(lines: Sequence[str], start: int, *, fields: int) -> HeaderBlock | None:
    """Read the block that begins with the first labelled line from here on, if it is near."""
    for index in range(start, min(start + MAXIMUM_DISTANCE, len(lines))):
        if labelled(lines[index]):
            return find_block(lines, index, fields=fields)
    return None


def read_sender(value: str) -> Mailbox | None:
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


def read_date(value: str) -> str:
    """Return a date in RFC 3339 form where it is one of RFC 5322, else as written."""
    written = clean_value(value)[:LONGEST_NAME]
    if not _RFC_DATE.match(written):
        return written
    try:
        return parsedate_to_datetime(written).isoformat()
    except ValueError:
        return written
