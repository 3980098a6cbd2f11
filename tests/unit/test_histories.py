"""Labelled history from elsewhere: every problem at once, categories as the desk names them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailflow.adapters.histories import read_history
from mailflow.core.nights import due_night
from mailflow.core.training_data import ImportedExample, row_of_import
from mailflow.core.training_parts import groups
from mailflow.errors import ImportedRowsError
from mailflow.identity import Desk
from mailflow.sections import Learning
from mailflow.settings import Settings
from models.enums import Level

CATEGORIES = {"printing": None, "big_room": None}
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    text = (
        "Title;Description;Category;Urgency;Requester;Date;Colour\n"
        "No paper;The printer\nis empty;Printing;high;Ann@Customer.example;2026-03-02;red\n"
        ";Screen is dark;Big Room;;;;\n"
        "Nothing;at all;;;;;\n"
    ).replace("The printer\nis empty", '"The printer\nis empty"')
    found, unlabelled = read_history(write(tmp_path, "old.csv", text), CATEGORIES, {})
    first = ImportedExample(
        0,
        2,
        "No paper\n\nThe printer\nis empty",
        "printing",
        Level.HIGH,
        requester="ann@customer.example",
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert found == (first, ImportedExample(0, 3, "Screen is dark", "big_room"))
    assert unlabelled == 1
    row = row_of_import(first, MOMENT, "ab" * 32)
    assert (row.text, row.identifier) == (
        "No paper\n\nThe printer\nis empty",
        "import-abababababab-2",
    )


def test_json_lines_are_read_alike_and_names_may_be_mapped(tmp_path: Path) -> None:
    rows = [
        {"text": "no toner", "category": "Drucker", "conversation": 7},
        {"text": "x", "urgency": "low"},
    ]
    path = write(tmp_path, "old.jsonl", "\n".join(map(json.dumps, rows)))
    found, _ = read_history(path, CATEGORIES, {"drucker": "printing"})
    assert [(one.category, one.urgency) for one in found] == [("printing", None), (None, Level.LOW)]
    assert [row_of_import(one, MOMENT, "cd" * 32).group for one in found] == [
        "import-cdcdcdcdcdcd-conversation 7",
        "import-cdcdcdcdcdcd-2",
    ]


def test_rows_are_known_by_their_file_and_conversations_by_their_name(tmp_path: Path) -> None:
    """A number given twice hands nothing down; conversation 2 is not the row 2."""
    text = "text,category,conversation\n" + "".join(f"a{n},printing,{n}\n" for n in range(1, 9))
    found, _ = read_history(write(tmp_path, "old.csv", text), CATEGORIES, {})
    rows = [row_of_import(one, MOMENT, "ab" * 32) for one in found]
    assert len(groups(rows)) == 8
    other = row_of_import(found[0], MOMENT, "cd" * 32)
    assert other.identifier != rows[0].identifier


def test_what_tables_write_for_nothing_is_nothing(tmp_path: Path) -> None:
    text = "text,category,urgency\nNaN,printing,\nno toner,nan,nan\nno toner,printing,NaN\n"
    with pytest.raises(ImportedRowsError, match="row 2: neither text"):
        read_history(write(tmp_path, "old.csv", text), CATEGORIES, {})
    found, unlabelled = read_history(
        write(tmp_path, "old.csv", text.replace("NaN,p", "dark,p")), CATEGORIES, {}
    )
    assert ([one.category for one in found], unlabelled) == (["printing", "printing"], 1)


def test_a_problem_names_its_file_and_is_of_bounded_length(tmp_path: Path) -> None:
    path = write(tmp_path, "old.csv", f"text,category\na,{'c' * 100_000}\n")
    with pytest.raises(ImportedRowsError) as caught:
        read_history(path, CATEGORIES, {})
    (told,) = caught.value.problems
    assert told.startswith("old.csv: category 'ccc")
    assert len(told) < 400
    with pytest.raises(ImportedRowsError, match="its columns: label, text"):
        read_history(write(tmp_path, "new.csv", "text,label\na,printing\n"), CATEGORIES, {})


def test_every_problem_is_told_at_once_and_nothing_is_kept(tmp_path: Path) -> None:
    text = "text,category,urgency,date\n,printing,,\na,coffee,,\nb,coffee,now,\nc,printing,,soon\n"
    with pytest.raises(ImportedRowsError) as caught:
        read_history(write(tmp_path, "old.csv", text), CATEGORIES, {})
    told = caught.value.problems
    assert len(told) == 4
    for word in ("row 2: neither", "row 4: urgency 'now'", "row 5: 'soon'", "'coffee' (2 rows)"):
        assert any(word in one for one in told)


def test_reading_ends_where_there_are_too_many_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row after the last one allowed is damaged, and not reached."""
    monkeypatch.setattr("mailflow.core.histories.MOST_ROWS", 3)
    text = 'text,category\n"a\nb",printing\n' + "c,printing\n" * 3
    with pytest.raises(ImportedRowsError) as caught:
        read_history(write(tmp_path, "old.csv", text + "damaged\n"), CATEGORIES, {})
    assert caught.value.problems == ("old.csv: row 5, line 6: there are more than 3 rows",)


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "no row"), ("text,category\na\n", "cells"), ("text,other\na,b\n", "no row has")],
)
def test_a_file_without_rows_to_learn_from_is_refused(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(ImportedRowsError, match=word):
        read_history(write(tmp_path, "old.csv", text), CATEGORIES, {})


@pytest.mark.parametrize(
    ("at", "zone", "now", "night"),
    [
        ("", "UTC", "03:30", None),
        ("03:30", "UTC", "03:29", None),
        ("03:30", "UTC", "03:30", "2026-03-02"),
        ("03:30", "UTC", "09:29", "2026-03-02"),
        ("03:30", "UTC", "09:30", None),
        ("23:00", "UTC", "01:00", "2026-03-01"),
        ("03:30", "Europe/Berlin", "02:30", "2026-03-02"),
    ],
)
def test_a_night_begins_at_the_hour_of_the_settings_and_lasts_six(
    at: str, zone: str, now: str, night: str | None
) -> None:
    settings = Settings(desk=Desk(time_zone=zone), classifier=Learning(retrain_at=at))
    hour, minute = map(int, now.split(":"))
    assert due_night(settings, MOMENT.replace(hour=hour, minute=minute)) == night
