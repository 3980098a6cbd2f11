"""Header blocks inside a body."""

import pytest

from mailflow.core.crowded_headers import parted_fields
from mailflow.core.header_blocks import find_block, is_forward_marker, is_separator, labelled


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("From: Ann", ("from", "Ann")),
        ("> From: Ann", ("from", "Ann")),
        ("*Gesendet:* Montag", ("date", "Montag")),
        ("À : Bob", ("to", "Bob")),
        ("件名：プリンター", ("subject", "プリンター")),
        ("Skype: ann", None),
        ("no label", None),
    ],
)
def test_labels_of_many_languages_are_known(line: str, expected: tuple[str, str] | None) -> None:
    assert labelled(line) == expected


def test_a_block_takes_wrapped_values_and_ends_before_the_text() -> None:
    lines = [
        "From: Somebody with a long name",
        "<somebody@x.example>",
        "",
        "Date: Monday",
        "Subject: a subject that is so long that the program wraps it",
        "in the middle",
        "",
        "Hello: this is text",
    ]
    block = find_block(lines, 0)
    assert block is not None
    assert block.value("from") == "Somebody with a long name <somebody@x.example>"
    assert block.value("subject").endswith("wraps it in the middle")
    assert block.end == 6


def test_a_block_goes_on_over_fields_that_are_not_known() -> None:
    lines = ["Von: Ann", "Zeichen: 7", "Datum: heute", "Betreff: Tür", "Komu: b@x.example", "", "x"]
    block = find_block(lines, 0)
    assert block is not None
    assert block.end == 5


def test_a_second_sender_begins_another_block() -> None:
    lines = ["From: Ann", "Date: Monday", "Subject: x", "", "From: Bob", "Date: Sunday", "To: Ann"]
    block = find_block(lines, 0)
    assert block is not None
    assert (block.end, block.value("from")) == (3, "Ann")


def test_fields_in_one_line_are_parted_up_to_the_subject() -> None:
    line = "Von: Ann <a@x.example>An: b@x.exampleGesendet: heute, 9:26 MEZBetreff: Neu: An: alle"
    assert parted_fields(line) == (
        "Von: Ann <a@x.example>",
        "An: b@x.example",
        "Gesendet: heute, 9:26 MEZ",
        "Betreff: Neu: An: alle",
    )
    assert parted_fields("To: all of you") == ("To: all of you",)


@pytest.mark.parametrize(
    "lines",
    [
        ["From: the cellar", "it is wet"],
        ["To: do", "Date: today"],
        ["From: Rome", "To: Oslo", "Date: May"],
    ],
)
def test_chance_text_is_no_block(lines: list[str]) -> None:
    assert find_block(lines, 0) is None


def test_separators_have_rules_and_forward_markers_need_none() -> None:
    assert is_separator("-----Original Message-----")
    assert not is_separator("original message")
    assert is_forward_marker("Begin forwarded message:")
    assert is_forward_marker("---------- Weitergeleitete Nachricht ---------")
    assert is_forward_marker("----- Forwarded message from Ann <ann@x.example> -----")
    assert not is_forward_marker("A forwarded message")
