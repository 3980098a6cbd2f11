"""Mail by the command line: ingest, incidents, outbox, audit, explain."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.program import (
    TRUSTED,
    Program,
    logging_restored,
    write_mail,
)

from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.main import cli

PASS = f"{TRUSTED}; dmarc=pass header.from=customer.example"


def ingest(program: Program, *files: Path) -> list[dict[str, Any]]:
    """Store and process files; return what became of them."""
    mails: list[dict[str, Any]] = program.read("ingest", "--process", *files)["mails"]
    return mails


def test_a_file_is_stored_once_with_its_raw_bytes(program: Program, tmp_path: Path) -> None:
    path = write_mail(tmp_path, "one")
    first = program.read("ingest", path)
    again = program.read("ingest", path)
    assert (first["stored"], first["known"]) == (1, 0)
    assert (again["stored"], again["known"]) == (0, 1)
    assert first["mails"][0]["source"] == "file:one.eml"
    assert first["mails"][0]["end_state"] is None
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        stored = connection.execute("SELECT content FROM raw_contents").fetchall()
    connection.close()
    assert stored == [(path.read_bytes(),)]


def test_mail_from_a_pipe_keeps_every_byte(program: Program) -> None:
    content = b"From: a@b.example\r\nSubject: \xff\xfe\r\n\r\nline\nline\r\n\x00end"
    document = program.read("ingest", stdin=content)
    assert document["mails"][0]["source"] == "stdin"
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        assert connection.execute("SELECT content FROM raw_contents").fetchall() == [(content,)]
    connection.close()


def test_a_folder_stands_for_its_eml_files(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    for number in range(3):
        write_mail(folder, f"m{number}")
    (folder / "notes.txt").write_text("no mail", encoding="utf-8")
    assert program.read("ingest", folder)["stored"] == 3


def test_a_pipe_never_bounces_for_the_desks_own_trouble(tmp_path: Path) -> None:
    """No settings at all: a mail server must keep the mail and try again."""
    result = Program(tmp_path).run("ingest", "-", stdin=b"From: a@b.example\r\n\r\nx")
    assert result.exit_code == ExitCode.TEMPORARY
    assert "no such file" in result.stderr


def test_a_locked_database_is_a_temporary_failure(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mailflow import opening  # noqa: PLC0415
    from mailflow.adapters.store.database import open_store  # noqa: PLC0415

    monkeypatch.setattr(opening, "open_store", lambda url: open_store(url, busy_timeout=0.05))
    path = write_mail(tmp_path, "one")
    other = sqlite3.connect(program.folder / "mailflow.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    result = program.run("ingest", path)
    other.execute("ROLLBACK")
    other.close()
    assert result.exit_code == ExitCode.TEMPORARY
    assert "locked" in result.stderr
    assert program.read("ingest", path)["stored"] == 1


def test_an_empty_file_is_no_mail_and_a_missing_one_wrong_usage(
    program: Program, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.eml"
    empty.write_bytes(b"\n\n")
    assert program.run("ingest", empty).exit_code == ExitCode.PERMANENT
    assert program.run("ingest", tmp_path / "absent.eml").exit_code == ExitCode.USAGE
    assert program.read("audit", "mail")["counts"]["total"] == 0


def test_a_mail_becomes_an_incident_that_is_listed_and_shown(
    program: Program, tmp_path: Path
) -> None:
    (mail,) = ingest(program, write_mail(tmp_path, "printer", Authentication_Results=PASS))
    assert (mail["end_state"], mail["incident"]) == ("incident", "INC-1001")
    (listed,) = program.read("incidents", "list", "--state", "new")["incidents"]
    assert listed["subject"] == "About printer"
    assert program.read("incidents", "list", "--state", "closed") == {"incidents": []}
    for name in ("INC-1001", "inc-1001", "1001"):
        shown = program.read("incidents", "show", name)
        assert shown["reference"] == "INC-1001"
    assert shown["message_ids"] == ["<printer@customer.example>"]
    assert [line["name"] for line in shown["timeline"]].count("request") == 1
    assert {line["name"] for line in shown["timeline"] if line["type"] == "event"} == {"opened"}
    steps = [line["step"] for line in shown["mails"][0]["decision_log"]]
    assert "ruling" in steps
    assert {one["kind"] for one in shown["notices"]} == {"acknowledgement", "agent_notice"}
    page = program.done("incidents", "show", "1001")
    for expected in ("INC-1001  About printer", "request by carol@customer.example", "Help."):
        assert expected in page


def test_an_incident_that_does_not_exist_is_not_found(program: Program) -> None:
    assert program.run("incidents", "show", "INC-4711").exit_code == ExitCode.NOT_FOUND
    assert program.run("incidents", "show", "printer").exit_code == ExitCode.USAGE


def test_text_of_a_mail_does_no_harm_on_the_terminal(program: Program, tmp_path: Path) -> None:
    hostile = "\x1b[2J\x1b]0;owned\x07 [bold]\u202ereversed"
    ingest(program, write_mail(tmp_path, "evil", text=hostile, Subject="=?utf-8?q?=1B[31m?="))
    pages = program.done("incidents", "show", "1001") + program.done("incidents", "list")
    assert "\x1b" not in pages
    assert "\x07" not in pages
    assert "\u202e" not in pages


def test_no_page_holds_a_reply_token(program: Program, tmp_path: Path) -> None:
    ingest(program, write_mail(tmp_path, "printer", Authentication_Results=PASS))
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        ids = connection.execute("SELECT message_id FROM outbox").fetchall()
    connection.close()
    tokens = [one.removeprefix("<mf.").partition("@")[0] for (one,) in ids]
    assert tokens
    assert all(len(token) == 40 for token in tokens)
    pages = program.done("incidents", "show", "1001", "--json")
    for number in range(1, len(tokens) + 1):
        pages += program.done("outbox", "show", str(number))
        pages += program.done("outbox", "show", str(number), "--json")
    assert not any(token in pages for token in tokens)


def test_the_outbox_shows_a_mail_as_it_goes(program: Program, tmp_path: Path) -> None:
    ingest(program, write_mail(tmp_path, "printer", Authentication_Results=PASS))
    listed = program.read("outbox", "list", "--state", "pending")["notices"]
    assert {one["recipient"] for one in listed} == {
        "carol@customer.example",
        "bob@helpdesk.example",
    }
    (number,) = (one["id"] for one in listed if one["kind"] == "acknowledgement")
    shown = program.read("outbox", "show", str(number))
    headers = {one["name"]: one["value"] for one in shown["headers"]}
    assert headers["Auto-Submitted"] == "auto-replied"
    assert "INC-1001" in headers["Subject"]
    assert program.read("outbox", "list", "--state", "sent") == {"notices": []}
    assert program.run("outbox", "show", "99").exit_code == ExitCode.NOT_FOUND


def test_the_audit_counts_every_mail_and_finds_one_that_stands_wrongly(
    program: Program, tmp_path: Path
) -> None:
    ingest(program, write_mail(tmp_path, "one"), write_mail(tmp_path, "two", X_Spam_Flag="YES"))
    program.done("ingest", write_mail(tmp_path, "three"))
    document = program.read("audit", "mail")
    assert document["clean"]
    assert document["counts"] == {
        "incident": 1,
        "appended": 0,
        "quarantined": 1,
        "ignored": 0,
        "waiting": 1,
        "total": 3,
    }
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE raw_mails SET incident_id = NULL WHERE id = 1")
    connection.close()
    result = program.run("audit", "mail")
    assert result.exit_code == ExitCode.FOUND_PROBLEMS
    assert "PROBLEM: mail 1" in result.stdout


def test_explain_says_every_step_and_changes_no_byte(program: Program, tmp_path: Path) -> None:
    ingest(program, write_mail(tmp_path, "printer", Authentication_Results=PASS))
    path = write_mail(
        tmp_path,
        "reply",
        Subject="Re: [INC-1001] About printer",
        Authentication_Results=PASS,
        text="Still broken.",
    )
    database = program.folder / "mailflow.db"
    before = database.read_bytes()
    page = program.done("explain", path)
    document = program.read("explain", path, tmp_path)
    piped = program.read("explain", "-", stdin=path.read_bytes())
    assert database.read_bytes() == before
    assert not (program.folder / "mailflow.db-wal").exists()
    for expected in ("ruling", "reply token", "would be done", "appended"):
        assert expected in page
    assert [one["source"] for one in document["mails"]] == [
        "file:reply.eml",
        "file:printer.eml",
        "file:reply.eml",
    ]
    (found,) = piped["mails"]
    assert (found["end_state"], found["earlier"]) == ("appended", None)
    assert "AddEntry" in {one["effect"] for one in found["effects"]}
    assert program.read("audit", "mail")["counts"]["total"] == 1


def test_explain_shows_what_was_decided_when_the_mail_came(
    program: Program, tmp_path: Path
) -> None:
    path = write_mail(tmp_path, "printer")
    ingest(program, path)
    (found,) = program.read("explain", path)["mails"]
    assert found["rule"] == "duplicate"
    assert found["earlier"]["incident"] == "INC-1001"
    assert "ruling" in {line["step"] for line in found["earlier"]["decision_log"]}
    assert "when it came first, as mail 1" in program.done("explain", path)


def test_explain_tells_each_security_event_once(program: Program, tmp_path: Path) -> None:
    path = write_mail(tmp_path, "spoofed", sender="bob@helpdesk.example", text="#close")
    (found,) = program.read("explain", path)["mails"]
    events = [one["summary"] for one in found["effects"] if "event" in one["summary"]]
    assert events == ["record the security event agent_unauthenticated"]


def test_explain_reads_a_mail_that_nobody_can_read(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "torn.eml"
    path.write_bytes(b"\xff\x00\x1b[31m" * 50)
    (found,) = program.read("explain", path)["mails"]
    assert found["end_state"] == "quarantined"
    assert "\x1b" not in program.done("explain", path)


def test_explain_works_where_there_is_no_desk_and_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_mail(tmp_path, "printer")
    monkeypatch.chdir(tmp_path)
    with logging_restored():
        result = CliRunner().invoke(cli, ["explain", path.name, "--json"])
        named = CliRunner().invoke(cli, ["--config", "other.toml", "explain", path.name])
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)["mails"]
    assert found["end_state"] == "incident"
    assert found["reading"]["visible_reply"].strip() == "Help."
    assert "no desk here" in result.stderr
    assert named.exit_code == ExitCode.SETTINGS
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
