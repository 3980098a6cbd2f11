"""Workers take a version on their tick, keep the last good one, and go on without any (P20)."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.desks import KEYS, TestClock, TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff
from support.stores import NOW, SQL_KINDS, made_sql, open_incident
from support.tiny_versions import KEY, content, spoiled, version

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.database import SqlStore
from mailflow.core.categorisation import Guess, Suggestion, suggestion_as_data
from mailflow.core.classifier_versions import Verdict
from mailflow.core.records import Entry, IncidentEvent
from mailflow.core.training_data import ImportedExample
from mailflow.desk import Desk
from mailflow.errors import GateError, NotFoundError, PermanentError
from mailflow.nightly import Nightly
from mailflow.promoting import foresee, promote, roll_back
from mailflow.retraining import gather
from mailflow.reviewing import ask, candidates
from mailflow.rounds import Rounds
from models.enums import EntryKind, IncidentState, LabelSource, Role

OWN_KEYS = replace(KEYS, classifier=KEY)
SETTINGS = make_settings(categories={"printing": {}, "network": {}})
TEXT = "No toner in the printer, the paper tray is stuck"
EARNED: dict[str, object] = {"category": {"rows": 40, "right": 40, "earned": True}}
BOB, ANN = "bob@helpdesk.example", "ann@customer.example"
MALLORY = "mallory@evil.example"


@pytest.fixture(params=SQL_KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    opened = made_sql(request, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    with open_test_desk(tmp_path, SETTINGS, OWN_KEYS) as one:
        with one.store.begin() as work:
            staff(work, one)
        yield one


def rounds(store: SqlStore, clock: TestClock | None = None, retrain_at: str = "") -> Rounds:
    """Return another worker over the same database."""
    settings = make_settings(
        categories={"printing": {}, "network": {}}, classifier={"retrain_at": retrain_at}
    )
    suggester = Suggester(KEY, settings.known_categories, settings.classifier)
    desk = Desk(settings, OWN_KEYS, Renderer(), suggester)
    return Rounds(store, desk, clock or TestClock())


def first(worker: Rounds) -> str:
    with worker.store.read() as work:
        return worker.desk.suggester.suggest(work, TEXT).category.first


def activate(store: SqlStore, one: bytes, **fields: object) -> int:
    with store.begin() as work:
        record = replace(version(), content=one)
        number = work.classifiers.add(record)
        work.classifiers.activate(number, NOW)
        work.classifiers.prove(number, dict(fields))
    return number


def test_two_workers_swap_a_version_in_on_their_tick_and_back(store: SqlStore) -> None:
    workers = [rounds(store), rounds(store)]
    assert [first(one) for one in workers] == ["", ""], "a missing classifier stops nothing"
    for swapped, expected in ((False, "printing"), (True, "network")):
        with store.begin() as work:
            work.classifiers.activate(work.classifiers.add(version(swapped)), NOW)
        for one in workers:
            one.tick("worker")
        assert [first(one) for one in workers] == [expected] * 2
    with store.begin() as work:
        assert roll_back(work, workers[0].desk, NOW, by="cli") == 1
        with pytest.raises(NotFoundError):
            roll_back(work, workers[0].desk, NOW, by="cli")
    assert [first(one) for one in workers] == ["printing"] * 2


@pytest.mark.parametrize(
    "what", ["missing", "truncated", "tampered", "foreign", "pickle", "unsigned"]
)
def test_what_cannot_be_trusted_is_refused_and_the_last_good_version_stays(
    tmp_path: Path, what: str
) -> None:
    """In a running worker and in one that starts now; it is told once, and cannot be forced."""
    with open_test_desk(tmp_path, SETTINGS, OWN_KEYS) as desk:
        running = rounds(desk.store)
        activate(desk.store, content())
        assert first(running) == "printing"
        number = activate(desk.store, spoiled()[what])
        starting = rounds(desk.store)
        for worker in (running, running, starting):
            worker.tick("worker")
        assert [first(running), first(starting)] == ["printing", "printing"]
        with desk.store.begin() as work:
            events = work.audit.security_events(name="classifier_refused")
            assert [one.detail["version"] for one in events] == [str(number)] * 2
            with pytest.raises(PermanentError, match="refused"):
                foresee(work, running.desk, number)
            with pytest.raises(PermanentError, match="refused"):
                promote(work, running.desk, number, NOW, by="cli", force=True)


def test_without_any_usable_version_mails_are_processed(tmp_path: Path, desk: TestDesk) -> None:
    activate(desk.store, spoiled()["tampered"])
    desk.take(letter(ANN, "Toner", TEXT))
    with desk.store.read() as work:
        (incident,) = work.incidents.listed()
    assert (incident.category, incident.subject) == (None, "Toner")


def test_a_suggestion_is_applied_once_it_is_earned_and_marked_so(desk: TestDesk) -> None:
    """Before, agents see the likeliest labels, and #confirm takes the first."""
    activate(desk.store, content())
    desk.take(letter(ANN, "Toner", TEXT))
    notice = body(last_to(desk, BOB))
    assert "applied by itself" not in notice
    assert "printing" in notice
    answer = letter(BOB, "Re: Toner", "#confirm", to=reply_address(last_to(desk, BOB)))
    desk.take(answer)
    activate(desk.store, content(), **EARNED)
    desk.take(letter(ANN, "Toner again", TEXT))
    assert "applied by itself" in (notice := body(last_to(desk, BOB)))
    assert "suggested, confirmed by nobody yet" in notice
    with desk.store.read() as work:
        second, confirmed = work.incidents.listed()
    assert (confirmed.category, confirmed.category_source) == ("printing", LabelSource.HUMAN)
    assert (second.category, second.category_source) == ("printing", LabelSource.SUGGESTED)


