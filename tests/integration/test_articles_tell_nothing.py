"""No word of one requester is in a mail about another incident; articles alone are (P13)."""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, letter, reply_address

from mailflow import lending
from mailflow.core.articles import Article
from mailflow.core.categorisation import Similar, Suggestion
from models.enums import ArticleState, IncidentState, NoticeKind, Role

BOB = "bob@helpdesk.example"
SEEDED = Path(__file__).parents[1] / "data/knowledge/articles.toml"
CANARY = re.compile(r"canary[a-z]+[0-9]+", re.IGNORECASE)
ROUNDS = 2
FREE = {"limits": {"acknowledgements_per_domain_hour": 10_000}}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    with open_test_desk(tmp_path, make_settings(**FREE)) as one:
        with one.store.begin() as work:
            bob = work.directory.add(BOB, role=Role.AGENT, at=one.clock(), handle="bob")
            work.directory.add_member(work.directory.add_group("Desk", is_default=True).id, bob.id)
        yield one


def answer(desk: TestDesk, number: int, text: str) -> None:
    rows = [row for row in desk.sent() if row.recipient == BOB and row.incident_id == number]
    desk.take(letter(BOB, f"Re: [INC-{number}]", text, to=reply_address(rows[-1])))


def conversation(desk: TestDesk, mail: str, at: int, chance: random.Random) -> None:
    """Let somebody ask, an agent solve it, and an article begin in those words."""
    subject, _, text = mail.partition(" || ")
    canary = f"canary{'abcdef'[at % 6]}{at}"
    desk.take(letter(f"p{at}@c{at}.example", f"{subject} {canary}", f"{text} {canary} {canary}"))
    number = max(row.incident_id or 0 for row in desk.sent())
    deeds = [f"#note look at {canary}", f"#cause {canary}\n#resolve\n\nDone, {canary}.", "#kb new"]
    for deed in deeds[: chance.randrange(4)]:
        answer(desk, number, deed)


def publish(desk: TestDesk, seeded: list[dict[str, Any]], *, first: bool) -> None:
    """Let agents publish what they drafted, and at first some articles of the desk."""
    with desk.store.begin() as work:
        for one, known in zip(work.knowledge.listed(), seeded, strict=False):
            words = replace(one, title=known["title"], resolution="Do as the handbook says.")
            work.knowledge.reword(replace(words, symptoms=one.symptoms + known["symptoms"]))
            work.knowledge.set_state(one.id, ArticleState.PUBLISHED)
        if first:
            for known in seeded[:6]:
                made = Article(0, 1001, known["title"], desk.clock(), known["symptoms"])
                number = work.knowledge.add(replace(made, resolution="As the handbook says."))
                work.knowledge.set_state(number, ArticleState.PUBLISHED)


def test_no_mail_holds_a_word_of_another_incident(desk: TestDesk) -> None:
    """Drafts begin in a requester's words; what is published keeps his words as symptoms only."""
    chance = random.Random(7)
    seeded = tomllib.loads(SEEDED.read_text(encoding="utf-8"))["article"]
    mails = [mail for one in seeded[:6] for mail in (*one["twins"], *one["near"])]
    for turn in range(ROUNDS):
        for at, mail in enumerate(chance.sample(mails, 8)):
            conversation(desk, mail, 100 * turn + at, chance)
        publish(desk, seeded, first=turn == 0)
        desk.clock.skip(timedelta(hours=2))
    with desk.store.read() as work:
        shown = [one for one in work.knowledge.judged(1000) if one.to_requester]
        own = {
            row.incident_id: set(CANARY.findall(work.incidents.entries(row.incident_id)[0].text))
            for row in desk.sent()
            if row.incident_id
        }
    assert shown, "articles were shown, else nothing is proven"
    for row in desk.sent():
        found = {one.casefold() for one in CANARY.findall(f"{row.subject}\n{body(row)}")}
        assert found <= own[row.incident_id or 0], (row.kind, row.recipient)
        if row.kind is NoticeKind.ACKNOWLEDGEMENT:
            assert "look at" not in body(row)


def test_of_an_incident_alike_agents_see_no_word_that_was_written_in_it(desk: TestDesk) -> None:
    desk.take(letter("ann@c.example", "canarya1", "It jams, canarya1."))
    answer(desk, 1001, "#cause canarya1\n#close\n\nTurned it, canarya1.")
    suggestion = Suggestion(similar=(Similar("INC-1001", 0.9, "printing"),))
    with desk.store.begin() as work:
        articles, (alike,) = lending.for_agents(work, suggestion)
        assert articles == ()
        assert not CANARY.search(repr(alike))
        assert (alike.reference, alike.closure_code) == ("INC-1001", "solved")
        found = work.incidents.get(1001)
        assert found is not None
        assert found.state is IncidentState.CLOSED
        made = Article(0, 1001, "Plotter", desk.clock(), "canarya1", resolution="Turn it.")
        number = work.knowledge.add(made)
        work.incidents.update(replace(found, article_id=number))
        assert lending.for_agents(work, suggestion)[0] == (), "a draft is nobody's yet"
        work.knowledge.set_state(number, ArticleState.PUBLISHED)
        (article,), (alike,) = lending.for_agents(work, suggestion)
    assert (article.title, article.text, alike.article) == ("Plotter", "Turn it.", "KB-1")
