"""Which knowledge articles fit a mail, by the words that they share (pure).

As alike as the angle between their words says, each weighed by how rare it is at this desk:
TF-IDF and cosine as in Manning, Raghavan and Schütze, "Introduction to Information Retrieval"
(2008), section 6.3, with a word counted once. Of an article its title and symptoms are compared,
which never stand in a mail to a requester; what helps does.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mailflow.core.articles import Article
from mailflow.core.wording import terms

PRIOR = 100
"""How many texts without a word a desk is taken to have before it has any."""
COMMON_SHARE = 0.2
"""What stands in so many texts tells nothing."""
FEWEST_SHARED = 3
WORDS = "words"
"""The basis of a score by words; of any other it is the name of who said it."""
FOUND = 3
LEAST = 0.15
"""What is less alike is not worth an agent's look."""

Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Fitting:
    """An article that a text asks for, by so much (0..1), and on what basis that is said.

    `is_known_error` says that a problem is linked to it: it comes first; `is_sure` that it may be
    shown to a requester.
    """

    article_id: int
    score: float
    basis: str = WORDS
    is_known_error: bool = False
    is_sure: bool = False

    @property
    def line(self) -> str:
        """It in a few words for administrators."""
        return f"KB-{self.article_id} ({self.score:.0%})"


@dataclass(frozen=True, slots=True)
class ArticleIndex:
    """The published articles by their words; made once for many mails."""

    articles: tuple[int, ...] = ()
    known_errors: frozenset[int] = frozenset()
    _weights: dict[str, float] = field(default_factory=dict, repr=False)
    _places: dict[str, list[int]] = field(default_factory=dict, repr=False)
    _lengths: tuple[float, ...] = field(default=(), repr=False)
    _unseen: float = 0.0

    def fitting(self, subject: str, text: str) -> tuple[Fitting, ...]:
        """Return the articles that have words of a text, the likeliest first."""
        own = terms(subject, text)
        shared, counted = defaultdict[int, float](float), Counter[int]()
        for term in own:
            for at in self._places.get(term, ()):
                shared[at] += self._weights[term] ** 2
                counted[at] += 1
        length = math.sqrt(sum(self._weights.get(t, self._unseen) ** 2 for t in own))
        scored = (
            (shared[at] / (length * self._lengths[at]), self.articles[at])
            for at, number in counted.items()
            if number >= FEWEST_SHARED and shared[at]
        )
        found = (
            Fitting(number, round(min(1.0, score), 4), is_known_error=number in self.known_errors)
            for score, number in scored
            if score >= LEAST
        )
        return tuple(sorted(found, key=lambda one: (-one.score, one.article_id)))


def best(found: Iterable[Fitting]) -> tuple[Fitting, ...]:
    """Return the likeliest few, each article once: what is sure first, of that known errors."""
    ordered = sorted(
        found,
        key=lambda o: (not o.is_sure, not o.is_known_error, -o.score, o.article_id),
    )
    once = {one.article_id: one for one in reversed(ordered)}
    return tuple(one for one in ordered if once[one.article_id] is one)[:FOUND]


def indexed(
    articles: Sequence[Article],
    background: Sequence[Terms] = (),
    known_errors: frozenset[int] = frozenset(),
) -> ArticleIndex:
    """Return the index of these articles; the background is what the desk is asked otherwise."""
    texts = [terms(one.title, one.symptoms) for one in articles]
    seen = Counter(term for some in (background, texts) for one in some for term in one)
    total = len(texts) + len(background) + PRIOR
    weights = {term: _weight(number, total) for term, number in seen.items()}
    places = defaultdict[str, list[int]](list)
    for at, one in enumerate(texts):
        for term in one:
            if weights[term]:
                places[term].append(at)
    lengths = (math.sqrt(sum(weights[term] ** 2 for term in one)) or 1.0 for one in texts)
    return ArticleIndex(
        tuple(one.id for one in articles),
        known_errors,
        weights,
        dict(places),
        tuple(lengths),
        _weight(0, total),
    )


def _weight(number: int, total: int) -> float:
    share = (number + 0.5) / total
    return -math.log(share) if share <= COMMON_SHARE else 0.0
