"""Text whose lines end in a blank where they were cut and the blank was added (RFC 3676)."""

import re

_QUOTES = re.compile(r">{0,100}+")
SIGNATURE = "-- "


def unfolded_lines(text: str) -> str:
    """Join the lines of `format=flowed; delsp=yes`, where a cut stands inside words and addresses.

    Text without delsp is left in its lines: nothing is lost there, and quotes are told by lines.
    """
    pieces: list[str] = []
    depth, flowing = 0, False
    for line in text.split("\n"):
        marks = _QUOTES.match(line)
        quoted = marks.end() if marks else 0
        content = line[quoted:].removeprefix(" ")  # space-stuffing (section 4.4)
        if not (flowing and quoted == depth and content != SIGNATURE):
            pieces.append(f"\n{'>' * quoted} " if quoted else "\n")
        depth, flowing = quoted, content.endswith(" ") and content != SIGNATURE
        pieces.append(content[:-1] if flowing else content)
    return "".join(pieces).removeprefix("\n")
