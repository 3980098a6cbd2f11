"""Hard or soft, and what is told of it."""

import pytest

from mailflow.core.delivery_status import delayed, given_up, is_unreachable, judged, told
from mailflow.core.mail import DeliveryReport, Recipient

CAROL = "carol@customer.example"


@pytest.mark.parametrize(
    ("status", "diagnostic", "unreachable"),
    [
        ("5.1.1", "550 5.1.1 mailbox temporarily confused", True),
        ("5.0.0", "no such user", True),
        ("", "550 unknown recipient", True),
        ("5.2.2", "over quota", False),
        ("5.3.4", "message too big", False),
        ("5.7.1", "blocked by our policy", False),
        ("5.0.0", "552 mailbox full", False),
        ("", "554 refused, listed in DNSBL", False),
        ("4.4.7", "gave up", False),
    ],
)
def test_only_what_speaks_against_the_address_makes_it_unreachable(
    status: str, diagnostic: str, unreachable: bool
) -> None:
    assert is_unreachable(judged(CAROL, "failed", status, diagnostic)) is unreachable


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (
            judged(CAROL, "failed", "5.1.1", "550 no such user"),
            (
                "The mail to carol@customer.example was not delivered and will not be tried again"
                " (5.1.1): 550 no such user"
            ),
        ),
        (
            judged("c@inner.example", "failed", "4.4.7", ""),
            (
                "The mail to c@inner.example, by way of carol@customer.example, was not delivered,"
                " for a cause that may pass (4.4.7)."
            ),
        ),
        (
            delayed(CAROL, ""),
            "The mail to carol@customer.example is delayed; its server goes on trying (4.0.0).",
        ),
    ],
)
def test_a_report_is_told_in_a_sentence(one: Recipient, sentence: str) -> None:
    assert told(DeliveryReport((one,)), CAROL) == sentence


def test_a_report_that_names_nobody_says_so() -> None:
    assert "it names nobody" in told(DeliveryReport(()), CAROL)


def test_what_was_given_up_is_hard_whatever_its_last_code_was() -> None:
    assert given_up(CAROL, "421 4.4.1 no answer").permanent
    assert given_up(CAROL, "550 5.1.1 no such user").status == "5.1.1"
    assert not judged(CAROL, "failed", "4.4.7", "").permanent
