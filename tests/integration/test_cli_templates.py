"""`mailflow template`: templates listed, shown, looked at, copied and checked."""

import json
import re
from pathlib import Path

import pytest
from support.program import Program, copy_program, make_program, write_mail

from mailflow.cli.exit_codes import ExitCode
from mailflow.core.reply_tokens import TOKEN_LENGTH
from mailflow.opening import open_current_store
from mailflow.settings import load

PROOF = "mx.helpdesk.example; dmarc=pass header.from=customer.example"
FRENCH = "Bonjour,\n\nmon imprimante ne marche plus depuis ce matin.\n\nMerci beaucoup"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return a desk with an incident that was written in French."""
    folder = tmp_path_factory.mktemp("template")
    program = make_program(folder / "desk")
    mail = write_mail(folder, "panne", text=FRENCH, Authentication_Results=PROOF)
    program.done("ingest", "--process", mail)
    return program


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    return copy_program(template, tmp_path / "desk")


def own_directory(program: Program) -> Path:
    """Give the desk a directory of templates of its own."""
    text = program.config.read_text(encoding="utf-8")
    program.config.write_text(f'templates_directory = "own"\n{text}', encoding="utf-8")
    return program.folder / "own"


def test_a_requester_is_acknowledged_in_the_language_of_his_mail(program: Program) -> None:
    """It is remembered for mails that do not tell; what an admin sets wins."""
    assert program.read("incidents", "show", "1001")["language"] == "fr"
    assert program.read("contacts", "show", "carol@customer.example")["written_language"] == "fr"
    assert "Merci de votre message" in program.done("outbox", "show", "1")
    assert "New incident" in program.done("outbox", "show", "2"), "Bob reads the desk's language"
    program.done("contacts", "change", "carol@customer.example", "--language", "ja")
    mail = write_mail(program.folder, "vpn", text="VPN???", Authentication_Results=PROOF)
    program.done("ingest", "--process", mail)
    assert "受付番号はINC-1002です" in program.done("outbox", "show", "3")


def test_a_preview_tells_of_the_incident_and_of_nobody_else(program: Program) -> None:
    """Nothing is written, and no reply token in it opens anything (tokens stay home)."""
    before = (program.folder / "mailflow.db").read_bytes()
    for name in ("acknowledgement", "agent_notice", "late_incidents", "incident_report-history"):
        for form in ("--text", "--html"):
            shown = program.done("template", "preview", name, "--incident", "INC-1001", form)
            assert "INC-1001" in shown
            for token in re.findall(rf"\+([a-z2-7]{{{TOKEN_LENGTH}}})@", shown):
                assert token.startswith("sample")
    french = program.done("template", "preview", "acknowledgement", "--incident", "1001")
    assert "Merci de votre message" in french
    assert "受付番号" in program.done(
        "template", "preview", "acknowledgement", "--incident", "1001", "--language", "ja"
    )
    assert (program.folder / "mailflow.db").read_bytes() == before
    store = open_current_store(load(program.config))
    with store.read() as work:
        assert len(work.outbox.listed(limit=50)) == 2
    store.close()


def test_a_preview_opens_in_a_browser(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n', encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    path = Path(program.done("template", "preview", "closure", "--open").splitlines()[0])
    assert seen.read_text(encoding="utf-8") == path.as_uri()
    assert path.read_text(encoding="utf-8").startswith(
        "\n<!DOCTYPE html>"
    ) or "<html" in path.read_text("utf-8")
    assert path.parent.stat().st_mode & 0o077 == 0


def test_what_does_not_exist_is_told(program: Program) -> None:
    for words in (
        "preview closre",
        "preview closure --incident 1999",
        "show closre",
        "check closre",
    ):
        assert program.run("template", *words.split()).exit_code == ExitCode.NOT_FOUND
    result = program.run("template", "copy", "closure")
    assert result.exit_code == ExitCode.PERMANENT
    assert "templates_directory" in result.stderr


def test_a_template_is_copied_listed_and_checked(program: Program) -> None:
    own = own_directory(program)
    program.done("template", "copy", "closure")
    assert program.run("template", "copy", "closure").exit_code == ExitCode.PERMANENT
    listed = program.read("template", "list")
    (closure,) = (one for one in listed["templates"] if one["template"] == "closure")
    assert len(closure["own"]) == 3
    assert {one["language"] for one in listed["languages"]} == {"de", "en", "es", "fr", "ja"}
    assert "Copied from mailflow" in program.done("template", "show", "closure")
    assert "Copied from" not in program.done("template", "show", "closure", "--shipped")
    assert "closure.closed = Votre demande" in program.done(
        "template", "show", "closure", "--language", "fr"
    )
    (own / "closure/body.txt.j2").write_text("{{ incident.salary }}", encoding="utf-8")
    result = program.run("template", "check", "closure", "--language", "en", "--json")
    assert result.exit_code == ExitCode.FOUND_PROBLEMS
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["file"], problem["line"]) == (str(own / "closure/body.txt.j2"), 1)
    program.done("template", "copy", "closure", "--force")
    assert program.done("template", "check", "closure").endswith("problems: 0\n")
