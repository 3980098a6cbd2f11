"""A mail that may be a bounce, with what its readers ask for, bounded (RFC 3464, RFC 5321)."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from functools import cached_property

from mailflow.adapters.parts import children_of, octets_of
from mailflow.core.charsets import decoded
from mailflow.core.header_text import clean_text, clean_value, unstructured
from mailflow.core.phrases.bounces import COPY

MAXIMUM_PARTS = 1_000
MAXIMUM_TEXTS = 3
MAXIMUM_LINES = 1_000
MAXIMUM_LINE = 500
MAXIMUM_NOTICE = 200
MAXIMUM_SCANNED = 400_000
MAXIMUM_VALUE = 16_384

STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
MAIL_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
HEADER_TYPES = frozenset({"text/rfc822-headers", "message/global-headers"})


def type_of(message: "Message[str, str]") -> str:
    """Return the media type in lower case."""
    return message.get_content_type()


def value_of(raw: str) -> str:
    """Return a field's value as one clean line."""
    text = decoded(raw[:MAXIMUM_VALUE].encode("utf-8", "surrogateescape"))
    return clean_value(unstructured(text))[:998]


def header_of(message: "Message[str, str]", name: str) -> str:
    """Return the first field of that name, clean."""
    values = (str(value) for key, value in message.raw_items() if key.lower() == name)
    found = next(values, "")
    return value_of(found) if found else ""


@dataclass(frozen=True)
class ReturnedMail:
    """The mail and the text people read in it; `shown` is empty where all texts are files."""

    message: "Message[str, str]"
    shown: str

    @cached_property
    def text(self) -> str:
        """The text, be it shown or a file."""
        if self.shown.strip():
            return self.shown[:MAXIMUM_SCANNED]
        texts = self.parts_of(frozenset({"text/plain"}))[:MAXIMUM_TEXTS]
        return clean_text("\n".join(decoded(octets_of(one)[:MAXIMUM_SCANNED]) for one in texts))

    @cached_property
    def parts(self) -> "tuple[Message[str, str], ...]":
        """Every part outside of attached mails, in order.

        A report that a person forwards as an attachment is not entered: it is not about our mail.
        """
        return tuple(itertools.islice(self._outer(), MAXIMUM_PARTS))

    def _outer(self) -> "Iterator[Message[str, str]]":
        waiting = [self.message]
        while waiting:
            node = waiting.pop()
            yield node
            if not type_of(node).startswith("message/"):
                waiting += reversed(children_of(node) or [])

    def parts_of(self, types: frozenset[str]) -> "tuple[Message[str, str], ...]":
        """Return the parts of these media types."""
        return tuple(part for part in self.parts if type_of(part) in types)

    @cached_property
    def returned(self) -> "Message[str, str] | None":
        """The attached mail that comes back, if there is one."""
        inner = (children_of(part) or [] for part in self.parts_of(MAIL_TYPES))
        return next((one[0] for one in inner if one), None)

    @cached_property
    def sender(self) -> str:
        """The From field in lower case."""
        return header_of(self.message, "from").strip().lower()

    @cached_property
    def subject(self) -> str:
        """The subject."""
        return header_of(self.message, "subject")

    @cached_property
    def report_type(self) -> str:
        """What a multipart/report reports (RFC 6522 section 3)."""
        value = header_of(self.message, "content-type").lower()
        return value.partition("report-type=")[2].split(";")[0].strip(' "')

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, cut and counted."""
        lines = self.text.split("\n")[:MAXIMUM_LINES]
        return tuple(line[:MAXIMUM_LINE].rstrip() for line in lines)

    @cached_property
    def notice(self) -> tuple[str, ...]:
        """The lines before the copy of the returned mail: what the server itself says."""
        said: list[str] = []
        for line in self.lines[:MAXIMUM_NOTICE]:
            if COPY.search(line) and any(said):
                break
            said.append(line)
        return tuple(said)

    @cached_property
    def copied(self) -> tuple[str, ...]:
        """The lines of the copy that stands in the text."""
        return self.lines[len(self.notice) :]
