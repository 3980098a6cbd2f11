"""Lines that were cut inside words are joined again."""

import pytest

from mailflow.core.flowed import unfolded_commands, unfolded_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  \nb\n\nc", "a b\n\nc"),
        ("https://example.org/a/ \nb", "https://example.org/a/b"),
        ("> a  \n> b\nc", "> a b\nc"),
        ("> a \n>> b", "> a\n>> b"),  # another depth is another paragraph
        ("a \n-- \nAnn \nLee", "a\n-- \nAnnLee"),
        (" > stuffed\n From here", "> stuffed\nFrom here"),
        ("a ", "a"),
        ("\n\n", "\n\n"),
        ("", ""),
    ],
)
def test_paragraphs_become_lines(text: str, expected: str) -> None:
    assert unfolded_lines(text) == expected


@pytest.mark.parametrize("unit", ["a \n", "> \n", ">", "> a \n"])
@pytest.mark.timeout(10)
def test_joining_takes_linear_time(unit: str) -> None:
    assert len(unfolded_lines(unit * (2_000_000 // len(unit)))) <= 2_100_000


LONG = "#resolution a line that a program has cut at its width "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"\n{LONG}\nand this is its rest\n\nHello \nAnn",
            f"\n{LONG}and this is its rest\n\nHello \nAnn",
        ),
        (f"{LONG}\n#take", f"{LONG.rstrip()}\n#take"),  # the next line is a command of its own
        ("#take \nHello Ann", "#take\nHello Ann"),  # a blank left by hand
        (f"{LONG}\n stuffed", f"{LONG}stuffed"),
        (f"{LONG}\n\nHello", f"{LONG.rstrip()}\n\nHello"),
        ("", ""),
    ],
)
def test_only_cut_commands_become_lines_where_blanks_stay(text: str, expected: str) -> None:
    assert unfolded_commands(text) == expected


@pytest.mark.parametrize("unit", [LONG + "\n", "#a\n", " \n"])
@pytest.mark.timeout(10)
def test_joining_commands_takes_linear_time(unit: str) -> None:
    assert len(unfolded_commands(unit * (2_000_000 // len(unit)))) <= 2_100_000
