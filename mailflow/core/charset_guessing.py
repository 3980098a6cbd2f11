"""Which character set octets are in that no label speaks for: by how its letters are used.

Pairs of octets tell of East Asia; words of letters beyond ASCII tell by the frequency of their
letters, words with some of them by the letters that a language has. The outcome is a guess from a
bounded sample.
"""

import re
from collections import Counter
from collections.abc import Iterator

from mailflow.core.alphabets import AROUND_WORDS, BEYOND_ASCII, BY_FREQUENCY

SAMPLE = 8_192
FEWEST_PAIRS = 4
FEWEST_LETTERS = 12
DEFAULT = "cp1252"
LIKELY, CERTAIN = 0.3, 0.55  # how frequent the letters of a text are, where 1 is the most frequent
CAPITALS = 0.8  # words of capitals are rare: other alphabets have theirs where small letters are

_RUNS = re.compile(rb"[\x80-\xff](?:[\x40-\x7e]?[\x80-\xff])*+[\x40-\x7e]?")
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]{1,200}+")
_LETTERS = re.compile(rb"[\x80-\xff]{3}")
_ASCII = bytes(range(0x80))
_BEYOND = re.compile(rb"[\x80-\xff]")
_CODECS = {"shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030"}  # the larger sets


def guessed_codec(content: bytes) -> str:
    """Return the codec that octets beyond ASCII, which are no UTF-8, are most likely meant in."""
    sample = _sample(content)
    words = _words_beyond_ascii(sample)
    codec, frequency = _of_letters(words) if _is_foreign(words, sample) else ("", 0.0)
    if frequency > CERTAIN:
        return codec
    if pairs := _of_pairs(sample):
        return pairs
    if frequency > LIKELY:
        return codec
    latin, oddities = _of_latin(words)
    if oddities * 2 > _octets_beyond_ascii(words):  # most of it makes no words
        return _of_any_pairs(sample) or latin
    return latin


def codec_against_latin(content: bytes) -> str:
    """Return the codec of a text that says it is Latin and certainly is not, else cp1252."""
    sample = _sample(content)
    words = _words_beyond_ascii(sample)
    if sum(map(len, words)) < FEWEST_LETTERS or not _is_foreign(words, sample):
        return DEFAULT
    codec, frequency = _of_letters(words)
    return codec if frequency > CERTAIN else DEFAULT


