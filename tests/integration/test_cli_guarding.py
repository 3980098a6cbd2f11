"""What guards the desk, by the command line: audit chains, security events, keys."""

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from support.program import TRUSTED, Program, write_mail
from support.stores import NOW

from mailflow.adapters.store.database import open_store
from mailflow.adapters.tokens import MAXIMUM_KEY_ID, load_keys, rotate_keys
from mailflow.cli.exit_codes import ExitCode
from mailflow.containing import LOOK_FAILED
from mailflow.core.records import SecurityEvent

SPOOFED = f"{TRUSTED}; dmarc=fail header.from=helpdesk.example"


def test_audit_alone_proves_mail_and_chain(program: Program, tmp_path: Path) -> None:
    program.done("ingest", write_mail(tmp_path, "printer"))
    program.run("work", "--once")  # there is no SMTP server; what matters is the clock
    found = program.read("audit")
    assert (found["mail"]["clean"], found["chain"]["clean"]) == (True, True)
    assert found["chain"]["counts"]["seals"] == 1, "the worker seals at its first look at the clock"
    assert program.read("audit", "chain") == found["chain"]
    assert "as it was written" in program.done("audit")


def test_audit_names_a_row_that_was_changed(program: Program, tmp_path: Path) -> None:
    program.done("ingest", "--process", write_mail(tmp_path, "printer"))
    with sqlite3.connect(program.folder / "mailflow.db") as connection:
        connection.execute("UPDATE audit_rows SET name = 'other' WHERE id = 1")
    connection.close()
    result = program.run("audit")
    assert result.exit_code == ExitCode.FOUND_PROBLEMS
    assert "audit row 1 " in result.stdout
    assert program.run("audit", "mail").exit_code == ExitCode.FINE
    assert program.run("audit", "chain").exit_code == ExitCode.FOUND_PROBLEMS


def test_security_events_are_listed_with_their_mail(program: Program, tmp_path: Path) -> None:
    path = write_mail(
        tmp_path, "spoofed", sender="bob@helpdesk.example", Authentication_Results=SPOOFED
    )
    (mail,) = program.read("ingest", "--process", path)["mails"]
    events = program.read("security", "list")["events"]
    assert {one["event"] for one in events} == {"agent_unauthenticated", "sender_disproven"}
    assert {one["mail_id"] for one in events} == {mail["id"]}
    (only,) = program.read("security", "list", "--event", "sender_disproven")["events"]
    assert only["event"] == "sender_disproven"
    assert "agent_unauthenticated" in program.done("security", "list")
    store = open_store(f"sqlite:///{program.folder / 'mailflow.db'}")
    with store.begin() as work:
        detail = {"version": "3", "reason": "its bytes are cut short"}
        work.audit.add_security_event(SecurityEvent("classifier_refused", NOW, detail=detail))
    store.close()
    assert "version 3, reason its bytes are cut short" in program.done("security", "list")


def test_what_fails_at_looks_of_the_clock_is_a_warning_while_it_lasts(program: Program) -> None:
    store, now = open_store(f"sqlite:///{program.folder / 'mailflow.db'}"), datetime.now(UTC)
    with store.begin() as work:
        for minutes, error in (
            (120, "ConflictError"),
            (61, "ConflictError"),
            (0, "RenderingError"),
        ):
            detail = {"look": "absence", "error": error}  # each hour the same one
            event = SecurityEvent(LOOK_FAILED, now - timedelta(minutes=minutes), detail=detail)
            work.audit.add_security_event(event)
    store.close()
    said = " ".join(program.read("doctor", "--offline")["warnings"])
    assert "absence: 1 failed alone at the last looks of the clock, at last with Render" in said


def test_a_new_key_leaves_the_tokens_of_the_one_before_valid(program: Program) -> None:
    folder = program.folder / "keys"
    token = load_keys(folder).reply_tokens.mint(1001, 7, 9)
    assert program.read("keys", "rotate", "--dry-run")["changed"] is False
    assert program.read("keys", "rotate") == {"key": 2, "retired": [], "changed": True}
    both = load_keys(folder).reply_tokens
    assert both.read(token) is not None
    assert both.signing_key_id == 2
    assert [one["id"] for one in program.read("keys", "list")["keys"]] == [2, 1]
    assert program.read("audit", "chain")["clean"]


def test_a_key_is_not_removed_while_its_tokens_are_valid(program: Program) -> None:
    folder = program.folder / "keys"
    program.done("keys", "rotate")
    refused = program.run("keys", "rotate")
    assert refused.exit_code == ExitCode.PERMANENT
    assert "tokens of key 1 are valid until" in refused.stderr
    made = folder / "reply-token-2.key"
    os.utime(made, (0, 0))  # long ago
    assert program.read("keys", "rotate") == {"key": 3, "retired": [1], "changed": True}
    assert made.stat().st_mode & 0o777 == 0o600


def test_key_ids_go_round_and_nothing_but_the_newest_signs(tmp_path: Path) -> None:
    from mailflow.adapters.tokens import create_keys  # noqa: PLC0415

    create_keys(tmp_path)
    seen = [rotate_keys(tmp_path)[0] for _ in range(MAXIMUM_KEY_ID + 3)]
    assert seen == [*range(2, MAXIMUM_KEY_ID + 1), 0, 1, 2, 3]
    assert load_keys(tmp_path).reply_tokens.signing_key_id == 3
    assert sorted(load_keys(tmp_path).reply_tokens.keys) == [2, 3]
    assert create_keys(tmp_path) == ()
