"""Headers that readers end too early, put right (RFC 5322 section 2.1, obsolete forms of 4.5).

The standard library takes the first line that is no field for the first line of the body. A line
broken without a blank, a remark before the header, a byte order mark or `Subject :` then cost
everything below it.
"""

import re
from email.message import Message

BLANK_LINES = b"\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DEFECTS = frozenset({"MissingHeaderBodySeparatorDefect", "MisplacedEnvelopeHeaderDefect"})
_END_OF_HEADER = re.compile(rb"[\r\n](?:(?<=\r)\n)?+[\r\n]")
_FIELD = re.compile(rb"[!-9;-~]{1,200}+:|[ \t]|From ")
_SPACED_FIELD = re.compile(rb"([!-9;-~]{1,200}+)[ \t]{1,20}+:")
# What tells that a header goes on, if nothing of the kind was read above it.
_SENDER = re.compile(rb"(?:\A|[\r\n])from[ \t]{0,20}:", re.IGNORECASE)
_SPACED_SENDER = re.compile(rb"(?:\A|[\r\n])from[ \t]{1,20}:", re.IGNORECASE)
_STRUCTURE = re.compile(rb"[\r\n](?:mime-version|content-type)[ \t]{0,20}:", re.IGNORECASE)


def misses_fields(message: "Message[str, str]") -> bool:
    """Whether the parser met a line that is no field, or took one for the line of a mailbox file.

    `From :` is a From field to others (RFC 5322 section 4.5.2), and to it no field at all.
    """
    kinds = {type(defect).__name__ for defect in message.defects}
    return bool(kinds & _DEFECTS) or message.get_unixfrom() is not None or not message.keys()


def mended(content: bytes, read: "Message[str, str]") -> bytes | None:
    """Return the mail with its header in one piece; None if there is no sign of more header.

    The sign is a From field or a MIME field where none was read, or a From that stands apart from
    its colon.
    """
    bare = content.removeprefix(_BYTE_ORDER_MARK)
    found = _END_OF_HEADER.search(bare)
    end = found.start() if found else len(bare)
    header = bare[:end]
    lacks_sender = read.get("from") is None and _SENDER.search(header)
    hides_sender = _SPACED_SENDER.search(header)
    lacks_structure = read.get("content-type") is None and _STRUCTURE.search(header)
    if not (lacks_sender or hides_sender or lacks_structure):
        return None
    return b"".join(_whole_lines(header)) + bare[end:]


def _whole_lines(header: bytes) -> list[bytes]:
    """Return the lines; one that is no field becomes part of the field before it."""
    lines: list[bytes] = []
    for line in header.splitlines(keepends=True):
        if _SPACED_FIELD.match(line):
            lines.append(_SPACED_FIELD.sub(rb"\1:", line, count=1))
        elif _FIELD.match(line):
            lines.append(line)
        elif lines and not lines[-1].startswith(b"From "):
            lines.append(b" " + line)
    return lines