def test_what_a_person_said_is_suggested_no_more(desk: TestDesk) -> None:
    activate(desk.store, content(), **EARNED)
    desk.take(letter(ANN, "Toner", TEXT))
    to_bob, to_ann = last_to(desk, BOB), last_to(desk, ANN)
    assert "printing" in suggested(body(to_bob))
    desk.take(letter(BOB, "Re: Toner", "#confirm\n#urgency high", to=reply_address(to_bob)))
    desk.take(letter(ANN, "Re: Toner", "It is still stuck.", to=reply_address(to_ann)))
    notice = body(last_to(desk, BOB))
    assert "It is still stuck." in notice
    assert "printing" in notice
    assert suggested(notice) == ""


def suggested(notice: str) -> str:
    """Return what a notice says below the heading of the classifier."""
    return notice.partition("Suggested by the classifier")[2].partition("What you can do")[0]


def ended(
    desk: TestDesk,
    number: int,
    truth: str,
    said: str,
    version_id: int,
    senders: Sequence[str] = (),
) -> None:
    """Let so many incidents be closed, labelled by an agent, after a sure suggestion."""
    guess = Guess("", 0.99, ((said, 0.99),), is_sure=True)
    data = suggestion_as_data(Suggestion(category=guess, version=version_id))
    with desk.store.begin() as work:
        for place in range(number):
            one = open_incident(
                work,
                requester_address=senders[place] if senders else ANN,
                state=IncidentState.CLOSED,
                closed_at=desk.clock(),
                category=truth,
                category_source=LabelSource.HUMAN,
                suggestion=data,
            )
            work.incidents.add_entry(
                one.id, Entry(EntryKind.REQUEST, ANN, f"{TEXT} {place}", desk.clock())
            )
            happened = IncidentEvent("changed", BOB, desk.clock(), "state", "new", "closed")
            work.incidents.add_event(one.id, happened)


def test_the_desks_own_work_earns_and_takes_away(desk: TestDesk) -> None:
    """Looked at every hour: thirty sure suggestions that agents agreed with, or not."""
    number = activate(desk.store, content())
    ended(desk, 30, "printing", "printing", number)
    desk.rounds.tick("worker")
    assert standing(desk) == {"rows": 30, "right": 30, "source": "agents' work", "earned": True}
    ended(desk, 6, "network", "printing", number)
    desk.rounds.tick("worker")
    assert standing(desk)["rows"] == 30, "not before the hour is over"
    desk.clock.skip(timedelta(minutes=61))
    desk.rounds.tick("worker")
    assert (standing(desk)["rows"], standing(desk)["earned"]) == (36, False)


