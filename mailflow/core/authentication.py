"""What our own mail server says of the sender: one strict reader of RFC 8601 results.

Only the topmost field counts, and only under exactly our server's name: everything below it may
be a stranger's. Whatever cannot be read for certain is no proof.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailflow.core.mail import Mailbox

MAXIMUM_FIELD = 16_000
MAXIMUM_COMMENT_DEPTH = 10

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
_METHOD = re.compile(r"(dmarc|auth)(?:/1)?")


class Verdict(StrEnum):
    """What is known of the sender's address; only PASS is a proof."""

    PASS = "pass"  # noqa: S105 - a result of RFC 8601, no password
    FAIL = "fail"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Result:
    """One resinfo (RFC 8601 section 2.2): method, result and its properties."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]

    def only(self, name: str) -> str:
        """Return the value of a property that is there exactly once, else an empty string."""
        values = [value for key, value in self.properties if key == name]
        return values[0] if len(values) == 1 else ""


def verdict(fields: tuple[str, ...], *, authserv_id: str, from_: Mailbox) -> Verdict:
    """Judge the From address by the topmost Authentication-Results field (RFC 8601).

    dmarc=pass counts for the very domain of From alone (RFC 7489 section 3.1), auth=pass for the
    very address. A dmarc failure outweighs all else; two different dmarc results prove nothing.
    """
    if not authserv_id:
        return Verdict.UNKNOWN
    results = _results(fields[0], authserv_id) if fields else ()
    dmarc = [one for one in results if one.method == "dmarc"]
    if any(one.result == "fail" for one in dmarc):
        return Verdict.FAIL
    if dmarc and all(_proves_domain(one, from_.domain) for one in dmarc):
        return Verdict.PASS
    auth = [one for one in results if one.method == "auth"]
    if not dmarc and auth and all(_proves_address(one, from_.address) for one in auth):
        return Verdict.PASS
    return Verdict.NONE


def _proves_domain(result: _Result, domain: str) -> bool:
    return result.result == "pass" and bool(domain) and result.only("header.from") == domain


def _proves_address(result: _Result, address: str) -> bool:
    return result.result == "pass" and result.only("smtp.auth") == address


def _results(field: str, authserv_id: str) -> tuple[_Result, ...]:
    """Read the field, if it bears exactly our server's name; else it says nothing."""
    tokens = _tokens(field) if len(field) <= MAXIMUM_FIELD else None
    if tokens is None:
        return ()
    head, *rest = _statements(tokens)
    names = [token.text.lower() for token in head]
    if names not in ([authserv_id.lower()], [authserv_id.lower(), "1"]):
        return ()
    return tuple(result for statement in rest if (result := _result(statement)))


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


def _result(tokens: Sequence[_Token]) -> _Result | None:
    """Read `method=result property=value ...` of the methods that we use, else None."""
    pairs = tuple(_pairs(tokens))
    method = _METHOD.fullmatch(tokens[0].text.lower()) if tokens else None
    if method is None or tokens[0].kind != "word":
        return None
    if 3 * len(pairs) != len(tokens):
        return _Result(method[1], "unreadable", ())
    return _Result(method[1], pairs[0][1], pairs[1:])


def _pairs(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    for name, equals, value in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=False):
        if name.kind == "word" and equals == _Token("mark", "=") and value.kind != "mark":
            yield name.text.lower(), _plain(value).lower()


def _plain(token: _Token) -> str:
    return _ESCAPE.sub(r"\1", token.text[1:-1]) if token.kind == "quoted" else token.text
