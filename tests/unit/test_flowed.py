"""Lines that were cut inside words are joined again."""

import pytest

from mailflow.core.flowed import unfolded_lines


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
