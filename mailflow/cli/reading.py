"""A stored mail as an admin may look at it: headers and text, harmless on any terminal."""

from dataclasses import dataclass, field

from mailflow.adapters.headlines import headline_of
from mailflow.adapters.parser import read_mail
from mailflow.cli.documents import Document
from mailflow.cli.output import print_block, say
from mailflow.core.header_text import clean_text
from mailflow.core.headers import sweep
from mailflow.core.screening import screen
from mailflow.errors import UnreadableMailError
from mailflow.identity import Limits

SHOWN_BYTES = 4_000
SHOWN_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to see; `problem` says why a mail was not parsed."""

    headers: tuple[tuple[str, str], ...]
    text: str = field(repr=False)
    attachments: tuple[str, ...] = ()
    problem: str = ""

    def document(self) -> Document:
        """Return the page for JSON."""
        return {
            "headers": [{"name": name, "value": value} for name, value in self.headers],
            "text": self.text,
            "attachments": list(self.attachments),
            "problem": self.problem or None,
        }

    def print(self) -> None:
        """Print the page for people."""
        for name, value in self.headers:
            say(f"  {name}: {value}")
        say("")
        print_block(self.text, indent="  ")
        if self.attachments:
            say(f"  attached: {', '.join(self.attachments)}")


def page_of(content: bytes, limits: Limits) -> Page:
    """Read a mail for showing; one that must not be parsed is shown as its first bytes.

    Reply tokens are swept out, since a page is not their recipient's own.
    """
    problem = screen(content, limits)
    if problem is not None:
        return _raw(content, problem)
    try:
        mail = read_mail(content)
    except UnreadableMailError as error:
        return _raw(content, str(error))
    headers = tuple((name, sweep(value, own_token="")) for name, value in mail.headers)
    names = tuple(attachment.filename for attachment in mail.attachments)
    return Page(headers, sweep(mail.text[:SHOWN_CHARACTERS], own_token=""), names)


def headline_document(content: bytes) -> Document:
    """Return sender and subject of a mail for a list; None for both where it cannot be read."""
    found = headline_of(content)
    return {"from": found.sender, "subject": found.subject}


def _raw(content: bytes, problem: str) -> Page:
    text = clean_text(content[:SHOWN_BYTES].decode("utf-8", "replace"))
    return Page((), sweep(text, own_token=""), problem=problem)
