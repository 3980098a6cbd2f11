"""mbox files (RFC 4155), read only: where each mail lies, and its bytes.

A mail begins at a line `From …` that stands first or behind an empty line. Where the first such
line bears a time of day, the others must, too: so no text that begins with "From " divides a mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEPARATOR = b"From "
LONGEST_LINE = 64 * 1024
_TIME = re.compile(rb" \d{1,2}:\d\d")
_EMPTY = (b"\n", b"\r\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail lies in its mbox, the separator included."""

    start: int
    length: int


def is_mbox(path: Path) -> bool:
    """Return whether a file begins as an mbox does."""
    with path.open("rb") as file:
        return file.read(len(SEPARATOR)) == SEPARATOR


def places(path: Path) -> Iterator[Place]:
    """Yield where each mail lies; memory is that of one piece of a line."""
    start = position = 0
    dated: bool | None = None
    line_begins = may_begin = True
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if may_begin and line.startswith(SEPARATOR) and (not dated or _TIME.search(line)):
                if dated is None:
                    dated = _TIME.search(line) is not None
                else:
                    yield Place(start, position - start)
                start = position
            may_begin = line_begins and line in _EMPTY
            line_begins = line.endswith(b"\n")
            position += len(line)
    if position > start:
        yield Place(start, position - start)


def read_place(path: Path, place: Place, *, most: int) -> bytes:
    """Return the bytes of a mail as they were before they were put into the mbox.

    The separator and the empty line behind the mail are gone, quoted `>From ` has one mark less.
    OSError where the mail is not there any more, or larger than `most`.
    """
    if place.length > most:
        raise OSError(f"{place.length} bytes; at most {most} are read")
    with path.open("rb") as file:
        file.seek(place.start)
        content = file.read(place.length)
    if len(content) != place.length or not content.startswith(SEPARATOR):
        raise OSError("the mbox was changed while it was read")
    _, _, mail = content.partition(b"\n")
    for line_end in (b"\r\n", b"\n"):
        if mail.endswith(line_end * 2):
            mail = mail.removesuffix(line_end)
            break
    return _QUOTED.sub(rb"\1", mail)
