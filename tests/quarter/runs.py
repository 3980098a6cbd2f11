"""A quarter of a desk: everything that happens in it, drawn from a seed."""

import logging
import tempfile
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from support.desks import TestDesk

from quarter.differences import Outcome, Span, compared
from quarter.figures import Figures, Told
from quarter.looks import Watch
from quarter.place import ZONE, open_desk
from quarter.play import Happening, Play
from quarter.rules import Staff
from quarter.stories import Alarm, openings

log = logging.getLogger(__name__)
QUARTERS = (date(2026, 10, 1), date(2027, 1, 1))
"""One with the end of daylight saving time, one with its beginning; the seed says which."""
IDLE, DAY = timedelta(hours=6), timedelta(days=1)
ALARMS = 20
"""One of so many incidents is an alert of a monitor."""
ABSENCES = (2, 3.5, 9, 30, 76, 200)
"""Hours for which somebody is away."""


def run(seed: int, incidents: int, days: int = 0) -> Outcome:
    """Play a quarter and compare it; of fewer `days` than a quarter has, that many."""
    chance, bounds = Random(seed), _bounds(QUARTERS[seed % 2], days)
    whole = (bounds[0], bounds[-1])
    with (
        tempfile.TemporaryDirectory(dir=_folder()) as folder,
        open_desk(Path(folder), bounds[0] - IDLE) as (desk, staff),
    ):
        play = begun(desk, staff, chance)
        _plan(play, chance, incidents, whole)
        expected: dict[Span, dict[str, Figures]] = {}
        for span in pairwise(bounds):
            play.go_on(span[1])
            log.info("%s: %s incidents, %s mails", span[1], len(play.lives), play.mails)
            expected[span] = _expected(play, span)
        expected[whole] = _expected(play, whole)
        return compared(play, expected)


def _folder() -> str | None:
    """Keep the database in memory where the machine has a place for that: no disk is tested."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _bounds(first: date, days: int) -> list[datetime]:
    """Return the first moments of the months, and the end."""
    months = [datetime(first.year, first.month + n, 1, tzinfo=ZONE) for n in range(3)]
    last = months[2] + timedelta(days=31)
    if days:
        months, last = months[:1], months[0] + timedelta(days=days)
    return [one.astimezone(UTC) for one in (*months, last)]


def begun(desk: TestDesk, staff: Staff, chance: Random) -> Play:
    """Return the play before anything happens."""
    with desk.store.read() as work:
        groups = {one.name: one.id for one in work.directory.groups()}
    return Play(desk, staff, chance, Watch(staff, groups))


def _expected(play: Play, span: Span) -> dict[str, Figures]:
    """Return what the ledger tells of a period now, of the desk and of each group."""
    lives = list(play.lives.values())
    whole = {"": Told(lives, *span, ZONE).figures()}
    for name in play.staff.groups:
        own = [one for one in lives if one.now.group == name]
        whole[name] = Told(own, *span, ZONE).figures()
    return whole


# everything that is to happen


def _plan(play: Play, chance: Random, incidents: int, whole: Span) -> None:
    start, end = whole
    seconds = int((end - start).total_seconds())
    alarms = incidents // ALARMS
    for one in openings(chance, incidents - alarms, start, (end - start) // DAY):
        play.plan(one.at, one)

    def sometime() -> datetime:
        return start + timedelta(seconds=chance.randrange(seconds))

    for number in range(alarms):
        play.plan(sometime(), Alarm(f"host{number}"))
    for _ in range((end - start) // DAY):
        play.plan(sometime(), _absence(timedelta(hours=chance.choice(ABSENCES))))
    for place in range((end - start) // IDLE):
        play.plan(start + place * IDLE + timedelta(minutes=7), Play.look_now)
    _plan_trouble(play, start, (end - start) / 10)


def _plan_trouble(play: Play, start: datetime, part: timedelta) -> None:
    """The clock jumps by +2 h, by -1 h, and back; for three days no worker runs."""
    for share, hours in ((2.1, 2), (3.2, -1), (5.3, -1)):
        play.plan(start + part * share, _jump(timedelta(hours=hours)))
    play.plan(start + part * 6.2, lambda play: play.sleep(min(3 * DAY, part)))


def _jump(by: timedelta) -> Happening:
    return lambda play: play.jump(by)


def _absence(length: timedelta) -> Happening:
    """Somebody is away from now on."""

    def happens(play: Play) -> None:
        agent = play.chance.choice(play.staff.agents())
        agent.away_until = play.now + length
        with play.desk.store.begin() as work:
            work.directory.set_away(agent.id, agent.away_until)

    return happens
