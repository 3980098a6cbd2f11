"""What commands print: readable for people, stable for programs, harmless for terminals."""

import json
from datetime import UTC, datetime

import pytest

from mailflow.cli.cautions import reply_address_cautions
from mailflow.cli.output import print_block, print_fields, print_json, print_table
from mailflow.cli.settings_file import toml_string
from mailflow.identity import Desk
from mailflow.settings import Settings

AT = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def test_a_table_is_plain_columns_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(("id", "subject", "at"), [(1, "Printer", AT), (12, None, None)], empty="none")
    assert capsys.readouterr().out.split("\n") == [
        "id  subject  at",
        "1   Printer  2026-11-24 12:30 UTC",
        "12",
        "",
    ]


def test_an_empty_table_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id",), [], empty="no incidents")
    assert capsys.readouterr().out == "no incidents\n"


def test_a_table_on_a_terminal_obeys_no_markup_of_a_mail(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    print_table(("subject",), [("[red]urgent[/red] [link=http://x]",)], empty="none")
    assert "[red]urgent[/red] [link=http://x]" in capsys.readouterr().out


def test_text_of_mails_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    print_block("first\n\x1b]0;title\x07second\u202e")
    print_fields([("subject", "\x1b[31m")])
    written = capsys.readouterr().out
    assert written == ("    first\n    \\x1b]0;title\\x07second\\u202e\nsubject  \\x1b[31m\n")


def test_json_is_one_document_in_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"subject": "プリンター\x9b", "at": AT})
    written = capsys.readouterr().out
    assert written.isascii()
    assert json.loads(written) == {"subject": "プリンター\x9b", "at": "2026-11-24T12:30:00+00:00"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Desk", '"Desk"'),
        ('a "b"', '"a \\"b\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ("new\nline", '"new\\u000Aline"'),
    ],
)
def test_a_name_becomes_a_toml_string(value: str, written: str) -> None:
    assert toml_string(value) == written


def cautions(**desk: object) -> str:
    return "\n".join(reply_address_cautions(Settings(desk=Desk.model_validate(desk))))


def test_a_reply_domain_of_its_own_raises_no_caution() -> None:
    assert cautions(support_address="help@corp.example", reply_domain="reply.corp.example") == ""


def test_the_corporate_domain_as_reply_domain_is_warned_of() -> None:
    assert "reply.corp.example" in cautions(support_address="help@corp.example")
    served = {"support_address": "help@desk.example", "served_domains": ["Corp.example"]}
    assert "corp.example" in cautions(**served, reply_domain="corp.example")


@pytest.mark.parametrize(("length", "warned"), [(23, False), (24, True)])
def test_a_local_part_too_long_for_a_token_is_warned_of(length: int, warned: bool) -> None:
    address = f"{'a' * length}@corp.example"
    said = cautions(support_address=address, reply_domain="reply.corp.example")
    assert ("plus_addresses = false" in said) is warned
