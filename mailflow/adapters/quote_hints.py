"""What the structure of an HTML mail says about quotes and signatures, in any language.

Programs name the elements in which they quote. The names pass the cleaner as one of four words
and become lines as a plain text has them: `> ` before what is quoted, `-- ` above a signature.
A hint alone hides nothing: what follows must look like what it is said to be.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from mailflow.adapters.hidden_text import HIDDEN, hides
from mailflow.core.attributions import attribution_height, has_date, is_quote
from mailflow.core.header_blocks import is_forward_marker, is_separator, labelled, starts_block

_CAN_HIDE = (
    "a b blockquote center em font h1 h2 h3 h4 h5 h6 i li ol p pre small span strong table tbody td"
    " tr u ul"
)
ATTRIBUTES: Mapping[str, set[str]] = {
    **{name: {"style", HIDDEN} for name in _CAN_HIDE.split()},
    "div": {"class", "id", "style", HIDDEN},
    "hr": {"id"},
    "span": {"id", "style", HIDDEN},
}
QUOTE, BORDER, SIGNATURE, SIGNATURE_END = MARKS = "\ue002\ue003\ue004\ue005"

MAXIMUM_VALUE = 300
MAXIMUM_HINTS = 100
MAXIMUM_ATTRIBUTION_LINES = 4
MAXIMUM_HEADER_LINES = 8
FEWEST_LABELS = 3
MAXIMUM_SIGNATURE_LINES = 15

_HINTS = {"quote": QUOTE, "border": BORDER, "signature": SIGNATURE}
_NAMES = {
    "gmail_quote": "quote",
    "gmail_quote_container": "quote",
    "gmail_attr": "quote",
    "moz-cite-prefix": "quote",
    "protonmail_quote": "quote",
    "yahoo_quoted": "quote",
    "ydp_yahoo_quoted": "quote",
    "zmail_extra": "quote",
    "tutanota_quote": "quote",
    "divrplyfwdmsg": "border",
    "outlookmessageheader": "border",
    "olk_src_body_section": "border",
    "stopspelling": "border",
    "gmail_signature": "signature",
    "moz-signature": "signature",
    "applemailsignature": "signature",
    "protonmail_signature_block": "signature",
    "ms-outlook-mobile-signature": "signature",
    "signature": "signature",
}
# Outlook draws a line on top of the header block of what it quotes.
_BORDER = re.compile(
    r"border-top:[^;]{0,40}\bsolid\b|border-style:\s?solid none none", re.IGNORECASE
)
_ELEMENT = re.compile(r'<(/?)(div|hr|span)((?: [a-z]{1,10}="[a-z]{1,10}")*)>')
_VALUE = re.compile(r'="([a-z]{1,10})"')
_LABEL = re.compile(r"[^\s:\uff1a][^:\uff1a]{0,30}[:\uff1a]\s?\S")


def hint_of(_element: str, attribute: str, value: str) -> str | None:
    """Return the word that stands for an attribute, or None: the filter of the cleaner."""
    if hides(attribute, value):
        return HIDDEN
    if attribute == "style":
        return "border" if _BORDER.search(value[:MAXIMUM_VALUE]) else None
    words = value[:MAXIMUM_VALUE].lower().split()
    return next((_NAMES[word] for word in words if word in _NAMES), None)


def with_marks(clean: str) -> str:
    """Put a mark before each named element, behind a signature too, and take the names away."""
    if '="' not in clean:
        return clean
    open_divisions: list[bool] = []

    def marked(tag: re.Match[str]) -> str:
        closes, name, attributes = tag.groups()
        hints = {_HINTS[value] for value in _VALUE.findall(attributes) if value in _HINTS}
        if name == "div" and closes:
            ends = bool(open_divisions) and open_divisions.pop()
            return f"</div><div>{SIGNATURE_END}</div>" if ends else "</div>"
        if name == "div":
            open_divisions.append(SIGNATURE in hints)
        marks = "".join(f"<div>{mark}</div>" for mark in sorted(hints))
        return f"{marks}<{closes}{name}>"

    return _ELEMENT.sub(marked, clean)


def with_hints(lines: Sequence[str], hints: Sequence[tuple[int, str]]) -> list[str]:
    """Return the lines with what the marks, each before a line, say about them."""
    text = list(lines)
    end = len(text)
    for at, mark in reversed(
        hints[:MAXIMUM_HINTS]
    ):  # from below, so that those above keep their place
        if mark == SIGNATURE_END:
            end = at
        elif mark == SIGNATURE:
            _sign(text, at, end)
        elif mark == BORDER:
            _quote_header(text, at)
        else:
            _quote_attribution(text, at)
    return text


def _written(lines: Sequence[str], start: int, end: int | None = None) -> Iterator[int]:
    """Return where the lines of a range are that are not blank."""
    stop = len(lines) if end is None else min(end, len(lines))
    return (index for index in range(start, stop) if lines[index].strip())


def _stands_below_text(lines: Sequence[str], start: int) -> bool:
    return next(_written(lines, 0, start), None) is not None


def _mark(lines: list[str], start: int, end: int) -> None:
    for index in range(start, end):
        glue = "" if is_quote(lines[index]) or not lines[index] else " "
        lines[index] = f">{glue}{lines[index]}"


def _sign(lines: list[str], start: int, end: int) -> None:
    """Draw `-- ` above a signature that nothing but a quote follows (RFC 3676 section 4.3)."""
    signed = list(_written(lines, start, end))
    if not 0 < len(signed) <= MAXIMUM_SIGNATURE_LINES or lines[signed[0]] in {"--", "-- "}:
        return
    below = next(_written(lines, end), None)
    if _stands_below_text(lines, start) and (below is None or _opens_quote(lines, below)):
        lines.insert(signed[0], "-- ")


def _opens_quote(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    is_opened = is_quote(line) or is_separator(line) or starts_block(lines, index)
    return is_opened or attribution_height(lines, index) > 0


def _quote_header(lines: list[str], start: int) -> None:
    """Mark a header block whose labels nobody knows, and all below it, as quoted."""
    block = list(_written(lines, start, start + 2 * MAXIMUM_HEADER_LINES))[:MAXIMUM_HEADER_LINES]
    if not block or is_quote(lines[block[0]]) or starts_block(lines, block[0]):
        return
    labels = [index for index in block if _LABEL.match(lines[index])]
    named = any("@" in lines[index] for index in labels)
    dated = any("@" not in lines[index] and has_date(lines[index]) for index in labels)
    is_header = len(labels) >= FEWEST_LABELS and labels[:FEWEST_LABELS] == block[:FEWEST_LABELS]
    if is_header and named and dated and _stands_below_text(lines, start):
        _mark(lines, block[0], max(_written(lines, block[0])) + 1)


def _quote_attribution(lines: list[str], start: int) -> None:
    """Mark an attribution in a language nobody knows as part of the quote it opens."""
    nearest = list(_written(lines, start, start + 2 * MAXIMUM_ATTRIBUTION_LINES + 1))
    quote = next((index for index in nearest if is_quote(lines[index])), None)
    attribution = [index for index in nearest if quote is None or index < quote]
    if quote is None or not 0 < len(attribution) <= MAXIMUM_ATTRIBUTION_LINES:
        return
    first = attribution[0]
    if any(is_forward_marker(lines[index]) or labelled(lines[index]) for index in attribution):
        return
    if not attribution_height(lines, first) and has_date(" ".join(lines[first:quote])):
        _mark(lines, first, quote)
