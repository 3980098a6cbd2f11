"""How a desk did in a period: the figures of a report, each under the key of its definition."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.core.metrics.measures import NOTHING_TOOK, Share, Spread
from mailflow.core.metrics.periods import Period
from models.enums import Priority

AGES = (("under_1_day", 1), ("1_to_3_days", 3), ("3_to_7_days", 7), ("7_to_30_days", 30))
OLDEST = "over_30_days"
CONTENT = 4
"""Who gives so many points of five, or more, is content."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Incidents opened in the period: those that count, and why others do not."""

    incidents: int = 0
    merged: int = 0
    canceled: int = 0
    spam: int = 0
    practice: int = 0
    problem: int = 0
    action: int = 0
    resolved: int = 0

    @property
    def total(self) -> int:
        """All that were opened."""
        left_out = self.merged + self.canceled + self.spam + self.practice
        return self.incidents + left_out + self.problem + self.action


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open at the end of the period."""

    open: int = 0
    on_hold: int = 0
    unassigned: int = 0
    response_overdue: int = 0
    resolution_overdue: int = 0
    age: Spread = NOTHING_TOOK
    by_age: tuple[tuple[str, int], ...] = ()
    by_priority: tuple[tuple[Priority, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took, in all and for each priority."""

    all: Spread
    by_priority: tuple[tuple[Priority, Spread], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """How many targets were met, in all and for each priority."""

    all: Share
    by_priority: tuple[tuple[Priority, Share], ...]


@dataclass(frozen=True, slots=True)
class Escalated:
    """Escalations of the period, and how long the first ones took."""

    time: Spread
    functional: int
    hierarchical: int

    @property
    def total(self) -> int:
        """All of both kinds."""
        return self.functional + self.hierarchical


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How many gave 1, 2, 3, 4 and 5."""

    scores: tuple[int, ...]

    @property
    def answers(self) -> int:
        """How many incidents were rated."""
        return sum(self.scores)

    @property
    def mean(self) -> float | None:
        """The mean of the ratings."""
        total = sum(score * number for score, number in enumerate(self.scores, start=1))
        return total / self.answers if self.answers else None

    @property
    def content(self) -> Share:
        """How many gave 4 or 5."""
        return Share(sum(self.scores[CONTENT - 1 :]), self.answers)


@dataclass(frozen=True, slots=True)
class Held:
    """How long incidents stood on hold for one reason within the period."""

    reason: str
    incidents: int
    time: timedelta


@dataclass(frozen=True, slots=True)
class Bar:
    """One day, or several, of the period; `backlog` is what was open when it ended."""

    start: datetime
    end: datetime
    opened: int
    resolved: int
    backlog: int


@dataclass(frozen=True, slots=True)
class Named:
    """How many incidents bear a name: a category, a problem, a cause, a closure code."""

    name: str
    incidents: int


@dataclass(frozen=True, slots=True)
class Causes:
    """Why incidents came: problems and root causes of several, closure codes of all."""

    problems: tuple[Named, ...] = ()
    causes: tuple[Named, ...] = ()
    closure_codes: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Unexplained:
    """How many grave incidents ended without a root cause; the first of them by reference."""

    share: Share
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """All figures of one period, of one support group or of the whole desk.

    Each bears the key of its definition; `bars` are volume and backlog day by day.
    """

    period: Period
    volume: Volume
    backlog: Backlog
    mtta: Times
    mttr: Times
    first_contact_resolution: Share
    response_sla: Kept
    resolution_sla: Kept
    reopen_rate: Share
    wrongly_assigned: Share
    wrongly_categorised: Share
    time_to_escalate: Escalated
    major_incidents: int
    csat: Satisfaction
    time_on_hold: tuple[Held, ...]
    busiest_hours: tuple[tuple[int, ...], ...]
    top_categories: tuple[Named, ...]
    recurring_causes: Causes
    missing_causes: Unexplained
    self_service: int
    bars: tuple[Bar, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nothing is open."""
        return not (self.volume.total or self.volume.resolved or self.backlog.open)
