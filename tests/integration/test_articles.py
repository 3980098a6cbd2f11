"""Published articles in acknowledgements: who is shown which, and what becomes of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import body, letter

from mailflow.adapters.library import Library
from mailflow.core.article_trust import Judged
from mailflow.core.articles import Article
from mailflow.core.records import Incident, IncidentLink, OutboxRow
from models.enums import ArticleState, IncidentState, LinkKind, NoticeKind, Role

ANN = "ann@customer.example"
DANA = "dana@customer.example"
BOB = "bob@helpdesk.example"
SUBJECT, TEXT = "Plotter jams", "The ribbon plotter of hall nine jams with error quokka 77."
FIX = "Open the flap, turn the wheel twice."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with one agent, an incident of Ann's, and an article that was published of it."""
    with open_test_desk(tmp_path, make_settings()) as one:
        with one.store.begin() as work:
            bob = work.directory.add(BOB, role=Role.AGENT, at=one.clock(), handle="bob")
            work.directory.add_member(work.directory.add_group("Desk", is_default=True).id, bob.id)
        one.take(letter(ANN, SUBJECT, f"{TEXT} Canary-of-Ann."))
        publish(one, Article(0, 1001, "Plotter: error 77", one.clock(), TEXT, resolution=FIX))
        yield one


def publish(desk: TestDesk, article: Article) -> None:
    with desk.store.begin() as work:
        number = work.knowledge.add(article)
        work.knowledge.set_state(number, ArticleState.PUBLISHED)
    desk.clock.skip(timedelta(minutes=2))


def newest(desk: TestDesk, address: str, kind: NoticeKind) -> OutboxRow:
    return [row for row in desk.sent() if (row.recipient, row.kind) == (address, kind)][-1]


def incident(desk: TestDesk, number: int) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(number)
    assert found is not None
    return found


def judged(desk: TestDesk) -> tuple[Judged, ...]:
    with desk.store.read() as work:
        return work.knowledge.judged(10)


def close_with_it(desk: TestDesk) -> None:
    """Click the link of the acknowledgement, and send the mail that it writes."""
    shown = body(newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT))
    link = re.search(r"mailto:(\S+)\?subject=(\S+)&body=(\S+)", shown)
    assert link is not None
    to, subject, text = map(unquote, link.groups())
    assert text == "#close KB-1"
    desk.take(letter(DANA, subject, text, to=to))


def test_a_mail_alike_is_answered_with_the_article_and_none_of_the_words_it_began_with(
    desk: TestDesk,
) -> None:
    desk.take(letter(DANA, "Plotter error", "Our plotter jams: ribbon, error quokka 77."))
    shown = body(newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT))
    assert "Plotter: error 77" in shown
    assert FIX in shown
    assert "hall nine" not in shown
    assert "Canary-of-Ann" not in shown
    agents = body(newest(desk, BOB, NoticeKind.AGENT_NOTICE))
    assert "KB-1: Plotter: error 77" in agents
    assert FIX in agents
    (one,) = judged(desk)
    assert (one.article_id, one.to_requester, one.is_right) == (1, True, None)


def test_a_mail_to_what_only_looks_like_a_token_is_held_against_articles_too(
    desk: TestDesk,
) -> None:
    """What seems to be an answer is read beforehand for none; this one opens an incident."""
    to = "support+abcdefghijklmnopqrstuvwxyz@helpdesk.example"
    desk.take(letter(DANA, "Plotter error", "Our plotter jams: ribbon, error quokka 77.", to=to))
    assert "Plotter: error 77" in body(newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT))


def test_who_says_that_it_solved_it_closes_his_incident_and_is_believed_until_it_comes_back(
    desk: TestDesk,
) -> None:
    desk.take(letter(DANA, "Plotter error", "Our plotter jams: ribbon, error quokka 77."))
    close_with_it(desk)
    after = incident(desk, 1002)
    assert (after.state, after.article_id) == (IncidentState.CLOSED, 1)
    assert after.resolution == "Solved with KB-1."
    assert [one.is_right for one in judged(desk)] == [True]
    desk.clock.skip(timedelta(hours=1))
    desk.take(letter(DANA, "Re: [INC-1002]", "It jams again, sorry."))
    assert incident(desk, 1002).state is IncidentState.IN_PROGRESS
    assert [one.is_right for one in judged(desk)] == [False]


