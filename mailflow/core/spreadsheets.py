"""Cells for spreadsheets: no text is taken for a formula (OWASP, "CSV Injection")."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Also in their wide forms, which some programs take for the same."""

Cell = str | int | float | None


def safe_cell(value: Cell) -> Cell:
    """Return a cell as it may be written: an apostrophe makes text of what looks like a formula.

    Numbers stay numbers.
    """
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip(" ").startswith(FORMULA_STARTS) else value


def comma_separated(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as RFC 4180 wants them."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(one) for one in row])
    return target.getvalue()
