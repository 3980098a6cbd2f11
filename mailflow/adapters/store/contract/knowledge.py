"""What a store knows of knowledge articles."""

from collections.abc import Sequence
from typing import Protocol

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

    def listed(
        self, states: Sequence[ArticleState] = (), *, limit: int = 100
    ) -> tuple[Article, ...]:
        """Return articles in these states (all where none is named), newest first."""
