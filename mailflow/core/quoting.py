"""What the sender wrote now, without what he quoted: one pass over the lines, nothing lost.

When in doubt a line is kept. Interleaved answers stay, each with the lines it answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mailflow.core.header_blocks import is_separator, starts_block
from mailflow.core.phrases.replies import ATTRIBUTION_STARTS, ATTRIBUTION_VERBS, MOBILE_STARTS

REPLY_MARKER = "##- Please write above this line -##"

MAXIMUM_LINES = 20_000  # what is looked through; no answer is longer, and what follows is kept
MAXIMUM_LINE = 500  # what a rule looks at; longer lines are prose and are kept whole
MAXIMUM_ATTRIBUTION_LINES = 4
MAXIMUM_SIGNATURE_LINES = 30
FOLLOWING_LINES = 4  # among which a quote follows its attribution
REACH = MAXIMUM_ATTRIBUTION_LINES + FOLLOWING_LINES - 1
LONGEST_MOBILE = 60

_DATE = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b|\d年")
# A date in front, or somebody's name and address.
_OPENING = re.compile(r"^\W{0,3}\d{1,4}[-/. 年]|<[^<>@\s]{1,64}@[^<>@\s]{1,253}>")
_VERBS = tuple(ATTRIBUTION_VERBS)
_MOBILE = re.compile(rf"[^,;!?。]{{0,{LONGEST_MOBILE}}}")


class _Kind(Enum):
    NEW = auto()
    BLANK = auto()
    QUOTE = auto()
    ATTRIBUTION = auto()
    SIGNATURE = auto()


@dataclass(frozen=True, slots=True)
class NewText:
    """The text written now, and all that was taken away as quoted."""

    text: str
    quoted: str = ""


def new_text(text: str) -> NewText:
    """Part the new text of a reply from quotes (RFC 3676 section 4.5) and signature (4.3)."""
    lines = [line.rstrip() for line in text.split("\n")]
    near = _near_attributions(lines)
    end = _end_of_own_part(lines, near)
    kinds = _kinds(lines[: min(end, MAXIMUM_LINES)], near)
    kinds += [_Kind.NEW] * (end - len(kinds))
    last_new = max((i for i, kind in enumerate(kinds) if kind is _Kind.NEW), default=-1)
    keeps = (_Kind.NEW, _Kind.BLANK, _Kind.QUOTE)
    kept = [line for line, kind in zip(lines[: last_new + 1], kinds, strict=False) if kind in keeps]
    quotes = (_Kind.QUOTE, _Kind.ATTRIBUTION)
    taken = [line for line, kind in zip(lines, kinds[:end], strict=False) if kind in quotes]
    own = "\n".join(kept).strip("\n")
    if not own and end == len(lines) and all(map(_is_quote, filter(None, lines))):
        return NewText(text.strip("\n"))  # nothing but a quote: it must mean something
    return NewText(own, "\n".join((*taken, *lines[end:])).strip("\n"))


def _near_attributions(lines: Sequence[str]) -> Sequence[int]:
    """Mark the lines where an attribution may begin: shortly before what it ends with, or a quote.

    Without a mark there is none; to look closer at every line would take most of the time.
    """
    marks = bytearray(len(lines))
    for index, line in enumerate(lines[: MAXIMUM_LINES + REACH]):
        if ":" in line or "：" in line or "--" in line or _is_quote(line):
            start = max(0, index - REACH)
            marks[start : index + 1] = b"\1" * (index + 1 - start)
    return marks


def _end_of_own_part(lines: Sequence[str], near: Sequence[int]) -> int:
    """Find where a quote without `>` begins: it goes on to the end."""
    for index, line in enumerate(lines[:MAXIMUM_LINES]):
        if not line or _is_quote(line):
            continue
        if line.strip() == REPLY_MARKER or starts_block(lines, index) or is_separator(line):
            return index
        if near[index] and _opens_rest(lines, index):
            return index
    return len(lines)


def _opens_rest(lines: Sequence[str], index: int) -> bool:
    height = attribution_height(lines, index)
    return bool(height) and not _is_quote(_next_line(lines, index + height))


def _next_line(lines: Sequence[str], index: int) -> str:
    following = lines[index : index + FOLLOWING_LINES]
    return next((line for line in following if line.strip()), "")


def _is_quote(line: str) -> bool:
    return line.lstrip()[:1] == ">"


def attribution_height(lines: Sequence[str], index: int) -> int:
    """Return how many lines an attribution ("On ..., Ann wrote:") takes here, 0 for none."""
    for height in range(1, MAXIMUM_ATTRIBUTION_LINES + 1):
        part = lines[index : index + height]
        if len(part) < height or not part[-1].strip() or (height > 1 and not _may_start(part[0])):
            return 0
        joined = " ".join(line.strip()[:MAXIMUM_LINE] for line in part)
        if _is_attribution(joined, _next_line(lines, index + height)):
            # "On my side it works.", and the attribution proper only on the next line
            later = (k for k in range(index + 1, index + height) if _opens(lines[k]))
            return 0 if any(attribution_height(lines, k) for k in later) else height
    return 0


def _opens(line: str) -> bool:
    return _bare(line[:MAXIMUM_LINE]).startswith(ATTRIBUTION_STARTS)


def _may_start(line: str) -> bool:
    return _opens(line) or bool(_OPENING.search(_bare(line[:MAXIMUM_LINE])))


def _bare(text: str) -> str:
    return text.strip(" *_-\u200e\u200f").casefold()


def _is_attribution(joined: str, following: str) -> bool:
    text = _bare(joined)[: 2 * MAXIMUM_LINE]
    quoted = _is_quote(following)
    ends = text.endswith((":", "：")) or (joined.endswith("--") and text.endswith(_VERBS))
    if not ends and not quoted:
        return False
    dated, addressed = bool(_DATE.search(text)), "@" in text
    if any(verb in text[-200:] for verb in ATTRIBUTION_VERBS):
        return (dated and (_may_start(text) or addressed)) or (ends and (addressed or quoted))
    return dated and addressed and text.endswith((">:", ">："))


def _kinds(lines: Sequence[str], near: Sequence[int]) -> list[_Kind]:
    kinds: list[_Kind] = []
    while len(kinds) < len(lines):
        index = len(kinds)
        line = lines[index]
        if not line.strip():
            kinds.append(_Kind.BLANK)
        elif _is_quote(line):
            kinds.append(_Kind.QUOTE)
        elif near[index] and (height := attribution_height(lines, index)):
            kinds += [_Kind.ATTRIBUTION] * height
        elif height := _signature_height(lines, index):
            kinds += [_Kind.SIGNATURE] * height
        else:
            kinds.append(_Kind.NEW)
    return kinds


def _signature_height(lines: Sequence[str], index: int) -> int:
    """Return how many lines a signature takes that starts here, 0 if there is none."""
    line = lines[index].strip()
    if line in {"--", "\u2014"}:
        height = 1
        for later in lines[index + 1 : index + MAXIMUM_SIGNATURE_LINES + 2]:
            if _is_quote(later):
                break
            height += 1
        return height if height <= MAXIMUM_SIGNATURE_LINES else 0
    return 1 if _is_mobile(line) else 0


def _is_mobile(line: str) -> bool:
    text = line.strip(" *_.")
    if len(text) > LONGEST_MOBILE:  # in lower case it is not shorter
        return False
    text = text.casefold()
    return text.startswith(MOBILE_STARTS) and bool(_MOBILE.fullmatch(text))
