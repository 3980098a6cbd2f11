"""What can become of one outgoing mail at the SMTP server (RFC 5321 section 4.2)."""

from collections import Counter
from collections.abc import Iterable
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

    @property
    def why(self) -> str:
        """Why it was not sent, in words that may be logged: a server's may hold addresses (P16)."""
        return f"the server answered {self.reply_code}" if self.reply_code else self.reply_text


def told_together(outcomes: Iterable[DeliveryOutcome]) -> tuple[str, ...]:
    """Return a sentence for each reason why notices were not sent, with how many there were."""
    unsent = Counter((one.outcome, one.why) for one in outcomes if one.outcome is not Outcome.SENT)
    return tuple(
        f"notices not sent: {number} ({outcome.value}, {why}); see `mailflow outbox list`"
        for (outcome, why), number in unsent.items()
    )