def _sample(content: bytes) -> bytes:
    """Return whole lines from the first octet beyond ASCII on."""
    first = _BEYOND.search(content)
    if first is None:
        return b""
    start = max(content.rfind(b"\n", 0, first.start()) + 1, first.start() - SAMPLE // 2)
    sample = content[start : start + SAMPLE]
    return sample[: sample.rfind(b"\n") + 1] or sample if len(sample) == SAMPLE else sample


def _words_beyond_ascii(sample: bytes) -> list[bytes]:
    return [word for word in _WORDS.findall(sample) if not word.isascii()]


def _octets_beyond_ascii(words: list[bytes]) -> int:
    return sum(len(word.translate(None, _ASCII)) for word in words)


def _is_foreign(words: list[bytes], sample: bytes) -> bool:
    """Whether words are made of letters beyond ASCII; in Latin they stand among ASCII letters.

    One such word in a sentence of ASCII is a word of umlauts.
    """
    letters, beyond = sum(map(len, words)), _octets_beyond_ascii(words)
    if beyond < FEWEST_LETTERS and sum(map(len, _WORDS.findall(sample))) > 4 * beyond:
        return False
    return beyond > letters * 0.6 and any(map(_LETTERS.search, words))


def _of_pairs(sample: bytes) -> str:
    """Tell the double-byte sets apart, which all have rows of their own for what is frequent."""
    runs = [found[0] for found in _RUNS.finditer(sample)]
    if sum(len(run) for run in runs if len(run) > 3) * 2 < sum(map(len, runs)):
        return ""  # single letters inside words
    for codec in ("shift_jis", "euc_jp", "euc_kr", "gb2312", "big5"):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        if _is_likely(codec, text, runs):
            return _CODECS.get(codec, codec)
    return ""


def _of_any_pairs(sample: bytes) -> str:
    """Return a double-byte set in which all is ideographs or kana: a name, for one."""
    for codec in ("cp932", "gb18030", "big5"):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        if all(_kind(character) in {"han", "kana"} for character in text if character > "\x7f"):
            return codec
    return ""


def _is_likely(codec: str, text: str, runs: list[bytes]) -> bool:
    beyond = [character for character in text if character > "\x7f"]
    pairs = [character for character in beyond if not "\uff61" <= character <= "\uff9f"]
    kinds = Counter(_kind(character) for character in pairs)
    if kinds["kana"] == len(beyond) >= FEWEST_PAIRS - 1:
        return codec in {"shift_jis", "euc_jp"}
    if len(pairs) < FEWEST_PAIRS or len(pairs) < len(beyond) * 0.8:
        return False
    if codec in {"shift_jis", "euc_jp"}:
        return kinds["kana"] > len(pairs) * 0.2 and kinds["other"] < len(pairs) * 0.1
    if codec == "euc_kr":
        return kinds["hangul"] > len(pairs) * 0.8
    common = sum(0xB0 <= octet <= 0xD7 for octet in _leads(runs))
    return kinds["han"] > len(pairs) * 0.7 and (codec == "big5" or common > len(pairs) * 0.6)


def _leads(runs: list[bytes]) -> Iterator[int]:
    for run in runs:
        yield from run[::2]


def _kind(character: str) -> str:
    if "\u3040" <= character <= "\u30ff":
        return "kana"
    if "\u4e00" <= character <= "\u9fff":
        return "han"
    if "\uac00" <= character <= "\ud7a3":
        return "hangul"
    return "mark" if "\u2010" <= character <= "\u303f" or character >= "\uff00" else "other"


def _of_letters(words: list[bytes]) -> tuple[str, float]:
    """Return the set in which the words read most like a language that is written with it."""
    scores = {
        codec: max(_language_score(words, codec, alphabet) for alphabet in alphabets)
        for codec, alphabets in BY_FREQUENCY
    }
    best = max(scores, key=scores.__getitem__)
    return best, scores[best]


def _language_score(words: list[bytes], codec: str, alphabet: str) -> float:
    """Return how frequent the letters are on average: 1 the most, -1 no letters at all."""
    rank = {letter: 1 - index / len(alphabet) for index, letter in enumerate(alphabet)}
    total, count = 0.0, 0
    for word in words:
        text = word.decode(codec, "replace")
        capitals = len(text) > 1 and text.isupper()
        lower = text.lower() if capitals else text[:1].lower() + text[1:]
        ranks = [rank.get(letter, -1.0) for letter in lower if letter > "\x7f"]
        total += sum(ranks) * (CAPITALS if capitals else 1)
        count += len(ranks)
    return total / count if count else 0.0


def _of_latin(words: list[bytes]) -> tuple[str, int]:
    """Return the set in which a language explains the words best, and what it leaves odd."""
    scores = {
        codec: min(_oddities(texts, language) for language in languages)
        for codec, languages in BEYOND_ASCII
        if (texts := [word.decode(codec, "replace").strip(AROUND_WORDS) for word in words])
    }
    best = min(scores, key=scores.__getitem__, default=DEFAULT)
    return best, scores.get(best, 0)


def _oddities(texts: list[str], language: str) -> int:
    """Count letters that the language does not have once, signs inside words threefold."""
    odd = 0
    for text in texts:
        if text.endswith(("m²", "m³")) or not any(map(str.isalpha, text)):
            continue
        rare = (one for one in text if one > "\x7f" and one.lower() not in language + "’\u00a0")
        odd += sum(1 if one.isalpha() else 3 for one in rare)
    return odd
