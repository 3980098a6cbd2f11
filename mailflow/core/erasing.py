"""What gives a person away in a text, and the text without it (promise P17).

Two measures: in the incidents a person took part in, short turns of his phrase count too (`near`);
elsewhere only what nobody else would write by chance (`far`), so that others' words stay theirs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mailflow.core.identifiers import (
    addresses_pattern,
    full_names,
    names_pattern,
    telephone_numbers,
)

ERASED = "[erased]"
ERASED_DOMAIN = "erased.invalid"
"""Reserved by RFC 2606 section 2: no mail can go there."""

NEAR_RUN, FAR_RUN = 4, 8
LETTERS_RUN = 10
"""Words in a row that are known as his; letters, where words have no space between them."""

WINDOW, OVERLAP = 200_000, 4_000
"""Characters that are looked through at once; what crosses a border stands in both pieces."""

_SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[^\W_{_SPACELESS}]++|[{_SPACELESS}]")
_MARKS = " \t>|"
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,998}>")
LONG_WORD = 12
"""A subject of one word counts where the word is so long, or has a digit."""

Rule = Callable[[str], str]
Span = tuple[int, int, str]


class Tombstone(StrEnum):
    """What a tombstone is the keyed hash of."""

    CONTENT = "content"
    MESSAGE_ID = "message_id"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a person is known by: `aliases` are his addresses with what stands in their place.

    `others` are the names of people who share the desk with him, which stay; `namesakes` are
    those of his that somebody else bears, too.
    """

    aliases: dict[str, str]
    names: frozenset[str] = frozenset()
    message_ids: frozenset[str] = frozenset()
    texts: tuple[str, ...] = field(default=(), repr=False)
    subjects: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    namesakes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Token:
    """A word and where it stands."""

    word: str
    start: int
    end: int


def _by_window(text: str, spans_of: Callable[[str], list[Span]]) -> list[Span]:
    """Look through a text piece by piece: a long one would be a great many words at once."""
    if len(text) <= WINDOW:
        return spans_of(text) if text else []
    found: list[Span] = []
    for start in range(0, len(text), WINDOW - OVERLAP):
        piece = text[start : start + WINDOW]
        found += [(start + at, start + end, instead) for at, end, instead in spans_of(piece)]
    return found


def _tokens(text: str) -> list[_Token]:
    return [_Token(one[0].casefold(), *one.span()) for one in _WORD.finditer(text)]


class Redaction:
    """Takes a person out of texts; made once for many."""

    def __init__(self, traits: Traits) -> None:
        self._aliases = {address.casefold(): alias for address, alias in traits.aliases.items()}
        self._addresses = addresses_pattern(traits.aliases)
        self._ids = frozenset(one.casefold() for one in traits.message_ids)
        words = [[one.word for one in _tokens(text)] for text in traits.texts]
        self._near = _runs(words, NEAR_RUN)
        self._far = _runs(words, FAR_RUN)
        self._lines = frozenset(
            _folded(line) for text in traits.texts for line in text.split("\n")
        ) - {""}
        self._phrases = _phrases((*traits.subjects, *(n for n in traits.names if " " in n.strip())))
        self._full_names = _phrases(full_names(traits.names - traits.namesakes, traits.aliases))
        self._name_parts = names_pattern(traits.names, traits.others)
        self._numbers = frozenset(
            digits for text in traits.texts for digits, _, _ in telephone_numbers(text)
        )

    def near(self, text: str) -> str:
        """Return a text of an incident he took part in without him."""
        return _without(text, _by_window(text, self._spans_near))

    def far(self, text: str) -> str:
        """Return any other text without what is his alone; one that names him is as near."""
        return _without(text, _by_window(text, self._spans_far))

    def addressed(self, text: str) -> bool:
        """Whether one of his addresses stands in a text."""
        return self._addresses.search(text) is not None

    def _spans_near(self, text: str) -> list[Span]:
        tokens = _tokens(text)
        found = [*self._literal(text), *_covered(tokens, self._near, NEAR_RUN)]
        found += [*self._own_lines(text), *_spoken(tokens, self._phrases)]
        if self._numbers:
            numbers = telephone_numbers(text)
            found += [(at, end, ERASED) for one, at, end in numbers if one in self._numbers]
        if self._name_parts is not None:
            found += [(*one.span(), ERASED) for one in self._name_parts.finditer(text)]
        return found

    def _spans_far(self, text: str) -> list[Span]:
        words = [word.casefold() for word in _WORD.findall(text)]
        if any(self._literal(text)) or any(_places(words, self._full_names)):
            return self._spans_near(text)
        if not any(_runs_in(words, self._far, FAR_RUN)):
            return []  # nearly all texts: where the words stand need not be known
        return [*_covered(_tokens(text), self._far, FAR_RUN)]

    def _literal(self, text: str) -> Iterator[Span]:
        if self._ids and "<" in text:
            for one in _MESSAGE_ID.finditer(text):
                if one[0].casefold() in self._ids:
                    yield (*one.span(), ERASED)
        for one in self._addresses.finditer(text):
            yield (*one.span(), self._aliases.get(one[0].casefold(), ERASED))

    def _own_lines(self, text: str) -> Iterator[Span]:
        """Whole lines: quoted ones of any length, others where they are more than a greeting."""
        start = 0
        for line in text.split("\n"):
            bare = line.lstrip(_MARKS)
            quoted = ">" in line[: len(line) - len(bare)]
            if _folded(line) in self._lines and (quoted or _is_telling(bare)):
                yield start + len(line) - len(bare), start + len(line.rstrip()), ERASED
            start += len(line) + 1


