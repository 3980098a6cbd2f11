"""How alike short texts are by their words, and which of them make a cluster (pure).

A word counts the more, the rarer it is among what else the desk was asked lately: the inverse
document frequency of Spärck Jones, "A Statistical Interpretation of Term Specificity" (Journal of
Documentation 1972). A word that is suddenly in many counts more still. Texts are put together by
average linkage: Sokal and Michener (University of Kansas Science Bulletin 1958).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.core.phrases.common_words import COMMON_WORDS

SUBJECT_CHARACTERS = 200
TEXT_CHARACTERS = 300
"""What it is about people say first."""
MOST_TERMS = 60
KEPT = 2_000
"""Of so many texts the words are kept: the newest are compared with each that comes."""
STEM = 6
"""So many letters of a word tell it apart; its endings do not matter."""
SHORTEST = 3
PRIOR = 50
"""How many mails without a word a desk is taken to have had before it has any."""
PRIOR_OVER_WEEKS = 100
COMMON_SHARE = 0.06
COMMON_OVER_WEEKS = 0.2
"""What comes back may be a good part of all that a small desk is asked."""
BURST, BURST_TIMES = 3, 3.0
COMMONPLACE = 1.0
FEWEST_TERMS = 4
ALIKE = 1.0
"""How alike texts of a cluster are in the mean; measured by tests/unit/test_recurrence.py."""
MOST_CLUSTERS, MOST_ASKED, CLOSER_LOOKS = 200, 10, 5
"""A text is compared with few clusters: those of its most telling terms that few have."""

_SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[^\W_{_SPACELESS}]{{{SHORTEST},}}+|[{_SPACELESS}]{{2,}}+")
_SPACELESS_WORD = re.compile(rf"[{_SPACELESS}]")


def terms(subject: str, text: str) -> frozenset[str]:
    """Return the words by which a text is compared, at most `MOST_TERMS`."""
    return _terms(_read(subject, text))


@lru_cache(KEPT)
def _terms(read: str) -> frozenset[str]:
    found: dict[str, None] = {}
    for word in _words(read):
        found.update(dict.fromkeys(_stems(word)))
    return frozenset(list(found)[:MOST_TERMS])


def _read(subject: str, text: str) -> str:
    return f"{subject[:SUBJECT_CHARACTERS]}\n{text[:TEXT_CHARACTERS]}"


def _words(read: str) -> list[str]:
    return [word for word in _WORD.findall(read.casefold()) if word not in COMMON_WORDS]


def _stems(word: str) -> Iterable[str]:
    """Return the beginning of a word; where words are written without blanks every two letters."""
    if _SPACELESS_WORD.match(word):
        return (word[at : at + 2] for at in range(len(word) - 1))
    is_plural = SHORTEST < len(word) <= STEM and word.endswith("s")
    return (word[:-1] if is_plural else word[:STEM],)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term tells; one that is in too many texts tells nothing."""

    by_term: Mapping[str, float]

    def size(self, found: frozenset[str]) -> float:
        """Return what a text's likenesses are divided by: long ones share words by chance."""
        telling = sum(one in self.by_term for one in found)
        return math.sqrt(max(FEWEST_TERMS, telling))

    def likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Return how alike two texts are, from 0 on."""
        shared = sum(self.by_term.get(term, 0.0) for term in one & other)
        return shared / (self.size(one) * self.size(other))


def weights(recent: Sequence[frozenset[str]], before: Sequence[frozenset[str]]) -> Weights:
    """Return how much the terms of recent texts tell against what was written before."""
    usual, now = (Counter(term for one in some for term in one) for some in (before, recent))
    total = len(before) + PRIOR
    by_term: dict[str, float] = {}
    for term, seen in now.items():
        share = (usual[term] + 0.5) / total
        if share > COMMON_SHARE:
            continue
        bursts = seen >= BURST and seen >= BURST_TIMES * share * len(recent)
        by_term[term] = -math.log(share) - (0.0 if bursts else COMMONPLACE)
    return Weights(by_term)


@dataclass(slots=True)
class _Cluster:
    places: list[int]
    sums: dict[str, float]


def weights_over_weeks(texts: Sequence[frozenset[str]]) -> Weights:
    """Return how much the terms of texts tell among these texts themselves."""
    seen, total = Counter(term for one in texts for term in one), len(texts) + PRIOR_OVER_WEEKS
    shares = {term: (number + 0.5) / total for term, number in seen.items()}
    return Weights({t: -math.log(one) for t, one in shares.items() if one <= COMMON_OVER_WEEKS})


def likeness_to(
    own: frozenset[str], texts: Sequence[frozenset[str]], before: Sequence[frozenset[str]]
) -> float:
    """Return how like a text is to others in the mean, against what was written before."""
    known = weights([own, *texts], before)
    return sum(known.likeness(own, one) for one in texts) / len(texts) if texts else 0.0


def clusters(texts: Sequence[frozenset[str]], known: Weights) -> list[tuple[int, ...]]:
    """Return the places of texts that are alike, each in one cluster, in the order given.

    Each joins the cluster that it is most like in the mean, or begins one; whoever is alone at the
    end looks once more, since what he is like may have come after him.
    """
    found = _Clusters(texts, known)
    for place in range(len(texts)):
        found.put(place, found.closest(place))
    for at, one in enumerate(found.all):
        if len(one.places) == 1:
            (place,) = one.places
            better = found.closest(place, but=at)
            if better is not None:
                found.empty(at)
                found.put(place, better)
    return [tuple(sorted(one.places)) for one in found.all if one.places]


class _Clusters:
    """Clusters as they grow, and which of them have a term."""

    def __init__(self, texts: Sequence[frozenset[str]], known: Weights) -> None:
        self._texts, self._known = texts, known
        self._homes: dict[str, set[int]] = defaultdict(set)
        self.all: list[_Cluster] = []

    def put(self, place: int, at: int | None) -> None:
        """Put a text into a cluster, or into a new one."""
        if at is None:
            at = len(self.all)
            self.all.append(_Cluster([], defaultdict(float)))
        size = self._known.size(self._texts[place])
        self.all[at].places.append(place)
        for term in self._texts[place]:
            if term in self._known.by_term:
                self.all[at].sums[term] += 1 / size
                self._homes[term].add(at)

    def empty(self, at: int) -> None:
        """Let a cluster be none any more."""
        for term in self.all[at].sums:
            self._homes[term].discard(at)
        self.all[at] = _Cluster([], {})

    def closest(self, place: int, but: int | None = None) -> int | None:
        """Return the cluster that a text is most like in the mean, None where it is like none."""
        text = self._texts[place]
        size, by_term = self._known.size(text), self._known.by_term
        best, found = ALIKE, None
        for at in self._near(text, but):
            one = self.all[at]
            shared = sum(by_term[term] * one.sums[term] for term in text if term in one.sums)
            likeness = shared / (size * len(one.places))
            if likeness >= best:
                best, found = likeness, at
        return found

    def _near(self, text: frozenset[str], but: int | None) -> list[int]:
        """Return the clusters that have most of the terms that tell most of a text."""
        by_term, homes = self._known.by_term, self._homes
        known = [term for term in text if term in by_term and homes.get(term)]
        telling = sorted(known, key=lambda term: (-by_term[term], term))[:MOST_ASKED]
        near = Counter[int]()
        for term in telling:
            if len(homes[term]) <= MOST_CLUSTERS:
                for at in homes[term]:
                    near[at] += 1
        found = sorted(near.keys() - {but}, key=lambda at: (-near[at], at))
        return sorted(found[:CLOSER_LOOKS])


def shared_terms(texts: Sequence[frozenset[str]], known: Weights, most: int) -> tuple[str, ...]:
    """Return the terms that most of these texts have in common, the most telling first."""
    counted = Counter(term for one in texts for term in one if term in known.by_term)
    common = [term for term, number in counted.items() if 2 * number > len(texts)]
    return tuple(sorted(common, key=lambda term: (-known.by_term[term], term))[:most])


def written_terms(wanted: Iterable[str], subject: str, text: str) -> tuple[str, ...]:
    """Return these terms as they are written in a text; what does not stand in it is left out."""
    found: dict[str, str] = {}
    for word in _words(_read(subject, text)):
        for stem in _stems(word):
            found.setdefault(stem, word if len(stem) > 2 else stem)
    return tuple(dict.fromkeys(found[one] for one in wanted if one in found))
