"""Blocks of `Field: value` lines at the start or end of a text, as ticket systems know them.

They are read for whoever looks at a mail; what is executed is decided in `commands` alone.
"""

import re
from collections.abc import Iterable, Sequence

MAXIMUM_LINES = 60
MAXIMUM_VALUE = 2000

_FIELD = re.compile(r"\s{0,3}([^\W\d_][\w /-]{0,40}?)[ \t]{0,5}:(?!//)[ \t]{0,5}(.*)")


def written_fields(text: str) -> tuple[tuple[str, str], ...]:
    """Return names and values of both blocks as written; the first of a name wins."""
    lines = text.split("\n")
    found: dict[str, tuple[str, str]] = {}
    for name, value in (*_block(lines), *reversed(tuple(_block(reversed(lines[-MAXIMUM_LINES:]))))):
        found.setdefault(name.casefold(), (name, value))
    return tuple(found.values())


def _block(lines: Iterable[str]) -> Sequence[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for line in lines:
        if not line.strip():
            if fields:
                break
            continue
        match = _FIELD.fullmatch(line[:MAXIMUM_VALUE])
        if match is None or len(fields) >= MAXIMUM_LINES:
            break
        fields.append((match[1].strip(), match[2].strip()))
    return fields
