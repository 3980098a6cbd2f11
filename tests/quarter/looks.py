"""What is due at a look of the clock, and who hears of it: written from `docs/ESCALATION.md`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from quarter.life import CLOCK, Life, Standing
from quarter.rules import Agent, Staff

MINUTE = timedelta(minutes=1)
PAGED_EVERY, PAGES = timedelta(minutes=15), 8
LONG = timedelta(hours=4)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
BREACHES = ("response", "resolution")
HIGH = ("untaken", "reopened", "asked")


@dataclass(frozen=True)
class Told:
    """That somebody hears of a cause of an incident: as its history says it, and who gets mail."""

    number: int
    name: str
    cause: str
    whom: frozenset[str]
    at: datetime
    people: frozenset[int] = field(default=frozenset(), compare=False)
    absent: tuple[int, datetime] | None = field(default=None, compare=False)
    """Whose mail waits until when: what ended by then is left out of it."""


def minute_from(moment: datetime) -> datetime:
    """Return the first whole minute that is not before a moment."""
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + MINUTE


def minute_after(moment: datetime) -> datetime:
    """Return the first whole minute after a moment."""
    return moment.replace(second=0, microsecond=0) + MINUTE


def causes(life: Life) -> Iterator[tuple[str, datetime]]:
    """Yield each cause that was not told yet, with the minute from which it is due."""
    now = life.now
    if not now.is_open:
        return
    if now.state != "on_hold":
        yield from _targets(life)
        if now.priority == "P1" and now.assignee is None and "untaken" not in now.told:
            cause = "page" if now.pages < PAGES else "untaken"
            due = life.opened if now.paged is None else now.paged + PAGED_EVERY
            yield cause, minute_from(due)
    if now.reopenings >= 2 and "reopened" not in now.told:
        yield "reopened", minute_from(life.opened)
    if now.asked is not None and now.asked != now.asked_told:
        yield "asked", minute_from(now.asked)


def _targets(life: Life) -> Iterator[tuple[str, datetime]]:
    """Yield what is missed, and what is to be warned of; nobody is warned of what is missed."""
    now = life.now
    moments = (
        ("response", now.response_due, now.response_warning),
        ("resolution", now.resolution_due, now.resolution_warning),
    )
    for name, due, warning in moments:
        if due is None or warning is None or name in now.told:
            continue
        if name == "response" and now.answered is not None:
            continue
        missed, near = minute_after(due), minute_from(warning)
        yield name, missed
        if f"{name}_warning" not in now.told and near < missed:
            yield f"{name}_warning", near


def due(life: Life, at: datetime) -> list[str]:
    """Return what is due at a look."""
    known = list(causes(life))
    found = [cause for cause, moment in known if moment <= at]
    ahead = at + PAGED_EVERY
    found += [one for one, moment in known if one in {"page", "untaken"} and moment > ahead]
    return [one for one in found if one.removesuffix("_warning") == one or one[:-8] not in found]


@dataclass
class Watch:
    """Looks at every incident that is open; `tellings` is who must have heard of what."""

    staff: Staff
    groups: dict[str, int]
    tellings: list[Told] = field(default_factory=list)
    firsts: dict[int, tuple[Standing, datetime]] = field(default_factory=dict)

    def next_moment(self, lives: dict[int, Life]) -> datetime:
        """Return the first minute at which something is due."""
        return min((self._first(one) for one in lives.values()), default=NEVER)

    def _first(self, life: Life) -> datetime:
        known = self.firsts.get(life.number)
        if known is None or known[0] is not life.now:
            found = [moment for _, moment in causes(life)]
            found += [minute_from(life.now.wake)] if life.now.hold and life.now.wake else []
            found += [minute_from(life.closes_at)] if life.closes_at else []
            known = self.firsts[life.number] = (life.now, min(found, default=NEVER))
        return known[1]

    def look(self, lives: dict[int, Life], at: datetime) -> None:
        """Tell what is due, end holds that are over, give back what absent agents have."""
        for life in lives.values():
            if found := due(life, at):
                self._tell(life, found, at, lives)
        for life in lives.values():
            if life.now.hold and life.now.wake and life.now.wake <= at:
                life.act(at, CLOCK, state="in_progress", hold=None, wake=None)
        for life in list(lives.values()):
            if life.closes_at and life.closes_at <= at:
                life.act(at, CLOCK, state="closed", code=life.now.code or "solved")
                del lives[life.number]
        for agent in self.staff.agents():
            if agent.away_until and agent.away_until - at >= LONG:
                self._hand_back(agent, lives, at)

    def _hand_back(self, agent: Agent, lives: dict[int, Life], at: datetime) -> None:
        for life in lives.values():
            if life.now.assignee == agent.id and life.now.state in {"new", "in_progress"}:
                life.act(at, CLOCK, assignee=None)
                people = {agent.id, *self.staff.at_work(life.now.group, at)}
                self._group(life, "handed_back", "absent", life.now.group, people, at)
                back = agent.away_until or at
                self.tellings[-1] = replace(self.tellings[-1], absent=(agent.id, back))

    def _tell(self, life: Life, found: list[str], at: datetime, lives: dict[int, Life]) -> None:
        """Warn, page, tell the next group, tell managers; then mark it all, and hand it on."""
        missed = [one for one in found if one in BREACHES]
        count = len(missed) + sum(one in life.now.told for one in BREACHES)
        first = bool(missed) and count == len(missed)
        following = self.staff.next_group(life.now.group) if first else None
        is_high = bool(missed) and (life.now.priority == "P1" or count > 1 or following is None)
        pages = "page" in found and not _is_below_major(life, lives)
        self._tell_workers(life, found, at, pages=pages)
        causes = [one for one in found if one in HIGH or (is_high and one in BREACHES)]
        height = 2 if missed and count > 1 else 1
        for cause in causes:
            managers = self.staff.above(life.now.group, at, height)
            self._people(life, "escalated", cause, managers or self._workers(life, at), at)
        for cause in missed if following else ():
            self._newcomers(life, cause, following or "", at)
        self._mark(life, found, at, pages=pages)
        if following:
            self._hand_on(life, following, at)
        life.raise_(at, *["functional"] * bool(following), *["hierarchical"] * bool(causes))

    def _workers(self, life: Life, at: datetime) -> list[int]:
        return self.staff.workers(life.now.group, life.now.assignee, at)

    def _tell_workers(self, life: Life, found: list[str], at: datetime, *, pages: bool) -> None:
        for cause in found:
            if cause.endswith("_warning"):
                self._people(life, "warned", cause, self._workers(life, at), at)
        if pages:
            called = self.staff.on_call(life.now.group, at)
            self._people(life, "paged", "page", called, at)

    def _newcomers(self, life: Life, cause: str, group: str, at: datetime) -> None:
        """Tell who is there of the next group, and whoever had it."""
        people = set(self.staff.at_work(group, at))
        if life.now.assignee in self._workers(life, at):
            people.add(life.now.assignee or 0)
        self._group(life, "escalated", cause, group, people, at)

    def _people(
        self, life: Life, name: str, cause: str, people: Iterable[int], at: datetime
    ) -> None:
        known = frozenset(people)
        whom = frozenset(f"contact {one}" for one in known)
        self.tellings.append(Told(life.number, name, cause, whom, at, known))

    def _group(
        self, life: Life, name: str, cause: str, group: str, people: Iterable[int], at: datetime
    ) -> None:
        whom = frozenset({f"group {self.groups[group]}"})
        self.tellings.append(Told(life.number, name, cause, whom, at, frozenset(people)))

    def _mark(self, life: Life, found: list[str], at: datetime, *, pages: bool) -> None:
        told = life.now.told | (set(found) - {"page", "asked"})
        life.now = replace(life.now, told=told)
        if "page" in found:
            life.now = replace(life.now, pages=life.now.pages + pages, paged=at)
        if "asked" in found:
            life.now = replace(life.now, asked_told=life.now.asked)

    def _hand_on(self, life: Life, group: str, at: datetime) -> None:
        members = {one.id for one in self.staff.groups[group]}
        assignee = life.now.assignee if life.now.assignee in members else None
        life.act(at, CLOCK, group=group, assignee=assignee)


def _is_below_major(life: Life, lives: dict[int, Life]) -> bool:
    above = lives.get(life.parent or 0)
    return above is not None and above.now.major and above.now.is_open
