"""All that can be read in an attachment, to look for what must not leave with it."""

import logging
import re
from collections.abc import Iterator

from mailflow.adapters.parser import read_mail
from mailflow.core.mail import Attachment
from mailflow.core.screening import screen
from mailflow.errors import UnreadableMailError
from mailflow.identity import Limits

log = logging.getLogger(__name__)

MAXIMUM_DEPTH = 3

_LOOKS_LIKE_MAIL = re.compile(
    rb"(?:[!-9;-~]{1,80}+:[^\r\n]{0,998}+\r?\n(?:[ \t][^\r\n]{0,998}+\r?\n){0,50}+){2}"
)


def texts_within(attachment: Attachment, limits: Limits, depth: int = 0) -> Iterator[str]:
    """Yield its name, its text, and the texts of the mail that it may be.

    Text of two octets a character (UTF-16) reads as ASCII without its NULs. Raise
    UnreadableMailError where it says that it is a mail and nobody can tell what is in it.
    """
    content = attachment.content
    text = content.decode("latin-1")
    yield attachment.filename
    yield text
    if "\0" in text:
        yield text.replace("\0", "")
    if attachment.content_type.startswith("message/"):
        yield from _texts_of_mail(content, limits, depth)
    elif _LOOKS_LIKE_MAIL.match(content):
        try:
            yield from _texts_of_mail(content, limits, depth)
        except UnreadableMailError as error:  # lines of a log look like fields, too
            log.info("attachment_read_as_text reason=%s", error.reason)


def files_within(attachment: Attachment, limits: Limits, depth: int = 0) -> Iterator[Attachment]:
    """Yield the files of the mail that it is, and of the mails in it, where they can be read."""
    if not attachment.content_type.startswith("message/") or depth >= MAXIMUM_DEPTH:
        return
    if screen(attachment.content, limits):
        return
    try:
        inner = read_mail(attachment.content)
    except UnreadableMailError as error:
        log.info("attachment_not_looked_into reason=%s", error.reason)
        return
    for one in inner.attachments:
        yield one
        yield from files_within(one, limits, depth + 1)


def _texts_of_mail(content: bytes, limits: Limits, depth: int) -> Iterator[str]:
    if depth >= MAXIMUM_DEPTH:
        raise UnreadableMailError("depth", f"mails inside each other {depth} times")
    if problem := screen(content, limits):
        raise UnreadableMailError("screening", problem)
    inner = read_mail(content)
    yield "\n".join((inner.text, inner.html, *(value for _, value in inner.headers)))
    for attachment in inner.attachments:
        yield from texts_within(attachment, limits, depth + 1)
