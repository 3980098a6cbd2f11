"""Texts and bytes go when they are older than the settings keep them; off by default."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.program import Program, make_program, write_mail

from mailflow.adapters.store.database import open_store
from mailflow.core.articles import Article
from mailflow.settings import load
from models.enums import ArticleState


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A desk with an incident that was closed, one that is open, and a held mail."""
    one = make_program(tmp_path / "desk")
    proven = {"Authentication_Results": "mx.helpdesk.example; dmarc=pass header.from=a.example"}
    for number in (1, 2):
        mail = write_mail(
            tmp_path, f"m{number}", sender="ann@a.example", text="Salamander.", **proven
        )
        one.done("ingest", mail, "--process")
    held = write_mail(tmp_path, "m3", sender="ann@a.example, bob@b.example", text="Salamander.")
    one.done("ingest", held, "--process")
    store = open_store(load(one.config).database_url)
    with store.begin() as work:
        for state in (ArticleState.DRAFT, ArticleState.PUBLISHED):
            draft = Article(0, 1001, "Pets", datetime.now(UTC), "Salamander.", resolution="Feed.")
            work.knowledge.set_state(work.knowledge.add(draft), state)
    store.close()
    return one


def aged(program: Program, days: int) -> None:
    """Let one incident be closed, and everything be so many days old."""
    store = open_store(load(program.config).database_url)
    with store._engine.begin() as connection:
        past = f"datetime('now', '-{days} days')"
        connection.exec_driver_sql(
            "UPDATE incidents SET state = 'closed', rating_comment = 'Salamander.',"
            f" closed_at = {past} WHERE id = 1001"
        )
        connection.exec_driver_sql(f"UPDATE raw_mails SET finished_at = {past}")
        connection.exec_driver_sql("UPDATE outbox SET state = 'sent'")
    store.close()


def configure(program: Program, lines: str) -> None:
    with program.config.open("a", encoding="utf-8") as file:
        file.write(f"\n[retention]\n{lines}\n")


def test_nothing_goes_unless_the_settings_say_so(program: Program) -> None:
    aged(program, 4000)
    told = program.read("retention", "--yes")
    assert (told["incidents"], told["mails"], told["outgoing"]) == (0, 0, 0)
    assert "Salamander." in json.dumps(program.read("incidents", "show", "INC-1001"))


def test_old_texts_go_and_young_or_open_ones_stay(program: Program) -> None:
    configure(program, "closed_days = 30\nquarantine_days = 30")
    aged(program, 29)
    assert program.read("retention")["incidents"] == 0
    aged(program, 31)
    dry = program.read("retention", "--dry-run")
    assert (dry["incidents"], dry["mails"], dry["expired"]) == (1, 2, False)
    assert program.read("retention", "--yes")["expired"]
    closed = program.read("incidents", "show", "INC-1001")
    assert "Salamander." not in json.dumps(closed)
    assert closed["subject"] == "About m1", "the record stays"
    draft, published = (program.read("kb", "show", number) for number in ("1", "2"))
    assert (draft["symptoms"], draft["resolution"]) == ("[expired]", "Feed.")
    assert published["symptoms"] == "Salamander.", "somebody read it before"
    assert "Salamander." in json.dumps(program.read("incidents", "show", "INC-1002"))
    assert (program.folder / "mailflow.db").read_bytes().count(b"Salamander.") > 0
    assert program.read("retention", "--yes")["mails"] == 0
    assert program.read("audit")["mail"]["clean"]
    assert program.read("quarantine", "replay", "3")["rule"] == "erased"
