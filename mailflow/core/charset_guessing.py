"""Which character set octets are in that no label speaks for: by how its letters are used.

Pairs of octets tell of East Asia; letters that stand in words, or in the order of frequency of a
language, tell of the rest. A look at a sample, so that no text takes long.
"""

import re
from collections import Counter
from collections.abc import Iterator

SAMPLE = 8_192
FEWEST_PAIRS = 4
FEWEST_LETTERS = 12
DEFAULT = "cp1252"
LIKELY, CERTAIN = 0.3, 0.55  # how frequent the letters of a text are, where 1 is the most frequent

_RUNS = re.compile(rb"[\x80-\xff](?:[\x40-\x7e]?[\x80-\xff])*+[\x40-\x7e]?")
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]{1,200}+")
_LETTERS = re.compile(rb"[\x80-\xff]{3}")
# The letters of each language by frequency; what its texts have beyond ASCII.
_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_UKRAINIAN = "оаиніервтскумдлпьзяйбгхчжцєюшїщфґ"
_GREEK = "αοιετσνηυρπκμλςωδγχθφάίέόήύώβξζψ"
_HEBREW = "יוהלארתבשמנדעקחפטכגםןצסזךףץ"
_ARABIC = "اليمنوترةبعدسفهكحقشجطصخضءذثأزغظإىئؤآ"
_ALPHABETS = (
    ("cp1251", (_RUSSIAN, _UKRAINIAN)),
    ("koi8-r", (_RUSSIAN,)),
    ("koi8-u", (_UKRAINIAN,)),
    ("iso8859-5", (_RUSSIAN,)),
    ("cp866", (_RUSSIAN,)),
    ("cp1253", (_GREEK,)),
    ("cp1255", (_HEBREW,)),
    ("cp1256", (_ARABIC,)),
)
_LATIN = ("cp1252", "cp1250", "iso8859-2", "cp850")
_WESTERN = "’éäüöèàóíáñçêßãõåøæîôëúâûïìòùÉÄÜÖÅØÇÀÈ"
_CENTRAL = "’áéíýěščřžůúňťďóąęłśżźćńőűöüăşţâîÁÉÍŠČŘŽÚŁŚŻ"
_AROUND = "¿¡“”‘’‚„…–—«»‹›€£°²³§·•©®™\xa0"  # what honest texts have before and behind words
_LIKELY = {"cp1252": _WESTERN, "cp850": _WESTERN, "cp1250": _CENTRAL, "iso8859-2": _CENTRAL}


def guessed_codec(content: bytes) -> str:
    """Return the codec that octets beyond ASCII, which are no UTF-8, are most likely meant in."""
    sample = _sample(content)
    words = _words_beyond_ascii(sample)
    codec, frequency = _of_letters(words) if _is_foreign(words) else ("", 0.0)
    if frequency > CERTAIN:
        return codec
    if pairs := _of_pairs(sample):
        return pairs
    if frequency > LIKELY:
        return codec
    latin, oddities = _of_latin(words)
    if oddities * 2 > sum(map(len, map(_beyond_ascii, words))):  # most of it makes no words
        return _of_any_pairs(sample) or latin
    return latin


def codec_against_latin(content: bytes) -> str:
    """Return the codec of a text that says it is Latin and certainly is not, else cp1252."""
    words = _words_beyond_ascii(_sample(content))
    if sum(map(len, words)) < FEWEST_LETTERS or not _is_foreign(words):
        return DEFAULT
    codec, frequency = _of_letters(words)
    return codec if frequency > CERTAIN else DEFAULT


def _words_beyond_ascii(sample: bytes) -> list[bytes]:
    return [word for word in _WORDS.findall(sample) if not word.isascii()]


def _is_foreign(words: list[bytes]) -> bool:
    """Whether words are made of letters beyond ASCII; in Latin they stand among ASCII letters."""
    letters, beyond = sum(map(len, words)), sum(map(len, map(_beyond_ascii, words)))
    return beyond > letters * 0.6 and any(map(_LETTERS.search, words))


def _sample(content: bytes) -> bytes:
    """Return whole lines from the first octet beyond ASCII on."""
    first = re.search(rb"[\x80-\xff]", content)
    start = content.rfind(b"\n", 0, first.start()) + 1 if first else 0
    start = max(start, first.start() - SAMPLE // 2) if first else 0
    sample = content[start : start + SAMPLE]
    return sample[: sample.rfind(b"\n") + 1] or sample if len(sample) == SAMPLE else sample


def _beyond_ascii(word: bytes) -> bytes:
    return bytes(octet for octet in word if octet >= 0x80)


def _of_pairs(sample: bytes) -> str:
    """Tell the double-byte sets apart, which all have rows of their own for what is frequent."""
    runs = [found[0] for found in _RUNS.finditer(sample)]
    for codec in ("shift_jis", "euc_jp", "euc_kr", "gb2312", "big5"):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        if _is_likely(codec, text, runs):
            return {"shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030"}.get(codec, codec)
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
    if len(pairs) < FEWEST_PAIRS or len(pairs) < len(beyond) * 0.8:
        return False
    kinds = Counter(_kind(character) for character in pairs)
    share = {kind: count / len(pairs) for kind, count in kinds.items()}
    if codec in {"shift_jis", "euc_jp"}:
        return share.get("kana", 0) > 0.2 and share.get("other", 0) < 0.1
    if codec == "euc_kr":
        return share.get("hangul", 0) > 0.8
    if codec == "gb2312":
        common = sum(0xB0 <= octet <= 0xD7 for octet in _leads(runs))
        return share.get("han", 0) > 0.7 and common > len(pairs) * 0.6
    return share.get("han", 0) > 0.7


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
        for codec, alphabets in _ALPHABETS
    }
    best = max(scores, key=scores.__getitem__)
    return best, scores[best]


def _language_score(words: list[bytes], codec: str, alphabet: str) -> float:
    """Return how frequent the letters are on average: 1 the most, 0 the least or none at all."""
    rank = {letter: 1 - index / len(alphabet) for index, letter in enumerate(alphabet)}
    total, count = 0.0, 0
    for word in words:
        text = word.decode(codec, "replace")
        lower = text[:1].lower() + text[1:] if not text.isupper() else text.lower()
        total += sum(rank.get(letter, -1.0) for letter in lower if letter > "\x7f")
        count += sum(letter > "\x7f" for letter in lower)
    return total / count if count else 0.0


def _of_latin(words: list[bytes]) -> tuple[str, int]:
    """Return the set in which the fewest signs stand inside words, and how odd it is still."""
    scores = {codec: _oddities(words, codec) for codec in _LATIN}
    best = min(scores, key=scores.__getitem__)
    return best, scores[best]


def _oddities(words: list[bytes], codec: str) -> int:
    """Count letters that are rare in mail once, signs inside words threefold."""
    odd = 0
    for word in words:
        text = word.decode(codec, "replace").strip(_AROUND)
        rare = [letter for letter in text if letter > "\x7f" and letter not in _LIKELY[codec]]
        odd += sum(1 if letter.isalpha() else 3 for letter in rare)
    return odd
