"""A quarter of a desk: everything that happens in it, and where desk and ledger differ."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from quarter.figures import Figures, Told
from quarter.place import ZONE, open_desk
from quarter.play import Play
from quarter.rules import Staff
from quarter.stories import Alarm, openings
from quarter.looks import Watch
from sqlalchemy import select
from support.desks import TestDesk

from mailflow.cli.report.desk_document import figures_of
from mailflow.core.metrics.periods import Period
from mailflow.reporting import report
from models.tables import incident_events, outbox

QUARTERS = (date(2026, 10, 1), date(2027, 1, 1))
"""One with the end of daylight saving time, one with its beginning; the seed says which."""
HOURS, DAY = timedelta(hours=6), timedelta(days=1)
TELLINGS = ("escalated", "warned", "paged", "handed_back")
BY_HAND = ("team", "manager")


@dataclass
class Outcome:
    """What a run found: every difference in one sentence, and how much there was."""

    differences: list[str] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    figures: Figures = field(default_factory=dict)


def run(seed: int, incidents: int, days: int = 0) -> Outcome:
    """Play a quarter and compare it; of fewer `days` than a quarter has, that many."""
    chance = Random(seed)
    bounds = _bounds(QUARTERS[seed % 2], days)
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        with open_desk(Path(folder), bounds[0] - HOURS) as (desk, staff):
            play = begun(desk, staff, chance)
            _plan(play, chance, incidents, bounds)
            expected: dict[tuple[int, str], Figures] = {}
            for place, end in enumerate(bounds[1:]):
                play.go_on(end)
                expected |= _expected(play, place, bounds[place], end)
            expected |= _expected(play, -1, bounds[0], bounds[-1])
            return _compared(play, expected, bounds)


def _folder() -> str | None:
    """Keep the database in memory where the machine has a place for that: no disk is tested."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def _bounds(first: date, days: int) -> list[datetime]:
    """Return the first moments of the months, and the end."""
    starts = [datetime(first.year, first.month + n, 1, tzinfo=ZONE) for n in range(3)]
    last = starts[2] + timedelta(days=31)
    if days:
        starts, last = starts[:1], starts[0] + timedelta(days=days)
    utc = ZONE.utcoffset(starts[0])
    assert utc is not None
    return [one.astimezone(tz) for one in (*starts, last) for tz in (_UTC,)]


from datetime import UTC as _UTC  # noqa: E402


def begun(desk: TestDesk, staff: Staff, chance: Random) -> Play:
    """Return the play before anything happens."""
    with desk.store.read() as work:
        groups = {one.name: one.id for one in work.directory.groups()}
    return Play(desk, staff, chance, Watch(staff, groups))


def _plan(play: Play, chance: Random, incidents: int, bounds: list[datetime]) -> None:
    start, end = bounds[0], bounds[-1]
    days = (end - start) // DAY
    people = incidents - incidents // 20
    for one in openings(chance, people, start, days):
        if one.at < end:
            play.plan(one.at, one)
    for number in range(incidents // 20):
        at = start + timedelta(seconds=chance.randrange(int((end - start).total_seconds())))
        play.plan(at, Alarm(f"host{number}"))
    at = start
    while at < end:
        play.plan(at + timedelta(minutes=7), Play.look_now)
        at += HOURS
    for _ in range(days):
        at = start + timedelta(seconds=chance.randrange(int((end - start).total_seconds())))
        play.plan(at, _absence(chance))
    _plan_trouble(play, start, days)


def _plan_trouble(play: Play, start: datetime, days: int) -> None:
    """The clock jumps by +2 h, by -1 h and back; for three days no worker runs."""
    part = days / 10
    for share, hours in ((2.1, 2), (3.2, -1), (5.3, -1), (6.2, 0)):
        at = start + timedelta(days=part * share)
        if hours:
            play.plan(at, lambda play, hours=hours: play.jump(timedelta(hours=hours)))
        else:
            play.plan(at, lambda play: play.sleep(min(3, part) * DAY))


def _absence(chance: Random) -> Any:
    hours = chance.choice((2, 3.5, 9, 30, 76, 200))

    def happens(play: Play) -> None:
        agent = play.chance.choice(play.staff.agents())
        agent.away_until = play.now + timedelta(hours=hours)
        with play.desk.store.begin() as work:
            work.directory.set_away(agent.id, agent.away_until)

    return happens


# comparing


def _expected(
    play: Play, place: int, start: datetime, end: datetime
) -> dict[tuple[int, str], Figures]:
    """Return what the ledger tells of a period now, of the desk and of each group."""
    lives = list(play.lives.values())
    whole = {(place, ""): Told(lives, start, end, ZONE).figures()}
    for name in play.staff.groups:
        own = [one for one in lives if one.now.group == name]
        whole[place, name] = Told(own, start, end, ZONE).figures()
    return whole


def _compared(
    play: Play, expected: dict[tuple[int, str], Figures], bounds: list[datetime]
) -> Outcome:
    found = Outcome()
    periods = {place: (bounds[place], bounds[place + 1]) for place in range(len(bounds) - 1)}
    periods[-1] = (bounds[0], bounds[-1])
    for place, (start, end) in periods.items():
        for name, told in _told(play, Period(start, end, ZONE)).items():
            where = f"{start:%d %b} to {end:%d %b}{', ' + name if name else ''}"
            wanted = json.loads(json.dumps(expected[place, name]))
            found.differences += [f"{where}: {one}" for one in different(told, wanted)]
    found.figures = expected[-1, ""]
    found.differences += _tellings(play)
    found.differences += _mails(play)
    found.counts = _counts(play)
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
    with play.desk.store._engine.connect() as connection:  # noqa: SLF001
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
    """Yield who got no mail about a cause, or one too many; a long list names fifty."""
    rows = outbox.c
    listed: Counter[tuple[int, int, str]] = Counter()
    long: set[int] = set()
    with play.desk.store._engine.connect() as connection:  # noqa: SLF001
        wanted = select(rows.contact_id, rows.listing).where(rows.listing.is_not(None))
        for who, listing in connection.execute(wanted):
            lines = listing["lines"]
            listed.update((who, number, cause) for number, some in lines for cause, _ in some)
            long |= {who} if listing["total"] > len(lines) else set()
    heard: dict[tuple[int, str, datetime], set[int]] = {}
    for one in play.watch.tellings:
        heard.setdefault((one.number, one.cause, one.at), set()).update(one.people)
    expected = Counter((who, n, cause) for (n, cause, _), some in heard.items() for who in some)
    for who, number, cause in (listed - expected).elements():
        yield f"contact {who} reads too often of {cause} of INC-{number}"
    for who, number, cause in (expected - listed).elements():
        if who not in long:
            yield f"contact {who} does not read of {cause} of INC-{number}"


def _counts(play: Play) -> dict[str, Any]:
    told = Counter(one.name for one in play.watch.tellings)
    causes = Counter(one.cause for one in play.watch.tellings)
    beside = {"tellings": dict(told), "causes": dict(causes), "acts": dict(play.done)}
    return {"incidents": len(play.lives), "mails": play.mails, "looks": play.looks, **beside}
