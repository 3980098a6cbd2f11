"""No cell of ours is a formula."""

import csv
import io

import pytest

from mailflow.core.spreadsheets import comma_separated, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1"]
)
def test_a_text_that_looks_like_a_formula_is_marked_as_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1, -0.5, None, "email", "a=b", ""])
def test_numbers_and_plain_texts_stay_what_they_are(value: str | float | None) -> None:
    assert safe_cell(value) == value


def test_rows_are_read_back_whole() -> None:
    rows = [("a,b", 'say "hi"', -3, "=x"), ("line\nbreak", None, 1.5, "é")]
    read = list(csv.reader(io.StringIO(comma_separated(rows), newline="")))
    assert read == [["a,b", 'say "hi"', "-3", "'=x"], ["line\nbreak", "", "1.5", "é"]]
