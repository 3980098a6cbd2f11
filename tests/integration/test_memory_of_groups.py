"""Promise P15: of large mails one group is in memory at a time."""

import gc
from pathlib import Path

import pytest
from support.desks import open_test_desk

from mailflow import rounds
from mailflow.processing import Reading, read


def test_a_group_of_large_mails_is_gone_before_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive: list[int] = []

    def watched(*arguments: object) -> Reading:
        gc.collect()
        alive.append(sum(isinstance(one, Reading) for one in gc.get_objects()))
        return read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "read", watched)
    large = b"\r\n" + b"word " * (rounds.GROUP_BYTES // 5 + 1)
    with open_test_desk(tmp_path) as desk:
        with desk.store.begin() as work:
            for number in range(3):
                content = b"From: a@b.example\r\nSubject: %d\r\n" % number + large
                work.mails.keep(content, source="test", received_at=desk.clock())
        assert [desk.rounds.process() for _ in range(4)] == [1, 1, 1, 0]
    assert alive == [0, 0, 0]
