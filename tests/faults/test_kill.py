"""Promise P3: kill -9 at any instant loses nothing, doubles nothing, and needs no hand after.

The short form; `make kill` kills a hundred workers on each database.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.kill_moments import MOMENTS
from support.kill_program import UNLIMITED
from support.kill_summary import as_text, summarise
from support.killing import Killing
from support.smtp_server import SmtpServer
from support.stores import SQL_KINDS
from support.worker_process import FILES_AWAY_FIRST

CHAINS = {"sqlite": (2,) * 5, "postgres": (7,)}
"""How many workers are killed before one may recover, in each turn. On PostgreSQL there is one
turn, since a recovery waits for the leases of the dead, which last 20 seconds."""
SEED = 20261124
log = logging.getLogger(__name__)
pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(180)]


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
    return DeskFolder(tmp_path / "desk", dovecot, smtp, limits=UNLIMITED, top=top).make()


def test_killed_workers_lose_nothing_and_double_nothing(desk: DeskFolder, database: str) -> None:
    """Every mail has its one end, every new one its one incident and at most one answer.

    After each kill the audit is clean, and what was in work and new mail is done in 30 seconds.
    """
    chain = CHAINS[database]
    harness = Killing(desk, len(chain), SEED, chain)
    harness.run()
    summary = summarise(harness, database)
    log.info("%s", as_text(summary))
    assert summary.problems == ()
    assert {one.moment for one in summary.moments} == set(MOMENTS)
    assert summary.in_work == sum(chain)
    assert summary.recoveries.number == len(chain)
    assert (summary.lost, summary.second_incidents, summary.acknowledgements_at_most) == (0, 0, 1)
    assert summary.audits_clean == summary.audits >= summary.kills + len(chain)


def test_a_worker_that_files_away_first_loses_mails_when_it_is_killed(desk: DeskFolder) -> None:
    """The harness has teeth: with the commit moved behind the flag it reports losses."""
    harness = Killing(
        desk,
        1,
        SEED,
        program=FILES_AWAY_FIRST,
        moments=("filed",),
        longest_delay=0,
        handfuls=3,
    )
    harness.run()
    summary = summarise(harness, "doctored")
    assert summary.lost > 0
    assert any("stored 0 times" in one for one in summary.problems)
