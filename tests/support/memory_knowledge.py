"""Knowledge articles in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from support.memory_state import State

from mailflow.core.article_finding import Fitting
from mailflow.core.article_trust import Judged
from mailflow.core.articles import Article
from mailflow.errors import NotFoundError
from models.enums import ArticleState

TEXTS = ("title", "symptoms", "cause", "workaround", "resolution")


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
        self._state.articles[article_id] = replace(self._known(article_id), state=state)

    def reword(self, article: Article) -> None:
        known = self._known(article.id)
        self._state.articles[article.id] = replace(article, state=known.state)

    def _known(self, article_id: int) -> Article:
        if article_id not in self._state.articles:
            raise NotFoundError(f"there is no knowledge article {article_id}")
        return self._state.articles[article_id]

    def listed(
        self, states: Sequence[ArticleState] = (), *, limit: int = 100
    ) -> tuple[Article, ...]:
        newest = reversed(self._state.articles.values())
        return tuple(one for one in newest if not states or one.state in states)[:limit]

    def suggest(
        self, incident_id: int, found: Sequence[Fitting], shown: Sequence[int], at: datetime
    ) -> None:
        for one in found:
            key, to_requester = (incident_id, one.article_id), one.article_id in shown
            row = Judged(one.article_id, one.score, one.basis, at, "", to_requester)
            self._state.suggested.setdefault(key, (row, None))

    def shown_in(self, incident_id: int) -> frozenset[int]:
        found = self._state.suggested.items()
        return frozenset(a for (i, a), (o, _) in found if i == incident_id and o.to_requester)

    def note_helped(self, incident_id: int, article_id: int, at: datetime) -> None:
        key = incident_id, article_id
        if key in self._state.suggested:
            self._state.suggested[key] = self._state.suggested[key][0], at

    def judged(self, limit: int) -> tuple[Judged, ...]:
        newest = reversed(self._state.suggested.items())
        return tuple(self._judged(i, *said) for (i, _), said in newest)[:limit]

    def _judged(self, number: int, row: Judged, at: datetime | None) -> Judged:
        incident = self._state.incidents[number]
        lasts = at is not None and incident.closed_at is not None and incident.closed_at <= at
        return replace(
            row,
            requester=incident.requester_address,
            helped=at is not None,
            reopened=at is not None and not lasts,
            linked=incident.article_id,
        )