def test_a_word_of_another_article_closes_without_crediting_it(desk: TestDesk) -> None:
    desk.take(letter(DANA, "Hello", "Where is the canteen?"))
    row = newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT)
    address = re.search(r"support\+[a-z2-7]{40}@\S+", row.content.decode())
    assert address is not None
    desk.take(letter(DANA, "Re: [INC-1002]", "#close KB-1", to=address[0].rstrip(">")))
    after = incident(desk, 1002)
    assert (after.state, after.article_id) == (IncidentState.CLOSED, None)
    assert judged(desk) == ()


def test_who_is_not_proven_and_what_is_not_published_show_nothing(desk: TestDesk) -> None:
    unproven = letter(DANA, "Plotter", TEXT).replace(b"dmarc=pass", b"dmarc=none")
    desk.take(unproven)
    assert "Plotter: error 77" not in body(newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT))
    assert [one.to_requester for one in judged(desk)] == [False]
    with desk.store.begin() as work:
        work.knowledge.set_state(1, ArticleState.WITHDRAWN)
    desk.take(letter(DANA, "Plotter!", TEXT))  # within the minute in which the article is known
    assert "Plotter: error 77" not in body(newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT))
    assert "Plotter: error 77" not in body(newest(desk, BOB, NoticeKind.AGENT_NOTICE))


def test_a_known_error_comes_first_and_two_are_the_most(desk: TestDesk) -> None:
    for title in ("Second", "Third"):
        publish(desk, Article(0, 1001, f"{title}: plotter", desk.clock(), TEXT, resolution=title))
    desk.take(letter(ANN, "Again", "Again a matter."))
    with desk.store.begin() as work:
        work.incidents.add_link(1002, IncidentLink(1001, LinkKind.PROBLEM))
        found = work.incidents.get(1001)
        assert found is not None
        work.incidents.update(replace(found, article_id=3))
    desk.clock.skip(timedelta(minutes=2))
    desk.take(letter(DANA, SUBJECT, TEXT))
    shown = body(newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT))
    assert [one for one in ("error 77", "Second:", "Third:") if one in shown] == [
        "error 77",
        "Third:",
    ]
    assert shown.index("Third:") < shown.index("error 77")
    assert "KB-3, a known error" in body(newest(desk, BOB, NoticeKind.AGENT_NOTICE))


@dataclass(frozen=True, slots=True)
class Knowing:
    """A sentence model that knows one thing: what is about ribbons, in whatever language."""

    name: str = "a model of the tests"

    def vectors(self, texts: Sequence[str]) -> Any:
        """Return one direction for ribbons, another for all else."""
        about = [("ribbon" in text or "Farbband" in text) for text in texts]
        return np.array([[1.0, 0.0] if one else [0.0, 1.0] for one in about])


def test_a_sentence_model_shows_agents_alone_what_has_other_words(desk: TestDesk) -> None:
    desk.rounds.desk.suggester.embedding._model = Knowing()  # type: ignore[assignment]
    desk.rounds.desk.suggester.embedding.folder = Path("a model")
    desk.take(letter(DANA, "Drucker", "Das Farbband klemmt."))
    assert FIX not in body(newest(desk, DANA, NoticeKind.ACKNOWLEDGEMENT))
    assert FIX in body(newest(desk, BOB, NoticeKind.AGENT_NOTICE))
    assert [(one.basis, one.to_requester) for one in judged(desk)] == [
        ("a model of the tests", False)
    ]


def test_articles_are_read_once_a_minute(desk: TestDesk) -> None:
    library, embedding = Library(), desk.rounds.desk.suggester.embedding
    with desk.store.begin() as work:
        asked = [f"{SUBJECT}\n\n{TEXT}"]
        (found,) = library.fitting(work, embedding, asked, desk.clock())
        assert [one.article_id for one in found] == [1]
        work.knowledge.set_state(1, ArticleState.WITHDRAWN)
        assert library.fitting(work, embedding, asked, desk.clock()) == [found]
        soon = desk.clock() + timedelta(minutes=1)
        assert library.fitting(work, embedding, asked, soon) == [()]
        work.knowledge.set_state(1, ArticleState.PUBLISHED)
        assert library.fitting(work, embedding, asked, desk.clock()) == [(found)]
