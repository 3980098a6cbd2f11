"""What is told of notices that were not sent."""

from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, told_together


def test_reasons_are_told_together_without_a_server_s_words() -> None:
    """They may hold addresses (P16); our own words about the connection do not."""
    refused = "5.1.1 <carol@customer.example>: who is that?"
    outcomes = (
        DeliveryOutcome(1, Outcome.SENT, 250, "ok"),
        DeliveryOutcome(2, Outcome.PERMANENT, 550, refused),
        DeliveryOutcome(3, Outcome.TRANSIENT, None, "connection: refused"),
        DeliveryOutcome(4, Outcome.TRANSIENT, None, "connection: refused"),
    )
    assert told_together(outcomes) == (
        "notices not sent: 1 (permanent, the server answered 550); see `mailflow outbox list`",
        "notices not sent: 2 (transient, connection: refused); see `mailflow outbox list`",
    )
