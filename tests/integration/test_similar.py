"""Similar resolved incidents: found by the worker, told to agents, never to requesters."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.closing import BOB, LONG_KEYS, SETTINGS, incident_of, open_and_close, writings
from support.desks import TestDesk, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff
from support.onnx_models import encoder, fill

from mailflow.adapters.embedding import Embedding
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.contract.erasing import Expiring
from mailflow.core.categorisation import Similar, suggestion_of
from mailflow.desk import Desk
from mailflow.promoting import promote
from mailflow.recalling import keep_places, places, recall, unplaced
from mailflow.retraining import gather, keep, learn

ZOE = "zoe@new.example"


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a desk that learned from 24 closed incidents and knows where they lie."""
    folder = tmp_path_factory.mktemp("learned")
    with open_test_desk(folder, SETTINGS, LONG_KEYS) as one:
        now, inside = one.clock(), one.rounds.desk
        with one.store.begin() as work:
            staff(work, one)
        open_and_close(one, 24)
        with one.store.read() as work:
            gathered = gather(work, inside)
        candidate = learn(inside, gathered, now)
        with one.store.begin() as work:
            number = keep(work, inside, gathered, candidate, now)
            promote(work, inside, number, now, by="cli", force=True)
        one.rounds.tick("worker")
    return folder / "desk.db"


@pytest.fixture
def desk(learned: Path, tmp_path: Path) -> Iterator[TestDesk]:
    shutil.copy(learned, tmp_path / "desk.db")
    with open_test_desk(tmp_path, SETTINGS, LONG_KEYS) as one:
        yield one


def ask(desk: TestDesk, text: str) -> tuple[Similar, ...]:
    with desk.store.read() as work:
        (found,) = recall(work, desk.rounds.desk, [text], desk.clock())
    return found


@pytest.mark.parametrize("detail", ["", "+" + 40 * "a"])
def test_a_new_mail_is_held_against_what_was_resolved(desk: TestDesk, detail: str) -> None:
    """Also one that may be an answer; agents read references, the requester nothing of it."""
    topic, subject, text = next(writings(1, seed=77))
    desk.take(letter(ZOE, subject, text, to=f"support{detail}@helpdesk.example"))
    said = suggestion_of(incident_of(desk, ZOE).suggestion)
    assert said is not None
    assert 1 <= len(said.similar) <= 3
    assert said.similar[0].category == topic
    assert sorted(said.similar, key=lambda one: -one.similarity) == list(said.similar)
    notice, answer = body(last_to(desk, BOB)), last_to(desk, ZOE)
    assert said.similar[0].reference in notice
    assert not any(one.reference in body(answer) for one in said.similar)


def test_the_same_words_are_the_most_similar_and_strange_words_resemble_nothing(
    desk: TestDesk,
) -> None:
    _, subject, text = next(writings(1))  # the first mail that was closed
    found = ask(desk, f"{subject}\n\n{text}")
    assert found[0].reference == "INC-1001"
    assert found[0].similarity > 0.98
    assert ask(desk, "Xylophon Zwetschge") == ()


def test_places_of_texts_that_went_meanwhile_are_not_kept(desk: TestDesk) -> None:
    """Reading them and keeping where they lie are two transactions."""
    inside = desk.rounds.desk
    open_and_close(desk, 2, seed=5)
    with desk.store.read() as work:
        found = unplaced(work, inside, desk.clock.now)
        where = places(work, inside, found.incidents)
    assert len(where) == 2
    gone, left = found.incidents
    with desk.store.begin() as work:
        keep_places(work, replace(found, incidents=(replace(gone, text="other"), left)), where)
        assert [one.id for one in unplaced(work, inside, desk.clock.now).incidents] == [gone.id]


def test_a_sentence_model_takes_the_place_of_what_was_learned(
    desk: TestDesk, tmp_path: Path
) -> None:
    """One that cannot be used is told once, and what was learned serves on."""
    suggester = desk.rounds.desk.suggester
    with desk.store.read() as work:
        learned = suggester.embedder(work)
        suggester.embedding = Embedding(tmp_path / "nowhere")
        assert suggester.embedder(work) is learned
    assert "no folder" in suggester.embedding.problem
    suggester.embedding = Embedding(fill(tmp_path / "model", encoder().SerializeToString()))
    assert ask(desk, "printer paper") == ()  # nobody knows yet where the resolved ones lie
    desk.take(letter(ZOE, "printer", "paper"))
    answer = "#category canteen\n#resolve Filled up."
    desk.take(letter(BOB, "Re:", answer, to=reply_address(last_to(desk, BOB))))
    desk.clock.skip(timedelta(minutes=11))
    desk.rounds.tick("worker")
    (found, *_) = ask(desk, "paper printer")
    assert found == Similar(incident_of(desk, ZOE).reference, 1.0, "canteen")


def test_what_was_erased_or_expired_lies_nowhere_any_more(desk: TestDesk) -> None:
    """Erasing anybody forgets all places; the worker makes them again of the texts left."""
    inside = desk.rounds.desk
    with desk.store.read() as work:
        first, *others = placed(work, inside)
    with desk.store.erasing() as erasures:
        erasures.expire(Expiring((first,), (), ()))
    with desk.store.read() as work:
        assert placed(work, inside) == tuple(others)
    with desk.store.erasing() as erasures:
        erasures.unlearn([], [])
    with desk.store.read() as work:
        assert placed(work, inside) == ()
    desk.clock.skip(timedelta(minutes=11))
    desk.rounds.tick("worker")
    with desk.store.read() as work:
        assert placed(work, inside) == tuple(others)


def placed(work: Work, desk: Desk) -> tuple[int, ...]:
    embedder = desk.suggester.embedder(work)
    assert embedder is not None
    return work.vectors.placed(embedder.name, 99).incident_ids
