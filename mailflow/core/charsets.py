"""Bytes to text: an allow-list of character sets, and repair of wrong labels (RFC 2045, 2047)."""

import re
from functools import lru_cache

from mailflow.core.charset_guessing import DEFAULT, codec_against_latin, guessed_codec

# Labels seen in mail, by the codec that reads them; what is no letter or digit does not count.
# Each label of a subset names its superset, because senders use the larger set under the smaller
# name (WHATWG Encoding, RFC 2046 4.1.2).
_CODECS: dict[str, tuple[str, ...]] = {
    "utf-8": ("utf8", "unicode-1-1-utf-8", "utf-8-sig", "utf8mb4"),
    "utf-7": ("unicode-1-1-utf-7", "x-unicode-2-0-utf-7"),
    "utf-16": ("utf16", "unicode", "ucs-2", "iso-10646-ucs-2"),
    "utf-16-le": ("utf-16le",),
    "utf-16-be": ("utf-16be",),
    "cp1252": ("us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp-1252",
               "iso_8859-1:1987", "ansi_x3.4-1968", "x-ansi", "ansi", "l1", "iso-ir-100"),
    "cp1250": ("windows-1250", "win-1250", "x-cp1250"),
    "cp1251": ("windows-1251", "win-1251", "x-cp1251"),
    "cp1253": ("windows-1253",),
    "cp1254": ("windows-1254", "iso-8859-9", "latin5"),
    "cp1255": ("windows-1255", "iso-8859-8-i", "iso-8859-8-e"),
    "cp1256": ("windows-1256",),
    "cp1257": ("windows-1257",),
    "cp1258": ("windows-1258",),
    "cp874": ("windows-874", "tis-620", "iso-8859-11", "x-windows-874"),
    "cp437": ("ibm437", "437"),
    "cp850": ("ibm850", "850"),
    "cp852": ("ibm852", "852"),
    "cp866": ("ibm866", "866"),
    "koi8-r": ("koi8r", "koi8", "koi"),
    "koi8-u": ("koi8-ru",),
    "mac-roman": ("macintosh", "x-mac-roman", "mac", "apple-roman"),
    "mac-cyrillic": ("x-mac-cyrillic",),
    "gb18030": ("gb2312", "gbk", "cp936", "ms936", "gb_2312-80", "x-gbk", "chinese", "csgb2312",
                "windows-936", "euc-cn"),
    "hz": ("hz-gb-2312",),
    "big5hkscs": ("big5", "big5-hkscs", "cp950", "x-big5", "windows-950", "big5-tw"),
    "cp932": ("shift_jis", "sjis", "x-sjis", "ms932", "ms_kanji", "windows-31j", "windows-932"),
    "euc_jp": ("euc-jp", "x-euc-jp", "eucjp"),
    "iso2022_jp_ext": ("iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3",
                       "iso-2022-jp-2004", "iso-2022-jp-ms", "csiso2022jp", "cp50220", "jis",
                       "cp50221"),
    "cp949": ("euc-kr", "euckr", "x-euc-kr", "ks_c_5601-1987", "ks_c_5601-1989", "ks_c_5601",
              "ksc5601", "uhc", "ms949", "korean", "windows-949"),
    "iso2022_kr": ("iso-2022-kr", "csiso2022kr"),
    "johab": (),
    **{f"iso8859-{n}": (f"iso-8859-{n}", f"iso_8859-{n}")
       for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}  # fmt: skip
_NO_SIGN = re.compile("[^a-z0-9]+")
_ALLOWED = {
    _NO_SIGN.sub("", label): codec
    for codec, labels in _CODECS.items()
    for label in (codec, *labels)
}
_MULTIBYTE = frozenset(
    {"utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "hz", "big5hkscs", "cp932"}
    | {"euc_jp", "iso2022_jp_ext", "cp949", "iso2022_kr", "johab"}
)
# What programs write without looking: text with octets beyond ASCII is anything but this.
_NO_CHARSET = frozenset({"usascii", "ascii", "ansix341968", "unknown8bit", "xunknown"})
_UNTOLD = frozenset({None, "utf-8", DEFAULT})
# What stands on mails by mistake often enough to be doubted where it does not fit.
_DOUBTFUL = frozenset({None, DEFAULT, "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_ESCAPES = {b"\x1b$B": "iso2022_jp_ext", b"\x1b$@": "iso2022_jp_ext", b"\x1b$)C": "iso2022_kr"}
_JAPANESE = re.compile(rb"\x1b(?:\$[B@]|\([BJI])([^\x1b]*+)")
_LABEL_LENGTH = 40
_STRAY = re.compile("[\udc80-\udcff]+")
MAXIMUM_STRAY_BYTES = 10_000
MANY_OCTETS = 12
_ASCII = bytes(range(128))
_SAMPLE = 2_000


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """Return the codec that reads a charset label, or None if the label is not allowed."""
    return _ALLOWED.get(_bare(label))


def _bare(label: str) -> str:
    return _NO_SIGN.sub("", label[:_LABEL_LENGTH].lower())


def spoken_label(content: bytes) -> str:
    """Return the codec of raw text without a label; nothing for UTF-8, which needs none."""
    return "" if _strictly(content, "utf-8") is not None else guessed_codec(content)


def decoded(content: bytes, label: str = "") -> str:
    """Decode mail text; a label that is unknown or wrong is repaired, never an error.

    UTF-8 goes before a declared set, since text that is valid UTF-8 beyond ASCII is next to never
    anything else, but for a few characters in double-byte sets. What no label speaks for is
    guessed (RFC 2045 section 5.2 says us-ascii, which it is not).
    """
    codec = codec_of(label) if label else None
    if codec == DEFAULT and _bare(label) in _NO_CHARSET:
        codec = None
    if codec in _UNTOLD and (told := _told_by_itself(content)):
        codec = told
    for candidate in _candidates(content, codec):
        text = _strictly(content, candidate)
        if text is not None:
            return text
    return _repaired(content, codec)


def _candidates(content: bytes, codec: str | None) -> tuple[str, ...]:
    if codec is None or codec in {DEFAULT, "utf-8"}:
        return ("utf-8",)
    if codec in _ESCAPES.values() and content.isascii():
        return (codec,)  # with its escapes it is valid UTF-8, too, but no text
    label_first = codec in _MULTIBYTE and not (codec in _DOUBTFUL and _has_many_octets(content))
    return (codec, "utf-8") if label_first else ("utf-8", codec)


def _has_many_octets(content: bytes) -> bool:
    return len(content[:_SAMPLE].translate(None, _ASCII)) >= MANY_OCTETS


def _told_by_itself(content: bytes) -> str | None:
    """Return the codec that escapes or a byte order mark name (RFC 1468, 1557, 2781)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in content[:_SAMPLE]:
        return "utf-16"
    if b"\x1b$" in content:
        return next((codec for sign, codec in _ESCAPES.items() if sign in content), None)
    return None


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(_with_byte_order(content, codec)).removeprefix("\ufeff")
    except UnicodeError:
        return None


def _with_byte_order(content: bytes, codec: str) -> str:
    """Without a mark UTF-16 is big endian (RFC 2781 section 4.3), unless its blanks tell else."""
    if codec != "utf-16" or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return codec
    sample = content[:_SAMPLE]
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _repaired(content: bytes, codec: str | None) -> str:
    """Read what no candidate reads strictly: by the label where it is believed, else by a guess."""
    if codec == "iso2022_jp_ext":
        return _loose_japanese(content)
    if codec == "utf-8":
        return _mixed(content)
    if codec is not None and codec not in _DOUBTFUL:
        return content.decode(codec, "replace")
    guess = codec_against_latin(content) if codec == DEFAULT else guessed_codec(content)
    if codec is not None and guess == DEFAULT:
        guess = codec  # damage costs characters, not the language
    text = _strictly(content, guess)
    return content.decode(guess, "replace") if text is None else text


def _loose_japanese(content: bytes) -> str:
    """Read ISO-2022-JP with signs beyond JIS X 0208, as Windows sends it, by way of Shift JIS."""
    return _JAPANESE.sub(_as_shift_jis, b"\x1b(B" + content).decode("cp932", "replace")


def _as_shift_jis(run: re.Match[bytes]) -> bytes:
    if not run[0].startswith(b"\x1b$"):
        is_kana = run[0].startswith(b"\x1b(I")
        return bytes(octet | 0x80 for octet in run[1]) if is_kana else run[1]
    pairs = zip(run[1][::2], run[1][1::2], strict=False)
    return b"".join(_pair_as_shift_jis(first, second) for first, second in pairs)


def _pair_as_shift_jis(first: int, second: int) -> bytes:
    """Move one pair of JIS X 0208 to its place in Shift JIS (JIS X 0208 annex 1)."""
    if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
        return b"?"
    lead = (first + 1) // 2 + (0x70 if first < 0x5F else 0xB0)
    trail = second + 0x7E if first % 2 == 0 else second + (0x1F if second < 0x60 else 0x20)
    return bytes((lead, trail))


def _mixed(content: bytes) -> str:
    """Decode UTF-8 with a few stray bytes, each read as windows-1252; many mean it is no UTF-8."""
    valid = content.decode("utf-8", "ignore").encode("utf-8")
    stray = len(content) - len(valid)
    if stray > min(MAXIMUM_STRAY_BYTES, len(valid.translate(None, _ASCII))):
        guess = guessed_codec(content)
        text = _strictly(content, guess)
        return content.decode(guess, "replace") if text is None else text
    return _STRAY.sub(_as_cp1252, content.decode("utf-8", "surrogateescape"))


def _as_cp1252(stray: re.Match[str]) -> str:
    return stray[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")
