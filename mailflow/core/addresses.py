"""One strict, linear reader of address lists (RFC 5322 section 3.4, RFC 6532).

What two readers could understand differently is refused: sender identity hangs on it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.core.header_text import clean_value, decoded_words
from mailflow.core.mail import Mailbox
from mailflow.errors import AddressError

MAXIMUM_LENGTH = 131_072
MAXIMUM_ADDRESS = 320  # RFC 5321 section 4.5.3.1: 64 + @ + 255 octets
MAXIMUM_NAME = 200
MAXIMUM_CLAIM = 2_000
MAXIMUM_COMMENT_DEPTH = 10
MAXIMUM_PIECES = 2_000

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_TOKEN = re.compile(
    r"""
      (?P<space>[ \t]++)
    | (?P<encoded>=\?[^?\s<>@"]{1,60}\?[bBqQ]\?[^?\s<>@"]{0,500}\?=)
    | (?P<quoted>"(?:[^"\\]|\\.)*+")
    | (?P<literal>\[[^\[\]\\<>@\s]{1,100}\])
    | (?P<atom>[A-Za-z0-9!\#$%&'*+/=?^_`{|}~\u00a0-\U0010ffff-]++)
    | (?P<special>[<>@,;:.])
    """,
    re.VERBOSE,
)
_COMMENT_MARK = re.compile(r"\\.|[()]")
_ESCAPE = re.compile(r"\\(.)")
_DOT_ATOM = re.compile(r"[^.]++(?:\.[^.]++)*+")
_DOMAIN = re.compile(r"[A-Za-z0-9_\u00a1-\U0010ffff-]++(?:\.[A-Za-z0-9_\u00a1-\U0010ffff-]++)*+")
_LITERAL = re.compile(r"\[(?:IPv6:)?[0-9A-Fa-f:.]{2,45}\]", re.IGNORECASE)
_NAMED_BY_ITSELF = re.compile(r"\s{0,9}'?([^\s<>'\"]{3,320})'?\s{0,9}<\1>\s{0,9}", re.IGNORECASE)
_UNSAFE_QUOTED = frozenset(' \t"\\<>@,;:()[]')
_OPAQUE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    @property
    def is_gap(self) -> bool:
        return self.kind in {"space", "comment"}


def is_ascii(address: str) -> bool:
    """Whether an address has no character beyond ASCII (RFC 5322, not RFC 6532)."""
    return address.isascii()


def parse_mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Read an address list (RFC 5322 section 3.4); raise AddressError on any doubt.

    Groups yield their members; empty list elements and dots in a display name are the obsolete
    forms allowed. Encoded words (RFC 2047) are decoded in names only, after the structure is read.
    """
    return tuple(_mailbox(element) for element in _elements(tuple(_tokens(value))))


def passes_for_ascii(character: str) -> bool:
    """Whether a character that is not ASCII becomes such by lower(), casefold() or NFKC."""
    if character.isascii():
        return False
    forms = unicodedata.normalize("NFKC", character).lower() + character.casefold()
    return any(one.isascii() for one in forms)


def names_group(value: str) -> bool:
    """Whether a field that could be read names a group (RFC 5322 section 3.4)."""
    return any(one.kind == "special" and one.text == ":" for one in _tokens(value))


def usable_mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Read what can be read of a To or Cc field; entries in doubt are dropped."""
    try:
        return parse_mailboxes(value)
    except AddressError:
        pieces = value[:MAXIMUM_LENGTH].split(",", MAXIMUM_PIECES)[:MAXIMUM_PIECES]
        return tuple(mailbox for piece in pieces for mailbox in _one_usable(piece))


def claimed_mailbox(value: str) -> Mailbox | None:
    """Return who a field that cannot be read strictly claims to be, to show and never to use.

    What stands in the last pair of angle brackets, else the first word with an @, else the words.
    """
    line = clean_value(decoded_words(value[:MAXIMUM_CLAIM]))
    before, bracket, inside = line.rpartition("<")
    written = inside.partition(">")[0] if bracket else _word_with_at(line)
    address = "".join(written.split())[:MAXIMUM_ADDRESS].lower()
    name = _clean_name(before.replace(written, "", 1).strip(" \"'\t,<") if bracket else "")
    return Mailbox(address, name) if address else None


def _word_with_at(line: str) -> str:
    found = (word.strip(' ",;()') for word in line.split() if "@" in word)
    return next(found, line.partition("(")[0])


def _one_usable(piece: str) -> tuple[Mailbox, ...]:
    """Read one entry; Outlook names who has no name by his address, and leaves out the quotes."""
    twice = _NAMED_BY_ITSELF.fullmatch(piece)
    try:
        return parse_mailboxes(twice[1] if twice else piece)
    except AddressError:
        return ()


def _tokens(value: str) -> Iterator[_Token]:
    if len(value) > MAXIMUM_LENGTH:
        raise AddressError(f"the address list has more than {MAXIMUM_LENGTH} characters")
    if found := _CONTROL.search(value):
        raise AddressError(f"control character U+{ord(found[0]):04X} in the address list")
    position = 0
    while position < len(value):
        if value[position] == "(":
            end = _comment_end(value, position)
            yield _Token("comment", value[position + 1 : end - 1])
        elif match := _TOKEN.match(value, position):
            end = match.end()
            yield _Token(match.lastgroup or "", match[0])
        else:
            raise AddressError(f"unexpected {value[position]!r} at character {position + 1}")
        position = end


def _comment_end(value: str, start: int) -> int:
    """Find the end of a comment (RFC 5322 section 3.2.2) without recursion."""
    depth = 0
    for mark in _COMMENT_MARK.finditer(value, start):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end()
        if depth > MAXIMUM_COMMENT_DEPTH:
            raise AddressError(f"comments nested deeper than {MAXIMUM_COMMENT_DEPTH}")
    raise AddressError("a comment has no end")


def _elements(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Cut a list at its commas; groups (RFC 5322 section 3.4) are opened up."""
    element: list[_Token] = []
    in_angle = in_group = False
    for token in tokens:
        mark = token.text if token.kind == "special" else ""
        if in_angle and mark in set("<,;:"):
            raise AddressError(f"unexpected {mark!r} inside angle brackets")
        in_angle = mark == "<" or (in_angle and mark != ">")
        if mark == ":" and not in_group:
            _group_name(element)
            in_group, element = True, []
        elif mark == "," or (mark == ";" and in_group):
            if any(not one.is_gap for one in element):
                yield element
            in_group, element = in_group and mark != ";", []
        else:
            element.append(token)
    if in_angle or in_group:
        raise AddressError("an angle bracket or a group has no end")
    if any(not one.is_gap for one in element):
        yield element


def _group_name(element: Sequence[_Token]) -> None:
    if not any(not token.is_gap for token in element):
        raise AddressError("a group has no name")
    _phrase(element)


def _mailbox(element: Sequence[_Token]) -> Mailbox:
    texts = [token.text if token.kind == "special" else "" for token in element]
    if "<" not in texts and ">" not in texts:
        comments = [token.text for token in element if token.kind == "comment"]
        return Mailbox(_addr_spec(element), _clean_name(" ".join(comments)))
    if texts.count("<") != 1 or texts.count(">") != 1:
        raise AddressError("angle brackets do not match")
    start, end = texts.index("<"), texts.index(">")
    if end < start or any(not token.is_gap for token in element[end + 1 :]):
        raise AddressError("text behind the address in angle brackets")
    return Mailbox(_addr_spec(element[start + 1 : end]), _clean_name(_phrase(element[:start])))


def _phrase(tokens: Sequence[_Token]) -> str:
    """Read a display name (RFC 5322 section 3.2.5); an unquoted address is none."""
    words = []
    for token in tokens:
        if token.kind == "special" and token.text != ".":
            raise AddressError(f"unquoted {token.text!r} in a display name")
        if token.kind == "quoted":
            words.append(_ESCAPE.sub(r"\1", token.text[1:-1]))
        elif token.kind != "comment":
            words.append(token.text)
    return "".join(words)


def _clean_name(name: str) -> str:
    return " ".join(clean_value(decoded_words(name)).split())[:MAXIMUM_NAME].strip()


def _addr_spec(tokens: Sequence[_Token]) -> str:
    """Read `local@domain` (RFC 5322 section 3.4.1), with no gap inside."""
    tokens = _without_outer_gaps(tokens)
    if any(token.is_gap or token.kind == "encoded" for token in tokens):
        raise AddressError("a blank, comment or encoded word inside an address")
    at = [index for index, token in enumerate(tokens) if token == _Token("special", "@")]
    if len(at) != 1:
        raise AddressError(f"an address needs one @, not {len(at)}")
    local, domain = _local_part(tokens[: at[0]]), _domain(tokens[at[0] + 1 :])
    address = f"{local}@{domain}"
    if len(address) > MAXIMUM_ADDRESS:
        raise AddressError(f"an address has more than {MAXIMUM_ADDRESS} characters")
    _refuse_disguises(address)
    return address.lower()


def _without_outer_gaps(tokens: Sequence[_Token]) -> Sequence[_Token]:
    inner = [index for index, token in enumerate(tokens) if not token.is_gap]
    return tokens[inner[0] : inner[-1] + 1] if inner else ()


def _local_part(tokens: Sequence[_Token]) -> str:
    if len(tokens) == 1 and tokens[0].kind == "quoted":
        local = _ESCAPE.sub(r"\1", tokens[0].text[1:-1])
        if not local or _UNSAFE_QUOTED & set(local):
            raise AddressError("a quoted local part with special characters")
        return local if _DOT_ATOM.fullmatch(local) else f'"{local}"'
    local = "".join(token.text for token in tokens)
    if any(token.kind not in {"atom", "special"} for token in tokens) or not _DOT_ATOM.fullmatch(
        local
    ):
        raise AddressError("the part before the @ is no dot-atom")
    return local


def _domain(tokens: Sequence[_Token]) -> str:
    domain = "".join(token.text for token in tokens)
    if len(tokens) == 1 and tokens[0].kind == "literal" and _LITERAL.fullmatch(domain):
        return domain
    if any(token.kind not in {"atom", "special"} for token in tokens):
        raise AddressError("the part behind the @ is no domain")
    if not _DOMAIN.fullmatch(domain):
        raise AddressError("the part behind the @ is no domain")
    return domain


def _refuse_disguises(address: str) -> None:
    """Refuse invisible characters, and those that lower() or NFKC turn into ASCII.

    The Kelvin sign becomes a `k`: an address with it would pass as somebody else's (UTS 39).
    """
    for character in address:
        if character.isascii():
            continue
        if unicodedata.category(character) in _OPAQUE or character == "\ufffd":
            raise AddressError(f"invisible character U+{ord(character):04X} in an address")
        if passes_for_ascii(character):
            raise AddressError(f"U+{ord(character):04X} in an address passes for ASCII")
