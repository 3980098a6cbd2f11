"""Where a mail program may have cut a long command line: nobody indents what a program cuts."""

LONG = 60
WIDTH = 72
WIDEST = 80
"""Programs cut the lines of plain text at 72 to 80 characters (RFC 5322 section 2.1.1 asks for at
most 78): a line beyond that was not cut."""


def may_be_cut(line: str, below: str = "") -> bool:
    """Whether the line below may be the rest of this one: its first word did not fit any more.

    It may be the answer to the requester as well, so neither is guessed.
    """
    words = below.split(None, 1)
    return bool(words) and LONG <= len(line) <= WIDEST and len(line) + 1 + len(words[0]) > WIDTH