def standing(desk: TestDesk) -> dict[str, object]:
    with desk.store.read() as work:
        found = work.classifiers.standing().proof["category"]
    assert isinstance(found, dict)
    return found


def test_one_person_behind_many_addresses_is_one_requester(desk: TestDesk) -> None:
    """Sixty wrong closures, half of them from another address or with a tag: twenty rows train."""
    with desk.store.begin() as work:
        mallory = work.directory.add(MALLORY, role=Role.REQUESTER, at=desk.clock())
        work.directory.add_address(mallory.id, "mallory@other.example")
    tagged = [f"mallory+{n}@third.example" for n in range(30)]
    senders = [*[MALLORY] * 15, *["mallory@other.example"] * 15, *tagged]
    ended(desk, 60, "network", "printing", 0, senders)
    with desk.store.read() as work:
        rows = gather(work, desk.rounds.desk).rows
    people = Counter(one.requester for one in (*rows.train, *rows.test))
    assert len(people) == 2, "one by his contact, one by his address without the tag"
    parts = [Counter(one.requester for one in part) for part in (rows.train, rows.test)]
    assert all(number <= 20 for part in parts for number in part.values())
    assert MALLORY not in str(rows), "rows tell people apart without naming them"


def test_a_candidate_that_was_compared_with_another_champion_is_not_promoted(
    desk: TestDesk,
) -> None:
    with desk.store.begin() as work:
        champion = work.classifiers.add(version())
        verdict: dict[str, object] = {"promoted": True, "reasons": ["better"]}
        fields = {"champion": champion, "verdict": verdict}
        candidate = work.classifiers.add(replace(version(swapped=True), **fields))  # type: ignore[arg-type]
        other = work.classifiers.add(version())
        work.classifiers.activate(other, NOW)
        with pytest.raises(GateError, match=f"{other} is active"):
            promote(work, desk.rounds.desk, candidate, NOW, by="cli")
        work.classifiers.activate(champion, NOW)
        assert promote(work, desk.rounds.desk, candidate, NOW, by="cli").promoted


def test_an_agent_is_asked_about_incidents_and_his_answers_become_labels(desk: TestDesk) -> None:
    """One notice for each, once; the requester hears nothing; the answer is a label."""
    activate(desk.store, content())
    desk.take(letter(ANN, "Toner", TEXT))
    desk.take(letter(BOB, "Re: Toner", "#resolve Filled.", to=reply_address(last_to(desk, BOB))))
    before = len([row for row in desk.sent() if row.recipient == ANN])
    with desk.store.begin() as work:
        bob = work.directory.by_address(BOB)
        assert bob is not None
        carol = work.directory.add("carol@helpdesk.example", role=Role.AGENT, at=desk.clock())
        none = candidates(work, desk.rounds.desk, desk.clock(), carol, 5)
        assert none == (), "she has no right on it: her answer would be held"
        found = candidates(work, desk.rounds.desk, desk.clock(), bob, 5)
        assert [(one.reference, one.looks_like) for one in found] == [("INC-1001", "printing")]
        ask(work, desk.rounds.desk, bob, found, desk.clock())
        assert candidates(work, desk.rounds.desk, desk.clock(), bob, 5) == ()
    notice = last_to(desk, BOB)
    assert "#confirm" in body(notice)
    assert "#wrong network" in body(notice)
    desk.take(letter(BOB, "Re: what", "#wrong network", to=reply_address(notice)))
    with desk.store.read() as work:
        (incident,) = work.incidents.listed()
        (taught,) = work.training.closed(labelled=True)
    assert (incident.category, incident.category_source) == ("network", LabelSource.HUMAN)
    assert (incident.state, taught.ended_by) == (IncidentState.RESOLVED, BOB)
    assert len([row for row in desk.sent() if row.recipient == ANN]) == before


