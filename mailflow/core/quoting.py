"""What the sender wrote now, without what he quoted: one pass over the lines, nothing lost.

When in doubt a line is kept. Interleaved answers stay, each with the lines it answers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mailflow.core.attributions import (
    REACH,
    attribution_height,
    has_date,
    is_quote,
    is_quoted,
    near_attributions,
    next_line,
)
from mailflow.core.header_blocks import is_forward_marker, is_separator, starts_block
from mailflow.core.phrases.replies import REPLY_ABOVE
from mailflow.core.signatures import (
    banner_height,
    is_mobile,
    is_sign_off,
    signature_height,
    without_footers,
)

REPLY_MARKER = "##- Please write above this line -##"
REPLY_MARKERS = {
    "en": REPLY_MARKER,
    "de": "##- Bitte über dieser Zeile schreiben -##",
    "fr": "##- Veuillez écrire au-dessus de cette ligne -##",
    "es": "##- Escriba por encima de esta línea -##",
    "ja": "##- この行より上にご記入ください -##",
}
"""By language: what stands on top of every notice, and comes back in what answers quote."""

MAXIMUM_LINES = 20_000  # what is looked through; no answer is longer, and what follows is kept
MAXIMUM_FENCED_LINES = 1_000
LONGEST_ANSWERED = 8  # lines of a quote on top that an answer below it may refer to
LONGEST_ATTRIBUTION = 4
LONGEST_MARKER = 120
SHORTEST_WRAPPED = 60

_HYPHEN = "\u2010"  # with which Proton Mail rules its "Original Message"
_RULES = "-=#_*~<> \t"
_RULED_WORDS = re.compile(r"[-=#_*~<>]{2,20}[^-=#_*~<>].{4,100}?[-=#_*~<>]{2,20}")
_DATE_LABEL = re.compile(r"[\s>*]{0,6}[^\W\d][^:]{0,30}:[\s*]{0,3}\S")
_RULER = re.compile(r"[-_=*~\u2500\u2014]{3,200}")
_FENCE = "```"


class _Kind(Enum):
    NEW = auto()
    BLANK = auto()
    QUOTE = auto()
    ATTRIBUTION = auto()
    SIGNATURE = auto()


# Tuples: to hash a kind would take longer than to look at three.
_KEPT = (_Kind.NEW, _Kind.BLANK, _Kind.QUOTE)
_KEPT_WITHOUT_QUOTES = (_Kind.NEW, _Kind.BLANK)
_QUOTED = (_Kind.QUOTE, _Kind.ATTRIBUTION)


@dataclass(frozen=True, slots=True)
class NewText:
    """The text written now, and all that was taken away as quoted."""

    text: str
    quoted: str = ""


NO_TEXT = NewText("")


def new_text(text: str) -> NewText:
    """Part the new text of a reply from quotes (RFC 3676 section 4.5) and signature (4.3)."""
    lines = [line.rstrip() for line in text.split("\n")]
    near = near_attributions(lines[: MAXIMUM_LINES + REACH])
    fenced = _fenced(lines[:MAXIMUM_LINES]) if _FENCE in text else b""
    end, heights = _end_of_own_part(lines, near, fenced)
    kinds = _kinds(lines[: min(end, MAXIMUM_LINES)], heights, fenced)
    kinds += [_Kind.NEW] * (end - len(kinds))
    own = _own(lines, kinds)
    if not own:
        return _nothing_new(text, lines, kinds)
    return NewText("\n".join(own).strip("\n"), _taken(lines, kinds))


def _taken(lines: Sequence[str], kinds: Sequence[_Kind]) -> str:
    quotes = [line for line, kind in zip(lines, kinds, strict=False) if kind in _QUOTED]
    return "\n".join((*quotes, *lines[len(kinds) :])).strip("\n")


def _nothing_new(text: str, lines: Sequence[str], kinds: Sequence[_Kind]) -> NewText:
    """Keep a text that would vanish whole, as long as nothing says that it is an answer."""
    written = [
        (line, kind) for line, kind in zip(lines, kinds, strict=False) if kind is not _Kind.BLANK
    ]
    only_quote = all(kind is _Kind.QUOTE for _, kind in written)
    no_quote = all(kind is _Kind.SIGNATURE for _, kind in written)
    is_mobile_only = all(is_mobile(line.strip()) for line, _ in written)
    if len(kinds) == len(lines) and (only_quote or no_quote) and not is_mobile_only:
        return NewText(text.strip("\n"))
    return NewText("", _taken(lines, kinds))


def _fenced(lines: Sequence[str]) -> bytearray:
    """Mark the lines of code between two fences: nothing in there is a quote or a signature."""
    marks = bytearray(len(lines))
    opened = -1
    for index, line in enumerate(lines):
        if not line.lstrip().startswith(_FENCE):
            continue
        if opened >= 0 and index - opened <= MAXIMUM_FENCED_LINES:
            marks[opened : index + 1] = b"\1" * (index + 1 - opened)
            opened = -1
        else:
            opened = index
    return marks


def _end_of_own_part(
    lines: Sequence[str], near: Sequence[int], fenced: Sequence[int]
) -> tuple[int, dict[int, int]]:
    """Find where a quote without `>` begins, it goes on to the end; and the attributions above."""
    heights: dict[int, int] = {}
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if not line or is_quote(line) or (fenced and fenced[index]):
            continue
        if starts_block(lines, index) or is_separator(line.replace(_HYPHEN, "-")):
            return _with_opening(lines, index), heights
        if line[0] in _RULES and _is_marker(line):
            return _with_opening(lines, index), heights
        if near[index] and (height := attribution_height(lines, index)):
            if not is_quoted(next_line(lines, index + height)):
                return index, heights
            heights[index] = height
    return len(lines), heights


def _is_marker(line: str) -> bool:
    """Whether this is the line above which a desk wants its answer, ours or another's."""
    bare = line.strip()
    if bare in REPLY_MARKERS.values():
        return True
    if len(bare) > LONGEST_MARKER or not _RULED_WORDS.fullmatch(bare):
        return False
    folded = bare.casefold()
    return any(phrase in folded for phrase in REPLY_ABOVE)


