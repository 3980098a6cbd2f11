"""Which of the languages of our notices a mail is written in; unsure rather than wrong.

Small words tell a language soonest (Grefenstette, "Comparing two language identification schemes",
1995); each counts by how few languages share it. Japanese is told by its kana (Unicode, chapter
18). What was pasted into a mail, such as an error message, is no evidence: it stands in quotes, in
lines full of signs, or between the words with which the sender begins and ends.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.core.phrases.tongues import LETTERS, SPOKEN, WORDS

MOST_CHARACTERS = 20_000
MOST_LINES = 400
OFTEN = 3  # times that one word counts
OWN_LINES = 2  # with words, at the start and at the end: they are the sender's own
LETTER_WEIGHT = 0.25
ENOUGH = 0.95
AHEAD = 1.5
FEW_WORDS = 6
LEAST_KNOWN = 0.2  # of the words of a longer text; those of an unknown language are fewer
LEAST_KANA = 3
LETTERS_FOR_A_SIGN = 3  # how many Latin letters say as much as a sign of Japanese

_WORD = re.compile(r"[^\W\d_]+['’]?")
_QUOTED = re.compile('["„“«][^"„“”«»\n]{12,300}["“”»]|「[^「」\n]{1,300}」|`[^`\n]{1,300}`')
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2de0-\u2dff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
_SIGNS_OF_CODE = re.compile(r"[/\\@_=<>{}\[\]|#*+~^$&]|\w[.:]\w|\d")
_SPECIAL = re.compile(f"[{''.join(LETTERS)}]")


def language_of(text: str, subject: str = "") -> str | None:
    """Return the language of a mail's new text, None where it is none of ours or in doubt."""
    read = text[:MOST_CHARACTERS]
    prose = _QUOTED.sub(" ", read)
    if not prose.strip():
        prose = read
    if language := _by_script(f"{subject}\n{prose}"):
        return language
    lines = [words for line in _lines(prose) if (words := tuple(_words(line)))]
    is_other_script = len(_OTHER_SCRIPT.findall(prose)) > len(_LATIN.findall(prose))
    if is_other_script:
        return None
    frame = _Evidence.of((*lines[:OWN_LINES], *lines[OWN_LINES:][-OWN_LINES:]))
    return frame.verdict or _Evidence.of((*lines, tuple(_words(subject)))).verdict


def _lines(text: str) -> list[str]:
    lines = text.split("\n", MOST_LINES)[:MOST_LINES]
    return [line for line in lines if not line.lstrip().startswith((">", "|"))]


def _by_script(text: str) -> str | None:
    """Return `ja` where kana and the signs beside them carry the text."""
    kana = len(_KANA.findall(text))
    if kana < LEAST_KANA:
        return None
    signs = kana + len(_HAN.findall(text))
    return "ja" if LETTERS_FOR_A_SIGN * signs >= len(_LATIN.findall(text)) else None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for each language, in how many words."""

    weights: dict[str, float]
    known: Counter[str]
    words: int

    @classmethod
    def of(cls, lines: Sequence[Sequence[str]]) -> "_Evidence":
        """Weigh the words of some lines."""
        weights: dict[str, float] = defaultdict(float)
        known: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for word in (word for line in lines for word in line):
            seen[word] += 1
            if seen[word] > OFTEN:
                continue
            for language, share in _languages_of(word):
                weights[language] += share
                known[language] += 1
        return cls(weights, known, seen.total())

    @property
    def verdict(self) -> str | None:
        """The language that is well ahead of every other one, if it is one of ours."""
        ranked = sorted(self.weights.items(), key=lambda one: -one[1])
        (best, most), (_, next_most) = [*ranked, ("", 0.0), ("", 0.0)][:2]
        is_ahead = most >= ENOUGH and most >= AHEAD * next_most
        is_known = self.words <= FEW_WORDS or self.known[best] >= LEAST_KNOWN * min(self.words, 100)
        return best if is_ahead and is_known and best in SPOKEN else None


def _words(line: str) -> Iterator[str]:
    """Yield the words of a line, none of an address, a path or a number; of a line of code none."""
    pieces = line.split()
    prose = [piece for piece in pieces if not _SIGNS_OF_CODE.search(piece)]
    if 2 * len(prose) < len(pieces):
        return
    for piece in prose:
        yield from (found.replace("’", "'") for found in _WORD.findall(piece.lower()))


def _languages_of(word: str) -> Iterator[tuple[str, float]]:
    """Yield what a word says for each language; a word of many languages says little."""
    languages = WORDS.get(word) or WORDS.get(word.rstrip("'"), ())
    for language in languages:
        yield language, 1 / len(languages) ** 1.5
    for letter in set(_SPECIAL.findall(word)):
        for language in LETTERS[letter]:
            yield language, LETTER_WEIGHT / len(LETTERS[letter])
