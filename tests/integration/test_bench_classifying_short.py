"""`make bench-classifier` in short: a data set of few rows; costs are measured in `.ci/run`."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.classifying import quality
from benchmarks.classifying.__main__ import Findings, main
from benchmarks.classifying.costs import invented
from benchmarks.classifying.rows import at_least, bounded

pytestmark = pytest.mark.long


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a small data set is, of mails that were put together."""
    folder = tmp_path / "datasets"
    folder.mkdir()
    pairs = list(zip(*invented(220), strict=True))
    for part, rows in (("train", pairs[:150]), ("test", pairs[150:])):
        lines = [json.dumps({"text": text, "category": label}) for text, label in rows]
        packed = gzip.compress("\n".join(lines).encode())
        (folder / f"endava5k.{part}.jsonl.gz").write_bytes(packed)
    monkeypatch.setenv("MAILFLOW_SHARED", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("shared")
def test_every_figure_stands_beside_that_of_the_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "FEW_LABELS", 60)
    done = CliRunner().invoke(main, ["--short", "--json", "--no-costs", "--report-only"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    found = {one["figure"]: one for one in document["rows"]}
    accuracy = found["accuracy"]
    assert accuracy["baseline"] > 0.3
    assert accuracy["difference"]["low"] <= accuracy["difference"]["value"]
    assert document["skipped"] == []


def test_what_does_not_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILFLOW_REQUIRE", raising=False)
    low = at_least("data", "accuracy", 0.8, baseline=0.82, margin=0.01, aim=0.9)
    findings = Findings("a machine", rows=[low, bounded("data", "error", 0.06, most=0.06)])
    assert not findings.holds
    assert ">= 0.90 missed" in findings.section()
    assert ">= baseline - 0.01: DOES NOT HOLD" in findings.section()
    assert "<= 0.06: holds" in findings.section()
    assert findings.section().endswith("Aims missed: data: accuracy.")


def test_a_data_set_that_is_not_there_is_told_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILFLOW_SHARED", str(tmp_path))
    monkeypatch.setenv("MAILFLOW_REQUIRE", "all")
    done = CliRunner().invoke(main, ["--data", "itgrp", "--no-costs"])
    assert done.exit_code == 1
    assert "NOT MEASURED: itgrp, as it is not in" in done.output
