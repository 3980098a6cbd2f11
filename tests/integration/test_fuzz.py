"""`make fuzz` in short: damaged mails end in one of the four ways, and nothing is raised."""

from pathlib import Path
from random import Random

import pytest
from support import fuzzing
from support.fuzz_program import Summary, fuzz, keep_failures
from support.fuzzing import batch_mails, replay, run_batch
from support.mutations import LARGEST, MUTATIONS, Mutation

from mailflow.adapters.parser import read_mail
from mailflow.core.mail import Mail

MAIL = (
    b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"one\r\ntwo\r\n--bb--\r\n"
)


def test_damaged_mails_do_as_promised() -> None:
    summary = Summary(seed=1)
    for outcome in fuzz(seed=1, mails=75, jobs=2):
        summary.add(outcome)
    assert [(one.name, one.what) for one in summary.findings] == []
    assert summary.mails == 75
    assert {end.partition(":")[0] for end in summary.ends} >= {
        "incident",
        "appended",
        "quarantined",
        "ignored",
    }


def test_a_seed_makes_the_same_mails_again() -> None:
    """Else what was found could not be found again."""
    first, again, other = (list(batch_mails(seed, 3, 40, [MAIL])) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert max(map(len, first)) <= LARGEST


@pytest.mark.parametrize("mutation", dict.fromkeys(MUTATIONS))
def test_every_kind_of_damage_changes_mails_and_bears_an_empty_one(mutation: Mutation) -> None:
    assert any(mutation(Random(seed), MAIL) != MAIL for seed in range(5))
    for seed in range(5):
        mutation(Random(seed), b"")


def test_what_fails_is_found_and_can_be_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect planted in the parser: the mails end in quarantine, and the run tells of each."""

    def broken(content: bytes) -> Mail:
        if b"lamp" in content.lower():
            return read_mail(content)
        raise ZeroDivisionError

    monkeypatch.setattr("mailflow.processing.read_mail", broken)
    monkeypatch.setattr(fuzzing, "batch_mails", lambda *_: iter([MAIL]))
    (tmp_path / "batch").mkdir()
    outcome = run_batch(1, 0, 1, tmp_path / "batch")
    assert [one.what for one in outcome.findings] == [
        "explain: ZeroDivisionError: ",
        "processing raised; replay it to see where",
    ]
    assert dict(outcome.ends) == {"quarantined: processing_failed": 1}
    keep_failures(list(outcome.findings), tmp_path / "failures")
    (kept,) = (tmp_path / "failures").iterdir()
    with pytest.raises(ZeroDivisionError):
        replay(kept.read_bytes())
