"""`mailflow template`: templates listed, shown, looked at, copied and checked."""

import json
import re
from pathlib import Path

import pytest
from support.program import Program, copy_program, make_program, write_mail

from mailflow.cli.exit_codes import ExitCode
from mailflow.core.sample_notices import NOW, SAMPLE_TOKEN, samples
from mailflow.opening import open_current_store, open_desk
from mailflow.previewing import Preview
from mailflow.settings import load
from models.enums import MEMOS

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


def test_a_preview_tells_of_the_incident_and_writes_nothing(program: Program) -> None:
    before = (program.folder / "mailflow.db").read_bytes()
    shown = program.done("template", "preview", "acknowledgement", "--incident", "1001")
    assert "Merci de votre message" in shown
    of_it = ("--incident", "INC-1001", "--language", "ja", "--html")
    assert "受付番号" in program.done("template", "preview", "acknowledgement", *of_it)
    assert (program.folder / "mailflow.db").read_bytes() == before


def test_every_notice_can_be_previewed_and_no_token_in_it_is_live(template: Program) -> None:
    """Tokens stay home: where one would stand there is a sample that opens nothing."""
    settings = load(template.config)
    desk, store = open_desk(settings), open_current_store(settings)
    with store.read() as work:
        for one in samples():
            preview = Preview(desk, one.name, "", NOW)
            for found in (preview.of(work, 1001), preview.made_up()):
                whole = f"{found.subject}{found.text}{found.html}"
                assert set(re.findall(r"\+([a-z2-7]{40})@", whole)) <= {SAMPLE_TOKEN}
            is_of_it = "INC-1001" in preview.of(work, 1001).subject
            assert is_of_it or one.notice.kind in MEMOS or one.notice.late_incidents
        assert len(work.outbox.listed(limit=50)) == 2
    store.close()
    assert desk.keys.reply_tokens.read(SAMPLE_TOKEN) is None


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
        "preview closure --language xx",
        "show closure --language xx",
        "check closure --language xx",
    ):
        result = program.run("template", *words.split())
        assert result.exit_code == ExitCode.NOT_FOUND
        assert "xx" not in words or "there are: de, en, es, fr, ja" in result.stderr
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
    doctor = program.run("doctor", "--offline")
    assert doctor.exit_code == ExitCode.FOUND_PROBLEMS, "no incident could be closed"
    assert f"PROBLEM: {own / 'closure/body.txt.j2'}:1: " in doctor.stdout
    program.done("template", "copy", "closure", "--force")
    assert program.done("template", "check", "closure").endswith("problems: 0\n")


def test_a_folder_that_is_still_to_be_made_is_no_problem(program: Program) -> None:
    own_directory(program)
    assert program.done("template", "check", "closure").endswith("problems: 0\n")
    assert "no problems found" in program.done("doctor", "--offline")
