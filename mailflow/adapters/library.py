"""The published articles, as a worker has read them lately, and which of them fit a mail.

What is kept are words and vectors to compare with; what a mail shows is read when it is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailflow.adapters.embedding import Embedding, closest, packed_vectors
from mailflow.adapters.store.contract import Work
from mailflow.core.article_finding import FOUND, ArticleIndex, Fitting, indexed
from mailflow.core.article_trust import (
    MOST_JUDGED,
    START_OF_WORDS,
    Judged,
    thresholds,
    uses,
    weighed,
)
from mailflow.core.articles import Article
from mailflow.core.categorisation import READ_CHARACTERS, classified_text
from mailflow.core.wording import terms
from models.enums import ArticleState

if TYPE_CHECKING:
    from classifiers.dense import Embedder

MOST_PUBLISHED = 1_000
BACKGROUND = 500
EMBEDDED_AT_ONCE = 20
"""A sentence model takes its time for each; the rest is read a minute later."""
FRESH = timedelta(minutes=1)
MOST_OF_NAME = 20


@dataclass(slots=True)
class Library:
    """Reads the articles once a minute; where none is published that is all it does."""

    _read_at: datetime | None = None
    _articles: tuple[Article, ...] = ()
    _index: ArticleIndex = field(default_factory=ArticleIndex, repr=False)
    _wanted: dict[str, float] = field(default_factory=lambda: dict(START_OF_WORDS))
    _stale: frozenset[int] = frozenset()
    _vectors: dict[tuple[str, int, datetime | None], bytes] = field(
        default_factory=dict, repr=False
    )

    def fitting(
        self, work: Work, embedding: Embedding, asked: Sequence[str], now: datetime
    ) -> list[tuple[Fitting, ...]]:
        """Return for each text (subject, blank line, text) the articles that fit it best."""
        self._refresh(work, now)
        if not self._articles or not asked:
            return [() for _ in asked]
        close = self._by_sentences(embedding.model, asked)
        texts = (one.partition("\n\n") for one in asked)
        return [
            weighed((*self._index.fitting(subject, text), *others), self._wanted, self._stale)
            for (subject, _, text), others in zip(texts, close, strict=True)
        ]

    def _refresh(self, work: Work, now: datetime) -> None:
        age = now - self._read_at if self._read_at else None
        # A clock that was put back makes nothing fresh.
        if age is not None and timedelta() <= age < FRESH:
            return
        self._read_at = now
        self._articles = work.knowledge.listed([ArticleState.PUBLISHED], limit=MOST_PUBLISHED)
        if self._articles:
            self._read(work)

    def _read(self, work: Work) -> None:
        asked = work.recurrences.newest_words(BACKGROUND)
        background = [terms(one.subject, one.text) for one in asked]
        errors = frozenset(number for _, number in work.recurrences.known_errors(MOST_PUBLISHED))
        self._index = indexed(self._articles, background, errors)
        judged = work.knowledge.judged(MOST_JUDGED)
        self._wanted, self._stale = thresholds(judged), stale(self._articles, judged)

    def _by_sentences(
        self, model: "Embedder | None", asked: Sequence[str]
    ) -> list[tuple[Fitting, ...]]:
        """Return what a sentence model finds; what it says is its own basis."""
        if model is None:
            return [() for _ in asked]
        name, known = model.name[:MOST_OF_NAME], self._embedded(model)
        numbers, vectors = list(known), list(known.values())
        clipped = [text[:READ_CHARACTERS] for text in asked]
        errors = self._index.known_errors
        return [
            tuple(
                Fitting(numbers[at], round(share, 4), name, is_known_error=numbers[at] in errors)
                for at, share in some
            )
            for some in closest(model, clipped, vectors, FOUND)
        ]

    def _embedded(self, model: "Embedder") -> dict[int, bytes]:
        """Return where the articles lie, some new ones at a time."""
        keys = {one.id: (model.name, one.id, one.changed_at) for one in self._articles}
        kept = {key: self._vectors[key] for key in keys.values() if key in self._vectors}
        new = [one for one in self._articles if keys[one.id] not in kept][:EMBEDDED_AT_ONCE]
        if new:
            texts = [classified_text(one.title, one.symptoms) for one in new]
            vectors = packed_vectors(model, texts)
            kept |= {keys[one.id]: at for one, at in zip(new, vectors, strict=True)}
        self._vectors = kept
        return {number: kept[key] for number, key in keys.items() if key in kept}


def stale(articles: Sequence[Article], judged: Sequence[Judged]) -> frozenset[int]:
    """Return the articles that help no more."""
    found = uses(judged, {one.id: one.changed_at for one in articles if one.changed_at})
    return frozenset(number for number, use in found.items() if use.why_stale)


def helpless(work: Work) -> tuple[str, ...]:
    """Return the references of published articles that help no more."""
    articles = work.knowledge.listed([ArticleState.PUBLISHED], limit=MOST_PUBLISHED)
    found = stale(articles, work.knowledge.judged(MOST_JUDGED)) if articles else frozenset()
    return tuple(one.reference for one in articles[::-1] if one.id in found)
