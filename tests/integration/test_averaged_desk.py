"""A desk whose classifier listens to a sentence model, and workers that have none or another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.closing import LONG_KEYS
from support.desks import TestDesk, make_settings, open_test_desk
from support.synonyms import LABELS, mails, model

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.embedding import Embedding
from mailflow.adapters.trials import Judge
from mailflow.cli.classifier_pages import version_lines
from mailflow.cli.report.card import card_of
from mailflow.cli.report.gathering import report_of
from mailflow.cli.report.subject import Report
from mailflow.core.categorisation import Guess
from mailflow.core.classifier_versions import ClassifierVersion, earned
from mailflow.core.training_data import Row, TrainingSet
from mailflow.promoting import promote
from mailflow.retraining import Candidate, Gathered, keep, learn

SETTINGS = make_settings(classifier={"seed": False}, categories={name: {} for name in LABELS})
FROZEN = 60
TEXTS = [one.text for one in mails(60, seed=3)]


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model(tmp_path_factory.mktemp("telling"), means=True)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, telling: Path) -> Iterator[TestDesk]:
    """A desk that learned from words alone, and then with the model, which the gate let pass."""
    with open_test_desk(tmp_path_factory.mktemp("desk"), SETTINGS, LONG_KEYS) as one:
        suggester = one.rounds.desk.suggester
        for folder in (telling / "nowhere", telling):
            suggester.embedding = Embedding(folder)
            learn_more(one)
        yield one


def rows(desk: TestDesk, number: int, seed: int) -> tuple[Row, ...]:
    return tuple(
        Row(one.identifier, one.text, one.category, at=desk.clock()) for one in mails(number, seed)
    )


def learned(desk: TestDesk) -> tuple[Gathered, Candidate]:
    """Let the desk learn beside its champion."""
    with desk.store.read() as work:
        parts = TrainingSet(rows(desk, 120, seed=1), rows(desk, FROZEN, seed=2))
        gathered = Gathered(parts, champion=work.classifiers.active())
    return gathered, learn(desk.rounds.desk, gathered, desk.clock())


def learn_more(desk: TestDesk) -> None:
    """Promote what the desk learns."""
    now, inside = desk.clock(), desk.rounds.desk
    gathered, candidate = learned(desk)
    with desk.store.begin() as work:
        number = keep(work, inside, gathered, candidate, now)
        promote(work, inside, number, now, by="cli")


def versions(desk: TestDesk) -> tuple[ClassifierVersion, ClassifierVersion]:
    with desk.store.read() as work:
        first, second = work.classifiers.get(1), work.classifiers.get(2)
    assert first is not None
    assert second is not None
    return first, second


def asked(desk: TestDesk, embedding: Embedding) -> list[Guess]:
    """Return what another worker says, with this sentence model."""
    known, learning = SETTINGS.known_categories, SETTINGS.classifier
    worker = Suggester(LONG_KEYS.classifier, known, learning, embedding)
    with desk.store.read() as work:
        return [one.category for one in worker.suggest_many(work, TEXTS)]


def test_a_version_is_whole_where_its_model_is(
    desk: TestDesk, telling: Path, tmp_path: Path
) -> None:
    """Without it, or with another, words alone are asked and nothing is applied by itself."""
    assert earned(versions(desk)[1].proof) == {"category"}
    whole = asked(desk, Embedding(telling))
    assert sum(bool(one.label) for one in whole) > len(TEXTS) * 0.8
    idle = model(tmp_path / "idle", means=False)
    alone, other = asked(desk, Embedding()), asked(desk, Embedding(idle))
    assert alone == other
    assert any(one.alternatives for one in alone)
    assert not any(one.label for one in alone)


def test_whoever_compares_versions_hears_the_model_too(desk: TestDesk, telling: Path) -> None:
    pair = versions(desk)
    for embedding, is_better in ((Embedding(telling), True), (Embedding(), False)):
        frozen = rows(desk, FROZEN, seed=2)
        judge = Judge(frozen, SETTINGS.known_categories, 0.95, LONG_KEYS.classifier, embedding)
        assert judge.compare(*pair).verdict.promoted == is_better


def test_learning_the_same_again_does_not_pass_the_gate(desk: TestDesk) -> None:
    """The champion is heard whole, too."""
    assert not learned(desk)[1].verdict.promoted


def test_whoever_looks_is_told_of_the_model_and_where_it_is_not_at_hand(desk: TestDesk) -> None:
    first, second = versions(desk)
    assert any("no folder" in line for line in version_lines(first))
    assert any(line.startswith("sentence model ") for line in version_lines(second))
    report = report_of_version(desk, second)
    assert "sentence model" in card_of(report)
    suggester = Suggester(LONG_KEYS.classifier)
    assert "the settings name none" in suggester.why_unheard(second.content)
    assert suggester.why_unheard(first.content) == ""


def report_of_version(desk: TestDesk, version: ClassifierVersion) -> Report:
    with desk.store.read() as work:
        return report_of(work, version, key=LONG_KEYS.classifier, now=desk.clock())
