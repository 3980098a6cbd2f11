"""The fields of a delivery status (RFC 3464 section 2), from their part or from plain text."""

import re
from collections.abc import Iterable, Iterator
from email.message import Message

from mailflow.adapters.bounces.returned_mail import MAXIMUM_LINES, value_of
from mailflow.adapters.parts import children_of, octets_of, raw_octets
from mailflow.core.charsets import decoded
from mailflow.core.delivery_status import judged
from mailflow.core.mail import Recipient

ADDRESS = re.compile(
    r"(?<![^\s<>;:,()\[\]\"'=|])[^\s<>;:,()\[\]\"|@]{1,200}@[^\s<>;:,()\[\]\"'|@]{1,200}"
)
_FIELD = re.compile(r"[ \t>]{0,8}([A-Za-z][A-Za-z-]{2,40})[ \t]{0,8}:(.*)")
MAXIMUM_VALUE = 998
_NAMED = frozenset(
    {"original-recipient", "final-recipient", "action", "status", "diagnostic-code"}
    | {"x-actual-recipient", "remote-mta", "last-attempt-date", "will-retry-until"}
)
Fields = dict[str, str]


def recipients_in_status(part: "Message[str, str]") -> Iterator[Recipient]:
    """Read the per-recipient groups of a part (section 2.3)."""
    yield from recipients_in_lines(_lines_of(part))


def recipients_in_lines(lines: Iterable[str]) -> Iterator[Recipient]:
    """Read the groups that stand in lines; what is no field of theirs is passed over."""
    for group in _groups(lines):
        original, final = group.get("original-recipient", ""), group.get("final-recipient", "")
        if address := typed_address(original) or typed_address(final):
            yield judged(
                address,
                group.get("action", ""),
                group.get("status", ""),
                group.get("diagnostic-code", ""),
            )


def typed_address(value: str) -> str:
    """Return the address behind `rfc822;` (section 2.3.1; RFC 6533 section 3 for `utf-8;`)."""
    found = ADDRESS.search(value.rpartition(";")[2][:998])
    return found[0].strip("'.").lower() if found else ""


def _lines_of(part: "Message[str, str]") -> Iterator[str]:
    """Return the part line by line; some senders encode it, or leave blank lines in a group."""
    blocks = children_of(part)
    if blocks is None:
        yield from decoded(octets_of(part)).splitlines()[:MAXIMUM_LINES]
        return
    for block in blocks[:MAXIMUM_LINES]:
        for name, value in block.raw_items():
            yield f"{name}: {value_of(str(value))}"
        yield from decoded(raw_octets(block)).splitlines()[:MAXIMUM_LINES]
        yield ""


def _groups(lines: Iterable[str]) -> Iterator[Fields]:
    """Put the fields of each recipient together.

    A blank line ends a group that names a recipient and what became of him; programs leave blank
    lines inside groups as well. A field that comes again begins the next one.
    """
    group: Fields = {}
    last = ""
    for line in lines:
        name, value = _field(line)
        if not name and last and line[:1] in {" ", "\t"} and line.strip():
            group[last] = f"{group[last]} {value_of(line)}"[:MAXIMUM_VALUE]
            continue
        last = name if name in _NAMED else ""
        if (last and last in group) or (not line.strip() and _is_whole(group)):
            yield group
            group = {}
        if last:
            group[last] = value
    yield group


def _field(line: str) -> tuple[str, str]:
    found = _FIELD.match(line[:MAXIMUM_VALUE])
    return (found[1].lower(), value_of(found[2])) if found else ("", "")


def _is_whole(group: Fields) -> bool:
    named = "final-recipient" in group or "original-recipient" in group
    return named and ("action" in group or "status" in group)
