"""A person who stands everywhere is erased: nothing of hers is left, the desk goes on (P17)."""

import json
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.known_person import (
    CANARIES,
    DORA,
    ZELDA,
    Seeded,
    files_below,
    hits,
    rows_of,
)
from support.postgres import Postgres
from support.program import Program
from support.samples import ERIN
from support.smtp_server import SmtpServer

pytestmark = pytest.mark.dovecot


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """A server that takes everything."""
    with SmtpServer() as server:
        yield server


def seeded(folder: Path, dovecot: Dovecot, smtp: SmtpServer, **top: object) -> Seeded:
    """Return a desk that knows Zelda from everywhere."""
    desk = DeskFolder(folder, dovecot, smtp, top=top).make()
    one = Seeded(desk, Program(folder))
    one.seed()
    return one


@pytest.fixture
def known(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> Seeded:
    """The same on SQLite."""
    return seeded(tmp_path / "desk", dovecot, smtp)


def url_of(one: Seeded) -> str:
    return one.desk.settings().database_url


def run(one: Seeded, statement: str, value: object) -> object:
    """Return the first value that a statement on SQLite finds."""
    with sqlite3.connect(one.desk.database) as database:
        found = database.execute(statement, (value,)).fetchone()
    return found[0] if found else None


def test_nothing_is_left_of_an_erased_person(
    known: Seeded, caplog: pytest.LogCaptureFixture
) -> None:
    folder, maildir = known.desk.folder, known.desk.dovecot.maildir(known.desk.user)
    number = run(known, "SELECT contact_id FROM contact_addresses WHERE address = ?", ZELDA)
    run(known, "UPDATE contacts SET quiet_hours = '22:00-06:00' WHERE id = ?", number)
    before = hits(rows_of(url_of(known)))
    assert set().union(*before.values()) == set(CANARIES), "she stands everywhere"
    assert hits(files_below(maildir))
    counted = known.program.read("audit", "mail")["counts"]
    dry = known.program.read("person", "erase", ZELDA)
    assert not dry["erased"]
    assert hits(rows_of(url_of(known))) == before, "a dry run changes nothing"
    done = known.program.read("person", "erase", ZELDA, "--yes")
    assert done["left"] == []
    assert run(known, "SELECT quiet_hours FROM contacts WHERE id = ?", number) is None
    assert {name: done[name] for name in dry} == {**dry, "erased": True}, "it told the truth"
    assert done["copies_removed"] >= 4
    assert hits(rows_of(url_of(known))) == {}
    assert hits(files_below(folder)) == {}
    assert hits(files_below(maildir)) == {}
    assert hits([("log", caplog.text.encode())]) == {}
    audit = known.program.read("audit")
    assert audit["mail"]["clean"]
    assert audit["chain"]["clean"]
    counted |= {"waiting": counted["waiting"] - 1, "ignored": counted["ignored"] + 1}
    assert audit["mail"]["counts"] == counted, "counts stay; what waited is not read any more"
    assert known.program.read("person", "erase", ZELDA, "--yes")["copies_removed"] == 0


def test_others_go_on_after_somebody_is_erased(known: Seeded) -> None:
    known.program.read("person", "erase", ZELDA, "--yes")
    dora = known.program.read("incidents", "show", "INC-1002")
    assert "My screen is black." in json.dumps(dora)
    assert known.program.read("incidents", "attachments", "INC-1002")["attachments"]
    assert "Dear [erased], we look at it." in json.dumps(
        known.program.read("incidents", "show", "INC-1001")
    )
    old = known.reply_address(ZELDA, "INC-1001")
    known.take(
        known.mail(DORA, "Still black.", to=known.reply_address(DORA, "INC-1002")),
        known.hers("Me again, with another matter.", subject="Re: [INC-1001] Attic", to=old),
    )
    last, joined = known.program.read("mails", "list")["mails"][:2]
    assert {joined["incident"], last["incident"]} == {"INC-1002", "INC-1004"}
    fresh = known.program.read("incidents", "show", "INC-1004")
    assert fresh["requester"] == ZELDA, "she is a stranger who writes for the first time"
    known.program.read("person", "erase", ZELDA, "--yes")
    assert hits(rows_of(url_of(known))) == {}, "and may be erased again"


def test_an_erased_mail_that_comes_again_is_kept_by_its_hash_alone(known: Seeded) -> None:
    user, dovecot = known.desk.user, known.desk.dovecot
    taken = [content for _, content in dovecot.folder(user, "Processed")]
    first = taken[0]
    known.program.read("person", "erase", ZELDA, "--yes")
    counted = known.program.read("audit", "mail")["counts"]
    known.take(*taken)
    path = known.desk.folder / "again.eml"
    path.write_bytes(first.replace(b"\r\nFrom:", b"\r\nX-Route: backup\r\nFrom:", 1))
    (kept,) = known.program.read("ingest", path)["mails"]
    path.unlink()
    assert (kept["end_state"], kept["rule"]) == ("ignored", "erased")
    assert kept["source"] == "file"
    counts = known.program.read("audit", "mail")["counts"]
    assert counts["total"] == counted["total"] + 1
    assert hits(rows_of(url_of(known))) == {}
    assert known.program.read("person", "erase", ZELDA, "--yes")["copies_removed"] == len(taken) - 1
    assert hits(files_below(dovecot.maildir(user))) == {}


def test_a_server_that_does_not_answer_is_told_and_done_the_next_time(known: Seeded) -> None:
    maildir = known.desk.dovecot.maildir(known.desk.user)
    with known.desk.dovecot.stopped():
        result = known.program.run("person", "erase", ZELDA, "--yes", "--json")
        assert result.exit_code == 1
        assert "mailbox 'support'" in json.loads(result.stdout)["left"][0]
        assert hits(rows_of(url_of(known))) == {}, "the desk itself has forgotten"
    assert hits(files_below(maildir))
    assert known.program.read("person", "erase", ZELDA, "--yes")["left"] == []
    assert hits(files_below(maildir)) == {}


def test_what_is_stored_is_handed_out_without_notes_and_tokens(known: Seeded) -> None:
    path = known.desk.folder / "zelda.zip"
    known.program.done("person", "export", ZELDA, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(contents["person.json"])
    assert [one["reference"] for one in told["incidents"]] == ["INC-1001", "INC-1002", "INC-1003"]
    assert told["incidents"][1]["entries"] == [], "what others wrote of her stays theirs"
    everything = b"".join(contents.values()).decode("latin-1")
    assert "Dear Zelda, we look at it." in everything
    sent = [content for name, content in contents.items() if name.startswith("mails-to/")]
    assert sent
    assert all(ERIN.encode() not in one for one in sent), "what the desk tells its own stays there"
    assert "support+" not in everything
    assert "<mf." not in everything
    assert known.program.run("person", "export", ZELDA, path).exit_code == 5, "overwrites nothing"


def test_who_works_here_and_the_desk_itself_are_not_erased(known: Seeded) -> None:
    run = known.program.run
    for address in ("bob@helpdesk.example", "support@helpdesk.example"):
        assert run("person", "erase", address, "--yes").exit_code == 5, address
    assert run("person", "erase", "nobody@branch.example", "--yes").exit_code == 4
    ivan = known.program.read("person", "erase", "ivan@helpdesk.example", "--yes")
    assert ivan["erased"]
    assert "ivan" not in json.dumps(known.program.read("agents", "list"))


def test_a_restored_backup_brings_nobody_back(known: Seeded) -> None:
    database, backup = known.desk.database, known.desk.folder / "backup.db"
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(backup)) as copy:
        live.backup(copy)
    known.program.read("person", "erase", ZELDA, "--yes")
    assert known.program.read("person", "again")["addresses"] == [], "nothing was restored yet"
    backup.replace(database)
    assert hits(rows_of(url_of(known)))
    dry = known.program.read("person", "again")
    assert (dry["addresses"], dry["erased"]) == ([ZELDA], False)
    assert "person again" in known.program.run("doctor", "--offline").output
    known.program.read("person", "again", "--yes")
    assert hits(rows_of(url_of(known))) == {}
    assert hits(files_below(known.desk.folder)) == {}
    assert known.program.read("person", "again")["addresses"] == []


@pytest.mark.postgres
def test_no_row_is_left_of_her_on_postgresql(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, postgres: Postgres
) -> None:
    url = postgres.fresh_database()
    known = seeded(tmp_path / "desk", dovecot, smtp, database_url=url)
    assert set().union(*hits(rows_of(url)).values()) == set(CANARIES)
    done = known.program.read("person", "erase", ZELDA, "--yes")
    assert (done["left"], len(done["advice"])) == ([], 1)
    assert "VACUUM" in done["advice"][0]
    assert hits(rows_of(url)) == {}
    assert known.program.read("audit")["chain"]["clean"]


def test_who_was_merged_into_her_goes_with_her(known: Seeded) -> None:
    known.program.done("contacts", "add", "ululating@branch.example", "--name", "Tangerine Dynamo")
    known.program.done("contacts", "merge", "ululating@branch.example", ZELDA)
    known.program.read("person", "erase", ZELDA, "--yes")
    assert hits(rows_of(url_of(known))) == {}
    assert known.program.read("contacts", "show", DORA)["active"], "others are left alone"
