"""What a checker of HTML, of contrast and of sentences sees of a notice."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})
# HTML standard section 16.2: attributes and elements that authors must not use any more.
OBSOLETE = frozenset(
    ["align", "valign", "bgcolor", "border", "cellpadding", "cellspacing", "width", "height"]
)
ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "div",
        "p",
        "h1",
        "h2",
        "span",
        "strong",
        "code",
        "br",
        "a",
        "ul",
        "li",
        "table",
        "caption",
        "tr",
        "th",
        "td",
        "bdi",
        "tbody",
    ]
)
PHRASING = frozenset({"span", "strong", "code", "br", "a", "bdi"})
HOLDS_PHRASING = frozenset({"p", "h1", "h2", "span", "strong", "code", "a", "bdi", "caption"})
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
WORD = re.compile("[\u3005\u3041-\u30ff\u3400-\u9fff]|[^\\W\u3005\u3041-\u30ff\u3400-\u9fff]+")
PROPERTY = re.compile(r"([\w-]+):\s*(#[0-9a-f]{6})")


class Checker(HTMLParser):
    """Collects what is wrong about the elements of a page; html5lib checks how they are written."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check one element, where it stands."""
        names = [name for name, _ in attrs]
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"{tag} {name}" for name in names if name in OBSOLETE]
        if self._open and self._open[-1] in HOLDS_PHRASING and tag not in PHRASING:
            self.wrong.append(f"<{tag}> in <{self._open[-1]}>")
        if tag == "th" and "scope" not in names:
            self.wrong.append("th without scope")
        if tag == "a":
            self.links.append(dict(attrs))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        while self._open and self._open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another element")


def words_of_text(text: str) -> list[str]:
    """Return the words of a notice as text; links stand in it as addresses."""
    return _words(re.sub(r"mailto:\S+", "", text))


def words_of_page(html: str) -> list[str]:
    """Return the words that a reader of the page sees."""
    body = re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL)
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_data = found.append  # type: ignore[assignment, method-assign]
    parser.feed(body)
    return _words("\n".join(found))


def _words(text: str) -> list[str]:
    """Return the words of a text; Japanese puts no blanks between them, so each sign is one."""
    return WORD.findall(text)


def contrasts(html: str) -> Iterator[tuple[str, float]]:
    """Yield each colour of text on each ground it stands on, light and dark (WCAG 2.2, 1.4.3)."""
    style = html[html.index("<style>") : html.index("</style>")]
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    for scheme, rules in (("light", _colours(light)), ("dark", _colours(light + dark))):
        for ground in ("body", ".quoted", ".warning", ".call", "code"):
            texts = [".warning"] if ground == ".warning" else ["body", ".quiet"]
            texts += {"body": [".done", ".refused", "a"], "code": [".warning"]}.get(ground, [])
            for text in texts:
                pair = rules[text]["color"], rules[ground]["background"]
                yield f"{scheme}: {text} on {ground}", _contrast(*pair)


def _colours(style: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for selector, rules in RULE.findall(style.replace("@media all", "")):
        found.setdefault(selector.strip(" {\n"), {}).update(PROPERTY.findall(rules))
    return found


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, definitions)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
