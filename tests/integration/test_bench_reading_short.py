"""`make bench-reading` in short: a corpus of one mail, few ordinary mails, one hostile kind."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.program import make_program, write_mail

from benchmarks import reading
from benchmarks.growth import Kind
from benchmarks.hostile import Cost, costs

pytestmark = pytest.mark.long

SCORE = 'print(\'{"reply": {"case_acc": 0.5}}\')\n'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus whose only mail expects a word that it does not have."""
    folder = tmp_path / "corpus"
    (folder / "reply").mkdir(parents=True)
    write_mail(folder / "reply", "lamp", text="The lamp is dark.\n\n> which lamp?")
    row = {"file": "lamp.eml", "expected": {"visible_reply": "The lamp is very dark."}}
    (folder / "reply" / "manifest.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (folder / "score.py").write_text(SCORE, encoding="utf-8")
    return folder


def test_what_does_not_hold_is_told_by_words_and_by_the_exit_code(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BEFORE", 20)
    monkeypatch.setattr(reading, "SHORT_MAILS", 5)
    kinds = [Kind("quotes", (Cost("quotes", 1, 0.1, 0.1, 100.0, "incident"),))]
    monkeypatch.setattr(reading, "grown", lambda *_, **__: kinds)
    words = ["--short", "--json", "--corpus", str(corpus)]
    result = CliRunner().invoke(reading.main, words)
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    found = {one["name"]: (one["measured"], one["holds"]) for one in document["targets"]}
    assert found["reply"] == ("0.500", False)
    assert found["reply, words lost"] == ("1 of 1: reply/lamp.eml", True)
    assert found["reply, words leaked"] == ("0 of 1", True)
    assert found["put aside unread, though readable"] == ("0 of 1", True)
    assert found["hostile mail, worker"] == ("0.1 s of CPU, quotes; 1 kinds", True)
    assert not document["skipped"]


def test_a_hostile_mail_is_read_and_processed_on_a_real_desk(tmp_path: Path) -> None:
    program = make_program(tmp_path / "desk")
    small, large = costs(program.config, "quotes", (1, 2))
    assert (small.megabytes, large.megabytes) == (1, 2)
    assert 0 < small.reading < 10
    assert small.peak_megabytes <= large.peak_megabytes
    assert {small.end, large.end} == {"incident anyone else, new"}


def test_without_a_corpus_it_says_loudly_what_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAILFLOW_REQUIRE", raising=False)
    findings = reading.Findings("a machine")
    reading._corpus(findings, tmp_path)
    assert "NOT MEASURED: how well mails are read" in findings.section()
    assert findings.holds
    monkeypatch.setenv("MAILFLOW_REQUIRE", "all")
    assert not findings.holds
