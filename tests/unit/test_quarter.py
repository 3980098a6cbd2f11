"""The ledger of the simulated quarter is written from the documents, not from what it checks."""

import ast
from pathlib import Path

import pytest

QUARTER = Path(__file__).resolve().parents[1] / "quarter"


@pytest.mark.parametrize("name", ["walls", "rules", "life", "looks", "figures"])
def test_the_ledger_takes_nothing_from_mailflow(name: str) -> None:
    tree = ast.parse((QUARTER / f"{name}.py").read_text(encoding="utf-8"))
    imported = [one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    imported += [a.name for one in ast.walk(tree) if isinstance(one, ast.Import) for a in one.names]
    assert not [one for one in imported if one.partition(".")[0] in {"mailflow", "models"}]
