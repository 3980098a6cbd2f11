r"""The text of a Rich Text Format body, as Outlook writes it ([MS-OXRTFEX], RTF 1.9.1).

One pass, no recursion. HTML that Outlook puts inside (`\*\htmltag`) is skipped as any reader of
plain RTF does: the format holds the same text for those beside it.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import islice

from mailflow.core.charsets import codec_of, decoded

MAXIMUM_RTF = 1_000_000
MAXIMUM_TOKENS = 200_000
MAXIMUM_DEPTH = 1_000

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?[0-9]{1,10})? ?"  # a control word and its number
    rb"|\\'([0-9a-fA-F]{2})"  # a byte of the current character set
    rb"|\\([^a-z])"  # a control symbol
    rb"|([{}])"
    rb"|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer headerl headerr footerl footerr object"
    b" themedata datastore listtable listoverridetable generator fldinst xmlnstbl".split()
)
_WORDS = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"bullet": "\u2022",
}
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n"}
# Character sets of fonts (RTF 1.9.1, \fcharset) by Windows code page
_CHARSETS = {0: 1252, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258}
_CHARSETS |= {177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the brace that closes."""

    skipped: bool = False
    fonts: bool = False
    font: int = 0
    after_unicode: int = 1  # how many characters stand in for one that follows as a number


@dataclass(slots=True)
class _Reader:
    """Where the pass stands."""

    pieces: list[str] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    groups: list[_Group] = field(default_factory=list)
    group: _Group = field(default_factory=_Group)
    codepage: int = 1252
    charsets: dict[int, int] = field(default_factory=dict)
    replaced: int = 0
    high: int = 0

    def word(self, name: bytes, number: int | None) -> None:
        """Take a control word."""
        group = self.group
        if name in _SKIPPED:
            self.group = replace(group, skipped=True, fonts=group.fonts or name == b"fonttbl")
        elif name == b"ansicpg" and number is not None:
            self.codepage = number
        elif name == b"f" and number is not None:
            if number != group.font:
                self.flush()
                self.group = replace(group, font=number)
        elif name == b"fcharset" and group.fonts and number in _CHARSETS:
            self.charsets[group.font] = _CHARSETS[number]
        elif name == b"uc" and number is not None:
            self.group = replace(group, after_unicode=max(0, min(number, 10)))
        elif name == b"u" and number is not None:
            self.unicode(number % 65_536)
        elif name in _WORDS:
            self.say(_WORDS[name])

    def unicode(self, unit: int) -> None:
        """Take a UTF-16 code unit; two surrogates make one character."""
        self.replaced = self.group.after_unicode
        if 0xD800 <= unit < 0xDC00:
            self.high = unit
            return
        if 0xDC00 <= unit < 0xE000:
            unit = 0x10000 + ((self.high - 0xD800) << 10) + unit - 0xDC00 if self.high else 0xFFFD
        self.high = 0
        self.say(chr(unit))

    def say(self, text: str) -> None:
        """Add text that is decoded already."""
        if not self.group.skipped:
            self.flush()
            self.pieces.append(text)

    def written(self, octets: bytes) -> None:
        """Add text in the character set of the font, but for what stood in for a number."""
        kept = octets[self.replaced :]
        self.replaced = max(0, self.replaced - len(octets))
        if not self.group.skipped:
            self.octets += kept

    def flush(self) -> None:
        """Decode what waits."""
        if self.octets:
            codepage = self.charsets.get(self.group.font, self.codepage)
            label = "utf-8" if codepage == 65001 else f"cp{codepage}"
            self.pieces.append(decoded(bytes(self.octets), label if codec_of(label) else "cp1252"))
            self.octets.clear()

    def brace(self, brace: bytes) -> None:
        """Begin or end a group."""
        self.flush()
        self.replaced = 0
        if brace == b"{" and len(self.groups) < MAXIMUM_DEPTH:
            self.groups.append(self.group)
        elif brace == b"}" and self.groups:
            self.group = self.groups.pop()


def rtf_text(octets: bytes) -> str:
    """Return the text; what is no RTF gives none."""
    if not octets.startswith(b"{\\rtf"):
        return ""
    reader = _Reader()
    for match in islice(_TOKEN.finditer(octets, 0, MAXIMUM_RTF), MAXIMUM_TOKENS):
        word, number, octet, symbol, brace, text = match.groups()
        if word:
            reader.word(word, int(number) if number else None)
        elif octet:
            reader.written(bytes.fromhex(octet.decode("ascii")))
        elif symbol == b"*":  # a destination that a reader may not know
            reader.group = replace(reader.group, skipped=True)
        elif symbol:
            reader.say(_SYMBOLS.get(symbol, ""))
        elif brace:
            reader.brace(brace)
        elif text:
            reader.written(text)
    reader.flush()
    return "".join(reader.pieces)
