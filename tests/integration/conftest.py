"""What several integration tests are given: a program on a fresh desk, and each kind of store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.program import Program, copy_program, make_program
from support.stores import KINDS, made

from mailflow.adapters.store.contract import Store, Work


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return a desk that is only copied, made once."""
    return make_program(tmp_path_factory.mktemp("template") / "desk")


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    """Return the program of a desk that nobody has used."""
    return copy_program(template, tmp_path / "desk")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Yield an empty store, of each kind by turns."""
    opened = made(request, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def work(store: Store) -> Iterator[Work]:
    """Yield a unit of work on it."""
    with store.begin() as one:
        yield one
