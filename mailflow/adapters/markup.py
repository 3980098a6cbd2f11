"""HTML bodies to plain text: cleaned first, nothing fetched, quotes marked by `> `."""

import html as entities
import logging
import re
from collections import Counter
from collections.abc import Iterator

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from mailflow.adapters.hidden_text import without_hidden
from mailflow.adapters.quote_hints import ATTRIBUTES, MARKS, hint_of, with_hints, with_marks

log = logging.getLogger(__name__)

MAXIMUM_HTML = 500_000
MAXIMUM_QUOTE_DEPTH = 20
MAXIMUM_DEPTH = 400
MAXIMUM_AMPERSANDS = 50_000  # the HTML parsers take quadratic time on them

# Private-use characters stand for "a quote begins / ends here" on the way through inscriptis.
_BEGIN, _END = "\ue000", "\ue001"
_PRIVATE = re.compile(f"[{_BEGIN}{_END}{MARKS}]")
_BLOCKQUOTE = re.compile(r"<(/?)blockquote(?:\s[^<>]{0,500})?>")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,30})")
_ANY_TAG = re.compile(r"<[^<>]*+>")
# Void elements, and those that the next one of their kind ends (HTML standard 13.1.2.4).
_SELF_CLOSING = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option"}
    | {"p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr"}
)
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
    ]
)
_NO_BREAK = "&nbsp;"  # as the cleaner writes it
_INDENT = "\ue006"
MAXIMUM_START = 500
MAXIMUM_ANSWER = 200_000
_DROPPED = frozenset({"head", "noscript", "object", "script", "style", "svg", "template", "title"})
# lxml's own syntax errors are SyntaxErrors; deep nesting ends in a RecursionError.
_CONVERSION_ERRORS = (
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
_CONFIG = ParserConfig(
    css=CSS_PROFILES["strict"], display_links=False, display_images=False, display_anchors=False
)


def html_to_text(html: str) -> str:
    """Return the readable text of an HTML body; quoted lines start with `> ` (RFC 3676 4.5)."""
    bounded = html[:MAXIMUM_HTML]
    if bounded.count("&") > MAXIMUM_AMPERSANDS or _is_too_deep(bounded):
        log.info("html_reduced_to_its_text reason=hostile")
        return entities.unescape(_ANY_TAG.sub(" ", bounded)).strip()
    clean = nh3.clean(
        bounded,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes=dict(ATTRIBUTES),
        attribute_filter=hint_of,
        link_rel=None,
    )
    clean = without_hidden(clean)
    clean = _PRIVATE.sub("", clean)  # only now: the cleaner resolves entities such as &#xE000;
    if not clean.strip():
        return ""
    text = _converted(clean)
    if _may_be_indented(clean) and _PRIVATE.sub("", text[:MAXIMUM_START]).lstrip().startswith("#"):
        text = _indented(_converted(clean.replace(_NO_BREAK, _INDENT)))
    hints: list[tuple[int, str]] = []
    lines = list(_prefixed(text, hints))
    return "\n".join(with_hints(lines, hints) if hints else lines).strip("\n")


def _may_be_indented(clean: str) -> bool:
    """Whether it is worth to convert it twice: commands come in answers, not in large pages."""
    return len(clean) <= MAXIMUM_ANSWER and _NO_BREAK in clean


def _converted(clean: str) -> str:
    try:
        return str(get_text(f"<div>{_BLOCKQUOTE.sub(_marked, with_marks(clean))}</div>", _CONFIG))
    except _CONVERSION_ERRORS as error:
        log.info("html_reduced_to_its_text reason=%s", type(error).__name__)
        return entities.unescape(nh3.clean(clean, tags=set()))


def _indented(text: str) -> str:
    """Keep the blanks that begin a line, which the converter takes away: commands go on in them."""
    lines = (
        f"\xa0{line.lstrip()[1:]}" if line.lstrip().startswith(_INDENT) else line
        for line in text.split("\n")
    )
    return "\n".join(lines).replace(_INDENT, " ")


def _is_too_deep(html: str) -> bool:
    """Whether elements are nested so deeply that the HTML parsers take quadratic time."""
    open_elements: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _SELF_CLOSING:
            continue
        if not match[1]:
            open_elements[name] += 1
            depth += 1
        elif open_elements[name]:
            open_elements[name] -= 1
            depth -= 1
        if depth > MAXIMUM_DEPTH:
            return True
    return False


def _marked(tag: re.Match[str]) -> str:
    return f"<div>{_END}</div></blockquote>" if tag[1] else f"<blockquote><div>{_BEGIN}</div>"


def _prefixed(text: str, hints: list[tuple[int, str]]) -> Iterator[str]:
    """Turn begin and end marks into `> ` prefixes; a line that only holds marks goes.

    What other marks stand before which line is put into `hints`.
    """
    depth = count = 0
    after_blank = after_mark = False
    for line in text.split("\n"):
        begun, ended = line.count(_BEGIN), line.count(_END)
        depth = min(depth + begun, MAXIMUM_QUOTE_DEPTH)
        bare = _PRIVATE.sub("", line)
        content = bare.strip() if depth else bare.rstrip()
        marks = [mark for mark in line if mark in MARKS] if len(bare) < len(line) else []
        hints += [(count, mark) for mark in marks]
        is_doubled = after_mark and after_blank and not content  # the margins around the mark
        if content or not (begun or ended or marks or is_doubled):
            count += 1
            after_blank = not content
            yield (">" * depth + " " + content).rstrip() if depth else content
        after_mark = bool(marks)
        depth = max(depth - ended, 0)
