"""Where a mail program may have cut a long command line: nobody indents what a program cuts."""

from collections.abc import Sequence

LONG = 60
WIDTH = 72
WIDEST = 80
"""Programs cut the lines of plain text at 72 to 80 characters (RFC 5322 section 2.1.1 asks for at
most 78): a line beyond that was not cut."""
MOST_PIECES = 40

NOWHERE: frozenset[str] = frozenset()


def whole_lines(text: str) -> frozenset[str]:
    """Return the lines of the same text in a form in which none is cut: that of its HTML."""
    return frozenset(_folded(line) for line in text.split("\n") if len(line) >= LONG)


def may_be_cut(line: str, below: str = "") -> bool:
    """Whether the line below may be the rest of this one: its first word did not fit any more.

    It may be the answer to the requester as well, so neither is guessed.
    """
    words = below.split(None, 1)
    return bool(words) and LONG <= len(line) <= WIDEST and len(line) + 1 + len(words[0]) > WIDTH


def is_doubtful(lines: Sequence[str], at: int, whole: frozenset[str]) -> bool:
    """Whether nothing tells if the line below is the rest of this one."""
    cut = at + 1 < len(lines) and may_be_cut(lines[at], lines[at + 1])
    return cut and _folded(lines[at]) not in whole


def pieces_below(lines: Sequence[str], at: int, whole: frozenset[str]) -> int:
    """Return how many of the lines below are the rest of this one, as its whole form shows."""
    if not is_doubtful(lines, at, whole):
        return 0
    joined = lines[at]
    for count, piece in enumerate(lines[at + 1 : at + 1 + MOST_PIECES], start=1):
        if not piece.strip():
            break
        joined += f" {piece}"
        if _folded(joined) in whole:
            return count
    return 0


def _folded(line: str) -> str:
    return " ".join(line.split())
