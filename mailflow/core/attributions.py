"""Attribution lines: "On 5 May 2026, Ann <ann@example.org> wrote:" in many languages.

Programs put the date or the name first, the verb before or after, and wrap the line where they
like. An attribution is told from a sentence by a date, a verb and where they stand.
"""

import re
import unicodedata
from collections.abc import Sequence

from mailflow.core.phrases.replies import ATTRIBUTION_STARTS, ATTRIBUTION_VERBS, VERB

MAXIMUM_LINE = 500  # what a rule looks at; longer lines are prose and are kept whole
MAXIMUM_ATTRIBUTION = 600
MAXIMUM_ATTRIBUTION_LINES = 6
MAXIMUM_CONTINUATION = 60
FOLLOWING_LINES = 4  # among which a quote follows its attribution
REACH = MAXIMUM_ATTRIBUTION_LINES + FOLLOWING_LINES - 1
MAXIMUM_NAME_WORDS = 6

QUOTE_MARKS = (">", "\uff1e", "&gt;")
_COLONS = (":", "\uff1a")
_DATE = re.compile(
    r"(?<![\d.])(?:\d{1,2}[:.]\d{2}(?!\.?\d)|\d{1,2}[./:-]\d{1,2}[./:-]\d{2,4}(?!\.?\d))"
    r"|\b(?:19|20)\d{2}(?!\d)|\d[年년]"
)
# A date in front, perhaps after the day of the week, or somebody's address.
_DATE_FIRST = re.compile(
    r"\W{0,3}(?:[^\W\d]{1,16}[.,]{0,2} ){0,2}\(?\d{1,4}(?:[-/. 年년:,،]|th|st|nd|rd)"
)
_ADDRESS = re.compile(r"[<(\[] ?[^<>@\s]{1,64}@[^<>@\s]{1,253}[>)\]]|<?mailto:")
_TIME = re.compile(r"(?<![\d.])\d{1,2}(?::\d{2}|\.\d{2}(?![.\d]))")
_SENTENCE_END = re.compile(r"\w{4}[.]$|[!?]$")
_VERB = re.compile(VERB)
_VERB_LAST = re.compile(rf"{VERB}\W{{0,8}}$")
_ADDRESS_LAST = re.compile(r"[>)\]\"']\s?[:\uff1a]$")
_STAMP_LAST = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?| uhr)?\)?\s?[:\uff1a]$")
_DECORATION = " \t*_-\u2010\u2013\u2014"
_TRAIL = (
    _DECORATION + "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u202f\u2066\u2067\u2068\u2069\u3000"
)
_MARKS = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u3000]")


def is_quote(line: str) -> bool:
    """Whether the line is quoted by `>` (RFC 3676 section 4.5)."""
    return line.lstrip().startswith(QUOTE_MARKS)


def is_quoted(line: str) -> bool:
    """Whether the line below an attribution is marked as quoted; some programs do it by `|`."""
    return line[:1] == "|" or is_quote(line)


def has_date(line: str) -> bool:
    """Whether a time of day, a day or a year stands in the line."""
    return bool(_DATE.search(line[:MAXIMUM_ATTRIBUTION]))


def near_attributions(lines: Sequence[str]) -> Sequence[int]:
    """Mark the lines where an attribution may begin: shortly before what it ends with, or a quote.

    Without a mark there is none; to look closer at every line would take most of the time.
    """
    marks = bytearray(len(lines))
    above = False
    for index, line in enumerate(lines):
        quoted = is_quoted(line)
        if (quoted and not above) or (line and _closes(line)):
            start = max(0, index - REACH)
            marks[start : index + 1] = b"\1" * (index + 1 - start)
        above = quoted
    return marks


def _closes(line: str) -> bool:
    """Whether the line ends as an attribution does, under marks of emphasis and direction."""
    return line.rstrip(_TRAIL).endswith(_COLONS) or line.endswith("--")


def next_line(lines: Sequence[str], index: int) -> str:
    """Return the next line that is not blank, of the few looked at."""
    following = lines[index : index + FOLLOWING_LINES]
    return next((line for line in following if line.strip()), "")


def attribution_height(lines: Sequence[str], index: int) -> int:
    """Return how many lines an attribution takes that begins here, 0 for none."""
    first = lines[index].strip()
    starts = _may_start(lines, index)
    if len(first) > MAXIMUM_LINE or not (starts or _closes(first)):
        return 0
    if _is_attribution(first, next_line(lines, index + 1)):
        return 1
    return _wrapped_height(lines, index) if starts and not _is_last(first) else 0


