"""The contract of incidents that are alike, kept by every store."""

from dataclasses import replace
from datetime import timedelta

from support.stores import NOW, open_incident

from mailflow.adapters.store.contract import Store
from mailflow.core.articles import Article
from mailflow.core.records import Entry, IncidentLink
from mailflow.core.reports import Recurrence, Told, Words
from models.enums import (
    ArticleState,
    EntryKind,
    IncidentKind,
    IncidentState,
    LinkKind,
    RecurrenceKind,
    Role,
)

DAY = timedelta(days=1)
ALIKE, RECURRING = RecurrenceKind.ALIKE, RecurrenceKind.RECURRING
ANN = "ann@customer.example"


def test_incidents_come_with_what_was_written_first_and_how_they_stand(store: Store) -> None:
    with store.begin() as work:
        work.directory.add(ANN, role=Role.REQUESTER, at=NOW - DAY)
        one = open_incident(work, requester_address=ANN, category="vpn", opened_at=NOW)
        for text in ("x" * 999, "more"):
            entry = Entry(EntryKind.REQUEST, ANN, text, NOW)
            work.incidents.add_entry(one.id, entry)
        canceled = open_incident(work, state=IncidentState.CANCELED)
        merged = open_incident(work, merged_into=one.id)
        open_incident(work, kind=IncidentKind.PROBLEM)
        bare = open_incident(work, opened_at=NOW - 9 * DAY, closure_code="solved")
        work.incidents.add_link(bare.id, IncidentLink(one.id, LinkKind.PARENT))
        work.incidents.add_link(bare.id, IncidentLink(canceled.id, LinkKind.PROBLEM))
    with store.read() as work:
        second, first = work.recurrences.newest_reports(10)
        assert (first.id, first.text, first.category) == (one.id, "x" * 300, "vpn")
        assert (first.known_since, first.requester) == (NOW - DAY, ANN)
        assert (second.id, second.text, second.known_since) == (bare.id, "", None)
        assert (second.parent_id, second.problem_id) == (one.id, canceled.id)
        assert second.closure_code == "solved"
        assert work.recurrences.newest_reports(1) == (second,)
        assert work.recurrences.newest_words(10) == tuple(
            Words(one.opened_at, one.subject, one.text) for one in (second, first)
        )
        assert work.recurrences.reports_since(NOW - DAY, 10) == (first,)
        numbers = [report.id for report in work.recurrences.reports_of([merged.id, one.id, 7])]
        assert numbers == [one.id, merged.id]


def test_a_finding_grows_and_is_found_by_each_of_its_incidents(store: Store) -> None:
    with store.begin() as work:
        numbers = [open_incident(work).id for _ in range(4)]
        found = Recurrence(ALIKE, numbers[1], NOW, (numbers[1], numbers[0]))
        number = work.recurrences.keep(found)
        kept = replace(found, id=number, members=(*found.members, numbers[2]), told=2, told_at=NOW)
        assert work.recurrences.keep(kept) == number
        other = replace(found, kind=RECURRING, by_strangers=True, told_at=NOW - 2 * DAY)
        work.recurrences.keep(other)
    with store.read() as work:
        assert work.recurrences.of_incidents(ALIKE, [numbers[2], numbers[0]]) == (kept,)
        assert work.recurrences.of_incidents(ALIKE, [numbers[3]]) == ()
        assert work.recurrences.told_since(ALIKE, NOW - DAY) == Told(1, 0)
        assert work.recurrences.told_since(RECURRING, NOW - DAY) == Told(0, 0)
        assert work.recurrences.told_since(RECURRING, NOW - 3 * DAY) == Told(0, 1)


def test_a_problem_with_a_published_article_is_a_known_error(store: Store) -> None:
    with store.begin() as work:
        problem, other, bare = (open_incident(work) for _ in range(3))
        for one in (problem, other, bare):
            article = work.knowledge.add(Article(0, one.id, "VPN", NOW, workaround="Restart it."))
            work.incidents.update(replace(one, article_id=article))
            if one is not other:
                work.knowledge.set_state(article, ArticleState.PUBLISHED)
            if one is not bare:
                work.incidents.add_link(bare.id, IncidentLink(one.id, LinkKind.PROBLEM))
        assert work.recurrences.known_errors(10) == ((problem.id, 1),)


def test_major_incidents_that_go_on_are_known(store: Store) -> None:
    with store.begin() as work:
        one, two, _ = (open_incident(work, is_major=major) for major in (True, True, False))
        open_incident(work, is_major=True, state=IncidentState.CLOSED)
        assert work.recurrences.open_majors(9) == (two.id, one.id)
        assert work.recurrences.open_majors(1) == (two.id,)
