"""Text in columns: signs of East Asian scripts are two wide (UAX 11) and part between any two.

A line of Japanese neither begins with a closing sign nor ends with an opening one (JIS X 4051;
UAX 14). Everything else breaks at blanks alone, as it always did.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterator

_CLOSING = frozenset(
    "、。，．・：；？！」』）】〕］｝〉》”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞ〜％‰…"
)
_OPENING = frozenset("「『（【〔［｛〈《“‘")
_CLOSING_ASCII = frozenset(",.!?)]}%:;")
_JOINER = "\u200d"
_BLANKS = re.compile(r"[\t\n\v\f\r]")
_BREAKABLE = (
    (0x2E80, 0x303E),  # radicals, signs of punctuation
    (0x3041, 0xA4CF),  # kana, ideographs, Yi
    (0xAC00, 0xD7A3),  # Hangul
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF01, 0xFF60),  # full-width forms
    (0x20000, 0x3FFFD),
)


def columns(text: str) -> int:
    """Return how wide a text is in a font of fixed width."""
    return len(text) if text.isascii() else sum(map(_width, text))


def fitting(text: str, width: int) -> str:
    """Return as much of the start of a text as has room."""
    used = 0
    for index, sign in enumerate(text):
        used += _width(sign)
        if used > width:
            return text[:index]
    return text


def padded(text: str, width: int) -> str:
    """Return the text with blanks up to a width."""
    return text + " " * (width - columns(text))


def wrapped(text: str, width: int) -> str:
    """Return a text in lines that fit, but for a word that is longer by itself."""
    if columns(text) <= len(text):
        return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    lines: list[list[str]] = [[]]
    used = 0
    for piece in _pieces(text):
        if used and used + columns(piece.rstrip()) > width:
            lines.append([])
            used = 0
        lines[-1].append(piece)
        used += columns(piece)
    return "\n".join("".join(line).rstrip() for line in lines)


def _pieces(text: str) -> Iterator[str]:
    """Yield what stays on one line: a word with the blanks behind it, or a sign and what clings."""
    piece = ""
    for sign in _BLANKS.sub(" ", text.strip()):
        if piece and _may_part(piece[-1], sign):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _may_part(before: str, after: str) -> bool:
    if after == " " or before == _JOINER or not _width(after):
        return False
    if before == " ":
        return True
    if after in _CLOSING or before in _OPENING:
        return False
    if _is_breakable(before):
        return after not in _CLOSING_ASCII
    return _is_breakable(after)


def _is_breakable(sign: str) -> bool:
    code = ord(sign)
    return code >= _BREAKABLE[0][0] and any(low <= code <= high for low, high in _BREAKABLE)


def _width(sign: str) -> int:
    if sign.isascii():
        return 1
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
