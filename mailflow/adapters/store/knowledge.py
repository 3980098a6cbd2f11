"""Knowledge articles in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from mailflow.adapters.store.statements import columns_of, insert_or_leave, may_exist, values_of
from mailflow.core.article_finding import Fitting
from mailflow.core.article_trust import Judged
from mailflow.core.articles import Article
from mailflow.errors import NotFoundError
from models.enums import ArticleState
from models.tables import (
    article_suggestions,
    incidents,
    knowledge_articles,
)

_row, _said, _own = knowledge_articles.c, article_suggestions.c, incidents.c
_ARTICLES = select(*columns_of(knowledge_articles, Article))


class SqlKnowledge:
    """Keeps the contract `Knowledge`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, article: Article) -> int:
        """Store a new one (its id is given); return its number."""
        values = values_of(knowledge_articles, article)
        del values["id"]
        insert = knowledge_articles.insert().values(values).returning(_row.id)
        return int(self._connection.execute(insert).scalar_one())

    def get(self, article_id: int) -> Article | None:
        """Return one article, or None."""
        if not may_exist(article_id):
            return None
        found = self._connection.execute(_ARTICLES.where(_row.id == article_id)).first()
        return Article(**found._asdict()) if found else None

    def set_state(self, article_id: int, state: ArticleState) -> None:
        """Give it another state; NotFoundError where there is none."""
        self._change(article_id, {"state": state})

    def reword(self, article: Article) -> None:
        """Give it other words, and remember when; NotFoundError where there is none."""
        names = ("title", "symptoms", "cause", "workaround", "resolution", "changed_at")
        self._change(article.id, {name: getattr(article, name) for name in names})

    def _change(self, article_id: int, values: dict[str, Any]) -> None:
        statement = update(knowledge_articles).where(_row.id == article_id).values(values)
        if not may_exist(article_id) or self._connection.execute(statement).rowcount != 1:
            raise NotFoundError(f"there is no knowledge article {article_id}")

    def listed(
        self, states: Sequence[ArticleState] = (), *, limit: int = 100
    ) -> tuple[Article, ...]:
        """Return articles in these states (all where none is named), newest first."""
        statement = _ARTICLES.order_by(_row.id.desc()).limit(limit)
        if states:
            statement = statement.where(_row.state.in_(states))
        return tuple(Article(**one._asdict()) for one in self._connection.execute(statement))

    def suggest(
        self, incident_id: int, found: Sequence[Fitting], shown: Sequence[int], at: datetime
    ) -> None:
        """Remember what was suggested, and which of it to the requester; each article once."""
        rows = [
            {
                "incident_id": incident_id,
                "article_id": one.article_id,
                "score": one.score,
                "basis": one.basis,
                "to_requester": one.article_id in shown,
                "at": at,
            }
            for one in found
        ]
        key, dialect = (_said.incident_id, _said.article_id), self._connection.dialect.name
        if rows:
            self._connection.execute(insert_or_leave(dialect, article_suggestions, *key), rows)

    def shown_in(self, incident_id: int) -> frozenset[int]:
        """Return the articles that the requester of an incident was shown."""
        shown = select(_said.article_id).where(_said.incident_id == incident_id)
        return frozenset(self._connection.scalars(shown.where(_said.to_requester)))

    def note_helped(self, incident_id: int, article_id: int, at: datetime) -> None:
        """Remember that the requester says that the article solved it."""
        which = _said.incident_id == incident_id, _said.article_id == article_id
        self._connection.execute(update(article_suggestions).where(*which).values(helped_at=at))

    def judged(self, limit: int) -> tuple[Judged, ...]:
        """Return the newest suggestions, and what came of each."""
        columns = (*(one for one in _said if one.name != "id"), _own.requester_address)
        statement = (
            select(*columns, _own.closed_at, _own.article_id.label("linked"))
            .join_from(article_suggestions, incidents, _said.incident_id == _own.id)
            .order_by(_said.id.desc())
            .limit(limit)
        )
        return tuple(map(_judged, self._connection.execute(statement)))


def _judged(row: Any) -> Judged:
    """Return a suggestion; closed with it and closed still says that this lasted."""
    lasts = row.helped_at and row.closed_at and row.closed_at <= row.helped_at
    return Judged(
        row.article_id,
        row.score,
        row.basis,
        row.at,
        row.requester_address,
        row.to_requester,
        helped=row.helped_at is not None,
        reopened=row.helped_at is not None and not lasts,
        linked=row.linked,
    )
