"""What a decision wants done with knowledge articles."""

from dataclasses import dataclass

from mailflow.core.article_finding import Fitting
from mailflow.core.articles import Article
from models.enums import ArticleState


@dataclass(frozen=True, slots=True)
class WriteArticle:
    """Store a knowledge article (its id is given) and link its incident to it."""

    article: Article
    actor: str


@dataclass(frozen=True, slots=True)
class SetArticleState:
    """Give a knowledge article another state; told in the history of the incident."""

    incident_id: int
    article_id: int
    state: ArticleState
    actor: str


@dataclass(frozen=True, slots=True)
class SuggestArticles:
    """Remember which articles are suggested for the incident just opened, to whom (ADR 24)."""

    found: tuple[Fitting, ...]
    shown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoteHelp:
    """Remember that the requester says that an article solved it."""

    incident_id: int
    article_id: int
