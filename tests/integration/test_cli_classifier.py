"""`mailflow classifier`: learn, compare, promote, go back, ask and bring history from elsewhere."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.program import Program, write_mail
from support.tiny_versions import WORDS, written

from mailflow.adapters import learning
from mailflow.cli.exit_codes import ExitCode
from mailflow.core.training_data import Row

LATELY = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture
def seeded(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A desk whose seed is learned in a moment."""
    chance = random.Random(3)
    rows = [
        Row(f"seed-{name}-{n}", written(words, chance), name)
        for name, words in WORDS.items()
        for n in range(20)
    ]
    monkeypatch.setattr(learning, "seed_rows", lambda: tuple(rows))
    program.done("init")
    return program


def history(folder: Path, rows: int) -> Path:
    """Write a file of labelled history in words that the seed has not."""
    path = folder / "old.jsonl"
    topics = {"printing": "plotter ribbon spool cartridge", "network": "fibre patch uplink vlan"}
    lines = [
        {
            "text": f"{topics[name]} number {n} of {n % 7} halls",
            "category": name,
            "date": f"{LATELY:%Y-%m-%d}",
        }
        for n in range(rows)
        for name in topics
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_history_teaches_nothing_before_it_is_approved(seeded: Program, tmp_path: Path) -> None:
    """A dry run keeps nothing, and a file is kept once."""
    path = history(tmp_path, 80)
    assert seeded.read("classifier", "retrain", "--from", path, "--dry-run")["import"] is None
    brought = seeded.read("classifier", "retrain", "--from", path)
    assert (brought["import"], brought["rows"]) == (1, 160)
    assert seeded.run("classifier", "retrain", "--from", path).exit_code == ExitCode.PERMANENT
    dry = seeded.read("classifier", "retrain", "--dry-run")
    assert (dry["id"], dry["learned_rows"]) == (None, 0)
    refused = seeded.run("classifier", "retrain", "--promote")
    assert refused.exit_code == ExitCode.FOUND_PROBLEMS
    assert "too few" in refused.stdout
    seeded.done("classifier", "imports", "remove", "1")
    assert seeded.read("classifier", "imports", "list")["imports"] == []


def test_history_of_a_person_who_was_erased_is_left_out_and_counted(
    seeded: Program, tmp_path: Path
) -> None:
    """Hers, tagged or not, and what names her; others' rows stay (promise P17)."""
    seeded.done("ingest", "--process", write_mail(tmp_path, "a", sender="zoe@customer.example"))
    seeded.done("person", "erase", "zoe@customer.example", "--yes")
    path = history(tmp_path, 4)
    hers = [
        {"requester": "Zoe@customer.example", "text": "the spool is empty"},
        {"requester": "zoe+it@customer.example", "text": "the ribbon is torn"},
        {"requester": "dora@customer.example", "text": "<zoe@customer.example> has no uplink"},
        {"requester": "dora@customer.example", "text": "no uplink"},
    ]
    with path.open("a", encoding="utf-8") as file:
        file.writelines("\n" + json.dumps({**one, "category": "network"}) for one in hers)
    expected = {"rows": 9, "of_erased": 3}
    for options in (["--dry-run"], []):
        brought = seeded.read("classifier", "retrain", "--from", path, *options)
        assert {name: brought[name] for name in expected} == expected


def test_a_version_is_learned_from_history_promoted_and_rolled_back(
    seeded: Program, tmp_path: Path
) -> None:
    asks = ("classifier", "suggest", "the spool of the plotter has no ribbon")
    seeded.done("classifier", "retrain", "--from", history(tmp_path, 80))
    seeded.done("classifier", "imports", "approve", "1")
    assert seeded.read("classifier", "imports", "list")["imports"][0]["approved_by"] == "cli"
    learned = seeded.read("classifier", "retrain")
    assert (learned["id"], learned["active"], learned["verdict"]["promoted"]) == (2, False, True)
    used = learned["learned_rows"] + learned["frozen_rows"] + sum(learned["left_out"].values())
    assert used == 160
    assert seeded.read("classifier", "promote", "2", "--dry-run")["promoted"] is False
    before = seeded.read(*asks)
    assert seeded.read("classifier", "promote", "2")["promoted"] is True
    assert seeded.read(*asks)["category"]["alternatives"][0]["label"] == "printing"
    assert seeded.read("classifier", "rollback", "--dry-run") == {"id": 1, "dry_run": True}
    seeded.done("classifier", "rollback")
    assert seeded.read(*asks) == before
    versions = seeded.read("classifier", "list")["versions"]
    assert [(one["id"], one["active"]) for one in versions] == [(2, False), (1, True)]
    assert seeded.read("audit")["chain"]["clean"]


def test_a_version_is_shown_asked_and_explained(seeded: Program, tmp_path: Path) -> None:
    shown = seeded.read("classifier", "show")
    assert (shown["id"], shown["active"], shown["refused"]) == (1, True, "")
    assert seeded.run("classifier", "show", "7").exit_code == ExitCode.NOT_FOUND
    mail = tmp_path / "one.eml"
    mail.write_text("From: a@b.example\nSubject: toner\n\nThe paper tray\n", encoding="utf-8")
    asked = seeded.read("classifier", "suggest", mail)
    assert asked["category"]["alternatives"][0]["label"] == "printing"
    assert asked["category"]["label"] is None, "nothing is applied that was not earned"
    words = "toner in the paper tray of the printer"
    first = [
        seeded.done("classifier", name, words).splitlines()[0] for name in ("suggest", "explain")
    ]
    likeliest, _, sureness = first[1].partition(" (")
    assert first[0].startswith(f"{likeliest},"), "both say it in the same words"
    assert f"({sureness.removesuffix(')')}; because" in first[0]
    why = seeded.read("classifier", "explain", words)
    assert why["category"]["label"] == "printing"
    assert {one["what"] for one in why["category"]["speaks_for"]} & {"toner", "paper", "tray"}
    assert seeded.read("classifier", "drift")["corrections"]["wrongly_categorised"] is None
    assert seeded.read("classifier", "review")["incidents"] == []
    assert "VERSION" in seeded.done("classifier", "promote", "--help")


def test_nothing_new_is_not_learned_at_night(seeded: Program) -> None:
    assert "nothing new" in seeded.done("classifier", "retrain", "--scheduled")
    assert len(seeded.read("classifier", "list")["versions"]) == 1


def test_wrong_usage_is_told(program: Program, tmp_path: Path) -> None:
    for words in (("retrain", "--force"), ("retrain", "--from", tmp_path), ("promote",)):
        assert program.run("classifier", *words).exit_code == ExitCode.USAGE
    path = history(tmp_path, 1)
    wrong = program.run("classifier", "retrain", "--from", path, "--map", "x")
    assert wrong.exit_code == ExitCode.USAGE
    assert program.run("classifier", "rollback").exit_code == ExitCode.NOT_FOUND
    assert program.run("classifier", "suggest", "x").exit_code == ExitCode.NOT_FOUND


def test_similar_resolved_incidents_are_found_once_the_worker_placed_them(
    seeded: Program, tmp_path: Path
) -> None:
    """By reference, by text; not the incident itself; a model that is not there is told."""
    words = "fibre patch uplink vlan are down in hall 7, toner paper tray printer"
    for name in "abc":
        mail = f"From: {name}@x.example\nTo: s@y.example\nMessage-ID: <{name}@x>\nSubject: hall\n"
        (tmp_path / f"{name}.eml").write_text(f"{mail}\n{words}\n")
        seeded.done("ingest", "--process", tmp_path / f"{name}.eml")
    for number in ("1001", "1002"):
        seeded.done("incidents", "resolve", number, "Plugged in again")
    assert seeded.read("classifier", "similar", words)["similar"] == []
    seeded.run("work", "--once")  # there is no server that takes the notices; the rest is done
    found = seeded.read("classifier", "similar", f"hall\n\n{words}")
    assert [one["reference"] for one in found["similar"]] == ["INC-1002", "INC-1001"]
    assert len(found["embedder"]) == 64
    (other,) = seeded.read("classifier", "similar", "INC-1001")["similar"]
    assert other["reference"] == "INC-1002"
    assert other["similarity"] > 0.9
    assert "INC-1002" in seeded.done("classifier", "suggest", words)
    settings = seeded.folder / "mailflow.toml"
    settings.write_text(f'{settings.read_text()}\n[classifier]\nsentence_model = "nowhere"\n')
    refused = seeded.run("classifier", "similar", words)
    assert refused.exit_code == ExitCode.PERMANENT
    assert "no folder" in refused.output
