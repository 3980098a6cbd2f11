"""Small letters for the words of commands, which no other letter passes for (UTS 39)."""

from mailflow.core.addresses import passes_for_ascii


def folded(text: str) -> str:
    """Return the text in small letters; a letter that would become an ASCII one stays.

    Casefolding makes an s of the long s, and a k of the Kelvin sign.
    """
    if text.isascii():
        return text.lower()
    return "".join(one if passes_for_ascii(one) else one.casefold() for one in text)
