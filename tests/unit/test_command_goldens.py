"""Command blocks as real mail programs wrap them: nothing of a value becomes the answer."""

from pathlib import Path

import pytest

from mailflow.adapters.markup import html_to_text
from mailflow.adapters.parser import read_mail
from mailflow.core.commands import AGENT_RULES, Block, parse
from mailflow.core.commands.cutting import whole_lines
from mailflow.core.quoting import new_text

FOLDER = Path(__file__).parents[1] / "data" / "mail" / "commands"
WIRED = (
    "Moved the scanner to the wired network and gave it a fixed address, since the radio in that"
    " corner of the building is too weak."
)
INDENTED = (
    "Moved the scanner to the wired network, since the radio in\nthat corner of the building is too"
    " weak.\nIt has the address of the old fax now."
)
QUICK = "Hello Carol, it is quick again."

GOOD = {
    "thunderbird_flowed": ([("resolution", WIRED), ("close", "")], "Hello Carol,"),
    "outlook_html": (
        [
            ("resolution", f"{WIRED}\nIt has the address of the old fax now."),
            ("tag", "+scanner"),
        ],
        QUICK,
    ),
    "apple_quoted_printable": ([("resolution", WIRED), ("close", "")], QUICK),
    "mutt_indented": (
        [
            ("resolution", INDENTED),
            ("close", ""),
        ],
        QUICK,
    ),
    "phone_one_line": (
        [("assign", "me"), ("pending", "customer 2d")],
        "Hello Carol, can you try the long contract again?",
    ),
}


def block_of(name: str) -> Block:
    mail = read_mail((FOLDER / f"{name}.eml").read_bytes())
    return parse(new_text(mail.text).text, AGENT_RULES, 10)


@pytest.mark.parametrize("name", GOOD)
def test_values_are_whole_and_the_answer_begins_behind_them(name: str) -> None:
    commands, begins = GOOD[name]
    block = block_of(name)
    assert not block.problems
    assert [(one.name, one.value) for one in block.commands] == commands
    assert block.rest.strip().startswith(begins)
    assert "Carol." not in block.rest


def test_a_line_cut_without_a_sign_is_refused_and_its_rest_is_no_answer() -> None:
    block = block_of("gmail_cut")
    assert [str(one.reason) for one in block.problems] == ["maybe_cut"]


def test_the_html_beside_a_cut_line_shows_it_whole() -> None:
    mail = read_mail((FOLDER / "gmail_cut.eml").read_bytes())
    whole = whole_lines(html_to_text(mail.html))
    block = parse(new_text(mail.text).text, AGENT_RULES, 10, whole)
    assert [(one.name, one.value.split()[-2:]) for one in block.commands] == [
        ("cause", ["corner", "restarted."])
    ]
    assert block.rest.strip() == QUICK


def test_every_golden_is_tried() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == {*GOOD, "gmail_cut"}
