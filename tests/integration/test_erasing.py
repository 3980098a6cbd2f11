"""A person who stands everywhere is erased: nothing of hers is left, the desk goes on (P17)."""

import json
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.known_person import (
    ALIKE,
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


def test_nothing_is_left_of_an_erased_person(
    known: Seeded, caplog: pytest.LogCaptureFixture
) -> None:
    folder, maildir = known.desk.folder, known.desk.dovecot.maildir(known.desk.user)
    before = hits(rows_of(url_of(known)))
    assert set().union(*before.values()) == set(CANARIES), "she stands everywhere"
    assert hits(files_below(maildir))
    counted = known.program.read("audit", "mail")["counts"]
    dry = known.program.read("person", "erase", ZELDA)
    assert not dry["erased"]
    assert hits(rows_of(url_of(known))) == before, "a dry run changes nothing"
    done = known.program.read("person", "erase", ZELDA, "--yes")
    assert done["left"] == []
    assert done["copies_removed"] >= 4
    assert hits(rows_of(url_of(known))) == {}
    assert hits(files_below(folder)) == {}
    assert hits(files_below(maildir)) == {}
    assert hits([("log", caplog.text.encode())]) == {}
    audit = known.program.read("audit")
    assert audit["mail"]["clean"]
    assert audit["chain"]["clean"]
    assert audit["mail"]["counts"] == counted, "counts stay"
