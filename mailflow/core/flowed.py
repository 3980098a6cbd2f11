"""Text whose lines end in a blank where they were cut and the blank was added (RFC 3676)."""

import re

_QUOTES = re.compile(r">{0,100}+")
SIGNATURE = "-- "
SHORTEST_CUT = 40


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


def unfolded_commands(text: str) -> str:
    """Join the lines of `format=flowed` in a command block at the start of a text, and no others.

    A command takes one line; the rest of a cut one would be taken for the answer below it.
    """
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    joined, at = lines[:start], start
    while at < len(lines) and lines[at].strip():
        pieces = [lines[at].rstrip()]
        at += 1
        while _is_cut(lines, at):
            pieces.append(lines[at].removeprefix(" ").rstrip())
            at += 1
        joined.append(" ".join(pieces))
    return "\n".join((*joined, *lines[at:]))


def _is_cut(lines: list[str], at: int) -> bool:
    """Whether a line goes on in the next; a blank after a short one was left there by hand."""
    before, below = lines[at - 1], lines[at] if at < len(lines) else ""
    is_long = len(before) >= SHORTEST_CUT and before.endswith(" ")
    return is_long and bool(below.strip()) and not below.startswith("#")
