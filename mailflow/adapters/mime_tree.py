"""Bytes to the tree of a mail by the standard library, without leading it through attachments.

Its parser takes each line of a mail in hand, though a line of base64 can neither end a part nor
begin a field. Long runs of such lines are set aside before it works, and put back afterwards: the
tree is the same, and time and memory are those of the rest.
"""

import re
import secrets
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

LONGEST_FIELDS = 4_096  # from the word base64 to the end of the fields that it stands in
SHORTEST_RUN = 8_192

_ENDS_FIELDS = re.compile(rb"\r?\n\r?\n")
# RFC 2045 section 6.8: no such line can be a delimiter (RFC 2046 section 5.1.1), a field or a fold
_RUN = re.compile(rb"(?:[A-Za-z0-9+/]{16,998}+\r?\n)++")


def parse_tree(content: bytes) -> "Message[str, str]":
    """Return what `email.message_from_bytes` returns, and raise what it raises."""
    aside = tuple(_long_runs(content))
    if not aside:
        return message_from_bytes(content)
    mark = secrets.token_hex(16)  # a sender who knew it could have a run put where he likes
    message = message_from_bytes(_without(content, aside, mark))
    runs = [content[start:end].decode("ascii") for start, end in aside]
    for node in message.walk():
        _put_back(node, runs, mark)
    return message


def _long_runs(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield where long runs of base64 begin and end, without the last line end of each.

    A run that is not found is parsed as ever; linear, since no byte is looked at twice.
    """
    at = content.find(b"base64")
    while at >= 0:
        blank = _ENDS_FIELDS.search(content, at, at + LONGEST_FIELDS)
        run = _RUN.match(content, blank.end()) if blank else None
        if run and run.end() - run.start() >= SHORTEST_RUN:
            yield run.start(), run.start() + len(run[0].rstrip(b"\r\n"))
        at = content.find(b"base64", run.end() if run else at + 1)


def _without(content: bytes, aside: tuple[tuple[int, int], ...], mark: str) -> bytes:
    """Return the mail with one line, the mark and a number, in place of each run."""
    pieces, last = list[bytes](), 0
    for number, (start, end) in enumerate(aside):
        pieces += (content[last:start], f"{mark}{number:08}".encode())
        last = end
    return b"".join((*pieces, content[last:]))


def _put_back(node: "Message[str, str]", runs: list[str], mark: str) -> None:
    for name in ("_payload", "preamble", "epilogue"):
        text = vars(node).get(name)
        if isinstance(text, str) and mark in text:
            setattr(node, name, _filled(text, runs, mark))


def _filled(text: str, runs: list[str], mark: str) -> str:
    first, *rest = text.split(mark)
    return "".join((first, *(runs[int(one[:8])] + one[8:] for one in rest)))
