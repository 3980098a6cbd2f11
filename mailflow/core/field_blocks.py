"""Blocks of `Field: value` lines at the start or end of a text, as other help desks know them.

They are read for whoever looks at a mail; what is executed is decided in `commands` alone.
"""

import re
import unicodedata
from collections.abc import Sequence

MAXIMUM_LINES = 60
MAXIMUM_VALUE = 2000
# A closing such as "Kind regards, Bob" below a block, without the mark of a signature.
CLOSING_LINES, LONGEST_CLOSING = 4, 40

# RT names custom fields `CF.{Operating system}`; accents may stand alone (NFD).
_FIELD = re.compile(
    r"\s{0,3}([^\W\d_](?:[\w\u0300-\u036f ./()'’&#-]|\{[^{}]{1,60}\}){0,60}?)"
    r"[ \t\u00a0]{0,5}[:：](?!//|(?<=\d[:：])\d)[ \t\u00a0]{0,5}(.*)"
)
_CONTINUATION = re.compile(r"(?:\t| {2,}+)\S")

Field = tuple[str, str]


def written_fields(text: str) -> tuple[Field, ...]:
    """Return names and values of both blocks as written; the first of a name wins."""
    lines = _without_outer_blanks(text.split("\n"))
    found: dict[str, Field] = {}
    for name, value in (*_fields(lines[:MAXIMUM_LINES]), *_last_block(lines)):
        found.setdefault(unicodedata.normalize("NFC", name).casefold(), (name, value))
    return tuple(found.values())


def _last_block(lines: Sequence[str]) -> Sequence[Field]:
    above, last = _parted_at_blank(lines[-MAXIMUM_LINES:])
    if fields := _fields_at_end(last):
        return fields
    is_closing = len(last) <= CLOSING_LINES and all(len(line) <= LONGEST_CLOSING for line in last)
    return _fields_at_end(_parted_at_blank(above)[1]) if is_closing else ()


def _fields_at_end(paragraph: Sequence[str]) -> Sequence[Field]:
    """Read the fields that a paragraph ends with, whatever stands above them."""
    start = len(paragraph)
    while start and (_field(paragraph[start - 1]) or _CONTINUATION.match(paragraph[start - 1])):
        start -= 1
    while start < len(paragraph) and not _field(paragraph[start]):
        start += 1
    return _fields(paragraph[start:])


def _fields(lines: Sequence[str]) -> Sequence[Field]:
    """Read fields line by line, up to the first line that is none."""
    fields: list[Field] = []
    for line in lines:
        if field := _field(line):
            fields.append(field)
        elif fields and _CONTINUATION.match(line):
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {line.strip()}"[:MAXIMUM_VALUE].strip())
        else:
            break
    return fields


def _field(line: str) -> Field | None:
    match = _FIELD.fullmatch(line[:MAXIMUM_VALUE])
    return (match[1].strip(), match[2].strip()) if match else None


def _parted_at_blank(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return what stands above the last paragraph, and that paragraph."""
    blank = next((k for k in range(len(lines) - 1, -1, -1) if not lines[k].strip()), -1)
    return _without_outer_blanks(lines[: max(blank, 0)]), lines[blank + 1 :]


def _without_outer_blanks(lines: Sequence[str]) -> Sequence[str]:
    written = [index for index, line in enumerate(lines) if line.strip()]
    return lines[written[0] : written[-1] + 1] if written else ()
