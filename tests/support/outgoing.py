"""Outgoing mails for tests of the sender."""

from collections.abc import Sequence

from mailflow.core.delivery_outcomes import OutgoingMail

CONTENT = b"From: support@example.com\nTo: user@example.net\nSubject: Hello\n\nGood morning.\n"


def outgoing(
    number: int = 7,
    recipient: str = "user@example.net",
    *,
    envelope_from: str = "support@example.com",
    content: bytes = CONTENT,
) -> OutgoingMail:
    """Return a mail to send."""
    return OutgoingMail(number, envelope_from, recipient, content)


def unheard(_: Sequence[int]) -> None:
    """Take what `before_data` is told, and do nothing."""