def _with_opening(lines: Sequence[str], index: int) -> int:
    """Return where a quote starts that is known by this line, with the line that announces it.

    Above a header block that is "Begin forwarded message:" or a date under a name that nobody
    knows, above a marker of a desk it is an attribution in any language.
    """
    if index and _DATE_LABEL.match(lines[index - 1][:LONGEST_MARKER]):
        return index - 1 if has_date(lines[index - 1]) else index
    end = index
    while end and not lines[end - 1]:
        end -= 1
    start = end
    while start and lines[start - 1] and end - start <= LONGEST_ATTRIBUTION:
        start -= 1
    if end and is_forward_marker(lines[end - 1]) and lines[end - 1].endswith((":", "\uff1a")):
        return end - 1
    paragraph = " ".join(lines[start:end])
    is_attribution = paragraph.endswith((":", "\uff1a")) and has_date(paragraph)
    is_short = start > 0 and end - start <= LONGEST_ATTRIBUTION
    return start if is_short and is_attribution and _is_marker(lines[index]) else index


def _kinds(lines: Sequence[str], heights: Mapping[int, int], fenced: Sequence[int]) -> list[_Kind]:
    kinds: list[_Kind] = [_Kind.SIGNATURE] * banner_height(lines)
    last = _Kind.NEW
    while len(kinds) < len(lines):
        index = len(kinds)
        line = lines[index]
        if not line:
            kinds.append(_Kind.BLANK)
            continue
        if fenced and fenced[index]:
            kinds.append(_Kind.NEW)
        elif is_quote(line) or (line[0] == "|" and last in _QUOTED):
            kinds.append(_Kind.QUOTE)
        elif height := heights.get(index, 0):
            kinds += [_Kind.ATTRIBUTION] * height
        elif height := signature_height(lines, index):
            kinds += [_Kind.SIGNATURE] * height
        else:
            kinds.append(_Kind.NEW)
        last = kinds[-1]
    return kinds


def _own(lines: Sequence[str], kinds: list[_Kind]) -> list[str]:
    """Return the lines that stay: all that is new, and the quotes between."""
    last = _last_own(lines, kinds)
    if last < 0:
        return []
    quotes = [index for index in range(last) if kinds[index] is _Kind.QUOTE]
    dropped = _answers_nothing(lines, kinds, quotes, last) if quotes else False
    keeps = _KEPT_WITHOUT_QUOTES if dropped else _KEPT
    if dropped:
        kinds[quotes[0] : quotes[-1] + 1] = [_Kind.QUOTE] * (quotes[-1] + 1 - quotes[0])
    pairs = zip(lines[: last + 1], kinds, strict=False)
    kept = [line for line, kind in pairs if kind in keeps]
    is_quote_below = len(kinds) < len(lines) or any(kind in _QUOTED for kind in kinds[last + 1 :])
    return _without_ruler(kept) if is_quote_below else kept


def _last_own(lines: Sequence[str], kinds: Sequence[_Kind]) -> int:
    """Return the last line that is new and neither a footer nor the torn end of a quoted line."""
    last = len(kinds)
    while last:
        new = next((k for k in range(last - 1, -1, -1) if kinds[k] is _Kind.NEW), -1)
        above = next((k for k in range(new, -1, -1) if kinds[k] is _Kind.QUOTE), -1)
        if above >= 0 and above == new - 1 and _is_torn(lines, kinds, new):
            last = new
            continue
        segment = lines[above + 1 : new + 1]
        kept = without_footers(segment, alone=above < 0)
        last = above + 1 + len(kept)
        if kept or above < 0:
            return last - 1
    return -1


def _is_torn(lines: Sequence[str], kinds: Sequence[_Kind], index: int) -> bool:
    """Whether a program wrapped a quoted line and forgot to mark the rest (RFC 3676 section 1)."""
    quote, rest = lines[index - 1], lines[index]
    follows = index + 1 < len(kinds) and kinds[index + 1] is _Kind.QUOTE
    was_open = len(quote) >= SHORTEST_WRAPPED and quote[-1] not in ".?!:;"
    top = next((kind for kind in kinds if kind is not _Kind.BLANK), None)
    return follows and was_open and rest[0].islower() and top is _Kind.NEW


def _answers_nothing(
    lines: Sequence[str], kinds: Sequence[_Kind], quotes: Sequence[int], last: int
) -> bool:
    """Whether the quote is one whole mail that the text around it does not go through.

    That is so above an answer that stands below, and above a sign-off.
    """
    first, final = quotes[0], quotes[-1]
    if any(kind is _Kind.NEW for kind in kinds[first:final]):
        return False
    above = [kind for kind in kinds[:first] if kind is not _Kind.BLANK]
    if not above or above[-1] is not _Kind.ATTRIBUTION:
        return False
    if _Kind.NEW in above:
        return is_sign_off(lines[final + 1 : last + 1])
    return len(quotes) > LONGEST_ANSWERED


def _without_ruler(lines: list[str]) -> list[str]:
    """Take away the line that a program drew above what it quotes."""
    end = len(lines)
    while end and (not lines[end - 1] or _RULER.fullmatch(lines[end - 1].strip())):
        end -= 1
    ruled = lines[end:]
    is_heading = end and ruled and ruled[0] and abs(len(ruled[0]) - len(lines[end - 1])) < 3
    return lines if is_heading else lines[:end]
