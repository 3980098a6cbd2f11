"""Golden mails of programs that answer, and of people who do not."""

import tomllib
from pathlib import Path

import pytest

from mailflow.adapters.parser import read_mail
from mailflow.core.automatic import machine_mail

FOLDER = Path(__file__).resolve().parents[1] / "data/mail/automatic"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_golden_mail_is_taken_for_what_it_is(name: str) -> None:
    mail = read_mail((FOLDER / f"{name}.eml").read_bytes())
    kind = machine_mail(mail, instance_id="desk-1", is_own_message_id=lambda _: False)
    assert (kind or "") == EXPECTED[name]["kind"]


def test_every_golden_mail_has_an_expectation_and_a_reason() -> None:
    files = {path.stem for path in FOLDER.glob("*.eml")}
    reasons = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert files == set(EXPECTED)
    assert {name for name in files if f"`{name}.eml`" not in reasons} == set()
