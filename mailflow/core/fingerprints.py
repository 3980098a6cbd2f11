"""Fingerprints of texts: short hashes by which a quoted passage is known again.

A text is taken as runs of words, so that it does not matter where its lines end or how they are
marked. Of the hashes of all runs the smallest are kept: whoever quotes a part of a text keeps
those of them that lie in this part (Broder 1997, "On the resemblance and containment of
documents").
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate, islice
from zlib import crc32

from mailflow.core.quoting import NewText

RUN = 6
"""How many words a run has; fewer are turns of phrase that everybody writes."""
LETTERS_RUN = 12
"""The same in letters, where words are written without a space between them."""
MAXIMUM_CHARACTERS = 5_000
HEAD = 400

_SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[^\W_{_SPACELESS}]++|[{_SPACELESS}]")
_SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum()}
_LETTER = re.compile(rf"[{_SPACELESS}]")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The fingerprints of what a mail says itself, and of what it quotes, smallest first.

    `head` is the beginning of the quotation in small letters: it says whom the mail answers.
    """

    own: tuple[int, ...] = ()
    quoted: tuple[int, ...] = ()
    head: str = field(default="", repr=False)

    def answers(self, people: Iterable[str]) -> bool:
        """Whether one of these addresses or full names stands above the quotation."""
        names = (one.casefold() for one in people if "@" in one or " " in one.strip())
        return bool(self.head) and any(name in self.head for name in names)


def fingerprint(text: bytes) -> int:
    """Return a hash of 64 bits as a signed number, as databases want it."""
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


def fingerprints(text: str, most: int) -> tuple[int, ...]:
    """Return the smallest fingerprints of a text."""
    words, length = _words_and_run(text)
    runs = _runs(words, length)
    # crc32 is quick and only chooses; what is kept is hashed so that no two runs meet by chance
    chosen = dict(zip(map(crc32, runs), runs, strict=True))
    return tuple(fingerprint(chosen[key]) for key in sorted(chosen)[:most])


def passing_fingerprints(text: str, most: int) -> tuple[int, ...]:
    """Return fingerprints that are good for this process alone, in a third of the time."""
    words, length = _words_and_run(text)
    shifted = (islice(words, start, None) for start in range(length))
    return tuple(sorted(set(map(hash, zip(*shifted, strict=False))))[:most])


def fingerprints_of(
    new: NewText,
    own: int,
    quoted: int,
    characters: int = MAXIMUM_CHARACTERS,
    of_text: Callable[[str, int], tuple[int, ...]] = fingerprints,
) -> Fingerprints:
    """Return the fingerprints of a mail, at most so many of each kind, of its first characters."""
    lines = new.text[:characters].split("\n")
    written = "\n".join(line for line in lines if line.lstrip()[:1] != ">")
    quotation = new.quoted[:characters]
    return Fingerprints(
        of_text(written, own), of_text(quotation, quoted), quotation[:HEAD].casefold()
    )


def _words_and_run(text: str) -> tuple[list[str], int]:
    folded = text.casefold()
    words = _words(folded)
    return words, _run_of(folded, words)


def _runs(words: Sequence[str], length: int) -> list[bytes]:
    """Return every run of so many words, each as a slice of one text of all of them."""
    encoded = [word.encode() for word in words]
    text = b" ".join(encoded)
    begins = [0, *accumulate(len(word) + 1 for word in encoded)]
    return [text[a : b - 1] for a, b in zip(begins, begins[length:], strict=False)]


def _words(text: str) -> list[str]:
    """Return the words; of ASCII the pattern says the same, and takes several times as long."""
    return text.translate(_SEPARATORS).split() if text.isascii() else _WORD.findall(text)


def _run_of(text: str, words: Sequence[str]) -> int:
    letters = 0 if text.isascii() else len(_LETTER.findall(text))
    return LETTERS_RUN if 2 * letters > len(words) else RUN
