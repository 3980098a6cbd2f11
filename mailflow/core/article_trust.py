"""How alike an article must be to be shown to a requester, and which articles help no more.

A suggestion is right where the requester closed with it ("this solved it") or an agent linked the
incident to that article; wrong where the incident was opened again after that, or an agent linked
another article. Silence says nothing. Shares are judged by Wilson's interval: "Probable Inference"
(Journal of the American Statistical Association 1927).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.core.article_finding import WORDS, Fitting, best

START = 0.45
"""How alike by words until the desk's own answers say more; measured by benchmarks/knowledge."""
START_OF_WORDS = {WORDS: START}
WANTED = 0.9
Z = 1.645
"""Of the normal distribution: one side, 95 %."""
FEWEST_JUDGED = 25
LOWEST = 0.2
"""What was earned goes no lower: by so few words strange mail resembles everything."""
PER_REQUESTER = 3
"""Nobody's answers count more often, so that nobody sets the threshold alone."""
MOST_JUDGED = 5_000
"""So many of the newest suggestions say how well articles fit."""
MOST_SHOWN = 2
"""Of articles in an acknowledgement."""

_NAMED = re.compile(r"\bKB-([0-9]{1,9})\b", re.IGNORECASE)
MOST_OF_WORD = 200

SHOWN_ENOUGH = 10
HELPS_TOO_RARELY = 0.1


@dataclass(frozen=True, slots=True)
class Judged:
    """One suggestion, and what came of it; `is_right` is None where nobody said anything.

    `to_requester` says that an acknowledgement showed it, `helped` that it was closed with it,
    `reopened` that this did not last.
    """

    article_id: int
    score: float
    basis: str
    at: datetime
    requester: str
    to_requester: bool
    helped: bool = False
    reopened: bool = False
    linked: int | None = None

    @property
    def is_right(self) -> bool | None:
        """Whether it was the right article."""
        if self.helped:
            return not self.reopened
        return self.linked == self.article_id if self.linked is not None else None


def lower_bound(right: int, judged: int) -> float:
    """Return what share is right at the least, Wilson's lower bound."""
    return _bound(right, judged, -1.0) if judged else 0.0


def upper_bound(right: int, judged: int) -> float:
    """Return what share is right at the most, Wilson's upper bound."""
    return _bound(right, judged, 1.0) if judged else 1.0


def _bound(right: int, judged: int, side: float) -> float:
    share, spread = right / judged, Z * Z / judged
    within = Z * math.sqrt((share * (1 - share) + spread / 4) / judged)
    return (share + spread / 2 + side * within) / (1 + spread)


def thresholds(found: Iterable[Judged]) -> dict[str, float]:
    """Return by basis how alike an article must be; what no basis has earned is shown to nobody.

    Words begin at START. Lower is earned where of all judged above it so many were right that the
    lower bound is at least WANTED. Where even the upper bound is less than WANTED, it goes up.
    """
    by_basis: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in _fairly(found):
        if one.is_right is not None:
            by_basis[one.basis].append((one.score, one.is_right))
    earned = {basis: _threshold(some, _start(basis)) for basis, some in by_basis.items()}
    return START_OF_WORDS | earned


def _start(basis: str) -> float:
    """Return where a basis begins: of a sentence model nothing was measured here."""
    return START if basis == WORDS else math.inf


def _fairly(found: Iterable[Judged]) -> list[Judged]:
    """Leave out what one requester answered beyond his share, the oldest first."""
    counted, kept = Counter[str](), list[Judged]()
    for one in sorted(found, key=lambda one: one.at, reverse=True):
        if one.is_right is None or counted[one.requester] < PER_REQUESTER:
            kept.append(one)
            counted[one.requester] += one.is_right is not None
    return kept


def _threshold(judged: Sequence[tuple[float, bool]], start: float) -> float:
    """Return the lowest score that was earned, the start where nothing speaks against it."""
    right, number, lowest, refuted = 0, 0, math.inf, False
    steps: list[tuple[float, int, int]] = []
    for score, is_right in sorted(judged, reverse=True):
        right, number = right + is_right, number + 1
        if steps and steps[-1][0] == score:
            steps.pop()
        steps.append((score, right, number))
    for score, right, number in steps:
        if number >= FEWEST_JUDGED and lower_bound(right, number) >= WANTED:
            lowest = max(LOWEST, score)
        if score >= start:
            refuted = upper_bound(right, number) < WANTED
    return lowest if refuted else min(lowest, start)


def weighed(
    found: Iterable[Fitting], wanted: Mapping[str, float], stale: frozenset[int] = frozenset()
) -> tuple[Fitting, ...]:
    """Return the best articles with whether each may be shown to a requester."""
    return best(
        replace(
            one,
            is_sure=one.score >= wanted.get(one.basis, math.inf) and one.article_id not in stale,
        )
        for one in found
    )


def to_be_shown(found: Iterable[Fitting]) -> tuple[int, ...]:
    """Return the articles that a requester is shown, never more than two."""
    return tuple(one.article_id for one in found if one.is_sure)[:MOST_SHOWN]


def named_article(text: str, shown: frozenset[int]) -> int | None:
    """Return the article that a requester says solved it, where he was shown it."""
    named = (int(one) for one in _NAMED.findall(text[:MOST_OF_WORD]))
    return next((one for one in named if one in shown), None)


@dataclass(frozen=True, slots=True)
class Use:
    """How often an article was shown to requesters and helped since it was last changed."""

    shown: int = 0
    helped: int = 0
    linked: int = 0
    reopened: int = 0

    @property
    def why_stale(self) -> str:
        """Why it helps no more, in a word; empty where it does, or nobody can say."""
        if self.reopened >= 2 and self.reopened * 2 >= self.helped:
            return "reopened"
        good = self.helped - self.reopened + self.linked
        too_rarely = upper_bound(good, self.shown) < HELPS_TOO_RARELY or good == 0
        return "rarely" if self.shown >= SHOWN_ENOUGH and too_rarely else ""


def uses(found: Iterable[Judged], changed: Mapping[int, datetime]) -> dict[int, Use]:
    """Return by article how it was used since it was changed."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for one in found:
        since = changed.get(one.article_id)
        if since is not None and one.at < since:
            continue
        mine = counted[one.article_id]
        mine["shown"] += one.to_requester
        mine["helped"] += one.helped
        mine["reopened"] += one.helped and one.reopened
        mine["linked"] += not one.helped and one.linked == one.article_id
    return {number: Use(**counts) for number, counts in counted.items()}
