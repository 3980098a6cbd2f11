"""The notice that templates are tried with, rendered, and what a reader sees of it."""

from dataclasses import replace
from html.parser import HTMLParser

from mailflow.adapters.renderer import Rendered, Renderer
from mailflow.core.notices import NoticeContext
from mailflow.core.sample_notices import NOTICE

RENDERER = Renderer()


def rendered(notice: NoticeContext = NOTICE, language: str = "en", **changes: object) -> Rendered:
    """Return the notice with some of its fields changed."""
    return RENDERER.render(replace(notice, **changes), language)  # type: ignore[arg-type]


def flat(text: str) -> str:
    """Return a text without its line breaks."""
    return " ".join(text.split())


class Visible(HTMLParser):
    """Collects what a reader of HTML sees, and every tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.seen: list[str] = []
        self._inside_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base's
        """Remember the tag."""
        self.tags.add(tag)
        self._inside_style = tag == "style"

    def handle_data(self, data: str) -> None:
        """Remember the text."""
        if not self._inside_style:
            self.seen.append(data)

    @property
    def text(self) -> str:
        """Everything visible on one line."""
        return flat("".join(self.seen))
