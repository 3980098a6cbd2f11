"""Golden bounces, and mails of people about bounces."""

import tomllib
from pathlib import Path

import pytest

from mailflow.adapters.parser import read_mail

FOLDER = Path(__file__).resolve().parents[1] / "data/mail/bounces"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
BOUNCES = [name for name, row in EXPECTED.items() if row.get("bounce", True)]


@pytest.mark.parametrize("name", BOUNCES)
def test_a_golden_bounce_names_whom_it_did_not_reach(name: str) -> None:
    expected = EXPECTED[name]
    report = read_mail((FOLDER / f"{name}.eml").read_bytes()).delivery_report
    assert report is not None
    failing = [one for one in report.recipients if one.action in {"failed", "delayed"}]
    assert sorted(one.address for one in failing) == sorted(expected["failed"])
    assert any(one.permanent for one in failing) is expected["hard"]
    assert list(report.returned_message_ids) == expected["returned"]


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - set(BOUNCES)))
def test_a_mail_about_a_bounce_is_none(name: str) -> None:
    assert read_mail((FOLDER / f"{name}.eml").read_bytes()).delivery_report is None


def test_every_golden_bounce_has_an_expectation_and_a_reason() -> None:
    files = {path.stem for path in FOLDER.glob("*.eml")}
    reasons = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert files == set(EXPECTED)
    assert {name for name in files if f"`{name}.eml`" not in reasons} == set()
