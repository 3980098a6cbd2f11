"""Sender and subject of a stored mail, read from its header alone; of any mail, however large."""

from dataclasses import dataclass

from mailflow.adapters.parser import read_mail
from mailflow.core.headers import sweep
from mailflow.errors import UnreadableMailError

MAXIMUM_HEADLINE = 64 * 1024
BLANK_LINES = (b"\n\n", b"\r\n\r\n")


@dataclass(frozen=True, slots=True)
class Headline:
    """Who wrote a mail and about what; None where that cannot be read."""

    sender: str | None = None
    subject: str | None = None


def headline_of(content: bytes) -> Headline:
    """Return sender and subject, reply tokens swept out."""
    end = min(at for at in (*map(content.find, BLANK_LINES), len(content)) if at >= 0)
    try:
        mail = read_mail(content[: min(end, MAXIMUM_HEADLINE)])
    except UnreadableMailError:
        return Headline()
    sender = mail.from_[0].address if mail.from_ else None
    return Headline(sender, sweep(mail.subject, own_token=""))
