"""Header blocks inside a body ("From: ... Sent: ... Subject: ..."), and the lines that open them.

Outlook quotes that way, everybody forwards that way; `quoting` and `forwarding` both read them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.core.phrases.forwards import END_STARTS, FORWARD_MARKERS, FORWARD_STARTS
from mailflow.core.phrases.labels import LABELS, LONGEST_LABEL
from mailflow.core.phrases.replies import ORIGINAL_MARKERS

MAXIMUM_LINE = 500
MAXIMUM_BLOCK_LINES = 40  # many recipients take many lines
MAXIMUM_VALUE = 998
LONGEST_WRAPPED = 80
LONGEST_MARKER = 120
LONGEST_BARE_MARKER, MARKER_WORDS = 70, 6
# A line of the block that is at least so long may have been wrapped by the program.
SHORTEST_WRAPPED, SHORTEST_WRAPPED_SUBJECT = 40, 58
LONGEST_UNKNOWN = 25
LIKELY_FIELDS = 3  # from so many on a block needs no marker above
REPEATED = {"from": 1, "to": 1, "subject": 1, "date": 2}  # how often a field may stand in a block

# Marks of direction and width that programs put around labels and values.
_MARKS = "\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_LABEL = re.compile(
    rf"[\s>*|_{_MARKS}]{{0,12}}([^:：]{{1,40}}?)[\s*{_MARKS}]{{0,4}}[:：][*{_MARKS}]{{0,4}}"
)
_UNKNOWN = re.compile(rf"[\s>*{_MARKS}]{{0,8}}[^\W\d_][^:：,;.!?@<>]{{0,{LONGEST_UNKNOWN}}}[:：]\s")
_INVISIBLE = re.compile(f"[{_MARKS}]")
_RULE = re.compile(r"\s{0,3}[*>]{0,3}\s?[-_=–—]{2,}")
_DECORATION = " \t*_-=–—>:：.[]|"
# A bare rule, or words of any language between two rules.
_RULED = re.compile(r"[\s>]{0,4}(?:[_-]{10,}|[-=]{4,}[^-=_]{3,60}[-=]{4,})\s*")
# Words between two rules, and more behind them: Yahoo writes the whole block into that line.
_CROWDED = re.compile(
    r"[\s>]{0,4}[-=]{2,20}\s{0,3}([^-=_\s](?:[^-=_]|-(?!-)){2,60}?)\s{0,3}[-=]{2,20}\s{1,4}(?=\S)"
)


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
        kinds = {name for name, _ in self.values} - {"other"}
        return len(kinds) if "from" in kinds else 0

    @property
    def is_of_a_mail(self) -> bool:
        """Whether it tells an address, or when and about what: "From: Rome To: Oslo" does not."""
        kinds = {name for name, _ in self.values}
        return {"date", "subject"} <= kinds or any("@" in value for _, value in self.values)


def labelled(line: str) -> tuple[str, str] | None:
    """Read `Label: value` with a known label of any language, else None."""
    has_colon = ":" in line or "：" in line  # most lines have none
    match = _LABEL.match(line[:MAXIMUM_LINE]) if has_colon else None
    if match is None:
        return None
    kind = _kind(match[1])
    return (kind, line[match.end() :].strip(" \t*\u00a0")[:MAXIMUM_VALUE]) if kind else None


def _kind(label: str) -> str | None:
    name = " ".join(label.strip(" *_\u00a0").split()).casefold()
    if not name.isascii():
        name = unicodedata.normalize("NFC", _INVISIBLE.sub("", name))
    return LABELS.get(name) if len(name) <= LONGEST_LABEL else None


def find_block(lines: Sequence[str], start: int, *, fields: int = 3) -> HeaderBlock | None:
    """Read the header block that starts at a line, folded values and blank lines included.

    It needs a sender and at least so many fields: chance text has fewer.
    """
    values: list[tuple[str, str]] = []
    first = labelled(lines[start])
    below = first is not None and not first[1]
    end = start
    for index in range(start, min(start + MAXIMUM_BLOCK_LINES, len(lines))):
        line = lines[index]
        found = labelled(line)
        if found and not _is_repeated(values, found[0]):
            values.append(found)
        elif not _bare(line):
            if not _goes_on(lines, index, values, below=below):
                break
            continue
        elif not found and values and _belongs(lines, index, values, below=below):
            kind, value = values[-1]
            values[-1] = (kind, f"{value} {_bare(line)}"[:MAXIMUM_VALUE].strip())
        elif found or not _is_unknown_field(lines, index, values):
            break
        end = index + 1
    block = HeaderBlock(start, end, tuple(values))
    likely = block.kinds >= fields and (fields < LIKELY_FIELDS or block.is_of_a_mail)
    return block if likely else None


def _is_repeated(values: Sequence[tuple[str, str]], kind: str) -> bool:
    """Whether a further block begins here: that of a mail that was forwarded before."""
    return sum(name == kind for name, _ in values) >= REPEATED.get(kind, 3)


def _belongs(
    lines: Sequence[str], index: int, values: Sequence[tuple[str, str]], *, below: bool
) -> bool:
    """Whether a line goes on with the value above it.

    Some programs write every value below its label; most wrap long lines only.
    """
    kind, value = values[-1]
    if not value and (below or kind == "from"):
        return True
    return not below and _is_folded(lines[index - 1], lines[index], kind)


def _is_folded(line: str, following: str, kind: str) -> bool:
    bare, above = _bare(following), _bare(line)
    if bare.startswith("<") and "@" in following[:MAXIMUM_LINE]:
        return True
    if kind in {"to", "cc"} and above.endswith((",", ";")):
        return True
    shortest = SHORTEST_WRAPPED_SUBJECT if kind == "subject" else SHORTEST_WRAPPED
    return len(above) >= shortest and len(following) <= LONGEST_WRAPPED


def _is_unknown_field(lines: Sequence[str], index: int, values: Sequence[tuple[str, str]]) -> bool:
    """Whether this is a field of a language we do not know: amidst the block, or an address."""
    line = lines[index][:MAXIMUM_LINE]
    if not values or _UNKNOWN.match(line) is None:
        return False
    if index + 1 < len(lines) and labelled(lines[index + 1]) is not None:
        return True
    return "@" in line and all(kind != "to" for kind, _ in values)


def _bare(line: str) -> str:
    return line[:MAXIMUM_LINE].lstrip(" \t>*\u00a0").rstrip(" \t*\u00a0")


def _goes_on(
    lines: Sequence[str], index: int, values: Sequence[tuple[str, str]], *, below: bool
) -> bool:
    """Whether a blank line is followed by more: HTML mails part header lines by blank ones."""
    if index + 1 >= len(lines):
        return False
    following = labelled(lines[index + 1])
    if following is not None:
        return following[0] == "cc" or all(kind != following[0] for kind, _ in values)
    return below and bool(values) and not values[-1][1]


def starts_block(lines: Sequence[str], index: int) -> bool:
    """Whether a header block starts here, or a ruled line right above one."""
    if _RULED.fullmatch(lines[index][:MAXIMUM_LINE]):
        below = [later for later in range(index + 1, index + 4) if later < len(lines)]
        index = next((later for later in below if _bare(lines[later])), index)
    first = labelled(lines[index])
    return first is not None and first[0] != "other" and find_block(lines, index) is not None


def is_rule(line: str) -> bool:
    """Whether a line is nothing but dashes or the like."""
    return bool(_RULED.fullmatch(line[:MAXIMUM_LINE])) and not line.strip(_DECORATION)


def is_separator(line: str) -> bool:
    """Whether this is a line such as "-----Original Message-----" of any language."""
    if not _RULE.match(line[:MAXIMUM_LINE]):
        return False
    crowded = _CROWDED.match(line[:MAXIMUM_LINE])
    phrase = _phrase(crowded[1] if crowded else line)
    return phrase in ORIGINAL_MARKERS or phrase.startswith(FORWARD_STARTS)


def is_forward_marker(line: str) -> bool:
    """Whether this line says that a forwarded mail follows, with or without dashes."""
    if _RULE.match(line[:LONGEST_MARKER]):
        crowded = _CROWDED.match(line[:MAXIMUM_LINE])
        return _phrase(crowded[1] if crowded else line).startswith(FORWARD_STARTS)
    if len(line) > LONGEST_BARE_MARKER:  # as most lines are
        return False
    return (":" in line or "：" in line or len(line.split()) <= MARKER_WORDS) and (
        _phrase(line) in FORWARD_MARKERS
    )


def is_end_marker(line: str) -> bool:
    """Whether this is a line such as "----- End forwarded message -----"."""
    return bool(_RULE.match(line[:LONGEST_MARKER])) and _phrase(line).startswith(END_STARTS)


def behind_marker(line: str) -> str:
    """Return what a marker line holds behind its second rule, or an empty string."""
    if "--" not in line and "==" not in line:
        return ""
    crowded = _CROWDED.match(line[:MAXIMUM_LINE])
    return line[crowded.end() :] if crowded else ""


def _phrase(line: str) -> str:
    phrase = " ".join(_INVISIBLE.sub("", line[:MAXIMUM_LINE]).strip(_DECORATION + "\u00a0").split())
    # The Turkish capital I with a dot folds to an i and a dot of its own.
    return unicodedata.normalize("NFC", phrase).casefold().replace("i\u0307", "i")
