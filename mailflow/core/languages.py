"""Which of the languages of our notices a mail is written in; unsure rather than wrong.

Small words tell a language soonest (Grefenstette, "Comparing two language identification schemes",
1995); each counts by how few languages share it. Japanese is told by its kana (Unicode, chapter
18). What was pasted into a mail, such as an error message, is no evidence: it stands in quotes, in
lines full of signs, or below the words that the sender began with.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.core.phrases.tongues import LETTERS, SPOKEN, WORDS

MOST_CHARACTERS = 20_000
MOST_LINES = 400
OFTEN = 3  # times that one word counts
OPENING_LINES = 2
OPENING_WEIGHT = 2.0
LETTER_WEIGHT = 0.5
ENOUGH = 1.9
AHEAD = 1.5
FEW_WORDS = 6
LEAST_KNOWN = 0.2  # of the words of a longer text; those of an unknown language are fewer
LEAST_KANA = 3
LETTERS_FOR_A_SIGN = 3  # how many Latin letters say as much as a sign of Japanese

_WORD = re.compile(r"[^\W\d_]+['’]?")
_QUOTED = re.compile('["„“«][^"„“”«»\n]{12,300}["“”»]|「[^「」\n]{1,300}」|`[^`\n]{1,300}`')
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2de0-\u2dff\uac00-\ud7af]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
_SIGNS_OF_CODE = re.compile(r"[/\\@_=<>{}\[\]|#*+~^$&]|\w[.:]\w|\d")
_SPECIAL = re.compile(f"[{''.join(LETTERS)}]")


def language_of(text: str, subject: str = "") -> str | None:
    """Return the language of a mail's new text, None where it is none of ours or in doubt."""
    read = text[:MOST_CHARACTERS]
    prose = _QUOTED.sub(" ", read)
    if not prose.strip():
        prose = read
    return _by_script(f"{subject}\n{prose}") or _Evidence.of(prose, subject).verdict


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
    is_other_script: bool

    @classmethod
    def of(cls, text: str, subject: str) -> "_Evidence":
        weights: dict[str, float] = defaultdict(float)
        known: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        words = 0
        for word, weight in _weighed_words(text, subject):
            words += 1
            seen[word] += 1
            if seen[word] > OFTEN:
                continue
            for language, share in _languages_of(word):
                weights[language] += share * weight
                known[language] += 1
        others = len(_OTHER_SCRIPT.findall(text)) + len(_HAN.findall(text))
        return cls(weights, known, words, others > len(_LATIN.findall(text)))

    @property
    def verdict(self) -> str | None:
        """The language that is well ahead of every other one, if it is one of ours."""
        ranked = sorted(self.weights.items(), key=lambda one: -one[1])
        (best, most), (_, next_most) = [*ranked, ("", 0.0), ("", 0.0)][:2]
        is_ahead = most >= ENOUGH and most >= AHEAD * next_most
        is_known = self.words <= FEW_WORDS or self.known[best] >= LEAST_KNOWN * min(self.words, 100)
        is_sure = is_ahead and is_known and not self.is_other_script
        return best if is_sure and best in SPOKEN else None


def _weighed_words(text: str, subject: str) -> Iterator[tuple[str, float]]:
    """Yield the words of a subject and of a text; what the sender began with counts more."""
    yield from ((word, 1.0) for word in _words(subject))
    opening = OPENING_LINES
    for line in text.split("\n", MOST_LINES)[:MOST_LINES]:
        words = () if line.lstrip().startswith((">", "|")) else tuple(_words(line))
        if words:
            weight = OPENING_WEIGHT if opening > 0 else 1.0
            opening -= 1
            yield from ((word, weight) for word in words)


def _words(line: str) -> Iterator[str]:
    """Yield the words of a line, none of an address, a path or a number; of a line of code none."""
    pieces = line.split()
    prose = [piece for piece in pieces if not _SIGNS_OF_CODE.search(piece)]
    if 2 * len(prose) < len(pieces):
        return
    for piece in prose:
        yield from (found.replace("’", "'") for found in _WORD.findall(piece.casefold()))


def _languages_of(word: str) -> Iterator[tuple[str, float]]:
    """Yield what a word says for each language; a word of many languages says little."""
    languages = WORDS.get(word) or WORDS.get(word.rstrip("'"), ())
    for language in languages:
        yield language, 1 / len(languages) ** 1.5
    for letter in set(_SPECIAL.findall(word)):
        for language in LETTERS[letter]:
            yield language, LETTER_WEIGHT / len(LETTERS[letter])