Phrases = dict[str, tuple[tuple[str, ...], ...]]


def _spoken(tokens: Sequence[_Token], phrases: Phrases) -> Iterator[Span]:
    for first, last in _places([one.word for one in tokens], phrases):
        yield tokens[first].start, tokens[last].end, ERASED


def _places(words: Sequence[str], phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Yield the first and the last word of each phrase that is spoken."""
    for place, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                yield place, place + len(phrase) - 1


def _runs(texts: Iterable[Sequence[str]], run: int) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for words in texts:
        for place in range(len(words)):
            length = _length(words[place], run)
            if place + length <= len(words):
                found.add(tuple(words[place : place + length]))
    return frozenset(found)


def _length(word: str, run: int) -> int:
    spaceless = len(word) == 1 and _is_spaceless(word)
    return max(run, LETTERS_RUN) if spaceless else run


def _is_spaceless(word: str) -> bool:
    return "\u0e00" <= word <= "\u0e7f" or "\u3040" <= word <= "\u9fff" or word >= "\uf900"


def _covered(
    tokens: Sequence[_Token], runs: frozenset[tuple[str, ...]], run: int
) -> Iterator[Span]:
    for first, last in _runs_in([one.word for one in tokens], runs, run):
        yield tokens[first].start, tokens[last].end, ERASED


def _runs_in(
    words: Sequence[str], runs: frozenset[tuple[str, ...]], run: int
) -> Iterator[tuple[int, int]]:
    """Yield the first and the last word of each run that is known."""
    if not runs:
        return
    for place, word in enumerate(words):
        length = _length(word, run)
        if tuple(words[place : place + length]) in runs:
            yield place, place + length - 1


def _phrases(texts: Iterable[str]) -> Phrases:
    """Return the phrases by their first word; one short word alone is anybody's."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for text in texts:
        words = tuple(one.word for one in _tokens(text))
        if words and (len(words) > 1 or len(words[0]) >= LONG_WORD or _has_digit(words[0])):
            found.setdefault(words[0], set()).add(words)
    return {word: tuple(sorted(phrases, key=len, reverse=True)) for word, phrases in found.items()}


def _folded(line: str) -> str:
    return " ".join(line.strip(_MARKS).casefold().split())


def _is_telling(line: str) -> bool:
    return len(line.split()) >= 3 or _has_digit(line)


def _has_digit(text: str) -> bool:
    return any(one.isdigit() for one in text)


def _without(text: str, spans: list[Span]) -> str:
    """Return the text with each span replaced; what overlaps or follows at once is one."""
    if not spans:
        return text
    parts: list[str] = []
    at = 0
    last = ""
    for start, end, instead in sorted(spans, key=lambda one: (one[0], -one[1])):
        if end <= at:
            continue
        gap = text[at : max(start, at)]
        if not (last == instead == ERASED and not _WORD.search(gap)):
            parts += [gap, instead]
        at, last = end, instead
    return "".join((*parts, text[at:]))


def tombstone_text(kind: Tombstone, value: str) -> str:
    """Return what the keyed hash of a tombstone is made of."""
    return f"mailflow-erased-v1:{kind.value}:{value}"


def alias_of(address: str, erasure: str, mac: Callable[[str], str]) -> str:
    """Return what stands in place of an address from one erasure on; the next has another."""
    return f"erased-{mac(f'mailflow-alias-v1:{erasure}:{address}')[:20]}@{ERASED_DOMAIN}"
