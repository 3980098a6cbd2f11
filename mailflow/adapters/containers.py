"""What stands in parts that are more than files: winmail.dat, invitations, signatures, armor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.message import Message

from mailflow.adapters.invitations import read_invitation
from mailflow.adapters.markup import MAXIMUM_HTML, html_to_text
from mailflow.adapters.protection import protection_of
from mailflow.adapters.tnef import Unpacked, is_tnef, unpack
from mailflow.core.armor import without_armor
from mailflow.core.header_text import clean_text
from mailflow.core.invitations import Invitation
from mailflow.core.mail import Attachment
from models.enums import Protection

MAXIMUM_CONTAINERS = 2


@dataclass(frozen=True, slots=True)
class Contained:
    """The text and the files of a mail, and what they are more than that."""

    text: str = field(repr=False)
    html: str = field(repr=False)
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    protection: Protection = Protection.NONE


def contained(
    message: "Message[str, str]", text: str, html: str, attachments: tuple[Attachment, ...]
) -> Contained:
    """Tell how a mail is protected; signed text loses its armor. Mere text costs nothing."""
    text, armored = without_armor(text)
    found = protection_of(message, attachments) if attachments else Protection.NONE
    protection = found if found is not Protection.NONE else armored
    return Contained(text, html, attachments, protection=protection)


def opened(mail: Contained) -> Contained:
    """Open what a mail contains: files of a winmail.dat, the first invitation, their texts.

    Not for attached mails: a stranger could attach more than there is time to read.
    """
    if not mail.attachments:
        return mail
    streams = _streams(mail.attachments)
    text, html = mail.text, mail.html
    if not text.strip():
        text, html = _written_inside(tuple(streams.values()), text, html)
    files = tuple(_files(mail.attachments, streams))
    invitation = read_invitation(files)
    if invitation is not None and not text.strip():
        text = invitation.description
    return replace(mail, text=text, html=html, attachments=files, invitation=invitation)


def _streams(attachments: Sequence[Attachment]) -> dict[int, Unpacked]:
    places = [n for n, one in enumerate(attachments) if is_tnef(one.content_type, one.content)]
    found = {place: unpack(attachments[place].content) for place in places[:MAXIMUM_CONTAINERS]}
    return {place: one for place, one in found.items() if one is not None}


def _files(attachments: Sequence[Attachment], streams: dict[int, Unpacked]) -> Iterator[Attachment]:
    """Put the files of a container in its place; one that could not be read stays."""
    for place, one in enumerate(attachments):
        if place in streams:
            yield from streams[place].files
        else:
            yield one


def _written_inside(streams: Sequence[Unpacked], text: str, html: str) -> tuple[str, str]:
    """Return the first text that stands in a container, where the mail has no other."""
    for one in streams:
        if one.text.strip():
            return one.text, html or one.html
        if one.html.strip():
            return clean_text(html_to_text(one.html[:MAXIMUM_HTML])), html or one.html
    return text, html
