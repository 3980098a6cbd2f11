"""The contract of knowledge articles, ratings and absences, kept by every store."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.stores import NOW, open_incident

from mailflow.adapters.store.contract import Store
from mailflow.core.article_finding import Fitting
from mailflow.core.articles import Article
from mailflow.errors import NotFoundError
from models.enums import ArticleState, IncidentState, Role


def test_articles_come_back_whole_and_are_listed_by_state(store: Store) -> None:
    with store.begin() as work:
        incident = open_incident(work)
        draft = Article(0, incident.id, "VPN", NOW, "It drops.", "a cable", "restart", "replaced")
        first, second = work.knowledge.add(draft), work.knowledge.add(draft)
        work.knowledge.set_state(first, ArticleState.PUBLISHED)
        kept = replace(draft, id=first, state=ArticleState.PUBLISHED)
        assert work.knowledge.get(first) == kept
        assert [one.id for one in work.knowledge.listed()] == [second, first]
        assert work.knowledge.listed([ArticleState.PUBLISHED]) == (kept,)
        assert len(work.knowledge.listed(limit=1)) == 1


def test_an_article_is_reworded_and_keeps_its_state(store: Store) -> None:
    with store.begin() as work:
        draft = Article(0, open_incident(work).id, "VPN", NOW, "It drops.")
        number = work.knowledge.add(draft)
        work.knowledge.set_state(number, ArticleState.PUBLISHED)
        after = replace(draft, id=number, title="Tunnel", resolution="restart", changed_at=NOW)
        work.knowledge.reword(after)
        assert work.knowledge.get(number) == replace(after, state=ArticleState.PUBLISHED)
        with pytest.raises(NotFoundError):
            work.knowledge.reword(replace(after, id=9))


def test_what_was_suggested_is_remembered_once_with_what_came_of_it(store: Store) -> None:
    with store.begin() as work:
        incident = open_incident(work)
        draft = Article(0, incident.id, "VPN", NOW, "It drops.")
        first, second = work.knowledge.add(draft), work.knowledge.add(draft)
        found = [Fitting(first, 0.75), Fitting(second, 0.5, "model")]
        work.knowledge.suggest(incident.id, found, [first], NOW)
        work.knowledge.suggest(incident.id, [Fitting(first, 0.1)], [], NOW)
        work.knowledge.suggest(incident.id, [], [], NOW)
        assert work.knowledge.shown_in(incident.id) == {first}
        assert work.knowledge.shown_in(7) == frozenset()
        said = work.knowledge.judged(10)
        assert [(one.article_id, one.score, one.basis) for one in said] == [
            (second, 0.5, "model"),
            (first, 0.75, "words"),
        ]
        assert [one.is_right for one in said] == [None, None]
        assert said[0].requester == incident.requester_address
        work.knowledge.note_helped(incident.id, first, NOW)
        closed = replace(incident, state=IncidentState.CLOSED, closed_at=NOW, article_id=first)
        closed = work.incidents.update(closed)
        assert [one.is_right for one in work.knowledge.judged(10)] == [False, True]
        work.incidents.update(replace(closed, state=IncidentState.IN_PROGRESS, closed_at=None))
        assert [one.is_right for one in work.knowledge.judged(1)] == [False]
        assert [one.is_right for one in work.knowledge.judged(10)] == [False, False]


@pytest.mark.parametrize("number", [0, 7, 2**31, 2**70])
def test_an_article_that_nobody_wrote_is_none(store: Store, number: int) -> None:
    with store.begin() as work:
        assert work.knowledge.get(number) is None
        if number == 7:
            with pytest.raises(NotFoundError):
                work.knowledge.set_state(number, ArticleState.DRAFT)


def test_an_absence_is_kept_and_ends(store: Store) -> None:
    with store.begin() as work:
        bob = work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
        group = work.directory.add_group("Desk")
        work.directory.add_member(group.id, bob.id)
        until = NOW + timedelta(days=1)
        work.directory.set_away(bob.id, until)
    with store.read() as work:
        found = work.directory.get(bob.id)
        (member,) = work.directory.groups()[0].members
        assert found == member
        assert found is not None
        assert found.is_away(NOW)
        assert not found.is_away(until)
    with store.begin() as work:
        work.directory.set_away(bob.id, None)
        assert work.directory.get(bob.id) == bob


def test_a_rating_is_kept_with_its_incident(store: Store) -> None:
    with store.begin() as work:
        incident = replace(open_incident(work), rating=4, rating_comment="quick", article_id=None)
        work.incidents.update(incident)
    with store.read() as work:
        found = work.incidents.get(incident.id)
    assert found is not None
    assert (found.rating, found.rating_comment) == (4, "quick")
