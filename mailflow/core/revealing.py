"""What of somebody stands in an article, to be seen before everybody reads it (P13, P17)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailflow.core.articles import Article
from mailflow.core.identifiers import names_pattern, telephone_numbers, written_addresses
from mailflow.core.mail import bare_subject

RUN = 6
"""So many words in a row are somebody's own; fewer are anybody's."""
LETTERS_RUN = 12
"""So many letters where words are written without blanks."""
PARTS = ("title", "symptoms", "cause", "workaround", "resolution")
SENT = ("title", "workaround", "resolution")
"""What an acknowledgement shows."""
MOST_TOLD = 50
_WORD = re.compile(r"[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[^\W_]")


@dataclass(frozen=True, slots=True)
class Revealed:
    """One thing that points to somebody: `kind` is address, telephone, name or words."""

    part: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article comes from: who took part there beside agents, and what they wrote."""

    names: frozenset[str] = frozenset()
    subject: str = ""
    texts: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()


def revealed(article: Article, origin: Origin) -> tuple[Revealed, ...]:
    """Return what of somebody stands in an article; the desk's own addresses are nobody's."""
    runs = frozenset(one for text in origin.texts for one in _runs(_words(text)))
    found = [one for part in PARTS for one in _in(part, getattr(article, part), origin)]
    if article.title and bare_subject(article.title) == bare_subject(origin.subject):
        found.append(Revealed("title", "words", article.title))
    for part in SENT:
        words = _words(getattr(article, part))
        first = next((one for one in _runs(words) if one in runs), None)
        if first is not None:
            found.append(Revealed(part, "words", " ".join(first)))
    return tuple(dict.fromkeys(found))[:MOST_TOLD]


def _in(part: str, text: str, origin: Origin) -> Iterator[Revealed]:
    for one in sorted(written_addresses(text) - origin.own):
        yield Revealed(part, "address", one)
    for _, start, end in telephone_numbers(text):
        yield Revealed(part, "telephone", text[start:end])
    names = names_pattern(origin.names, ())
    for match in names.finditer(text) if names else ():
        yield Revealed(part, "name", match[0])


def _words(text: str) -> list[str]:
    return [one.casefold() for one in _WORD.findall(text)]


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    """Return the words in a row; more of them where a word is a single letter."""
    for at, word in enumerate(words):
        length = RUN if len(word) > 1 else LETTERS_RUN
        if at + length <= len(words):
            yield tuple(words[at : at + length])
