"""Everything that can be read in a mail, in every form in which it can be written."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from html import unescape
from urllib.parse import unquote

from mailflow.adapters.markup import html_to_text


@dataclass(frozen=True, slots=True)
class Sight:
    """A mail as text: all of it, and the lines that people read."""

    everything: str
    lines: frozenset[str]

    def shows(self, word: str) -> bool:
        """Whether it holds this word, in whatever case."""
        return word.lower() in self.everything


def seen(content: bytes) -> Sight:
    """Return what a mail shows: decoded headers, texts, pages, files and mails within."""
    pieces, lines = [content.decode("latin-1")], list[str]()
    for part in message_from_bytes(content).walk():
        pieces += (_decoded(value) for value in part.values())
        pieces.append(_decoded(part.get_filename() or ""))
        text = _text(part)
        if part.get_content_type() == "text/html":
            pieces += (unescape(text), unquote(unquote(unescape(text))))
            text = html_to_text(text)
        elif not part.is_multipart():
            pieces.append(unquote(unquote(text)))
        pieces.append(text)
        lines += _read_lines(text) if part.get_content_maintype() == "text" else ()
    return Sight("\n".join(pieces).lower(), frozenset(lines))


def _read_lines(text: str) -> Iterator[str]:
    return (line.strip("> \t\r") for line in text.split("\n"))


def _decoded(value: object) -> str:
    return str(make_header(decode_header(str(value))))


def _text(part: "Message[str, str]") -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
