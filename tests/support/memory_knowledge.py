"""Knowledge articles in memory."""

from collections.abc import Sequence
from dataclasses import replace

from support.memory_state import State

from mailflow.core.articles import Article
from mailflow.errors import NotFoundError
from models.enums import ArticleState


class MemoryKnowledge:
    """Keeps the contract `Knowledge`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, article: Article) -> int:
        number = len(self._state.articles) + 1
        self._state.articles[number] = replace(article, id=number)
        return number

    def get(self, article_id: int) -> Article | None:
        return self._state.articles.get(article_id)

    def set_state(self, article_id: int, state: ArticleState) -> None:
        if article_id not in self._state.articles:
            raise NotFoundError(f"there is no knowledge article {article_id}")
        self._state.articles[article_id] = replace(self._state.articles[article_id], state=state)

    def listed(
        self, states: Sequence[ArticleState] = (), *, limit: int = 100
    ) -> tuple[Article, ...]:
        newest = reversed(self._state.articles.values())
        return tuple(one for one in newest if not states or one.state in states)[:limit]
