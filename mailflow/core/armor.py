"""PGP armor inside a text (RFC 9580 sections 6.2 and 7): signed text is read, never verified."""

from models.enums import Protection

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "-----END PGP SIGNATURE-----"
_MESSAGE = "-----BEGIN PGP MESSAGE-----"
ANY = "-----BEGIN PGP "
MAXIMUM_HEADERS = 20


def without_armor(text: str) -> tuple[str, Protection]:
    """Return the text as its writer saw it, and what it was protected with.

    Text before and behind a signed message stays. Encrypted is a text that begins as such: one
    that only holds such a block can be read for the rest.
    """
    if ANY not in text:
        return text, Protection.NONE
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.rstrip() == _MESSAGE:
        return text, Protection.ENCRYPTED
    marks = [line.rstrip() for line in lines]
    if _SIGNED not in marks:
        return text, Protection.NONE
    start = marks.index(_SIGNED)
    if _SIGNATURE not in marks[start:]:
        return text, Protection.NONE
    end = marks.index(_SIGNATURE, start)
    after = marks.index(_SIGNATURE_END, end) + 1 if _SIGNATURE_END in marks[end:] else len(lines)
    signed = [_undashed(line) for line in lines[_body(marks, start, end) : end]]
    return "\n".join((*lines[:start], *signed, *lines[after:])), Protection.SIGNED


def _body(marks: list[str], start: int, end: int) -> int:
    """Return where the text begins: behind the armor headers and one blank line, if they are such.

    Some senders leave the blank line out.
    """
    at = start + 1
    while at < min(end, start + MAXIMUM_HEADERS) and marks[at].startswith("Hash:"):
        at += 1
    return at + 1 if at < end and not marks[at] else at


def _undashed(line: str) -> str:
    """Undo dash-escaping (RFC 9580 section 7.1)."""
    return line.removeprefix("- ")
