"""Fixtures that every test may ask for."""

from collections.abc import Iterator

import pytest
from support import postgres as postgresql
from support.dovecot import NEEDED, Dovecot
from support.requirements import require


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Return a running Dovecot of this test session; take a user name that is yours alone."""
    require(Dovecot.installed(), NEEDED)
    with Dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgresql.Postgres]:
    """Return a running PostgreSQL of this test session; take a fresh database that is yours."""
    require(postgresql.Postgres.installed(), postgresql.NEEDED)
    with postgresql.Postgres() as server:
        yield server
