"""Which conversation belongs to which part, for ever: what resembles a row goes where it went.

Two texts are near-duplicates where they share half of their fingerprints (Broder 1997).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from mailflow.core.fingerprints import fingerprint, fingerprints
from mailflow.core.training_data import Mac, Row, drawn_part
from models.enums import TrainingPart

KEPT = 16
MOST_SHARED = 50
"""What stands in more texts than that is a form or a footer: it tells nothing about any two."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Assigned:
    """Where a row belongs: its part, and the row that it was first put together with."""

    identifier: str
    anchor: str
    part: TrainingPart


def assign(rows: Sequence[Row], known: Mapping[str, Assigned], mac: Mac) -> tuple[Assigned, ...]:
    """Return the assignments of the rows that have none yet; known ones are never changed.

    A new row goes where its conversation or its near-duplicates went. One that resembles rows of
    both parts belongs to neither, so that no row of the test part has a twin that is learned from.
    """
    fresh: list[Assigned] = []
    for group in groups(rows):
        members = [rows[place] for place in group]
        settled = [known[one.identifier] for one in members if one.identifier in known]
        parts = {one.part for one in settled if one.part is not TrainingPart.LEFT_OUT}
        anchors = [one.anchor for one in settled] or list(_ids(members))
        anchor = min(anchors, key=_by_age)
        part = drawn_part(anchor, mac) if not parts else parts.pop()
        if parts:
            part = TrainingPart.LEFT_OUT
        fresh += (
            Assigned(one.identifier, anchor, part) for one in members if one.identifier not in known
        )
    return tuple(fresh)


def _ids(rows: Iterable[Row]) -> Iterator[str]:
    return (row.identifier for row in rows)


def _by_age(identifier: str) -> tuple[int, str]:
    """Order references by their number: the oldest incident names its conversation."""
    return len(identifier), identifier


def groups(rows: Sequence[Row]) -> list[list[int]]:
    """Return the places of the rows that belong together, by conversation and by likeness."""
    parents = list(range(len(rows)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    for one, other in (*_of_conversations(rows), *_alike(rows)):
        first, last = sorted((root(one), root(other)))
        parents[last] = first
    found: dict[int, list[int]] = defaultdict(list)
    for place in range(len(rows)):
        found[root(place)].append(place)
    return list(found.values())


def _of_conversations(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        for name in dict.fromkeys((row.group, row.identifier)):
            if name:
                yield first.setdefault(name, place), place


def _alike(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield pairs of near-duplicates; each row is compared with those it shares something with."""
    prints = [prints_of(row.text) for row in rows]
    homes: dict[int, list[int]] = defaultdict(list)
    for place, some in enumerate(prints):
        for one in some:
            homes[one].append(place)
    yield from _same([row.text for row in rows])
    for place, some in enumerate(prints):
        telling = [one for one in some if len(homes[one]) <= MOST_SHARED]
        shared = Counter(other for one in telling for other in homes[one] if other < place)
        for other, number in shared.items():
            if number >= HALF * min(len(some), len(prints[other])):
                yield other, place


def _same(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts with the same words, however many there are of them."""
    first: dict[bytes, int] = {}
    for place, text in enumerate(texts):
        words = " ".join(text.casefold().split()).encode("utf-8", "replace")
        yield first.setdefault(sha256(words).digest(), place), place


def prints_of(text: str) -> tuple[int, ...]:
    """Return what a text is known by; one that is too short for that is known by its words."""
    found = fingerprints(text, KEPT)
    folded = " ".join(text.casefold().split())
    return found or (fingerprint(folded.encode("utf-8", "replace")),)
