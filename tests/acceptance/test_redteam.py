"""Every hostile mail of the shared set, through the real processing on a fresh store."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from support.desks import open_test_desk
from support.redteam import complaints, keys_of, load, run, settings_of
from support.shared import ROOT, shared_directory

MANIFEST = ROOT.parent / "shared" / "redteam" / "manifest.jsonl"


def _cases() -> list[Any]:
    import os  # noqa: PLC0415

    base = Path(os.environ.get("MAILFLOW_SHARED", str(ROOT.parent / "shared")))
    manifest = base / "redteam" / "manifest.jsonl"
    if not manifest.is_file():
        return [pytest.param(None, id="absent")]
    lines = manifest.read_text(encoding="utf-8").splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


@pytest.mark.shared
@pytest.mark.parametrize("case", _cases())
def test_a_hostile_mail_ends_as_it_must(
    case: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = shared_directory("redteam")
    fixtures = json.loads((folder / "fixtures.json").read_text(encoding="utf-8"))
    caplog.set_level(logging.INFO)
    with open_test_desk(tmp_path, settings_of(fixtures), keys_of(fixtures)) as desk:
        load(desk, fixtures)
        outcome = run(desk, (folder / case["file"]).read_bytes(), case.get("steps", {}))
        found = complaints(case, outcome)
    log = caplog.text
    found += [f"{s!r} in the log" for s in case.get("log_must_not_contain", ()) if s in log]
    forged = case.get("log_lines_must_not_start_with", ())
    found += [f"a line of the log starts with {s!r}" for s in forged if f"\n{s}" in f"\n{log}"]
    assert found == []
