"""Bytes to text: an allow-list of character sets, and repair of wrong labels (RFC 2045, 2047)."""

import re

# Labels seen in mail, by the codec that reads them. Each label of a subset names its superset,
# because senders use the larger set under the smaller name (WHATWG Encoding, RFC 2046 4.1.2).
_CODECS: dict[str, tuple[str, ...]] = {
    "utf-8": ("utf8", "unicode-1-1-utf-8", "utf-8-sig"),
    "utf-7": ("unicode-1-1-utf-7", "x-unicode-2-0-utf-7"),
    "utf-16": ("utf16", "unicode", "ucs-2"),
    "utf-16-le": ("utf-16le",),
    "utf-16-be": ("utf-16be",),
    "cp1252": ("us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252",
               "ansi_x3.4-1968", "x-ansi"),
    "cp1250": ("windows-1250",),
    "cp1251": ("windows-1251", "x-cp1251"),
    "cp1253": ("windows-1253",),
    "cp1254": ("windows-1254", "iso-8859-9", "iso8859-9", "latin5"),
    "cp1255": ("windows-1255", "iso-8859-8-i"),
    "cp1256": ("windows-1256",),
    "cp1257": ("windows-1257",),
    "cp1258": ("windows-1258",),
    "cp874": ("windows-874", "tis-620", "iso-8859-11", "x-windows-874"),
    "cp437": ("ibm437",),
    "cp850": ("ibm850",),
    "cp852": ("ibm852",),
    "cp866": ("ibm866",),
    "koi8-r": ("koi8r", "koi8"),
    "koi8-u": ("koi8u",),
    "mac-roman": ("macintosh", "x-mac-roman", "macroman"),
    "mac-cyrillic": ("x-mac-cyrillic",),
    "gb18030": ("gb2312", "gbk", "cp936", "gb_2312-80", "x-gbk", "chinese", "csgb2312"),
    "hz": ("hz-gb-2312",),
    "big5hkscs": ("big5", "big5-hkscs", "cp950", "x-big5"),
    "cp932": ("shift_jis", "shift-jis", "sjis", "x-sjis", "ms932", "windows-31j"),
    "euc_jp": ("euc-jp", "x-euc-jp", "eucjp"),
    "iso2022_jp_ext": ("iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-ms",
                       "csiso2022jp"),
    "cp949": ("euc-kr", "euckr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "uhc"),
    "iso2022_kr": ("iso-2022-kr",),
    "johab": (),
    **{f"iso8859-{n}": (f"iso-8859-{n}", f"iso_8859-{n}")
       for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}  # fmt: skip
_ALLOWED = {label: codec for codec, labels in _CODECS.items() for label in (codec, *labels)}
_MULTIBYTE = frozenset(
    {"utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "hz", "big5hkscs", "cp932"}
    | {"euc_jp", "iso2022_jp_ext", "cp949", "iso2022_kr", "johab"}
)
_LABEL_LENGTH = 40
_STRAY = re.compile("[\udc80-\udcff]+")
MAXIMUM_STRAY_BYTES = 10_000


def codec_of(label: str) -> str | None:
    """Return the codec that reads a charset label, or None if the label is not allowed."""
    return _ALLOWED.get(label[:_LABEL_LENGTH].strip(" \t\"'").lower())


def decoded(content: bytes, label: str = "") -> str:
    """Decode mail text; a label that is unknown or wrong is repaired, never an error.

    UTF-8 goes before a declared single-byte set, since text that is valid UTF-8 beyond ASCII is
    next to never anything else; the last resort is windows-1252 (RFC 2045 section 5.2).
    """
    codec = codec_of(label)
    if codec is None or codec not in _MULTIBYTE:
        candidates = ("utf-8", codec or "cp1252")
    else:
        candidates = (codec, "utf-8")
    for candidate in candidates:
        text = _strictly(content, candidate)
        if text is not None:
            return text
    if codec in _MULTIBYTE and codec != "utf-8":
        return content.decode(codec, "replace")
    return content.decode(codec or "cp1252", "replace") if codec != "utf-8" else _mixed(content)


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec).removeprefix("\ufeff")
    except UnicodeError:
        return None


def _mixed(content: bytes) -> str:
    """Decode UTF-8 with a few stray bytes, each read as windows-1252; many mean it is no UTF-8."""
    valid = len(content.decode("utf-8", "ignore").encode("utf-8"))
    if len(content) - valid > MAXIMUM_STRAY_BYTES:
        return content.decode("cp1252", "replace")
    return _STRAY.sub(_as_cp1252, content.decode("utf-8", "surrogateescape"))


def _as_cp1252(stray: re.Match[str]) -> str:
    return stray[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")