def _wrapped_height(lines: Sequence[str], index: int) -> int:
    joined = lines[index].strip()
    for end in range(index + 1, min(index + MAXIMUM_ATTRIBUTION_LINES, len(lines))):
        line = lines[end].strip()
        if not line:
            if not next_line(lines, end + 1).lstrip().startswith("<"):
                return 0
            continue
        if len(joined) + len(line) > MAXIMUM_ATTRIBUTION:
            return 0
        if is_quote(line) and not _goes_on(joined, line):
            return 0
        joined = f"{joined} {line}"
        following = next_line(lines, end + 1)
        if not _goes_on(joined, following) and _is_attribution(joined, following):
            return 0 if _starts_later(lines, index, end) else end + 1 - index
        if _is_last(line):
            return 0
    return 0


def _is_last(line: str) -> bool:
    """Whether no line of an attribution follows this one; in Hungarian a colon may stand within."""
    return _closes(line) and not line.endswith("(időpont:")


def _goes_on(joined: str, line: str) -> bool:
    """Whether this is no quote but the rest of an address that was wrapped before its `>`."""
    if line[:1] != ">" or len(line) > MAXIMUM_CONTINUATION or not line.endswith((*_COLONS, ",")):
        return False
    return joined.count("<") > joined.count(">")


def _starts_later(lines: Sequence[str], index: int, end: int) -> bool:
    """Whether the attribution proper begins at a later line: "On my side it works" is none."""
    following = next_line(lines, end + 1)
    for later in range(index + 1, end + 1):
        above = " ".join(line.strip() for line in lines[index:later])
        joined = " ".join(line.strip() for line in lines[later : end + 1])
        if not _DATE.search(joined) or (_DATE.search(above) and not _SENTENCE_END.search(above)):
            continue
        named = joined[:1].isupper() and bool(_ADDRESS.search(joined))
        if named or plain(joined).startswith(ATTRIBUTION_STARTS):
            return _is_attribution(joined, following)
    return False


def _may_start(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    text = plain(line)
    if text.startswith(ATTRIBUTION_STARTS) or _DATE_FIRST.match(text):
        return True
    if "@" in line and _ADDRESS.search(text):
        return True
    following = lines[index + 1].lstrip() if index + 1 < len(lines) else ""
    return following[:1] == "<" and "@" in following


def plain(line: str) -> str:
    """Return the line as it is compared: folded, without marks of direction and emphasis."""
    text = line[:MAXIMUM_ATTRIBUTION]
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", _SPACES.sub(" ", text)))
    return text.strip(_DECORATION).casefold()


def _is_attribution(joined: str, following: str) -> bool:
    quoted = is_quoted(following)
    if not (quoted or _closes(joined)):
        return False
    text = plain(joined)
    dashed = joined.endswith("--") and text.endswith(ATTRIBUTION_VERBS)
    closed = dashed or text.endswith(_COLONS)
    if not (closed or quoted):
        return False
    if not _DATE.search(text):
        return closed and _is_undated(joined, text, quoted=quoted)
    return _is_dated(text, closed=closed, quoted=quoted)


def _is_dated(text: str, *, closed: bool, quoted: bool) -> bool:
    begins = text.startswith(ATTRIBUTION_STARTS) or bool(_DATE_FIRST.match(text))
    addressed = bool(_ADDRESS.search(text))
    if not closed:
        return begins and (bool(_VERB_LAST.search(text)) or (addressed and text.endswith(">")))
    if _VERB.search(text[-300:]):
        stamped = begins and bool(_TIME.search(text))  # a person writes the day alone
        return addressed or quoted or stamped or bool(_STAMP_LAST.search(text))
    return addressed and (quoted or (begins and bool(_ADDRESS_LAST.search(text))))


def _is_undated(joined: str, text: str, *, quoted: bool) -> bool:
    """Whether a line without a date is an attribution: "Ann <ann@example.org> wrote:"."""
    verb_last = bool(_VERB_LAST.search(text))
    if _ADDRESS.search(text):
        is_short = len(text.split()) <= MAXIMUM_NAME_WORDS + 4
        return is_short and (verb_last or bool(_ADDRESS_LAST.search(text) and _VERB.search(text)))
    is_ruled = joined.startswith("--") and joined.endswith("--")
    return (quoted or (is_ruled and verb_last)) and _names_somebody(joined, text)


def _names_somebody(joined: str, text: str) -> bool:
    """Whether there is a verb among few words, a name more than a sentence."""
    words = joined.strip(" *_-:\uff1a").split()
    capital = sum(not word[0].islower() for word in words)
    is_name = len(words) <= 3 or (len(words) <= MAXIMUM_NAME_WORDS and capital * 2 >= len(words))
    return is_name and bool(_VERB.search(text))
