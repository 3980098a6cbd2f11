"""What several integration tests are given: the command line on a fresh desk of its own."""

from pathlib import Path

import pytest
from support.program import Program, copy_program, make_program


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return a desk that is only copied, made once."""
    return make_program(tmp_path_factory.mktemp("template") / "desk")


@pytest.fixture
def program(template: Program, tmp_path: Path) -> Program:
    """Return the program of a desk that nobody has used."""
    return copy_program(template, tmp_path / "desk")
