"""Promise P3: kill -9 at any instant loses nothing, doubles nothing, and needs no hand after.

The short form; `make kill` kills a hundred workers on each database.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.kill_moments import MOMENTS, Watch
from support.kill_program import UNLIMITED
from support.kill_summary import as_text, summarise
from support.killing import Kill, Killing
from support.killing_looks import LookKilling
from support.smtp_server import SmtpServer
from support.stores import SQL_KINDS
from support.worker_process import FILES_AWAY_FIRST

CHAINS = {"sqlite": (5, 5), "postgres": (5,)}
"""How many workers are killed before one may recover, in each turn. On PostgreSQL there is one
turn, since a recovery waits for the leases of the dead, which last 20 seconds."""
ORDERS = {
    "sqlite": tuple(MOMENTS),
    "postgres": ("transmitting", "sent", "processed", "deciding", "stored"),
}
"""On PostgreSQL those come first that leave leases, so that the others pass while these last."""
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
    harness = Killing(
        desk, len(chain), SEED, chain, moments=ORDERS[database], command_every=sum(chain)
    )
    harness.run()
    summary = summarise(harness, database)
    log.info("%s", as_text(summary))
    assert summary.problems == ()
    assert {one.moment for one in summary.moments} == set(ORDERS[database])
    assert summary.in_work == sum(chain)
    assert summary.recoveries.number == len(chain)
    assert (summary.lost, summary.second_incidents, summary.acknowledgements_at_most) == (0, 0, 1)
    assert summary.audits_clean == summary.audits >= summary.kills + len(chain)


def test_workers_killed_amid_looks_of_the_clock_tell_everybody_once(desk: DeskFolder) -> None:
    """What falls due is told to each person once, whatever the worker was about when it died."""
    harness = LookKilling(desk, 2, SEED)
    harness.run()
    summary = harness.summary("some")
    assert (summary.problems, summary.while_deciding) == ((), 1)
    assert summary.tellings >= 60
    told, lost = next(iter(harness.wanted)), (1, 1, "response")
    harness.wanted.update((lost,))
    harness.wanted.subtract((told,))
    assert "\n  PROBLEM: (1, 0, 'response'): 1 too few\n" in harness.summary("some").as_text()
    assert len(harness.complaints()) == 4


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
    assert "NOT EVERY PROMISE HOLDS" in as_text(summary)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_does_not_hold_is_a_problem_of_the_summary(desk: DeskFolder) -> None:
    """A late recovery, an audit that is not clean, kills that met nothing, notices not told."""
    harness = Killing(desk, 1, SEED)
    with desk.store() as store, Watch(desk, store) as watch:
        idle = watch.progress()
    harness.kills += [Kill(name, False, False, idle) for name in ("deciding", "transmitting")]
    harness.recoveries += [29.9, 30.1]
    harness.audits, harness.dirty = 2, {"kill 1": "audit after kill 1: mail 1 has no end"}
    (desk.folder / "worker.log").write_text("2 notices may or may not have been sent\n")
    summary = summarise(harness, "idle", "the worker ended with 1")
    assert (summary.in_work, summary.audits_clean) == (0, 1)
    assert summary.problems == (
        "the worker ended with 1",
        "audit after kill 1: mail 1 has no end",
        "recovery 2 took 30.1 s, must be 30 at most",
        "0 notices are unknown, 2 were told",
        "none of the 1 kills at the moment 'deciding' met mails in work",
        "none of the 1 kills at the moment 'transmitting' met mails in work",
        "no kill met a transaction that decides",
        "no kill fell between the mark before DATA and the outcome",
    )
