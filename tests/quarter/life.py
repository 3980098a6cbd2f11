"""One incident in the ledger: how it stands, and what figures will be made of.

Written from `docs/METRICS.md` and ADR 19, and from nothing else.
"""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from quarter.rules import Level, level, walked

OPEN = frozenset({"new", "in_progress", "on_hold"})
ENDED = frozenset({"resolved", "closed"})
CLOCK, MONITOR = "the clock", "a monitor"
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Standing:
    """How an incident stands."""

    priority: str
    group: str
    category: str = ""
    source: str = "none"
    state: str = "new"
    assignee: int | None = None
    hold: str | None = None
    wake: datetime | None = None
    answered: datetime | None = None
    response_due: datetime | None = None
    response_warning: datetime | None = None
    resolution_due: datetime | None = None
    resolution_warning: datetime | None = None
    major: bool = False
    merged: int | None = None
    code: str = ""
    cause: str = ""
    rating: int | None = None
    told: frozenset[str] = frozenset()
    pages: int = 0
    paged: datetime | None = None
    reopenings: int = 0
    asked: datetime | None = None
    asked_told: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is not finished."""
        return self.state in OPEN


@dataclass(frozen=True)
class Reached:
    """A first answer or a resolution, with what was true of it then."""

    at: datetime
    by: str
    then: Standing
    level: Level
    in_time: bool
    answers: bool = False


@dataclass(frozen=True)
class Raised:
    """An escalation, `functional` or `hierarchical`."""

    at: datetime
    kind: str
    level: Level


@dataclass
class Life:
    """What happened to an incident so far."""

    number: int
    requester: str
    opened: datetime
    now: Standing
    vip: bool = False
    key: str = ""
    parent: int | None = None
    levels: dict[str, str] = field(default_factory=dict)
    unanswered: int = 1
    stops: list[Span] = field(default_factory=list)
    holds: list[tuple[str, datetime, datetime | None]] = field(default_factory=list)
    held_since: datetime | None = None
    ended: datetime | None = None
    endings: list[datetime] = field(default_factory=list)
    closed: datetime | None = None
    closes: datetime | None = None
    response: Reached | None = None
    resolutions: list[Reached] = field(default_factory=list)
    reopened: list[datetime] = field(default_factory=list)
    raised: list[Raised] = field(default_factory=list)
    moved: list[datetime] = field(default_factory=list)
    ratings: list[tuple[datetime, int]] = field(default_factory=list)
    majors: list[datetime] = field(default_factory=list)
    before: "Life | None" = None
    last_mail: int = 0
    thanked: bool = False
    left: Standing | None = None

    def __post_init__(self) -> None:
        self.opening = self.now
        self.now = self._timed(self.now)

    @property
    def level(self) -> Level:
        """The service level it is under."""
        return level(self.now.priority, self.now.group, self.requester)

    # what happens

    def act(self, at: datetime, by: str, *, handed: bool = False, **values: Any) -> None:
        """Let one mail, or one look of the clock, change it; `handed` to a group above."""
        self.before = self._kept() if by != CLOCK else None
        was = self.now
        self.now = replace(was, **values)
        stopped = self._hold(was, at) | self._end(was, at)
        names = {"priority", "group", "category"} & values.keys()
        differs = any(getattr(was, one) != getattr(self.now, one) for one in names)
        if (stopped or differs) and (was.is_open or self.now.is_open):
            self.now = self._timed(was)
        self._reach(was, at, by)
        if by != CLOCK and self.now.group != was.group and not handed:
            self.moved.append(at)
        if self.now.major and not was.major:
            self.majors.append(at)
        if values.get("rating") not in {None, was.rating}:
            self.ratings.append((at, values["rating"]))

    def _kept(self) -> "Life":
        """Return it as it is now, for an undoing."""
        kept = copy(self)
        kept.before = None
        for name, value in vars(self).items():
            if isinstance(value, list | dict):
                setattr(kept, name, value.copy())
        return kept

    def take_back(self) -> None:
        """Undo the last act of a person: neither it nor the undoing happened."""
        assert self.before is not None
        heard = self.unanswered  # what was answered stays answered
        vars(self).update(vars(self.before))
        self.unanswered = heard

    def raise_(self, at: datetime, *kinds: str) -> None:
        """Note that somebody above heard of it."""
        self.raised += [Raised(at, kind, self.level) for kind in kinds]

    def _hold(self, was: Standing, at: datetime) -> bool:
        """End a hold, or begin one; another reason is another hold."""
        if was.hold == self.now.hold:
            return False
        stopped = False
        if was.hold:
            reason, start, _ = self.holds[-1]
            self.holds[-1] = (reason, start, at)
            stopped = start < at
            self.stops += [(start, at)] * stopped
        if self.now.hold:
            self.holds.append((self.now.hold, at, None))
            self.held_since = self.held_since or at
        else:
            self.held_since = None
        return stopped

    def _end(self, was: Standing, at: datetime) -> bool:
        """Resolving stops the clock, reopening lets it go on."""
        if self.now.state == "closed" and was.state != "closed":
            self.closed = at
        if was.is_open and not self.now.is_open:
            self.ended, self.closes = at, walked("munich").days_after(at, 5)
            self.endings.append(at)
        elif not was.is_open and self.now.is_open:
            start, self.ended, self.closed = self.ended or at, None, None
            self.now = replace(self.now, code="")
            self.stops += [(start, at)] * (start < at)
            return start < at
        return False

    def _timed(self, was: Standing) -> Standing:
        """Return how it stands with due moments found anew; of what is answered, one stays."""
        own = self.level
        allowed = [own.wall.allowed(self.opened, target) for target in own.targets]
        parts = [part for worked in allowed for part in (worked, 0.75 * worked)]
        found = [own.wall.reached(self.opened, part, self.stops) for part in parts]
        now = replace(self.now, resolution_due=found[2], resolution_warning=found[3])
        if was.answered is None:
            now = replace(now, response_due=found[0], response_warning=found[1])
        return now

    def _reach(self, was: Standing, at: datetime, by: str) -> None:
        now = self.now
        answers = was.answered is None and now.answered is not None and self.response is None
        answers = answers and by not in {CLOCK, MONITOR}
        stands = self.held_since or at
        if answers:
            in_time = now.response_due is not None and stands <= now.response_due
            self.response = Reached(at, by, now, self.level, in_time)
        if now.state in ENDED and was.state not in ENDED:
            in_time = now.resolution_due is not None and stands <= now.resolution_due
            self.resolutions.append(Reached(at, by, now, self.level, in_time, answers))
        if was.state in ENDED and now.is_open:
            self.reopened.append(at)

    # what is asked of it

    @property
    def closes_at(self) -> datetime | None:
        """When it closes by itself: five business days of the desk after its resolution."""
        return self.closes if self.now.state == "resolved" else None

    def served(self, end: datetime, own: Level) -> timedelta:
        """Return the service time from the opening to a moment, the holds left out."""
        if end <= self.opened:
            return timedelta()
        return own.wall.worked(self.opened, end) - self.stood(self.opened, end, own)

    def stood(self, start: datetime, end: datetime, own: Level, reason: str = "") -> timedelta:
        """Return the working time on hold within a stretch, for one reason or all."""
        total = timedelta()
        for name, begun, over in self.holds:
            if not reason or name == reason:
                total += own.wall.worked(max(begun, start), min(over or end, end))
        return total

    @property
    def left_out(self) -> str:
        """Why it counts nowhere; empty where it counts."""
        if self.now.merged is not None:
            return "merged"
        if self.now.state == "canceled":
            return "spam" if self.now.code == "spam" else "canceled"
        return ""
