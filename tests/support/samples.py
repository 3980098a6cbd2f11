"""One generated mail and what must become of it; what came out of the SMTP server, to answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as decoded

from support.smtp_server import Received

from models.enums import EndState

_TAG = re.compile(r"\[(INC-\d+)\]")


@dataclass(frozen=True, slots=True)
class Sample:
    """A generated mail with the truth about it.

    `origin` is the number of the mail whose incident this one opens or joins. `phrase` and
    `attachments` must stand in that incident's conversation. `exact` mails lie on the server
    without trace fields before them; one with `copy_of` has the very bytes of that other.
    """

    number: int
    what: str
    sender: str
    content: bytes = field(repr=False)
    end: EndState
    rule: str = ""
    origin: int | None = None
    acknowledged: str = ""
    message_id: str = ""
    phrase: str = ""
    attachments: tuple[str, ...] = ()
    machine: bool = False
    exact: bool = False
    copy_of: int | None = None

    @property
    def opens(self) -> bool:
        """Whether it opens an incident."""
        return self.end is EndState.INCIDENT and self.copy_of is None


@dataclass(frozen=True, slots=True)
class Answer:
    """A mail that our SMTP server was handed, read as its recipient's program reads it."""

    recipient: str
    message_id: str
    in_reply_to: str
    reply_to: str
    subject: str
    reference: str
    automatic: str
    content: bytes = field(repr=False)

    @property
    def acknowledges(self) -> bool:
        """Whether it is an acknowledgement: alone of all notices it is an automatic reply."""
        return self.automatic == "auto-replied"

    @property
    def text(self) -> str:
        """Return what it says in plain text."""
        message = message_from_bytes(self.content, EmailMessage, policy=decoded)  # type: ignore[arg-type]
        body = message.get_body(("plain",))
        return str(body.get_content()) if body else ""


def read_answers(received: Iterable[Received]) -> list[Answer]:
    """Return one answer for each recipient of each mail."""
    return [_read(recipient, one) for one in received for recipient in one.recipients]


def _read(recipient: str, received: Received) -> Answer:
    message = message_from_bytes(received.content, policy=decoded)
    subject = str(message["Subject"])
    tag = _TAG.search(subject)
    return Answer(
        recipient=recipient,
        message_id=str(message["Message-ID"]).strip(),
        in_reply_to=str(message["In-Reply-To"] or "").strip(),
        reply_to=str(message["Reply-To"] or "").strip(),
        subject=subject,
        reference=tag[1] if tag else "",
        automatic=str(message["Auto-Submitted"] or "").strip(),
        content=received.content,
    )
