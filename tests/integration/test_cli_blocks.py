"""`mailflow blocks`, and `mailflow quarantine release --as`."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from support.program import TRUSTED, Program, write_mail

from mailflow.cli.exit_codes import ExitCode

CAROL = "carol@customer.example"
PASSWORD = "Your confirmation code is 123 456: https://portal.example/confirm"


def ingest(program: Program, path: Path) -> dict[str, Any]:
    (mail,) = program.read("ingest", "--process", path)["mails"]
    assert isinstance(mail, dict)
    return mail


def held_password(program: Program, folder: Path) -> str:
    mail = ingest(
        program,
        write_mail(
            folder,
            "verify",
            sender="noreply@portal.example",
            Subject="Confirm your email address",
            text=PASSWORD,
        ),
    )
    assert mail["rule"] == "verification_mail"
    return str(mail["id"])


def test_a_block_is_rehearsed_added_listed_and_removed(program: Program, tmp_path: Path) -> None:
    assert program.read("blocks", "list") == {"blocks": []}
    rehearsed = program.read("blocks", "add", CAROL.upper(), "--reason", "floods us", "--dry-run")
    assert (rehearsed["added"], rehearsed["block"]["pattern"]) == (False, CAROL)
    assert program.read("blocks", "list") == {"blocks": []}
    assert "is blocked (mail)" in program.done("blocks", "add", CAROL, "--reason", "floods us")
    (one,) = program.read("blocks", "list")["blocks"]
    assert (one["kind"], one["reason"]) == ("mail", "floods us")
    mail = ingest(program, write_mail(tmp_path, "printer"))
    assert (mail["end_state"], mail["rule"]) == ("quarantined", "blocked_sender")
    assert program.read("outbox", "list") == {"notices": []}
    assert program.read("blocks", "remove", CAROL, "--dry-run")["removed"] is False
    assert program.read("blocks", "remove", CAROL)["removed"] is True
    assert program.run("blocks", "remove", CAROL).exit_code == ExitCode.NOT_FOUND
    assert program.read("quarantine", "replay", str(mail["id"]))["end_state"] == "incident"
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        rows = connection.execute("SELECT name, detail FROM audit_rows").fetchall()
    connection.close()
    told = [(name, detail) for name, detail in rows if name.startswith("address_")]
    assert [name for name, _ in told] == ["address_blocked", "address_unblocked"]
    assert CAROL not in str(told), "audit rows hold no address"


def test_a_domain_is_blocked_for_answers_alone(program: Program, tmp_path: Path) -> None:
    program.done("blocks", "add", "@customer.example", "--answers")
    mail = ingest(program, write_mail(tmp_path, "printer"))
    assert mail["end_state"] == "incident"
    kinds = {one["kind"] for one in program.read("outbox", "list")["notices"]}
    assert kinds == {"agent_notice"}


@pytest.mark.parametrize(
    "pattern", ["bob@helpdesk.example", "support@helpdesk.example", "@helpdesk.example"]
)
def test_nobody_of_us_is_blocked(program: Program, pattern: str) -> None:
    program.done("agents", "add", "bob@helpdesk.example")
    result = program.run("blocks", "add", pattern)
    assert result.exit_code == ExitCode.PERMANENT
    assert "cannot be blocked" in result.stderr


@pytest.mark.parametrize("pattern", ["", "carol", "@", "a@b@c", "@x y", "a@x.example, b@x.example"])
def test_what_is_no_address_and_no_domain_is_wrong_usage(program: Program, pattern: str) -> None:
    assert program.run("blocks", "add", pattern).exit_code == ExitCode.USAGE


def test_a_blocked_mail_can_be_released(program: Program, tmp_path: Path) -> None:
    program.done("blocks", "add", CAROL)
    number = str(ingest(program, write_mail(tmp_path, "printer"))["id"])
    released = program.read("quarantine", "release", number)
    assert released["end_state"] == "incident"
    assert program.read("audit", "mail")["clean"]


def test_a_held_mail_becomes_a_private_comment_of_the_incident_that_is_named(
    program: Program, tmp_path: Path
) -> None:
    ingest(program, write_mail(tmp_path, "printer"))
    number = held_password(program, tmp_path)
    released = program.read(
        "quarantine", "release", number, "--as", "comment", "--incident", "INC-1001"
    )
    assert (released["end_state"], released["rule"]) == ("appended", "released")
    shown = program.read("incidents", "show", "INC-1001")
    comment = next(one for one in shown["timeline"] if "123 456" in str(one.get("text")))
    assert (comment["name"], comment["public"]) == ("comment", False)
    assert {one["address"] for one in shown["participants"]} == {CAROL}
    assert "noreply@portal.example" not in {one["recipient"] for one in shown["notices"]}
    assert program.read("audit", "mail")["clean"]


def test_a_held_mail_that_names_an_incident_becomes_one_of_its_own_if_so_said(
    program: Program, tmp_path: Path
) -> None:
    ingest(program, write_mail(tmp_path, "printer"))
    path = write_mail(
        tmp_path, "again", X_Spam_Flag="YES", In_Reply_To="<printer@customer.example>"
    )
    number = str(ingest(program, path)["id"])
    released = program.read("quarantine", "release", number, "--as", "incident")
    assert (released["end_state"], released["incident"]) == ("incident", "INC-1002")
    assert program.read("incidents", "show", "INC-1002")["mentions"] == "INC-1001"


def test_a_release_names_an_incident_that_exists_and_only_with_a_comment(
    program: Program, tmp_path: Path
) -> None:
    number = held_password(program, tmp_path)
    for wrong in (
        ["--as", "comment"],
        ["--incident", "1001"],
        ["--as", "incident", "--incident", "1"],
    ):
        assert program.run("quarantine", "release", number, *wrong).exit_code == ExitCode.USAGE
    missing = program.run("quarantine", "release", number, "--as", "comment", "--incident", "7")
    assert missing.exit_code == ExitCode.NOT_FOUND
    assert program.read("quarantine", "show", number)["rule"] == "verification_mail"


@pytest.mark.parametrize("form", ["incident", "comment"])
def test_a_mail_in_an_agents_name_is_let_in_in_no_form(
    program: Program, tmp_path: Path, form: str
) -> None:
    ingest(program, write_mail(tmp_path, "printer"))
    program.done("agents", "add", "bob@helpdesk.example")
    spoofed = f"{TRUSTED}; dmarc=fail header.from=helpdesk.example"
    path = write_mail(
        tmp_path, "forged", sender="bob@helpdesk.example", Authentication_Results=spoofed
    )
    number = str(ingest(program, path)["id"])
    named = ["--incident", "1001"] if form == "comment" else []
    result = program.run("quarantine", "release", number, "--as", form, *named)
    assert result.exit_code == ExitCode.PERMANENT
    assert len(program.read("incidents", "show", "1001")["mails"]) == 1
