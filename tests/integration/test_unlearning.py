"""What a person taught is taken back with him, in whatever form history knew him (P17)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.stores import NOW, SQL_KINDS, made_sql
from support.tiny_versions import version

from mailflow.adapters.store.database import SqlStore
from mailflow.core.training_data import ImportedExample
from mailflow.core.training_parts import Assigned
from models.enums import TrainingPart


@pytest.fixture(params=SQL_KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    opened = made_sql(request, tmp_path)
    yield opened
    opened.close()


def test_what_a_person_taught_is_forgotten_with_him(store: SqlStore) -> None:
    """His rows of history, and the bytes of every version that may have learned from him."""
    row = ImportedExample(0, 1, "toner", "printing", requester="ann@x.example")
    with store.begin() as work:
        number = work.training.add_import(
            "a.csv", "ab" * 32, [row, replace(row, number=2, requester="x@y.example")], NOW
        )
        work.training.approve(number, "cli", NOW)
        early = work.classifiers.add(replace(version(), created_at=NOW - timedelta(days=1)))
        work.training.assign([Assigned(f"import-{'ab' * 6}-1", "a", TrainingPart.TRAIN)], NOW)
        later = work.classifiers.add(version())
    with store.erasing() as erasing:
        assert erasing.unlearn(["ann@x.example"], []) == (1, 1)
        assert erasing.unlearn(["x@y.example"], [1001]) == (1, 0), "he never trained anything"
    with store.read() as work:
        assert work.training.imported() == ()
        assert work.classifiers.with_content() == (early,)
        assert work.classifiers.get(later) is not None


def test_rows_of_history_are_his_with_any_tag_behind_his_address(store: SqlStore) -> None:
    """A tag is its owner's choice (RFC 5233); who is known by a tagged address alone owns that."""
    his = "ann_b@x.example", "ann_b+a@x.example", "ann_b+%@x.example"
    others = "annxb+a@x.example", "ann_b+a@y.example", "ann_bc@x.example", "bob+a@x.example"
    rows = [
        ImportedExample(0, number, "toner", "printing", requester=one)
        for number, one in enumerate((*his, *others), 1)
    ]
    with store.begin() as work:
        work.training.add_import("a.csv", "ab" * 32, rows, NOW)
    with store.erasing() as erasing:
        found = erasing.imported_of(["ann_b@x.example"])
        assert sorted(one.requester for one in found) == sorted(his)
        assert erasing.counts(["ann_b@x.example"], None)["imported examples"] == len(his)
        assert [one.requester for one in erasing.imported_of([others[-1]])] == [others[-1]]
        assert erasing.unlearn(["ann_b@x.example"], [])[0] == len(his)
        assert erasing.imported_of(his) == ()


def test_whoever_brought_a_removed_import_is_forgotten_all_the_same(store: SqlStore) -> None:
    """Nobody can say any more whose rows it had; what was frozen of it stays frozen."""
    row = ImportedExample(0, 1, "toner", "printing", requester="ann@x.example")
    taught, frozen, kept = (f"import-{mark * 6}-1" for mark in ("ab", "cd", "ef"))
    with store.begin() as work:
        number = work.training.add_import("a.csv", "ab" * 32, [row], NOW)
        work.training.add_import("b.csv", "ef" * 32, [row], NOW)
        parts = TrainingPart.TRAIN, TrainingPart.TEST, TrainingPart.TRAIN
        drawn = zip((taught, frozen, kept), parts, strict=True)
        work.training.assign([Assigned(name, "a", part) for name, part in drawn], NOW)
        work.classifiers.add(version())
        work.training.remove_import(number)
    with store.erasing() as erasing:
        assert erasing.unlearn(["bob@y.example"], []) == (0, 1)
        assert erasing.unlearn(["bob@y.example"], []) == (0, 0), "once is enough"
    with store.read() as work:
        assert set(work.training.parts()) == {frozen, kept}
