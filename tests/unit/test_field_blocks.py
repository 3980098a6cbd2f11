"""Blocks of `Field: value` lines."""

import time

import pytest

from mailflow.core.field_blocks import written_fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Status: open\nOwner: ann\n\nIt goes on.", {"Status": "open", "Owner": "ann"}),
        ("\n\nStatus: open\nIt goes on.", {"Status": "open"}),
        (
            "It goes on.\n\nProject : north\nDue date:2026-12-01",
            {"Project": "north", "Due date": "2026-12-01"},
        ),
        ("It goes on.\nPriority: high\n", {"Priority": "high"}),
        ("Status: open\n\nIt goes on.\n\nOwner: ann", {"Status": "open", "Owner": "ann"}),
        ("It goes on.\n\nPriority: high\nPriority: low", {"Priority": "high"}),
        ("Priority: high\n\nIt goes on.\n\nPRIORITY: low", {"Priority": "high"}),
        (
            "CF.{Floor, room}: 3 : 14\nCustomField.{a:b}: c",
            {"CF.{Floor, room}": "3 : 14", "CustomField.{a:b}": "c"},
        ),
        (
            "x y z.\n\nPriorität: hoch\nCatégorie : réseau",
            {"Priorität": "hoch", "Catégorie": "réseau"},
        ),
        ("It goes on.\n\nOwner: ann\n\nKind regards,\nBob", {"Owner": "ann"}),
        (
            "It goes on.\n\nResolution: new cable\n   and a new plug\nOwner: ann",
            {"Resolution": "new cable and a new plug", "Owner": "ann"},
        ),
        ("Due:\n\nIt goes on.", {"Due": ""}),
    ],
)
def test_a_block_is_read_as_it_is_written(text: str, expected: dict[str, str]) -> None:
    assert dict(written_fields(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It goes on.",
        "See https://example.org/a\nhttp://example.org/b",
        "Yes.\n\nOwner: ann\n\nAnd this sentence is far too long to be a closing.",
        "At 12:30 it stopped.\n\n10:45 it began again.",
    ],
)
def test_prose_is_no_block(text: str) -> None:
    assert written_fields(text) == ()


@pytest.mark.parametrize("part", ["a" * 50 + " ", "a: ", "{", "a{b", "Status: x\n", "  \n", "a.{"])
def test_hostile_text_takes_no_time(part: str) -> None:
    start = time.process_time()
    written_fields(part * (1_000_000 // len(part)))
    assert time.process_time() - start < 2
