"""`#kb`: an article is begun, linked, published and taken back by mail."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.bob import BOB, incident, say, told, undo
from support.desks import TestDesk, open_test_desk
from support.letters import letter

from mailflow.core.articles import Article
from models.enums import ArticleState, Role

ANN = "ann@customer.example"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with Bob alone, and an incident of Ann's."""
    with open_test_desk(tmp_path) as one:
        with one.store.begin() as work:
            bob = work.directory.add(BOB, role=Role.AGENT, at=one.clock(), handle="bob")
            work.directory.add_member(work.directory.add_group("Desk", is_default=True).id, bob.id)
        one.take(letter(f"Ann Lee <{ANN}>", "VPN drops", "The VPN drops every hour."))
        yield one


def articles(desk: TestDesk) -> list[Article]:
    with desk.store.read() as work:
        return list(work.knowledge.listed())


def test_an_article_is_drafted_from_the_incident_and_taken_back(desk: TestDesk) -> None:
    after = say(desk, "#kb new\n#cause old client\n#resolve\n\nInstalled version 7.")
    (draft,) = articles(desk)
    assert draft.title == "VPN drops"
    assert draft.symptoms.strip() == "The VPN drops every hour."
    assert (draft.cause, draft.resolution) == ("old client", "Installed version 7.")
    assert (after.article_id, draft.state) == (draft.id, ArticleState.DRAFT)
    assert f"written as draft article {draft.id}" in told(desk)
    undo(desk)
    assert [one.state for one in articles(desk)] == [ArticleState.WITHDRAWN]
    assert incident(desk).article_id is None
    undo(desk)
    assert [one.state for one in articles(desk)] == [ArticleState.DRAFT]
    assert incident(desk).article_id == draft.id


def test_another_incident_is_linked_to_an_article_that_exists(desk: TestDesk) -> None:
    say(desk, "#kb new")
    desk.take(letter(ANN, "VPN again", "It drops."))
    assert say(desk, "#kb 1", 1002).article_id == 1
    assert say(desk, "#kb 7", 1002).article_id == 1
    assert "there is no article 7" in told(desk)


def test_an_article_is_published_by_mail_where_it_was_begun_and_names_nobody(
    desk: TestDesk,
) -> None:
    say(desk, "#kb new\n#resolve\n\nInstalled version 7, as Ann Lee said.")
    say(desk, "#kb publish 1")
    assert "article 1 names somebody" in told(desk)
    with desk.store.begin() as work:
        (draft,) = work.knowledge.listed()
        named = replace(draft, title="VPN that drops hourly", resolution="Install version 7.")
        work.knowledge.reword(named)
    desk.take(letter(ANN, "Canteen", "Where is it?"))
    say(desk, "#kb publish 1", 1002)
    assert "was begun in INC-1001" in told(desk)
    say(desk, "#kb publish 1")
    assert articles(desk)[0].state is ArticleState.PUBLISHED
    undo(desk)
    assert articles(desk)[0].state is ArticleState.DRAFT
    say(desk, "#kb publish KB-1")
    say(desk, "#kb withdraw 1")
    assert articles(desk)[0].state is ArticleState.WITHDRAWN


def test_a_subject_that_an_agent_gave_is_no_word_of_the_requester(desk: TestDesk) -> None:
    say(desk, "#subject Tunnel closes when idle\n#kb new\n#resolve\n\nInstall version 7.")
    say(desk, "#kb publish 1")
    (published,) = articles(desk)
    assert (published.title, published.state) == ("Tunnel closes when idle", ArticleState.PUBLISHED)
    say(desk, "#kb withdraw 1")
    say(desk, "#subject VPN drops\n#kb new")
    say(desk, "#kb publish 2")
    assert "article 2 names somebody" in told(desk)
