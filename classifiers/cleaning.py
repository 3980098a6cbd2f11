"""From mail text to the words and character runs that the classifiers count.

Japanese is written without spaces. A change of script is a fair word boundary there, so runs of
kanji and of katakana count as words and hiragana, mostly grammar, is left to the character
n-grams.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final

MAX_CHARACTERS: Final = 20_000
WORD_SIZES: Final = (1, 2)
CHARACTER_SIZES: Final = (2, 3, 4, 5)

_HIRAGANA: Final = "\u3041-\u309f"
_KATAKANA: Final = "\u30a0-\u30ff"
_KANJI: Final = "\u3005\u3400-\u4dbf\u4e00-\u9fff"
_WORD: Final = re.compile(
    rf"[{_KATAKANA}]{{2,}}|[{_KANJI}]+|[^\W_{_HIRAGANA}{_KATAKANA}{_KANJI}]{{2,}}"
)
_DIGIT: Final = re.compile(r"\d")


def clean(text: str) -> str:
    """Return ``text`` in one form: NFKC, lower case, every digit 0, at most 20,000 characters.

    Ticket and telephone numbers differ from mail to mail; their length is what tells something.
    Half a surrogate pair, which no file can store, becomes a question mark.
    """
    whole = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    folded = unicodedata.normalize("NFKC", whole).lower()[:MAX_CHARACTERS]
    return _DIGIT.sub("0", folded)


def words(cleaned: str) -> list[str]:
    """Return the words of a cleaned text in their order."""
    return _WORD.findall(cleaned)


def word_grams(cleaned: str) -> list[str]:
    """Return every word and every two neighbouring words, joined by a space."""
    single = words(cleaned)
    return single + [f"{left} {right}" for left, right in pairwise(single)]


def grams_inside(word: str) -> list[str]:
    """Return the runs of 2 to 5 characters of one blank-separated word.

    A blank stands for each end of the word; a word shorter than the run counts once. This is
    what scikit-learn calls ``char_wb``.
    """
    padded, grams = f" {word} ", list[str]()
    length = len(padded)
    for size in CHARACTER_SIZES:
        if size >= length:
            grams.append(padded)
            break
        grams += [padded[start : start + size] for start in range(length - size + 1)]
    return grams
