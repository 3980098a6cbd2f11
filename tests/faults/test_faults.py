"""What goes wrong around a worker ends as it is promised: the short form of `make faults`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support import postgres as postgresql
from support.dovecot import Dovecot
from support.fault_rows import ROWS
from support.faulting import POSTGRES, SHORT, Row, Servers, inject
from support.requirements import require

pytestmark = [
    pytest.mark.dovecot,
    # a connection whose server dies in its first moment is left to the garbage collector
    pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning"),
]
_MARKS = {POSTGRES: pytest.mark.postgres}
_PARAMETERS = [
    pytest.param(row, id=row.fault, marks=[_MARKS[need] for need in row.needs if need in _MARKS])
    for row in ROWS
]


@pytest.fixture(scope="module")
def crashing_postgres() -> Iterator[postgresql.Postgres]:
    """Return a server that only these tests crash."""
    with postgresql.Postgres() as running:
        yield running


@pytest.fixture
def servers(request: pytest.FixtureRequest, dovecot: Dovecot) -> Servers:
    """Return the servers of this session."""
    return Servers(dovecot, lambda: request.getfixturevalue("crashing_postgres"))


@pytest.mark.parametrize("row", _PARAMETERS)
def test_a_fault_ends_as_it_is_promised(servers: Servers, row: Row, tmp_path: Path) -> None:
    """Seen from outside: mailbox, SMTP server, database, command line."""
    require(not row.missing(), row.missing())
    outcome = inject(row, servers, SHORT, tmp_path)
    assert outcome.broken == (), outcome.log


def test_a_worker_that_files_away_first_does_not_hold(servers: Servers, tmp_path: Path) -> None:
    """The harness has teeth: it sees mail that is filed away although it finds no room."""
    (row,) = (row for row in ROWS if row.fault == "disk full")
    require(not row.missing(), row.missing())
    defective = replace(SHORT, defects=("--files-away-first",))
    assert "before it was stored" in " ".join(inject(row, servers, defective, tmp_path).broken)
