"""Header blocks inside a body ("From: ... Sent: ... Subject: ..."), and the lines that open them.

Outlook quotes that way, everybody forwards that way; `quoting` and `forwarding` both read them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.core.phrases.forwards import FORWARD_MARKERS
from mailflow.core.phrases.labels import LABELS, LONGEST_LABEL
from mailflow.core.phrases.replies import ORIGINAL_MARKERS

MAXIMUM_LINE = 500
MAXIMUM_BLOCK_LINES = 14
MAXIMUM_VALUE = 998
SHORTEST_WRAPPED, LONGEST_WRAPPED = 40, 80

_LABEL = re.compile(
    r"[\s>*|_\u200e\u200f\u202a-\u202e]{0,10}([^:：]{1,40}?)[\s*\u00a0]{0,4}[:：]\*{0,2}"
)
_RULE = re.compile(r"\s{0,3}[*>]{0,3}\s?[-_=–—]{2,}")
_DECORATION = " \t*_-=–—>:：.[]|"
# A bare rule, or words of any language between two rules.
_RULED = re.compile(r"[\s>]{0,4}(?:[_-]{10,}|[-=]{4,}[^-=_]{3,60}[-=]{4,})\s*")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The labelled values of a block, and the line range it covers."""

    start: int
    end: int
    values: tuple[tuple[str, str], ...]

    def value(self, kind: str) -> str:
        """Return the first value of that kind, such as `from`, or an empty string."""
        return next((value for name, value in self.values if name == kind), "")

    @property
    def kinds(self) -> int:
        """How many different fields it has, 0 without a sender."""
        kinds = {name for name, _ in self.values}
        return len(kinds) if "from" in kinds else 0


def labelled(line: str) -> tuple[str, str] | None:
    """Read `Label: value` with a known label of any language, else None."""
    has_colon = ":" in line or "：" in line  # most lines have none
    match = _LABEL.match(line[:MAXIMUM_LINE]) if has_colon else None
    if match is None:
        return None
    name = match[1].strip(" *_\u00a0").casefold()
    kind = LABELS.get(name) if len(name) <= LONGEST_LABEL else None
    return (kind, line[match.end() :].strip(" \t*")[:MAXIMUM_VALUE]) if kind else None


def find_block(lines: Sequence[str], start: int, *, fields: int = 3) -> HeaderBlock | None:
    """Read the header block that starts at a line, folded values and blank lines included.

    It needs a sender and at least so many fields: chance text has fewer.
    """
    values: list[tuple[str, str]] = []
    end = start
    for index in range(start, min(start + MAXIMUM_BLOCK_LINES, len(lines))):
        line = lines[index]
        if found := labelled(line):
            values.append(found)
            end = index + 1
        elif not _bare(line):
            if not _label_follows(lines, index):
                break
        elif values and _is_folded(lines[index - 1], line):
            kind, value = values[-1]
            values[-1] = (kind, f"{value} {_bare(line)}"[:MAXIMUM_VALUE].strip())
            end = index + 1
        else:
            break
    block = HeaderBlock(start, end, tuple(values))
    return block if block.kinds >= fields else None


def _is_folded(line: str, following: str) -> bool:
    """Whether the next line goes on with a value: a long line was wrapped, the rest is short."""
    if _bare(following).startswith("<") and "@" in following[:MAXIMUM_LINE]:
        return True
    return len(_bare(line)) >= SHORTEST_WRAPPED and len(following) <= LONGEST_WRAPPED


def _bare(line: str) -> str:
    return line[:MAXIMUM_LINE].lstrip(" \t>*").rstrip(" \t*")


def _label_follows(lines: Sequence[str], index: int) -> bool:
    """Whether a label comes after the blank line: HTML mails part header lines by blank ones."""
    return index + 1 < len(lines) and labelled(lines[index + 1]) is not None


def starts_block(lines: Sequence[str], index: int) -> bool:
    """Whether a header block starts here, or a ruled line right above one."""
    if _RULED.fullmatch(lines[index][:MAXIMUM_LINE]):
        below = [later for later in range(index + 1, index + 4) if later < len(lines)]
        index = next((later for later in below if _bare(lines[later])), index)
    return labelled(lines[index]) is not None and find_block(lines, index) is not None


def is_separator(line: str) -> bool:
    """Whether this is a line such as "-----Original Message-----" of any language."""
    return bool(_RULE.match(line[:MAXIMUM_LINE])) and _phrase(line) in (
        ORIGINAL_MARKERS | FORWARD_MARKERS
    )


def is_forward_marker(line: str) -> bool:
    """Whether this line says that a forwarded mail follows, with or without dashes."""
    return _phrase(line) in FORWARD_MARKERS


def _phrase(line: str) -> str:
    return line[:MAXIMUM_LINE].strip(_DECORATION + "\u200e\u200f\u00a0").casefold()
