"""One notice to try templates with, and what a reader sees of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from mailflow.adapters.renderer import Rendered, Renderer
from mailflow.core.categorisation import Guess, Similar, Suggestion
from mailflow.core.notices import IncidentView, NoticeContext, TextView
from models.enums import IncidentState, Level, NoticeKind, Priority

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
INCIDENT = IncidentView(
    reference="INC-1003",
    subject="Printer on floor 3 jams",
    state=IncidentState.NEW,
    priority=Priority.P3,
    impact=Level.MEDIUM,
    urgency=Level.HIGH,
    category="printing",
    requester="Alice Adams",
    assignee="",
    group="Service Desk",
    response_due=NOW + timedelta(hours=4),
    resolution_due=NOW + timedelta(days=3),
    resolution="Cleaned the rollers.",
    verified=True,
)
WRITTEN = TextView(
    "Alice Adams",
    NOW,
    "It jams.\n\n  Again!",
    verified=True,
    public=True,
    address="alice@a.example",
)
SUGGESTION = Suggestion(
    category=Guess("printing", 0.873, (), ("printer", "jams", "rollers", "floor")),
    urgency=Guess("", 0.4, (("medium", 0.45), ("low", 0.41))),
    similar=(Similar("INC-1007", 0.914, "printing"), Similar("INC-1003", 0.62)),
)
NOTICE = NoticeContext(
    kind=NoticeKind.AGENT_NOTICE,
    desk_name="IT Service Desk",
    recipient_name="Alice Adams",
    incident=INCIDENT,
    reason="new",
    conversation=(WRITTEN,),
    commands_help=(("#take", "English help"), ("#frobnicate", "a new command")),
    now=NOW,
)
RENDERER = Renderer()


def rendered(notice: NoticeContext = NOTICE, language: str = "en", **changes: object) -> Rendered:
    """Return the notice with some of its fields changed."""
    return RENDERER.render(replace(notice, **changes), language)  # type: ignore[arg-type]


OF_THE_DESK = frozenset({NoticeKind.QUARANTINE, NoticeKind.DIGEST})
"""Notices that are about no incident: an answer to one would open one."""


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
