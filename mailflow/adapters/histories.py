"""Labelled history in files (JSON lines or CSV, packed or not), as examples of the desk."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from classifiers.datasets import ABSENT
from classifiers.errors import BadDatasetError
from classifiers.row_files import plain, rows_of
from mailflow.core.histories import HistoryReader, HistoryRow, told
from mailflow.core.training_data import ImportedExample
from mailflow.errors import ImportedRowsError

MOST_OF_HEAD = 200


def read_history(
    path: Path, categories: Mapping[str, object], renamed: Mapping[str, str]
) -> tuple[tuple[ImportedExample, ...], int]:
    """Return the examples of a file, and how many rows have no label.

    ImportedRowsError tells every problem at once, where there is any.
    """
    reader = HistoryReader(categories, renamed)
    try:
        found = reader.read(_rows(path))
    except BadDatasetError as error:
        raise ImportedRowsError((str(error),)) from error
    if not (found or reader.problems):
        there = ", ".join(sorted(reader.columns))[:MOST_OF_HEAD] or "none"
        reader.problems.append(
            f"no row has a category, an urgency or an impact; its columns: {there}"
        )
    if reader.problems:
        raise ImportedRowsError(tuple(f"{path.name}: {one}" for one in told(reader.problems)))
    return found, reader.without_label


def _rows(path: Path) -> Iterator[HistoryRow]:
    for row in rows_of(path):
        place, given = f"{path.name}, {row.place}", row.cells.items()
        cells = {name: value for name, value in given if not isinstance(value, list | dict)}
        texts = {name: plain(value, f"{place}: {name!r}") for name, value in cells.items()}
        known = {name: "" if _is_absent(one) else one for name, one in texts.items()}
        yield HistoryRow(row.number, row.place, known)


def _is_absent(cell: str) -> bool:
    return cell.strip().casefold() in ABSENT


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, by which it is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
