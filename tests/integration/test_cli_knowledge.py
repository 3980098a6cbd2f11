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


def test_the_rating_stands_on_the_incident(program: Program, tmp_path: Path) -> None:
    found = program.read("incidents", "show", "1001")
    assert (found["rating"], found["rating_comment"], found["article"]) == (None, None, None)
