"""One Authentication-Results field, read strictly (RFC 8601 section 2.2).

Whatever cannot be read for certain is unreadable, and what is unreadable proves nothing: comments
at odd depth, quotes that never close, properties without value, a version that is not 1.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAXIMUM_FIELD = 16_000
MAXIMUM_COMMENT_DEPTH = 10
UNREADABLE = "unreadable"

_TOKEN = re.compile(
    r"""
      (?P<gap>\s++)
    | (?P<quoted>"(?:[^"\\]|\\.)*+")
    | (?P<mark>[;=])
    | (?P<word>[^\s;=()"\\]++)
    """,
    re.VERBOSE,
)
_COMMENT_MARK = re.compile(r"\\.|[()]")
_ESCAPE = re.compile(r"\\(.)")
_METHOD = re.compile(r"([a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?)(?:/1)?")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """One resinfo: method, result, and its reason and properties as they stand."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def only(self, name: str) -> str:
        """Return the value of a property that is there exactly once, else an empty string."""
        values = [value for key, value in self.properties if key == name]
        return values[0] if len(values) == 1 else ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that was read: whose it says it is (empty where it names nobody), and what."""

    authserv_id: str
    results: tuple[Result, ...]


def read_field(text: str) -> Field | None:
    """Read one field in lower case; None where it cannot be read for certain."""
    tokens = _tokens(text) if len(text) <= MAXIMUM_FIELD else None
    if tokens is None:
        return None
    head, *rest = _statements(tokens)
    if _Token("mark", "=") in head:  # no authserv-id at all: not RFC 8601, yet some write it
        return Field("", _results([head, *rest]))
    names = [_plain(token).lower() for token in head]
    if not names or names[1:] not in ([], ["1"]):
        return None
    return Field(names[0], _results(rest))


def _tokens(field: str) -> list[_Token] | None:
    """Cut a field into tokens; comments (RFC 5322 section 3.2.2) go, damage makes it unreadable."""
    tokens: list[_Token] = []
    position = 0
    while position < len(field):
        if field[position] == "(":
            end = _comment_end(field, position)
            if end is None:
                return None
            tokens.append(_Token("gap", ""))
        elif match := _TOKEN.match(field, position):
            end = match.end()
            tokens.append(_Token(match.lastgroup or "", match[0]))
        else:
            return None
        position = end
    return tokens


def _comment_end(field: str, start: int) -> int | None:
    depth = 0
    for mark in _COMMENT_MARK.finditer(field, start):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end()
        if depth > MAXIMUM_COMMENT_DEPTH:
            return None
    return None


def _statements(tokens: Sequence[_Token]) -> list[list[_Token]]:
    statements: list[list[_Token]] = [[]]
    for token in tokens:
        if token == _Token("mark", ";"):
            statements.append([])
        elif token.kind != "gap":
            statements[-1].append(token)
    return statements


def _results(statements: Sequence[Sequence[_Token]]) -> tuple[Result, ...]:
    return tuple(result for one in statements if (result := _result(one)))


def _result(tokens: Sequence[_Token]) -> Result | None:
    """Read `method=result [reason=...] property=value ...`; None where no method stands first."""
    method = _METHOD.fullmatch(tokens[0].text.lower()) if tokens else None
    if method is None or tokens[0].kind != "word":
        return None
    pairs = tuple(_pairs(tokens))
    if 3 * len(pairs) != len(tokens):
        return Result(method[1], UNREADABLE)
    return Result(method[1], pairs[0][1], pairs[1:])


def _pairs(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    for name, equals, value in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=False):
        if name.kind == "word" and equals == _Token("mark", "=") and value.kind != "mark":
            yield name.text.lower(), _plain(value).lower()


def _plain(token: _Token) -> str:
    return _ESCAPE.sub(r"\1", token.text[1:-1]) if token.kind == "quoted" else token.text
