"""The new text of answers in each language, from each client (tests/data/mail/replies)."""

from pathlib import Path

import pytest

from mailflow.adapters.parser import read_mail
from mailflow.core.quoting import new_text

REPLIES = Path(__file__).parents[1] / "data/mail/replies"
MAILS = sorted(REPLIES.glob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_new_text_of_an_answer_is_read(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert new_text(read_mail(path.read_bytes()).text).text == expected.rstrip("\n")


def test_every_answer_is_told_of() -> None:
    told = (REPLIES / "README.md").read_text(encoding="utf-8")
    assert [path.stem for path in MAILS if f"`{path.stem}`" not in told] == []
    assert len(MAILS) > 40
