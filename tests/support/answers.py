"""What came out of the SMTP server, read as its recipient's mail program reads it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default as decoded
from functools import cache

from support.smtp_server import Received

_TAG = re.compile(r"\bINC-\d+\b")


@dataclass(frozen=True, slots=True)
class Answer:
    """One mail to one recipient."""

    recipient: str
    message_id: str
    in_reply_to: str
    reply_to: str
    reference: str
    automatic: str
    content: bytes = field(repr=False)

    @property
    def acknowledges(self) -> bool:
        """Whether it is an acknowledgement: alone of all notices it is an automatic reply."""
        return self.automatic == "auto-replied"


def read_answers(received: Iterable[Received]) -> list[Answer]:
    """Return one answer for each recipient of each mail."""
    return [read_answer(who, one.content) for one in received for who in one.recipients]


@cache
def read_answer(recipient: str, content: bytes) -> Answer:
    """Return one mail as this recipient sees it."""
    message = message_from_bytes(content, policy=decoded)
    tag = _TAG.search(str(message["Subject"]))
    return Answer(
        recipient=recipient,
        message_id=_value(message["Message-ID"]),
        in_reply_to=_value(message["In-Reply-To"]),
        reply_to=_value(message["Reply-To"]),
        reference=tag[0] if tag else "",
        automatic=_value(message["Auto-Submitted"]),
        content=content,
    )


def _value(found: object) -> str:
    return str(found or "").strip()
