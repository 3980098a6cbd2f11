"""What agents learnt, by the command line."""

from pathlib import Path

import pytest
from support.program import Program, make_program, write_mail

from mailflow.adapters.store.database import open_store
from mailflow.cli.exit_codes import ExitCode
from mailflow.core.articles import Article
from models.enums import ArticleState


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A desk with an incident, a draft of it and one that was taken back."""
    folder = tmp_path_factory.mktemp("program")
    made = make_program(folder / "desk")
    made.done("ingest", "--process", write_mail(folder, "printer"))
    store = open_store(f"sqlite:///{made.folder / 'mailflow.db'}")
    with store.begin() as work:
        (incident,) = work.incidents.listed()
        leaked = f"support+{'a' * 40}@helpdesk.example"
        draft = Article(0, incident.id, "Rollers", incident.opened_at, f"It jams. {leaked}")
        work.knowledge.add(draft)
        work.knowledge.set_state(work.knowledge.add(draft), ArticleState.WITHDRAWN)
    store.close()
    return made


def test_articles_are_listed_without_those_taken_back(program: Program) -> None:
    (only,) = program.read("kb", "list")["articles"]
    assert (only["number"], only["state"], only["title"]) == (1, "draft", "Rollers")
    assert "Rollers" in program.done("kb", "list")
    (other,) = program.read("kb", "list", "--state", "withdrawn")["articles"]
    assert other["number"] == 2


def test_an_article_is_shown_without_tokens(program: Program) -> None:
    shown = program.done("kb", "show", "1")
    assert "It jams. [token removed]" in shown
    assert program.read("kb", "show", "1")["symptoms"] == "It jams. [token removed]"


def test_an_article_that_nobody_wrote_is_told(program: Program) -> None:
    assert program.run("kb", "show", "9").exit_code == ExitCode.NOT_FOUND


def test_an_article_is_edited_published_exported_and_withdrawn(
    program: Program, tmp_path: Path
) -> None:
    """Publishing is refused while it names somebody or has nothing that helps."""
    no_help = program.run("kb", "publish", "1")
    assert no_help.exit_code == ExitCode.PERMANENT
    text = "# Rollers\n\n## Symptoms\n\nIt jams.\n\n## Resolution\n\nAsk carol@customer.example.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    program.done("kb", "edit", "1", "--file", tmp_path / "a.md")
    refused = program.run("kb", "publish", "1")
    assert refused.exit_code == ExitCode.PERMANENT
    assert "carol@customer.example" in refused.output
    (tmp_path / "a.md").write_text(text.replace("Ask carol@customer.example", "Turn them"))
    dry = program.read("kb", "edit", "1", "--file", tmp_path / "a.md", "--dry-run")
    assert (dry["dry_run"], dry["tells_of"]) == (True, [])
    program.done("kb", "edit", "1", "--file", tmp_path / "a.md")
    assert program.read("kb", "publish", "1", "--dry-run")["dry_run"] is True
    assert program.read("kb", "show", "1")["state"] == "draft"
    program.done("kb", "publish", "1")
    assert program.read("kb", "export", "--to", tmp_path / "out")["files"] == ["kb-0001.md"]
    exported = (tmp_path / "out" / "kb-0001.md").read_text(encoding="utf-8")
    assert "state: published" in exported
    assert exported.endswith("## Resolution\n\nTurn them.\n")
    assert program.read("kb", "export")["articles"][0]["resolution"] == "Turn them."
    assert program.read("kb", "list", "--stale")["articles"] == []
    program.done("kb", "withdraw", "1")
    assert program.read("kb", "show", "1")["state"] == "withdrawn"
    told = program.read("incidents", "show", "1001")["timeline"]
    assert [one["after"] for one in told if one.get("field") == "article 1"] == ["published", ""]


def test_what_stands_before_everybody_goes_on_to_help(program: Program, tmp_path: Path) -> None:
    text = tmp_path / "a.md"
    # some editors begin a file with a byte order mark
    text.write_text("# Rollers\n\n## Resolution\n\nTurn them.\n", encoding="utf-8-sig")
    program.done("kb", "edit", "2", "--file", text)
    program.done("kb", "publish", "2")
    text.write_text("# Rollers\n", encoding="utf-8")
    emptied = program.run("kb", "edit", "2", "--file", text)
    assert emptied.exit_code == ExitCode.PERMANENT
    assert "neither a resolution nor a workaround" in emptied.stderr
    program.done("kb", "withdraw", "2")


def test_an_editor_that_fails_changes_nothing_and_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program.read("kb", "show", "2")
    monkeypatch.delenv("VISUAL", raising=False)
    for editor in ("false", "/no/such/editor"):
        monkeypatch.setenv("EDITOR", editor)
        failed = program.run("kb", "edit", "2")
        assert failed.exit_code == ExitCode.PERMANENT
        assert "or give --file" in failed.stderr
    assert program.read("kb", "show", "2") == before


def test_the_rating_stands_on_the_incident(program: Program, tmp_path: Path) -> None:
    found = program.read("incidents", "show", "1001")
    assert (found["rating"], found["rating_comment"], found["article"]) == (None, None, None)
