"""What can become of one outgoing mail at the SMTP server (RFC 5321 section 4.2)."""

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """The end of one attempt."""

    SENT = "sent"
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One row of the outbox as the sender sees it: one recipient, final bytes."""

    id: int
    envelope_from: str
    recipient: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What happened to one outgoing mail; the reply is the server's, cut to 500 characters."""

    id: int
    outcome: Outcome
    reply_code: int | None = None
    reply_text: str = ""
