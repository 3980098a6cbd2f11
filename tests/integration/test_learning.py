"""From closures by mail to a better classifier and back again; `make learning` closes 600."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.closing import BOB, LONG_KEYS, SETTINGS, incident_of, open_and_close, writings
from support.desks import TestDesk, open_test_desk
from support.letters import body, last_to, letter, staff

from mailflow.adapters.trials import Duel, Judge
from mailflow.cli.seeding import learn_first
from mailflow.core.categorisation import Suggestion, suggestion_of
from mailflow.core.erasing import Tombstone
from mailflow.core.training_data import recent
from mailflow.core.training_parts import Assigned
from mailflow.errors import ConflictError, GateError
from mailflow.promoting import promote, roll_back
from mailflow.retraining import Candidate, gather, keep, learn
from models.enums import TrainingPart

pytestmark = pytest.mark.long

INCIDENTS = int(os.environ.get("MAILFLOW_CLOSURES", "72"))
EARNED = 400
"""With so many closures the frozen part proves enough to apply suggestions by themselves."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    with open_test_desk(tmp_path, SETTINGS, LONG_KEYS) as one:
        with one.store.begin() as work:
            staff(work, one)
            learn_first(one.rounds.desk, one.clock()).store(work, one.clock())
        yield one


def relearned(desk: TestDesk) -> tuple[int, Candidate]:
    now, inside = desk.clock(), desk.rounds.desk
    with desk.store.read() as work:
        gathered = gather(work, inside)
    candidate = learn(inside, gathered, now)
    with desk.store.begin() as work:
        return keep(work, inside, gathered, candidate, now), candidate


def judged_again(desk: TestDesk, number: int) -> Duel:
    inside = desk.rounds.desk
    known, wanted = inside.settings.known_categories, inside.settings.classifier.wanted_precision
    with desk.store.read() as work:
        frozen = recent(gather(work, inside).rows.test, desk.clock())
        versions = [work.classifiers.get(one) for one in (1, number)]
    champion, candidate = (one for one in versions if one is not None)
    return Judge(frozen, known, wanted, inside.keys.classifier).compare(champion, candidate)


def said_of(desk: TestDesk, text: str) -> Suggestion:
    with desk.store.read() as work:
        return desk.rounds.desk.suggester.suggest(work, text)


def test_closures_by_mail_make_a_better_classifier_and_a_rollback_brings_the_old_one_back(
    desk: TestDesk,
) -> None:
    """Learned, judged better, promoted; the next mail is understood; then all is as before."""
    asked = [(topic, f"{subject}\n\n{text}") for topic, subject, text in writings(12, seed=99)]
    before = [said_of(desk, text) for _, text in asked]
    open_and_close(desk, INCIDENTS)
    number, candidate = relearned(desk)
    assert candidate.verdict.promoted, candidate.verdict.reasons
    assert judged_again(desk, number).verdict.promoted
    with desk.store.begin() as work:
        promote(work, desk.rounds.desk, number, desk.clock(), by="cli")
    after = [said_of(desk, text) for _, text in asked]
    assert [one.category.first for one in after] == [topic for topic, _ in asked]
    assert sum(s.category.first == topic for s, (topic, _) in zip(before, asked, strict=True)) < 9
    _, subject, text = next(writings(1, seed=5))
    desk.take(letter("zoe@new.example", subject, text))
    stored = suggestion_of(incident_of(desk, "zoe@new.example").suggestion)
    assert stored is not None
    assert (stored.version, stored.category.first) == (number, "canteen")
    assert "canteen" in body(last_to(desk, BOB))
    if INCIDENTS >= EARNED:
        assert incident_of(desk, "zoe@new.example").category == "canteen"
    with desk.store.begin() as work:
        assert roll_back(work, desk.rounds.desk, desk.clock(), by="cli") == 1
    assert [said_of(desk, text) for _, text in asked] == before


def test_what_is_kept_for_measuring_is_never_learned_from(desk: TestDesk) -> None:
    """And stays where it is when more comes."""
    open_and_close(desk, 24)
    first = parted(desk)
    assert {one.part for one in first.values()} == {TrainingPart.TEST, TrainingPart.TRAIN}
    open_and_close(desk, 24, seed=2)
    later = parted(desk)
    assert {name: later[name] for name in first} == first
    assert len(later) == 48


def parted(desk: TestDesk) -> dict[str, Assigned]:
    """Draw parts for what is closed; return those of all, which must be those of the rows."""
    with desk.store.begin() as work:
        gathered = gather(work, desk.rounds.desk)
        work.training.assign(gathered.fresh, desk.clock())
        assert gather(work, desk.rounds.desk).fresh == ()
        parts = work.training.parts()
    assert {parts[one.identifier].part for one in gathered.rows.test} <= {TrainingPart.TEST}
    assert {parts[one.identifier].part for one in gathered.rows.train} <= {TrainingPart.TRAIN}
    return parts


def test_too_few_frozen_rows_promote_nothing_but_by_force(desk: TestDesk) -> None:
    open_and_close(desk, 9)
    number, candidate = relearned(desk)
    assert not candidate.verdict.promoted
    with desk.store.begin() as work:
        before = gather(work, desk.rounds.desk)
        work.tombstones.add(Tombstone.ADDRESS, "ab" * 32, desk.clock())
        with pytest.raises(ConflictError, match="erased"):
            keep(work, desk.rounds.desk, before, candidate, desk.clock())
    with desk.store.begin() as work, pytest.raises(GateError, match="frozen rows"):
        promote(work, desk.rounds.desk, number, desk.clock(), by="cli")
    with desk.store.begin() as work:
        promote(work, desk.rounds.desk, number, desk.clock(), by="cli", force=True)
        assert work.classifiers.activations()[0].reason == "forced"
