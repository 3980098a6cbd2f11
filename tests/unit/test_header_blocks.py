"""Header blocks inside a body."""

import pytest

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


@pytest.mark.parametrize("lines", [["From: the cellar", "it is wet"], ["To: do", "Date: today"]])
def test_chance_text_is_no_block(lines: list[str]) -> None:
    assert find_block(lines, 0) is None


def test_separators_have_rules_and_forward_markers_need_none() -> None:
    assert is_separator("-----Original Message-----")
    assert not is_separator("original message")
    assert is_forward_marker("Begin forwarded message:")
    assert is_forward_marker("---------- Weitergeleitete Nachricht ---------")
