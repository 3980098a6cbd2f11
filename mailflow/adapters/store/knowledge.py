"""Knowledge articles in the database."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from mailflow.adapters.store.statements import columns_of, may_exist, values_of
from mailflow.core.articles import Article
from mailflow.errors import NotFoundError
from models.enums import ArticleState
from models.tables import knowledge_articles

_row = knowledge_articles.c
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
        statement = update(knowledge_articles).where(_row.id == article_id).values(state=state)
        if self._connection.execute(statement).rowcount != 1:
            raise NotFoundError(f"there is no knowledge article {article_id}")

    def listed(
        self, states: Sequence[ArticleState] = (), *, limit: int = 100
    ) -> tuple[Article, ...]:
        """Return articles in these states (all where none is named), newest first."""
        statement = _ARTICLES.order_by(_row.id.desc()).limit(limit)
        if states:
            statement = statement.where(_row.state.in_(states))
        return tuple(Article(**one._asdict()) for one in self._connection.execute(statement))
