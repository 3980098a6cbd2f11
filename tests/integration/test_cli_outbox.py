"""Outgoing mail by the command line: sent again, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.program import TRUSTED, Program, copy_program, make_program, write_mail

from mailflow.cli.exit_codes import ExitCode

PASS = f"{TRUSTED}; dmarc=pass header.from=customer.example"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return a desk with two mails in its outbox, 1 and 2."""
    folder = tmp_path_factory.mktemp("template")
    program = make_program(folder / "desk")
    path = write_mail(folder, "printer", Authentication_Results=PASS)
    program.done("ingest", "--process", path)
    return program


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    return copy_program(template, tmp_path / "desk")


def sql(program: Program, statement: str) -> list[Any]:
    with closing(sqlite3.connect(program.folder / "mailflow.db")) as connection, connection:
        return connection.execute(statement).fetchall()


def ended(program: Program, number: int, state: str) -> None:
    """Let delivery of a mail have ended so, after all its attempts."""
    sql(program, f"UPDATE outbox SET state = '{state}', attempts = 9 WHERE id = {number}")


def states(program: Program) -> list[str]:
    return [state for (state,) in sql(program, "SELECT state FROM outbox ORDER BY id")]


def audited(program: Program) -> list[tuple[str, str]]:
    """Return what was audited as done by hand."""
    return sql(
        program,
        "SELECT name, detail FROM audit_rows "
        "WHERE name IN ('notice_retried', 'notice_canceled') ORDER BY id",
    )


def test_a_failed_mail_is_sent_again_byte_for_byte(program: Program) -> None:
    bytes_of = (
        "SELECT message_id, content, once FROM outbox JOIN outbox_contents ON outbox_id = id"
        " WHERE id = 1"
    )
    before = sql(program, bytes_of)
    ended(program, 1, "failed")
    document = program.read("outbox", "retry", "1")
    (notice,) = document["notices"]
    assert (document["changed"], document["maybe_twice"]) == (True, [])
    assert (notice["state"], notice["attempts"]) == ("pending", 0)
    assert notice["next_attempt_at"] >= notice["created_at"]
    assert sql(program, bytes_of) == before
    assert audited(program) == [("notice_retried", '{"notice": "1"}')]


def test_who_retries_an_unknown_mail_is_warned(program: Program) -> None:
    ended(program, 2, "unknown")
    result = program.run("outbox", "retry", "--state", "unknown")
    assert result.exit_code == 0
    assert "mail 2 may have arrived already" in result.stderr
    assert "retry  mail 2" in result.stdout
    assert states(program) == ["pending", "pending"]
    assert "no mail" in program.done("outbox", "retry", "--state", "unknown")


def test_a_canceled_mail_is_not_sent_and_not_retried(program: Program) -> None:
    assert program.read("outbox", "cancel", "1", "1")["notices"][0]["state"] == "canceled"
    assert states(program) == ["canceled", "pending"]
    assert audited(program) == [("notice_canceled", '{"notice": "1"}')]
    assert program.run("outbox", "retry", "1").exit_code == ExitCode.PERMANENT


@pytest.mark.parametrize(
    "command", [("retry", "1"), ("retry", "--state", "failed"), ("cancel", "2")]
)
def test_a_dry_run_says_what_would_be_done_and_changes_no_byte(
    program: Program, command: tuple[str, ...]
) -> None:
    ended(program, 1, "failed")
    database = program.folder / "mailflow.db"
    before = database.read_bytes()
    assert f"would {command[0]}  mail " in program.done("outbox", *command, "--dry-run")
    assert not program.read("outbox", *command, "--dry-run")["changed"]
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("retry", "1"), ExitCode.PERMANENT),  # it waits
        (("cancel", "2"), ExitCode.PERMANENT),  # it is unknown
        (("cancel", "1", "2"), ExitCode.PERMANENT),  # all or none
        (("retry", "2", "99"), ExitCode.NOT_FOUND),
        (("cancel", "99", "--dry-run"), ExitCode.NOT_FOUND),
        (("retry",), ExitCode.USAGE),
        (("retry", "2", "--state", "unknown"), ExitCode.USAGE),
        (("retry", "--state", "canceled"), ExitCode.USAGE),
        (("cancel",), ExitCode.USAGE),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_changed(
    program: Program, command: tuple[str, ...], code: ExitCode
) -> None:
    ended(program, 2, "unknown")
    assert program.run("outbox", *command).exit_code == code
    assert states(program) == ["pending", "unknown"]
    assert audited(program) == []
