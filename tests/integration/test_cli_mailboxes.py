"""Ingest of whole mailboxes: mbox files and Maildir directories."""

import os
from pathlib import Path

import pytest
from support.program import Program

from mailflow.cli import ingest as ingest_module
from mailflow.cli.exit_codes import ExitCode

FROM = b"From carol@customer.example Mon Mar  2 09:30:00 2026\n"


def mail(number: int) -> bytes:
    return b"From: carol@customer.example\nSubject: %d\n\nHelp.\n" % number


def write_mbox(path: Path, count: int) -> Path:
    path.write_bytes(b"\n".join(FROM + mail(number) for number in range(count)))
    return path


def write_maildir(path: Path, count: int) -> Path:
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number in range(count):
        (path / "new" / f"{1000 + number}.x").write_bytes(mail(number))
    return path


def test_every_mail_of_an_mbox_is_stored_and_the_file_left_as_it_is(
    program: Program, tmp_path: Path
) -> None:
    path = write_mbox(tmp_path / "inbox", 3)
    before = (path.read_bytes(), sorted(tmp_path.iterdir()))
    document = program.read("ingest", path)
    assert [one["source"] for one in document["mails"]] == [f"file:inbox#{n}" for n in (1, 2, 3)]
    assert (document["stored"], document["known"], document["unreadable"]) == (3, 0, [])
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == before
    assert "3 known" in program.done("ingest", write_maildir(tmp_path / "box", 3))


def test_what_cannot_be_read_does_not_stop_the_others(program: Program, tmp_path: Path) -> None:
    box = write_maildir(tmp_path / "box", 3)
    os.mkfifo(box / "new" / "1000.pipe")
    (box / "cur" / "1001.link:2,S").symlink_to("absent")
    (box / "cur" / "1002.empty:2,S").write_bytes(b"\n")
    (box / "cur" / os.fsdecode(b"1003.\xff\x1b[2J")).write_bytes(mail(9))
    result = program.run("ingest", box)
    assert result.exit_code == ExitCode.FOUND_PROBLEMS
    assert "4 stored, 0 known, 3 not read" in result.stdout
    for told in ("1000.pipe: not read: no regular file", "1002.empty:2,S: not read: empty"):
        assert told in result.stderr
    assert "\x1b" not in result.output
    assert program.read("audit", "mail")["counts"]["total"] == 4


def test_an_interrupted_run_is_started_again_and_stores_nothing_twice(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_mbox(tmp_path / "inbox", 5)
    read, begun = ingest_module._read, []

    def interrupted(*arguments: object) -> bytes | None:
        begun.append(arguments)
        if len(begun) == 4:
            raise KeyboardInterrupt
        return read(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(ingest_module, "BATCH_MAILS", 2)
        patched.setattr(ingest_module, "_read", interrupted)
        assert program.run("ingest", path).exit_code == ExitCode.INTERRUPTED
    assert program.read("audit", "mail")["counts"]["total"] == 2
    assert "3 stored, 2 known, 0 not read" in program.done("ingest", path)
    assert program.read("audit", "mail")["counts"]["total"] == 5
