"""What a mail says of itself before the database is asked."""

import pytest
from support.desks import make_settings
from support.letters import letter
from support.situations import NOW

from mailflow.core.records import RawMail
from mailflow.processing import read


@pytest.mark.parametrize(
    ("detail", "is_new"),
    [
        ("", True),
        ("+billing", True),
        ("+contactformofthewebsite", True),
        (f"+{40 * 'a'}", False),
    ],
)
def test_who_writes_to_an_address_of_his_own_is_classified_with_the_others_beforehand(
    detail: str, is_new: bool
) -> None:
    """Only what may be a reply token waits for the database, which knows the tokens."""
    content = letter(
        "ann@example.org", "Printer", "It smokes.", to=f"support{detail}@helpdesk.example"
    )
    raw = RawMail(1, "", content, "test", NOW)
    assert read(raw, make_settings()).is_probably_new is is_new
