"""`mailflow quarantine`: what was held is seen, replayed by new rules, released or refused."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from support.program import TRUSTED, Program, write_mail

from mailflow.applying import Applier
from mailflow.cli.exit_codes import ExitCode

SPOOFED = f"{TRUSTED}; dmarc=fail header.from=helpdesk.example"


def ingest(program: Program, path: Path) -> dict[str, Any]:
    """Store and process a file; return what became of it."""
    (mail,) = program.read("ingest", "--process", path)["mails"]
    assert isinstance(mail, dict)
    return mail


def test_spam_is_held_shown_rehearsed_and_released(program: Program, tmp_path: Path) -> None:
    mail = ingest(program, write_mail(tmp_path, "spam", X_Spam_Flag="YES"))
    number = str(mail["id"])
    assert (mail["end_state"], mail["rule"]) == ("quarantined", "spam")
    (held,) = program.read("quarantine", "list")["mails"]
    assert held["id"] == mail["id"]
    shown = program.read("quarantine", "show", number)
    assert {"name": "X-Spam-Flag", "value": "YES"} in shown["headers"]
    assert shown["text"].strip() == "Help."
    assert program.read("quarantine", "replay", number, "--dry-run")["rule"] == "spam"
    assert program.read("quarantine", "replay", number)["rule"] == "spam"
    released = program.read("quarantine", "release", number)
    assert (released["end_state"], released["incident"]) == ("incident", "INC-1001")
    assert released["decision_log"][0] == {"step": "released", "finding": "by an administrator"}
    kinds = {one["kind"] for one in program.read("outbox", "list")["notices"]}
    assert "acknowledgement" in kinds  # he is a person after all
    again = program.run("quarantine", "release", number)
    assert again.exit_code == ExitCode.PERMANENT
    assert program.read("audit", "mail")["clean"]


def test_released_verification_mail_comes_in_but_is_not_answered(
    program: Program, tmp_path: Path
) -> None:
    path = write_mail(
        tmp_path,
        "verify",
        sender="noreply@portal.example",
        Subject="Confirm your email address",
        text="Your confirmation code is 123 456: https://portal.example/confirm",
    )
    mail = ingest(program, path)
    assert mail["rule"] == "verification_mail"
    assert program.read("quarantine", "release", str(mail["id"]))["end_state"] == "incident"
    notices = program.read("outbox", "list")["notices"]
    assert [one["kind"] for one in notices] == ["agent_notice"]


def test_a_mail_in_an_agents_name_is_never_released(program: Program, tmp_path: Path) -> None:
    path = write_mail(
        tmp_path,
        "spoofed",
        sender="bob@helpdesk.example",
        text="#close",
        Authentication_Results=SPOOFED,
    )
    mail = ingest(program, path)
    assert mail["end_state"] == "quarantined"
    result = program.run("quarantine", "release", str(mail["id"]))
    assert result.exit_code == ExitCode.PERMANENT
    assert mail["rule"] in result.stderr
    assert program.read("quarantine", "show", str(mail["id"]))["end_state"] == "quarantined"
    assert program.read("outbox", "list") == {"notices": []}


def test_a_replay_goes_by_the_settings_of_now(program: Program, tmp_path: Path) -> None:
    path = write_mail(tmp_path, "big", text="x" * 3000)
    before = program.config.read_text(encoding="utf-8")
    program.config.write_text(before + "\n[limits]\nmessage_bytes = 1000\n", encoding="utf-8")
    mail = ingest(program, path)
    assert mail["rule"] == "limits"
    page = program.done("quarantine", "show", str(mail["id"]))
    assert "Not parsed" in page
    program.config.write_text(before, encoding="utf-8")
    assert program.read("quarantine", "replay", str(mail["id"]))["end_state"] == "incident"


def test_what_is_not_in_quarantine_cannot_be_replayed(program: Program, tmp_path: Path) -> None:
    mail = ingest(program, write_mail(tmp_path, "printer"))
    result = program.run("quarantine", "replay", str(mail["id"]))
    assert result.exit_code == ExitCode.PERMANENT
    assert "only quarantined or ignored" in result.stderr
    assert program.run("quarantine", "show", "99").exit_code == ExitCode.NOT_FOUND


def test_mail_older_than_the_desk_is_kept_and_can_be_let_in(
    program: Program, tmp_path: Path
) -> None:
    program.done("ingest", write_mail(tmp_path, "old"))
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        connection.execute("UPDATE raw_mails SET before_go_live = 1")
    connection.close()
    program.done("work", "--once")
    assert program.read("quarantine", "show", "1")["rule"] == "before_go_live"
    assert program.read("quarantine", "replay", "1")["rule"] == "before_go_live"
    assert program.read("quarantine", "release", "1")["end_state"] == "incident"


def test_a_release_that_fails_leaves_the_mail_in_quarantine(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = str(ingest(program, write_mail(tmp_path, "spam", X_Spam_Flag="YES"))["id"])
    monkeypatch.setattr(Applier, "_open", lambda *_: 1 // 0)
    result = program.run("quarantine", "release", number)
    assert result.exit_code == ExitCode.PERMANENT
    assert "ZeroDivisionError" in result.stderr
    assert program.read("quarantine", "show", number)["rule"] == "spam"


def test_a_rehearsal_says_what_would_differ(program: Program, tmp_path: Path) -> None:
    number = str(ingest(program, write_mail(tmp_path, "spam", X_Spam_Flag="YES"))["id"])
    same = program.read("quarantine", "replay", number, "--dry-run")
    assert same["differences"] == []
    assert "would end as before" in program.done("quarantine", "replay", number, "--dry-run")
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        connection.execute("UPDATE raw_mails SET rule = 'limits'")
    connection.close()
    other = program.read("quarantine", "replay", number, "--dry-run")
    assert (other["rule_before"], other["rule"]) == ("limits", "spam")
    difference = {"step": "end", "before": "quarantined (limits)", "now": "quarantined (spam)"}
    assert other["differences"] == [difference]
    page = program.done("quarantine", "replay", number, "--dry-run")
    assert "end: quarantined (limits) -> quarantined (spam)" in page


def test_every_mail_is_listed_with_sender_and_subject_and_shown_whole(
    program: Program, tmp_path: Path
) -> None:
    text = "It prints again.\n\nOn 5 May 2026, Desk wrote:\n> Is it on?"
    ingest(program, write_mail(tmp_path, "printer", text=text, Subject="Printer"))
    ingest(program, write_mail(tmp_path, "spam", X_Spam_Flag="YES", Subject="Prize"))
    newest, first = program.read("mails", "list")["mails"]
    assert [newest["subject"], first["subject"]] == ["Prize", "Printer"]
    assert (first["end_state"], first["from"]) == ("incident", "carol@customer.example")
    (only,) = program.read("mails", "list", "--end", "quarantined")["mails"]
    assert only["id"] == newest["id"]
    assert "> Is it on?" in program.done("mails", "show", str(first["id"]))
