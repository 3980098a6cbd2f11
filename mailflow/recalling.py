"""Which resolved incidents a text resembles.

Where each lies is kept in the database, made by the worker while it has time; a new text is held
against those. What they say goes nowhere: references and categories are all that comes out (P13).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.adapters.embedding import closest, packed_vectors
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.contract.vectors import Placed, Resolved
from mailflow.core.categorisation import READ_CHARACTERS, Similar, classified_text
from mailflow.core.records import reference
from mailflow.desk import Desk

SHOWN = 3
AT_ONCE = 200
A_DAY, SLACK = timedelta(days=1), timedelta(hours=1)
Whole = tuple[str, datetime]
"""For which embedder, and when, a look at every resolved incident left none unplaced."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Resolved incidents of which this embedder does not know yet where they lie."""

    embedder: str
    incidents: tuple[Resolved, ...]
    since: datetime | None = None


def recall(
    work: Work, desk: Desk, texts: Sequence[str], now: datetime, without: int | None = None
) -> list[tuple[Similar, ...]]:
    """Return for each text the resolved incidents most like it, the most alike first.

    `without` is the number of one that is left out: the incident that the text is of.
    """
    embedder = desk.suggester.embedder(work)
    placed = (
        desk.suggester.shelf.placed(work, embedder.name, now) if embedder and texts else Placed()
    )
    if embedder is None or not placed.incident_ids:
        return [() for _ in texts]
    clipped = [text[:READ_CHARACTERS] for text in texts]
    found = closest(embedder, clipped, placed.vectors, SHOWN + 1)
    return [tuple(_others(placed, close, without))[:SHOWN] for close in found]


def _others(
    placed: Placed, close: Iterable[tuple[int, float]], without: int | None
) -> Iterator[Similar]:
    for at, share in close:
        number, category = placed.incident_ids[at], placed.categories[at]
        if number != without:
            yield Similar(reference(number), round(share, 4), category or "")


def unplaced(work: Work, desk: Desk, now: datetime, whole: Whole | None = None) -> Unplaced:
    """Return some resolved incidents that nobody placed yet.

    After a `whole` look that found no more, those are enough that ended since, for a day.
    """
    embedder = desk.suggester.embedder(work)
    if embedder is None:
        return Unplaced("", ())
    name, since = embedder.name, None
    if whole is not None and whole[0] == name and whole[1] <= now < whole[1] + A_DAY:
        since = whole[1] - SLACK
    return Unplaced(name, work.vectors.missing(name, AT_ONCE, since), since)


def places(work: Work, desk: Desk, incidents: Iterable[Resolved]) -> dict[int, bytes]:
    """Return where they lie, by their numbers."""
    embedder, asked = desk.suggester.embedder(work), list(incidents)
    if embedder is None or not asked:
        return {}
    vectors = packed_vectors(embedder, [classified_text(one.subject, one.text) for one in asked])
    return dict(zip((one.id for one in asked), vectors, strict=True))


def keep_places(work: Work, found: Unplaced, where: Mapping[int, bytes]) -> None:
    """Remember where they lie, but of texts that somebody erased meanwhile."""
    work.take_turn()
    still = set(work.vectors.missing(found.embedder, AT_ONCE, found.since))
    kept = {one.id: where[one.id] for one in found.incidents if one in still and one.id in where}
    work.vectors.keep(found.embedder, kept)
