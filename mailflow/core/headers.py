"""Header values of outgoing mail: one clean line, no foreign message ids, no foreign tokens."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from mailflow.core.header_text import clean_value
from mailflow.core.reply_tokens import TOKEN_LENGTH

MAXIMUM_NAME = 100
MAXIMUM_SUBJECT = 250
MAXIMUM_FILENAME = 120
MAXIMUM_ID = 250
KEPT_IDS = 20
TOKEN_REMOVED = "[token removed]"  # noqa: S105 - words, not a secret

# What clean_value leaves and no header needs: Arabic letter mark, deprecated format characters,
# interlinear annotation, non-characters of the first plane.
_UNWANTED = re.compile("[\u061c\u206a-\u206f\ufff9-\ufffb\ufdd0-\ufdef]")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_NAME_SPECIALS = re.compile(r'[<>"\\]')
_PATH_SPECIALS = re.compile(r'[/\\:*?"<>|;]')
# Elements of HTML that do something, and any with an attribute: Vector<int> stays as it is.
_MARKUP = re.compile(
    r"<[/!]?(?:applet|audio|base|body|button|embed|form|frame|frameset|head|html|iframe|img|input|"
    r"link|marquee|math|meta|object|script|style|svg|template|video)\b[^<>]{0,300}+>?"
    r"|<[a-z][a-z0-9:-]{0,30}[\s/][^<>]{0,300}+>",
    re.IGNORECASE,
)
# RFC 5322 section 3.6.4 without quoted parts: printable ASCII, one @.
_STRICT_ID = re.compile(r"<[!#-;=?A-~]{1,248}@[!#-;=?A-~]{1,248}>")
_OUR_ID = re.compile(r"<mf\.", re.IGNORECASE)
# A run of local-part characters is entered at its start only, so that the search stays linear.
_LOCAL = r"[^\s<>@+,;:\"()\[\]]"
# How + . @ are written in addresses of web pages and of encoded mails: percent signs, encoded up
# to three times more, character references, quoted-printable.
_PLUS = "(?:%(?:25){0,3}2b|&#0{0,6}43;|&#x0{0,6}2b;|&plus;|=2b)"
_DOT = r"(?:\.|%(?:25){0,3}2e|&#0{0,6}46;|&#x0{0,6}2e;|&period;|=2e)"
_AT = "(?:@|%(?:25){0,3}40|&#0{0,6}64;|&#x0{0,6}40;|&commat;|=40)"
_TOKEN = re.compile(
    rf"(?:(?<!{_LOCAL}){_LOCAL}*+\+|mf{_DOT}|{_PLUS})"
    rf"([a-z2-7]{{{TOKEN_LENGTH}}})(?![a-z0-9])(?:{_AT}[a-z0-9.-]*+)?",
    re.IGNORECASE,
)
# What every token has, each a search for one literal character: most texts have none of them.
_SIGNS_OF_A_TOKEN = tuple(
    re.compile(rf"{sign}[a-z2-7]{{{TOKEN_LENGTH}}}", re.IGNORECASE)
    for sign in (r"\+", r"\.", "2[be]", ";")
)


def clean(value: str, limit: int = 250) -> str:
    """Return one line of at most `limit` characters that no reader takes for two headers.

    `=?` gets a blank inside: readers, the standard library among them, decode encoded words
    (RFC 2047) wherever they meet them, and Python 3.11 turns an encoded CR LF into a real one.
    """
    line = _UNWANTED.sub("", clean_value(value))
    return cut(" ".join(line.replace("=?", "= ?").split()), limit)


def cut(text: str, limit: int) -> str:
    """Cut a text, but never between a letter and what is combined with it."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and _continues(text, end):
        end -= 1
    return text[: end or limit].rstrip()


def _continues(text: str, index: int) -> bool:
    character = text[index]
    joined = character in _JOINERS or text[index - 1] == "\u200d"
    return joined or unicodedata.combining(character) != 0


def clean_subject(value: str) -> str:
    """Return a subject as it may stand in a header."""
    return clean(without_markup(value), MAXIMUM_SUBJECT)


def without_markup(line: str) -> str:
    """Return a line without HTML: what a stranger wrote comes back where pages may show it raw."""
    return _MARKUP.sub(" ", line) if "<" in line else line


def display_name(value: str) -> str:
    """Return a name for an address header, without what could pass for a second address."""
    return clean(_NAME_SPECIALS.sub("", value), MAXIMUM_NAME)


def file_label(value: str) -> str:
    """Return the name of an attachment as a label: no path, no drive, nothing hidden."""
    label = clean(_PATH_SPECIALS.sub("_", value), limit=10 * MAXIMUM_FILENAME).strip(". ")
    stem, dot, extension = label.rpartition(".")
    if len(label) <= MAXIMUM_FILENAME or not dot or len(extension) > 10:
        return cut(label, MAXIMUM_FILENAME)
    return f"{cut(stem, MAXIMUM_FILENAME - len(extension) - 1)}.{extension}"


def strict_id(value: str) -> str:
    """Return a message id in its strict form, or nothing (RFC 5322 section 3.6.4)."""
    strict = len(value) <= MAXIMUM_ID and "=?" not in value and _STRICT_ID.fullmatch(value)
    return value if strict else ""


def without_foreign_tokens(message_ids: Sequence[str], own: Collection[str]) -> tuple[str, ...]:
    """Return the ids that may stand in References: the first and the last twenty.

    An id of ours holds a reply token, so only those sent to this very recipient may stay.
    """
    mine = {one.lower() for one in own}
    kept = dict.fromkeys(one for one in message_ids if _may_stay(one, mine))
    ids = tuple(kept)
    return ids if len(ids) <= KEPT_IDS else (*ids[:1], *ids[-KEPT_IDS:])


def _may_stay(message_id: str, mine: Collection[str]) -> bool:
    if not strict_id(message_id):
        return False
    ours = _OUR_ID.match(message_id) or (_may_hold_token(message_id) and _TOKEN.search(message_id))
    return not ours or message_id.lower() in mine


def sweep(text: str, own_token: str) -> str:
    """Remove every reply token but the recipient's own, together with its address."""
    # A notice often holds its own token, and no other; what is left then shows no sign of one.
    if not _may_hold_token(text.replace(own_token, " ") if own_token else text):
        return text
    own = own_token.lower()

    def _replacement(match: re.Match[str]) -> str:
        return match[0] if own and match[1].lower() == own else TOKEN_REMOVED

    return _TOKEN.sub(_replacement, text)


def _may_hold_token(text: str) -> bool:
    return any(sign.search(text) for sign in _SIGNS_OF_A_TOKEN)
