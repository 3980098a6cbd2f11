"""Where desk and ledger differ: figures, who was told of what, and the mails about it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from mailflow.cli.report.desk_document import figures_of
from mailflow.core.metrics.periods import Period
from mailflow.reporting import report
from models.tables import incident_events, outbox
from quarter.figures import Figures
from quarter.place import ZONE
from quarter.play import Play

TELLINGS = ("escalated", "warned", "paged", "handed_back")
BY_HAND = ("team", "manager")
Span = tuple[datetime, datetime]
Expected = Mapping[Span, Mapping[str, Figures]]
"""What the ledger tells of a period, of the desk (no name) and of each group."""


@dataclass
class Outcome:
    """What a run found: every difference in one sentence, and how much there was."""

    differences: list[str] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    figures: Figures = field(default_factory=dict)


def compared(play: Play, expected: Expected) -> Outcome:
    """Return every difference between the desk and its ledger."""
    found = Outcome(counts=_counts(play))
    for (start, end), groups in expected.items():
        for name, told in _told(play, Period(start, end, ZONE)).items():
            where = f"{start:%d %b} to {end:%d %b}{', ' + name if name else ''}"
            wanted = json.loads(json.dumps(groups[name]))
            found.differences += [f"{where}: {one}" for one in different(told, wanted)]
        found.figures = dict(groups[""])
    found.differences += [*_tellings(play), *_mails(play)]
    return found


def _told(play: Play, period: Period) -> dict[str, Figures]:
    """Return what the desk reports of a period."""
    with play.desk.store.read() as work:
        groups = (None, *work.directory.groups())
        reports = report(work, play.desk.rounds.desk, period, groups)
    return {one.group: json.loads(json.dumps(figures_of(one.now))) for one in reports}


def different(told: Any, wanted: Any, path: str = "") -> Iterator[str]:
    """Yield where two documents differ."""
    if isinstance(told, dict) and isinstance(wanted, dict):
        for name in told.keys() | wanted.keys():
            yield from different(told.get(name), wanted.get(name), f"{path} {name}".strip())
    elif told != wanted:
        yield f"{path}: the desk tells {told}, the ledger {wanted}"


def _tellings(play: Play) -> Iterator[str]:
    """Yield what the history tells that should not have happened, and what is missing."""
    rows = incident_events.c
    wanted = select(rows.incident_id, rows.name, rows.field, rows.after, rows.at)
    wanted = wanted.where(rows.name.in_(TELLINGS), rows.field.not_in(BY_HAND))
    with play.desk.store._engine.connect() as connection:
        found = Counter(
            (row.incident_id, row.name, row.field, _whom(row.after), row.at)
            for row in connection.execute(wanted)
        )
    expected = Counter((o.number, o.name, o.cause, o.whom, o.at) for o in play.watch.tellings)
    yield from (f"told, but not due: {_said(one)}" for one in (found - expected).elements())
    yield from (f"due, but not told: {_said(one)}" for one in (expected - found).elements())


def _whom(after: str) -> frozenset[str]:
    kind, *numbers = after.split()
    return frozenset(f"{kind} {one}" for one in numbers)


def _said(one: tuple[Any, ...]) -> str:
    number, name, cause, whom, at = one
    return f"INC-{number} {name} {cause} to {', '.join(sorted(whom))} at {at:%d %b %H:%M:%S}"


def _mails(play: Play) -> Iterator[str]:
    """Yield who got no mail about a cause, or one too many."""
    listed, long = _listed(play)
    heard: dict[tuple[int, str, datetime], set[int]] = {}
    for one in play.watch.tellings:
        heard.setdefault((one.number, one.cause, one.at), set()).update(one.people)
    expected = Counter((who, n, cause) for (n, cause, _), some in heard.items() for who in some)
    left_out = set(_left_out(play))
    for who, number, cause in (listed - expected).elements():
        yield f"contact {who} reads too often of {cause} of INC-{number}"
    for who, number, cause in (expected - listed).elements():
        if who not in long and (who, number, cause) not in left_out:
            yield f"contact {who} does not read of {cause} of INC-{number}"


def _left_out(play: Play) -> Iterator[tuple[int, int, str]]:
    """Yield what ended before an absent agent was back: his mail, which waits, leaves it out."""
    for one in play.watch.tellings:
        if one.absent is not None:
            who, back = one.absent
            if any(one.at <= at <= back for at in play.lives[one.number].endings):
                yield who, one.number, one.cause


def _listed(play: Play) -> tuple[Counter[tuple[int, int, str]], set[int]]:
    """Return what everybody reads, and to whom so long a list went that it names not all."""
    rows = outbox.c
    listed: Counter[tuple[int, int, str]] = Counter()
    long: set[int] = set()
    with play.desk.store._engine.connect() as connection:
        wanted = select(rows.contact_id, rows.listing).where(rows.listing.is_not(None))
        for who, listing in connection.execute(wanted):
            lines = listing["lines"]
            listed.update((who, number, cause) for number, some in lines for cause, _ in some)
            long |= {who} if listing["total"] > len(lines) else set()
    return listed, long


def _counts(play: Play) -> dict[str, Any]:
    told = Counter(one.name for one in play.watch.tellings)
    causes = Counter(one.cause for one in play.watch.tellings)
    beside = {"tellings": dict(told), "causes": dict(causes), "acts": dict(play.done)}
    return {"incidents": len(play.lives), "mails": play.mails, "looks": play.looks, **beside}
