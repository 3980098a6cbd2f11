"""Promise P3: kill -9 at any instant loses nothing, doubles nothing, and needs no hand after.

MAILFLOW_KILLS says how many workers are killed on each database; unless it is set 10 are on
SQLite and 3 on PostgreSQL.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.killing import Killing
from support.smtp_server import SmtpServer
from support.stores import SQL_KINDS
from support.worker_process import FILES_AWAY_FIRST

KILLS = {
    name: int(os.environ.get("MAILFLOW_KILLS", few))
    for name, few in (("sqlite", "10"), ("postgres", "3"))
}
SEED = 20261124
log = logging.getLogger(__name__)
pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(120 + 12 * max(KILLS.values()))]


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """Return a server that takes everything."""
    with SmtpServer() as server:
        yield server


@pytest.fixture(params=SQL_KINDS)
def database(request: pytest.FixtureRequest) -> str:
    """Return the kind of database of this run."""
    kind: str = request.param
    return kind


@pytest.fixture
def desk(
    request: pytest.FixtureRequest,
    database: str,
    dovecot: Dovecot,
    smtp: SmtpServer,
    tmp_path: Path,
) -> DeskFolder:
    """Return a fresh desk on this database."""
    top: dict[str, object] = {}
    if database == "postgres":
        top["database_url"] = request.getfixturevalue("postgres").fresh_database()
    many = {"acknowledgements_per_served_domain_hour": 100_000}
    return DeskFolder(tmp_path / "desk", dovecot, smtp, limits=many, top=top).make()


def test_killed_workers_lose_nothing_and_double_nothing(desk: DeskFolder, database: str) -> None:
    """Every mail has its one end, every new one its one incident and at most one answer."""
    kills = KILLS[database]
    harness = Killing(desk, kills, SEED)
    harness.run()
    assert len(harness.left) == kills
    assert harness.complaints() == []
    assert harness.told_unknown() == harness.unknown
    for number, left in enumerate(harness.left, start=1):
        log.info("kill %s left %s", number, left)
    log.info("done in %.1f s, %s unknown", harness.recovery_seconds, harness.unknown)


def test_a_worker_that_files_away_first_loses_mails_when_it_is_killed(desk: DeskFolder) -> None:
    """The harness has teeth: with the commit moved behind the flag it reports losses."""
    harness = Killing(
        desk, 1, SEED, FILES_AWAY_FIRST, moments=("filed",), longest_delay=0, handfuls=3
    )
    harness.run()
    assert any("stored 0 times" in one for one in harness.complaints())
