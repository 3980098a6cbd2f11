"""Forwarded mails of each language and program, read from their bytes."""

import tomllib
from pathlib import Path

import pytest

from mailflow.adapters.parser import read_mail
from mailflow.core.forwarding import embedded_mail, forwarded_mail

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "mail" / "forwards"
EXPECTED = tomllib.loads((GOLDEN / "expected.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.eml")), ids=lambda path: path.stem)
def test_a_golden_forward_reads_as_expected(path: Path) -> None:
    expected = dict(EXPECTED[path.stem])
    mail = read_mail(path.read_bytes())
    found = embedded_mail(mail, mail.text)
    assert (forwarded_mail(mail, mail.text) is not None) is expected.pop("is_forward")
    if not expected:
        return
    assert found is not None
    sender = expected.pop("sender")
    assert (found.sender.address if found.sender else "") == sender
    assert {name: getattr(found, name) for name in expected} == expected


def test_every_golden_forward_has_its_reason() -> None:
    readme = (GOLDEN / "README.md").read_text(encoding="utf-8")
    names = {path.stem for path in GOLDEN.glob("*.eml")}
    assert names == set(EXPECTED)
    assert {name for name in names if f"| `{name}.eml` |" not in readme} == set()
