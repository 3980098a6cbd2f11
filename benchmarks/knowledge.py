"""`make bench-knowledge`: how well articles are found for mails, and at what cost.

Articles and mails are our own (tests/data/knowledge): mails that ask for one in other words, mails
of the same field that do not, and every second text of the seed corpus as strangers. Prints the
figures for each likeness; ends with 1 where the start threshold shows too many wrong ones.
"""

import json
import random
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from support.desks import TestDesk, open_test_desk
from support.known_articles import ARTICLES, MAILS, NOW, measured
from support.stores import open_incident

from mailflow.adapters.embedding import Embedding
from mailflow.adapters.library import BACKGROUND, MOST_PUBLISHED, Library
from mailflow.core.article_trust import START, WANTED
from mailflow.core.records import Entry
from models.enums import ArticleState, EntryKind

SCORES = (0.3, 0.36, 0.4, START, 0.5, 0.6)
ASKED, ASKER = 400, "a@x.example"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--articles", default=MOST_PUBLISHED, show_default=True, help="Of the costly desk.")
def main(articles: int, *, as_json: bool) -> None:
    """Print figures and costs."""
    rows = [
        {"background": known, "score": score, **_figures(score, with_background=known)}
        for known in (True, False)
        for score in SCORES
    ]
    costs = _costs(articles)
    if as_json:
        click.echo(json.dumps({"rows": rows, "costs": costs}, indent=2))
    else:
        for row in rows:
            click.echo("  ".join(f"{name} {value}" for name, value in row.items()))
        click.echo("  ".join(f"{name} {value}" for name, value in costs.items()))
    held = all(row["precision"] >= WANTED for row in rows if row["score"] == START)
    sys.exit(0 if held else 1)


def _figures(score: float, *, with_background: bool) -> dict[str, float]:
    found = measured(with_background=with_background).at(score)
    return {
        "shown": found.shown,
        "precision": round(found.precision, 3),
        "coverage": round(found.coverage, 3),
        "strangers": found.strangers,
    }


def _costs(articles: int) -> dict[str, float]:
    """Return what a mail costs more, in milliseconds, and what reading the articles costs."""
    with TemporaryDirectory() as folder, open_test_desk(Path(folder)) as desk:
        none = _timed(desk, Library())
        _fill(desk, articles)
        library = Library()
        first = time.perf_counter()
        _ask(desk, library, ["x\n\ny"])
        reading = time.perf_counter() - first
        some = _timed(desk, library)
    return {
        "articles": articles,
        "ms_per_mail_without_articles": round(none * 1000, 4),
        "ms_per_mail": round(some * 1000, 3),
        "ms_to_read_once_a_minute": round(reading * 1000, 1),
    }


def _fill(desk: TestDesk, articles: int) -> None:
    chance = random.Random(1)
    words = [word for one in ARTICLES for word in f"{one.title} {one.symptoms}".split()]
    with desk.store.begin() as work:
        for _ in range(BACKGROUND):
            incident = open_incident(work)
            text = " ".join(chance.choices(words, k=40))
            work.incidents.add_entry(incident.id, Entry(EntryKind.REQUEST, ASKER, text, NOW))
        for number in range(articles):
            said = replace(
                ARTICLES[number % len(ARTICLES)],
                id=0,
                incident_id=incident.id,
                symptoms=" ".join(chance.choices(words, k=40)),
                resolution="x",
            )
            work.knowledge.set_state(work.knowledge.add(said), ArticleState.PUBLISHED)


def _timed(desk: TestDesk, library: Library) -> float:
    texts = (MAILS * (ASKED // len(MAILS) + 1))[:ASKED]
    _ask(desk, library, texts[:1])
    began = time.perf_counter()
    _ask(desk, library, texts)
    return (time.perf_counter() - began) / len(texts)


def _ask(desk: TestDesk, library: Library, texts: list[str]) -> None:
    with desk.store.read() as work:
        library.fitting(work, Embedding(), texts, NOW + timedelta())


if __name__ == "__main__":
    main()
