"""Whether a text only says thanks, so that a solved incident need not open again.

Cautious: a false "thanks" loses work. The whole text must consist of phrases we know and of names
of people who take part; one unknown word, digit or question mark makes it more than thanks.
"""

import re
import unicodedata
from collections.abc import Iterable

from mailflow.core.phrases.thanks import THANKS

MAXIMUM_TEXT = 250
MAXIMUM_NAMES = 60
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Kana and Han: no space stands between words (Unicode blocks)."""
_QUESTION = re.compile(r"[?？؟;\u037e¿]")  # the semicolon asks in Greek
_DISPLEASED = re.compile("[:=]-?[(/|]|[👎😡😠😞😢😭☹🙁😕🙄😒😤❌🤬💔]")
_WINK = re.compile(r";-?\)")
_NO_LETTER = re.compile(r"[^\w']+")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "’": "'"})


def says_only_thanks(text: str, names: Iterable[str] = ()) -> bool:
    """Whether the text is nothing but thanks, with a greeting, praise or names beside it."""
    text = _WINK.sub(" ", text)
    if len(text) > MAXIMUM_TEXT or _QUESTION.search(text) or _DISPLEASED.search(text):
        return False
    folded = _folded(text)
    people = _names_of(names)
    found, reached = False, 0
    while reached < len(folded):
        length, thanks = _longest(folded, reached, people)
        if not length:
            return False
        found = found or thanks
        reached += length
    return found


def _folded(text: str) -> str:
    """Return the words in one space each, without case, accents and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = _NO_LETTER.sub(" ", unicodedata.normalize("NFKC", bare)).strip()
    return f"{words} " if words else ""


def _longest(folded: str, start: int, people: frozenset[str]) -> tuple[int, bool]:
    """Return the length of the longest phrase or name here, and whether it says thanks."""
    for phrase, thanks in _BY_SIGN.get(folded[start], ()):
        if folded.startswith(phrase, start):
            spaced = folded.startswith(" ", start + len(phrase)) if UNSPACED.match(phrase) else 0
            return len(phrase) + spaced, thanks
    word = folded[start : folded.index(" ", start) + 1]
    return (len(word), False) if word.strip() in people else (0, False)


def _names_of(names: Iterable[str]) -> frozenset[str]:
    words = " ".join(_folded(one) for one in list(names)[:MAXIMUM_NAMES]).split()
    return frozenset(word for word in words if not word.isdigit())


def _phrases() -> dict[str, tuple[tuple[str, bool], ...]]:
    """Return every phrase by its first sign, the longest first; one of words ends in a space."""
    kinds = [(phrase, True) for row in THANKS for phrase in row.thanks]
    kinds += [(phrase, False) for row in THANKS for phrase in row.beside]
    found: dict[str, dict[str, bool]] = {}
    for phrase, thanks in kinds:
        folded = _folded(phrase)
        known = folded.strip() if UNSPACED.match(folded) else folded
        own = found.setdefault(known[0], {})
        own[known] = own.get(known, False) or thanks
    return {
        sign: tuple(sorted(own.items(), key=lambda one: -len(one[0])))
        for sign, own in found.items()
    }


_BY_SIGN = _phrases()
