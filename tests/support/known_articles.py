"""Articles and mails of our own, of which is known what asks for what; how well that is found."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from mailflow.core.article_finding import ArticleIndex, indexed
from mailflow.core.articles import Article
from mailflow.core.wording import terms

ROOT = Path(__file__).parents[2]
ASKING = ("twins", "hard")
OTHER = ("near", "close", "strangers")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KNOWN = tomllib.loads((ROOT / "tests/data/knowledge/articles.toml").read_text("utf-8"))["article"]
ARTICLES = [Article(at, 1, one["title"], NOW, one["symptoms"]) for at, one in enumerate(KNOWN)]
MAILS = [mail.replace(" || ", "\n\n") for one in KNOWN for mail in (*one["twins"], *one["near"])]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one mail: how alike, whether it was right, and what kind of mail."""

    score: float
    is_right: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How good suggestions are from some score on."""

    shown: int
    right: int
    asking: int
    strangers: int
    languages: dict[str, int]

    @property
    def precision(self) -> float:
        """The part of the shown that is right."""
        return self.right / self.shown if self.shown else 1.0

    @property
    def coverage(self) -> float:
        """The part of the mails that ask for an article that is shown it."""
        return self.right / self.asking

    @property
    def sentence(self) -> str:
        """The figures in words."""
        return (
            f"shown {self.shown}, precision {self.precision:.3f}, coverage {self.coverage:.3f}"
            f" of {self.asking}, {self.strangers} strangers; right by language {self.languages}"
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """All answers, and the index that gave them."""

    index: ArticleIndex
    answers: tuple[tuple[Answer, str], ...]

    def at(self, least: float) -> Figures:
        """Return the figures where so much likeness is asked for."""
        shown = [(one, language) for one, language in self.answers if one.score >= least]
        right = [language for one, language in shown if one.is_right]
        return Figures(
            len(shown),
            len(right),
            sum(one.kind in ASKING for one, _ in self.answers),
            sum(one.kind == "strangers" for one, _ in shown),
            {name: right.count(name) for name in sorted(set(right))},
        )


@cache
def measured(*, with_background: bool = True) -> Measured:
    """Ask for every mail; every second text of the seed corpus is background, the others ask."""
    seed = list(_seed())
    background = [terms(*one) for one in seed[1::2]] if with_background else []
    index = indexed(ARTICLES, background)
    answers = []
    for number, one in enumerate(KNOWN):
        for kind in (*ASKING, *OTHER):
            for mail in one.get(kind, ()):
                subject, _, text = mail.partition(" || ")
                wanted = number if kind in ASKING else None
                answers.append((_answer(index, subject, text, kind, wanted), one["language"]))
    answers += [(_answer(index, *one, "strangers", None), "") for one in seed[::2]]
    return Measured(index, tuple(answers))


def _answer(index: ArticleIndex, subject: str, text: str, kind: str, wanted: int | None) -> Answer:
    found = index.fitting(subject, text)
    if not found:
        return Answer(0.0, is_right=False, kind=kind)
    return Answer(found[0].score, wanted == found[0].article_id, kind)


def _seed() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "classifiers/seed").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            subject, _, text = json.loads(line)["text"].partition("\n\n")
            yield subject, text
