"""What an HTML page hides from its reader is no text of its writer: it goes before conversion.

Else a stranger's words, pasted or quoted unseen, would count as what an agent wrote.
"""

import re
from collections.abc import Iterator

HIDDEN = "hidden"
MAXIMUM_STYLE = 1000
# Only what hides a whole element; a size of zero alone is a habit of layouts whose children show.
_STYLE = re.compile(
    r"(?:^|;)\s{0,9}(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse)"
    r"|opacity\s{0,9}:\s{0,9}0(?:\.0{1,9})?%?|max-height\s{0,9}:\s{0,9}0(?:px|pt|em|%)?)"
    r"\s{0,9}(?:!\s{0,9}important\s{0,9})?(?:;|$)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*+)?)>")
_MARK = re.compile(rf'\s(?:style|hidden)="{HIDDEN}"')
_VOID = frozenset({"br", "col", "hr"})


def hides(attribute: str, value: str) -> bool:
    """Whether an attribute hides its element (CSS display, visibility; HTML hidden)."""
    if attribute == "hidden":
        return True
    return attribute == "style" and _STYLE.search(value[:MAXIMUM_STYLE]) is not None


def without_hidden(clean: str) -> str:
    """Return clean HTML, whose tags are balanced, without the elements that are marked."""
    return "".join(_shown(clean)) if _MARK.search(clean) else clean


def _shown(clean: str) -> Iterator[str]:
    """Yield what stands outside hidden elements; one that never ends hides the rest."""
    position = depth = 0
    for tag in _TAG.finditer(clean):
        closes, name, attributes = tag.groups()
        if name in _VOID:
            continue
        if depth:
            depth += -1 if closes else 1
            position = tag.end()
        elif not closes and _MARK.search(attributes):
            yield clean[position : tag.start()]
            depth, position = 1, tag.end()
    if not depth:
        yield clean[position:]
