"""The measures of the house: short functions, small files, honest names."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("mailflow", "classifiers", "models", "tests", "benchmarks")
MAXIMUM_FUNCTION = 30
MAXIMUM_FILE = 400
VAGUE = {
    "utils",
    "helpers",
    "common",
    "manager",
    "handler",
    "processor",
    "service",
    "engine",
}


def files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_thirty_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {name} ({lines})"
        for path in files()
        for name, lines in functions(path)
        if lines > MAXIMUM_FUNCTION
    ]
    assert long == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAXIMUM_FILE
    }
    assert long == {}


@pytest.mark.parametrize("path", [p for p in files() if "tests" not in p.parts], ids=str)
def test_a_module_has_a_telling_name(path: Path) -> None:
    assert path.stem not in VAGUE
    assert path.stem not in sys.stdlib_module_names or path.stem.startswith("__")
