"""What a store knows of knowledge articles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mailflow.core.article_finding import Fitting
from mailflow.core.article_trust import Judged
from mailflow.core.articles import Article
from models.enums import ArticleState


class Knowledge(Protocol):
    """Knowledge articles."""

    def add(self, article: Article) -> int:
        """Store a new one (its id is given); return its number."""

    def get(self, article_id: int) -> Article | None:
        """Return one article, or None."""

    def set_state(self, article_id: int, state: ArticleState) -> None:
        """Give it another state; NotFoundError where there is none."""

    def reword(self, article: Article) -> None:
        """Give it other words, and remember when; NotFoundError where there is none."""

    def listed(
        self, states: Sequence[ArticleState] = (), *, limit: int = 100
    ) -> tuple[Article, ...]:
        """Return articles in these states (all where none is named), newest first."""

    def suggest(
        self, incident_id: int, found: Sequence[Fitting], shown: Sequence[int], at: datetime
    ) -> None:
        """Remember what was suggested, and which of it to the requester; each article once."""

    def shown_in(self, incident_id: int) -> frozenset[int]:
        """Return the articles that the requester of an incident was shown."""

    def note_helped(self, incident_id: int, article_id: int, at: datetime) -> None:
        """Remember that the requester says that the article solved it."""

    def judged(self, limit: int) -> tuple[Judged, ...]:
        """Return the newest suggestions, and what came of each."""
