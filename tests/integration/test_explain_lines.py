"""`mailflow explain` over a folder, one JSON line a mail; and that no form of it does anything."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from support.program import Program, write_mail

from mailflow.cli.explaining_folders import explained_lines
from mailflow.cli.session import Session

ROOT = Path(__file__).resolve().parents[2]
EVERY_MAIL = frozenset(
    {"file", "from", "subject", "text", "visible_reply", "attachments", "is_auto", "is_bounce"}
    | {"is_hard", "bounced", "is_forward", "is_alert", "commands", "executable", "thread"}
    | {"outcome", "rule", "seconds"}
)
WATCH = """
import os, sys
log = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def seen(event, arguments):
    if event.partition(".")[0] in {"socket", "smtplib", "imaplib", "http", "urllib", "subprocess"}:
        if event not in {"socket.__new__", "socket.gethostname"}:
            os.write(log, event.encode() + b"\\n")
sys.addaudithook(seen)
"""
FORWARD = """See below.

---------- Forwarded message ---------
From: Dora <dora@partner.example>
Date: Mon, 23 Nov 2026 09:00:00 +0000
Subject: The door
To: carol@customer.example

It squeaks.
"""


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    folder = tmp_path / "mails"
    folder.mkdir()
    return folder


def lines_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def read_folder(program: Program, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the lines by file."""
    return {one["file"]: one for one in lines_of(program.done("explain", "--jsonl", folder))}


def test_every_mail_below_the_folder_has_its_line_in_order_of_date(
    program: Program, mails: Path
) -> None:
    (mails / "a" / "deep").mkdir(parents=True)
    write_mail(mails / "a" / "deep", "late", Date="Tue, 24 Nov 2026 10:00:00 +0200")
    write_mail(mails / "a" / "deep", "soon", Date="Tue, 24 Nov 2026 09:00:00 +0000")
    write_mail(mails / "a" / "deep", "early", Date="Mon, 23 Nov 2026 10:00:00 +0000")
    write_mail(mails / "a" / "deep", "dateless")
    write_mail(mails, "top", Date="Wed, 25 Nov 2026 10:00:00 +0000")
    (mails / "a" / "notes.txt").write_text("no mail", encoding="utf-8")
    found = lines_of(program.done("explain", "--jsonl", mails))
    names = ["top", "a/deep/early", "a/deep/late", "a/deep/soon", "a/deep/dateless"]
    assert [one["file"] for one in found] == [f"{name}.eml" for name in names]


def test_each_line_holds_every_key_and_what_forwards_and_alerts_add(
    program: Program, mails: Path
) -> None:
    write_mail(mails, "plain", text="Priority: high\n\nThe lamp is dark.")
    write_mail(mails, "passed-on", text=FORWARD)
    write_mail(mails, "alert", Subject="PROBLEM: db1 CRITICAL")
    found = read_folder(program, mails)
    assert all(one.keys() >= EVERY_MAIL and "error" not in one for one in found.values())
    assert found["plain.eml"]["commands"] == {"Priority": "high"}
    assert found["plain.eml"]["from"] == "carol@customer.example"
    forward, alert = found["passed-on.eml"], found["alert.eml"]
    assert (forward["fwd_message"], forward["fwd_body"]) == ("See below.", "It squeaks.")
    assert (forward["fwd_from"], forward["fwd_subject"]) == (
        '"Dora" <dora@partner.example>',
        "The door",
    )
    assert forward["fwd_embedded"].startswith("From: Dora")
    assert (alert["alert_host"], alert["alert_service"], alert["alert_recovery"]) == (
        "db1",
        "",
        False,
    )


def test_a_conversation_is_one_id_within_its_folder(program: Program, mails: Path) -> None:
    for name in ("one", "two"):
        (mails / name).mkdir()
        folder, asked = mails / name, "<lamp@customer.example>"
        write_mail(folder, "lamp", Date="Mon, 23 Nov 2026 10:00:00 +0000")
        write_mail(folder, "answer", Subject="Re: About lamp", In_Reply_To=asked)
        write_mail(folder, "door")
    found = {name: one["thread"] for name, one in read_folder(program, mails).items()}
    assert found["one/lamp.eml"] == found["one/answer.eml"]
    assert len(set(found.values())) == 4


def test_a_file_that_cannot_be_read_has_an_error_and_the_others_their_line(
    program: Program, mails: Path
) -> None:
    (mails / "folder.eml").mkdir()
    (mails / "gone.eml").symlink_to(mails / "nowhere")
    write_mail(mails, "whole")
    found = read_folder(program, mails)
    assert found["folder.eml"]["error"].startswith("IsADirectoryError: ")
    assert found["gone.eml"]["error"].startswith("FileNotFoundError: ")
    assert found["whole.eml"]["outcome"] == "incident"
    assert all("seconds" in one for one in found.values())


