"""`mailflow incidents attachments`, and what `incidents show` and `explain` say of parts."""

import hashlib
import sqlite3
import stat
from pathlib import Path

import pytest
from support.program import Program

from mailflow.cli.exit_codes import ExitCode

PARTS = Path(__file__).resolve().parents[1] / "data" / "mail" / "parts"
EVIL = b"""\
From: carol@customer.example
To: support@helpdesk.example
Message-ID: <evil@customer.example>
Subject: Evil names
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; name="../../.ssh/authorized_keys"
Content-Disposition: attachment

first
--b
Content-Type: text/plain; name="same.txt"
Content-Disposition: attachment

second
--b
Content-Type: text/plain; name="same.txt"
Content-Disposition: attachment

third
--b--
"""


@pytest.fixture
def with_files(program: Program, tmp_path: Path) -> Program:
    (tmp_path / "evil.eml").write_bytes(EVIL)
    program.done("ingest", "--process", tmp_path / "evil.eml")
    return program


def test_the_files_of_an_incident_are_listed(program: Program) -> None:
    program.done("ingest", "--process", PARTS / "winmail.eml")
    first, second = program.read("incidents", "attachments", "INC-1001")["attachments"]
    assert (first["number"], first["label"], first["mail_id"]) == (1, "plan.png", 1)
    assert (first["content_type"], first["inline"]) == ("image/png", True)
    assert (second["label"], second["size"]) == ("Kosten Übersicht.csv", 8)
    assert second["sha256"] == hashlib.sha256(b"a;b\n1;2\n").hexdigest()
    page = program.done("incidents", "attachments", "1001")
    assert "Kosten Übersicht.csv" in page
    assert second["sha256"] in page


def test_files_are_saved_under_names_that_are_no_paths(with_files: Program, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    page = with_files.done("incidents", "attachments", "1001", "--save", folder)
    names = ["1-authorized_keys", "2-same.txt", "3-same.txt"]
    assert sorted(one.name for one in folder.iterdir()) == names
    assert page.splitlines() == [str(folder / name) for name in names]
    assert [(folder / name).read_bytes() for name in names] == [b"first", b"second", b"third"]
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names} == {0o600}


@pytest.mark.parametrize("is_link", [False, True], ids=["a file", "a link to nowhere"])
def test_nothing_is_overwritten_and_then_nothing_written(
    with_files: Program, tmp_path: Path, *, is_link: bool
) -> None:
    there = tmp_path / "2-same.txt"
    there.symlink_to(tmp_path / "nowhere") if is_link else there.write_text("mine")
    result = with_files.run("incidents", "attachments", "1001", "--save", tmp_path)
    assert result.exit_code == ExitCode.PERMANENT
    assert "2-same.txt exists already; nothing was written" in result.stderr
    assert not (tmp_path / "1-authorized_keys").exists()
    assert not (tmp_path / "nowhere").exists()


def test_files_of_mails_from_before_they_were_remembered_are_found(with_files: Program) -> None:
    known = with_files.read("incidents", "attachments", "1001")
    with sqlite3.connect(with_files.folder / "mailflow.db") as connection:
        assert connection.execute("DELETE FROM attachments").rowcount == 3
    assert with_files.read("incidents", "attachments", "1001") == known


def test_a_file_whose_content_is_not_in_its_mail_is_not_saved(
    with_files: Program, tmp_path: Path
) -> None:
    with sqlite3.connect(with_files.folder / "mailflow.db") as connection:
        connection.execute("UPDATE attachments SET sha256 = 'other' WHERE position = 2")
    result = with_files.run("incidents", "attachments", "1001", "--save", tmp_path / "saved")
    assert result.exit_code == ExitCode.PERMANENT
    assert "holds no file with the sha256 other" in result.stderr
    assert not (tmp_path / "saved" / "2-same.txt").exists()


def test_an_incident_without_files_has_none_and_an_unknown_one_is_not_found(
    program: Program,
) -> None:
    program.done("ingest", "--process", PARTS / "clear_signed.eml")
    assert program.read("incidents", "attachments", "1001") == {"attachments": [], "saved": None}
    assert "no attachments" in program.done("incidents", "attachments", "1001")
    assert program.run("incidents", "attachments", "9").exit_code == ExitCode.NOT_FOUND


def test_an_incident_shows_invitation_and_protection(program: Program) -> None:
    program.done("ingest", "--process", PARTS / "invitation.eml", PARTS / "encrypted_pgp.eml")
    page = program.done("incidents", "show", "1001")
    for line in (
        "calendar: request",
        "when: 2026-12-01 14:00-15:30 Office Time",
        "location: Room 4; second floor",
        "organizer: Aber, Tom <tom@customer.example>",
    ):
        assert line in page
    shown = program.read("incidents", "show", "1002")
    (entry,) = [one for one in shown["timeline"] if one["type"] == "entry"]
    assert (entry["protection"], entry["invitation"]) == ("encrypted", None)
    (mail,) = shown["mails"]
    log = {line["step"]: line["finding"] for line in mail["decision_log"]}
    assert log["protection"] == "encrypted; the desk cannot read it"
    (notice,) = [one for one in shown["notices"] if one["kind"] == "agent_notice"]
    told = " ".join(program.read("outbox", "show", notice["id"])["text"].split())
    assert "This mail is encrypted; the desk cannot read it." in told


def test_explain_reads_invitation_and_protection(program: Program) -> None:
    (found,) = program.read("explain", PARTS / "invitation_reply.eml")["mails"]
    assert found["reading"]["invitation"]["kind"] == "declined"
    assert found["reading"]["protection"] == "none"
    (signed,) = program.read("explain", PARTS / "signed_pgp.eml")["mails"]
    assert (signed["reading"]["protection"], signed["reading"]["invitation"]) == ("signed", None)