def test_a_person_is_one_by_whatever_address_he_is_known(desk: TestDesk) -> None:
    """Who writes with a tag becomes a contact of his own; history knows him by another address."""
    names = ("zoe@x.example", "zoe+1@x.example", "zoe+2@x.example", "zoe@home.example")
    people = (*names, "ann+1@x.example", "ann+2@x.example", "somebody else", "")
    known = [
        ImportedExample(0, place, f"toner {place}", "printing", requester=name)
        for place, name in enumerate(people)
    ]
    with desk.store.begin() as work:
        zoe = work.directory.add("zoe@home.example", role=Role.REQUESTER, at=NOW)
        work.directory.add_address(zoe.id, "zoe@x.example")
        for name in ("zoe+1@x.example", "ann+1@x.example", "ann+2@x.example"):
            work.directory.add(name, role=Role.REQUESTER, at=NOW)
        number = work.training.add_import("a.csv", "ab" * 32, known, NOW)
        work.training.approve(number, "cli", NOW)
        gathered = gather(work, desk.rounds.desk).rows
    told = {one.identifier: one.requester for one in (*gathered.train, *gathered.test)}
    who = [told[f"import-{'ab' * 6}-{place}"] for place in range(len(people))]
    assert len(set(who[:4])) == 1
    assert len(set(who[4:6])) == 1
    assert len(set(who)) == 4
    assert who[-1] == ""


def test_of_two_who_promote_at_once_the_second_sees_what_the_first_did(store: SqlStore) -> None:
    inside = rounds(store).desk
    good = Verdict(promoted=True).as_data()
    with store.begin() as work:
        work.classifiers.activate(work.classifiers.add(version()), NOW)
        both = [
            work.classifiers.add(replace(version(), champion=1, verdict=good)) for _ in range(2)
        ]
    refused: list[str] = []

    def second() -> None:
        try:
            with store.begin() as work:
                promote(work, inside, both[1], NOW, by="cli")
        except GateError as error:
            refused.append(str(error))

    with store.begin() as work:
        promote(work, inside, both[0], NOW, by="cli")
        other = threading.Thread(target=second)
        other.start()
        other.join(0.5)
    other.join(20)
    assert "retrain" in "".join(refused)
    with store.read() as work:
        assert work.classifiers.active_id() == both[0]


def test_a_version_whose_bytes_are_forgotten_is_not_asked_any_more(desk: TestDesk) -> None:
    """Even by a worker that has it in memory: somebody may have been erased."""
    activate(desk.store, content(swapped=True))
    number = activate(desk.store, content())
    assert first(desk.rounds) == "printing"
    with desk.store.begin() as work:
        work.classifiers.replace_content(number, b"", "")
    assert first(desk.rounds) == "network", "what was active before"


def test_a_version_that_is_spoiled_while_it_is_asked_stays_in_memory(desk: TestDesk) -> None:
    """It is the last good one; what was active before it is not."""
    activate(desk.store, content(swapped=True))
    number = activate(desk.store, content())
    assert first(desk.rounds) == "printing"
    with desk.store.begin() as work:
        work.classifiers.replace_content(number, spoiled()["tampered"], "cd" * 32)
    assert first(desk.rounds) == "printing"
    assert number in desk.rounds.desk.suggester.refused


def test_one_worker_of_several_learns_at_night(store: SqlStore) -> None:
    clock = TestClock(NOW.replace(hour=3, minute=0))
    workers = [rounds(store, clock, "03:30"), rounds(store, clock, "03:30")]
    assert [one.take_night("w") for one in workers] == [None, None]
    clock.skip(timedelta(minutes=31))
    assert [one.take_night("w") for one in workers] == ["2026-03-02", None]
    clock.skip(timedelta(hours=1))
    assert [one.take_night("w") for one in workers] == [None, None]
    clock.skip(timedelta(hours=23))
    assert [one.take_night("w") for one in reversed(workers)] == ["2026-03-03", None]


def test_learning_runs_in_a_process_that_ends_with_the_worker(
    tmp_path: Path, store: SqlStore
) -> None:
    stopping = threading.Event()
    fine = Nightly(rounds(store), "w", (sys.executable, "-c", "raise SystemExit(3)"), stopping)
    assert fine.learn() == "exit code 3"
    slow = Nightly(
        rounds(store), "w", (sys.executable, "-c", "import time; time.sleep(60)"), stopping
    )
    threading.Timer(0.3, stopping.set).start()
    assert slow.learn() == "ended, the worker stops"