def test_a_mail_that_is_put_aside_is_read_all_the_same(program: Program, mails: Path) -> None:
    (mails / "none.eml").write_bytes(b"Subject: Nobody\r\n\r\nI am\r\n\r\n> said you\r\n")
    write_mail(mails, "agent", sender="bob@helpdesk.example", text="#close\n\nDone.")
    (mails / "deep.eml").write_bytes(b"Content-Type: message/rfc822\r\n\r\n" * 2_000)
    found = read_folder(program, mails)
    assert {one["outcome"] for one in found.values()} == {"quarantined"}
    assert {name: one["rule"] for name, one in found.items()} == {
        "none.eml": "no_sender",
        "agent.eml": "agent_unauthenticated",
        "deep.eml": "limits",
    }
    nobody = found["none.eml"]
    assert (nobody["subject"], nobody["visible_reply"], nobody["from"]) == ("Nobody", "I am", "")
    assert (found["agent.eml"]["text"].rstrip(), found["agent.eml"]["executable"]) == (
        "#close\n\nDone.",
        True,
    )


def test_of_a_large_folder_one_mail_is_in_memory_at_a_time(program: Program, mails: Path) -> None:
    write_mail(mails, "first", Date="Mon, 23 Nov 2026 10:00:00 +0000")
    second = write_mail(mails, "second", Date="Tue, 24 Nov 2026 10:00:00 +0000")
    session = Session(program.config)
    with session.reading() as work:
        lines = explained_lines(session, work, mails)
        assert json.loads(next(lines))["file"] == "first.eml"
        second.unlink()
        (left,) = map(json.loads, lines)
    assert left["error"].startswith("FileNotFoundError: ")


def run_watched(
    arguments: Sequence[str | Path], folder: Path, *, stdin: bytes = b""
) -> tuple[subprocess.CompletedProcess[bytes], str]:
    """Run Python in a folder; return what became of it, and what it did to the network."""
    place = folder.parent / "watch"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = place / "events"
    log.write_bytes(b"")
    paths = os.pathsep.join((str(place), str(ROOT)))
    environment = os.environ | {"PYTHONPATH": paths, "WATCH_LOG": str(log)}
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done, log.read_text(encoding="ascii")


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return every file below a folder, whatever its name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("form", ["page", "--json", "--jsonl", "-"])
def test_explain_touches_neither_database_nor_outbox_nor_network(
    program: Program, mails: Path, form: str
) -> None:
    path = write_mail(mails, "lamp", Date="Mon, 23 Nov 2026 10:00:00 +0000")
    page = '<img src="http://tracker.example/a.png"><p>Dark.</p>'
    write_mail(mails, "page", text=page, Content_Type="text/html")
    write_mail(mails, "again", Subject="Re: [INC-1001] lamp", text="#close")
    program.done("ingest", "--process", path)
    before = contents(program.folder), contents(mails)
    named: list[str | Path] = [mails] if form != "-" else ["-"]
    options = [form] if form.startswith("--") else []
    done, seen = run_watched(
        ["-m", "mailflow", "explain", *options, *named], program.folder, stdin=path.read_bytes()
    )
    assert done.returncode == 0, done.stderr
    assert b"incident" in done.stdout
    assert seen == ""
    assert (contents(program.folder), contents(mails)) == before


def test_the_watch_would_see_a_connection(tmp_path: Path) -> None:
    """Else the test above could not fail."""
    (tmp_path / "here").mkdir()
    code = "import socket; socket.socket().connect_ex(('127.0.0.1', 1))"
    _, seen = run_watched(["-c", code], tmp_path / "here")
    assert seen == "socket.connect\n"


def test_without_a_desk_one_is_made_for_the_look_and_taken_away(
    mails: Path, tmp_path: Path
) -> None:
    write_mail(mails, "lamp")
    nowhere, place = tmp_path / "nowhere", tmp_path / "temporary"
    nowhere.mkdir()
    place.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(place)}
    command = [sys.executable, "-m", "mailflow", "explain", "--jsonl", str(mails)]
    done = subprocess.run(
        command, cwd=nowhere, env=environment, capture_output=True, timeout=60, check=True
    )
    (found,) = lines_of(done.stdout.decode())
    assert (found["file"], found["outcome"]) == ("lamp.eml", "incident")
    assert b"no desk here" in done.stderr
    assert (contents(nowhere), list(place.iterdir())) == ({}, [])


@pytest.mark.parametrize(
    "arguments", [("--json", "--jsonl", "."), ("--jsonl", "a.eml"), ("--jsonl", ".", "..")]
)
def test_what_cannot_be_meant_is_refused(program: Program, arguments: Sequence[str]) -> None:
    assert program.run("explain", *arguments).exit_code == 2
