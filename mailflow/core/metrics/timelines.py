"""What happened to one incident until a moment, as figures need it: read from its events alone.

Columns of today serve only where no event ever changed them. What was taken back did not happen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from mailflow.core.metrics.effective import act_key, effective
from mailflow.core.records import IncidentEvent
from mailflow.core.undoing import ARTICLE, CHANGED, TAKEN_BACK, THE_CLOCK, read_value
from models.enums import (
    FINISHED,
    ArticleState,
    EscalationCause,
    IncidentKind,
    IncidentState,
    LabelSource,
    LinkKind,
    Priority,
)

ENDED = frozenset({IncidentState.RESOLVED, IncidentState.CLOSED})
ESCALATED = "escalated"
CAUSES = frozenset(EscalationCause)
TEAM = "team"
GROUP_MERGED = "group_merged"
HANDED_UP = frozenset({ESCALATED, GROUP_MERGED})
"""Who moves an incident so to another group, corrects nothing."""
NAMED = HANDED_UP | {TAKEN_BACK}
"""Events that tell something by their name; of all others the changed field tells."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The columns of an incident that figures are made of, as they are or were at a moment.

    `is_automatic` says that a machine wrote the mail it began with.
    """

    id: int
    opened_at: datetime
    state: IncidentState
    priority: Priority = Priority.P3
    hold_reason: str | None = None
    requester_address: str = field(default="", repr=False)
    category: str | None = None
    category_source: LabelSource = LabelSource.NONE
    group_id: int | None = None
    assignee_id: int | None = None
    responded_at: datetime | None = None
    response_due: datetime | None = None
    resolution_due: datetime | None = None
    response_escalated_at: datetime | None = None
    resolution_escalated_at: datetime | None = None
    closure_code: str | None = None
    root_cause: str | None = field(default=None, repr=False)
    is_major: bool = False
    merged_into: int | None = None
    deduplication_key: str | None = None
    rating: int | None = None
    is_practice: bool = False
    kind: IncidentKind = IncidentKind.INCIDENT
    is_automatic: bool = False

    @property
    def is_record(self) -> bool:
        """Whether the desk keeps it for itself."""
        return self.kind is not IncidentKind.INCIDENT

    @property
    def is_open(self) -> bool:
        """Whether somebody has to work on it, or waits for something."""
        return self.state not in FINISHED

    @property
    def is_held(self) -> bool:
        """Whether it waits for something."""
        return self.state is IncidentState.ON_HOLD


COLUMNS = tuple(one.name for one in fields(Recorded))
FIELDS = frozenset(COLUMNS) - {"id", "opened_at", "is_practice", "kind", "is_automatic"}
"""What events change; the others are as they were at the opening."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An answer or a resolution, and how the incident stood `then`.

    `in_time` is None where nothing was due; a resolution that was the first answer, too, `answers`.
    """

    at: datetime
    actor: str
    then: Recorded
    in_time: bool | None
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A time on hold; `end` is None where it goes on."""

    reason: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Somebody above was told: the next group (`functional`), or a manager (`hierarchical`)."""

    at: datetime
    kind: str
    then: Recorded


@dataclass(slots=True)
class Timeline:
    """One incident from its opening to a moment; it is built act by act and then only read."""

    opening: Recorded
    last: Recorded
    values: dict[str, Any] = field(repr=False)
    response: Reached | None = None
    resolutions: list[Reached] = field(default_factory=list)
    reopenings: list[datetime] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    opens: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    regroupings: list[datetime] = field(default_factory=list)
    ratings: list[tuple[datetime, int]] = field(default_factory=list)
    majors: list[datetime] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    published: list[datetime] = field(default_factory=list)
    stands_since: datetime | None = None

    @property
    def is_resolved(self) -> bool:
        """Whether its last resolution stands."""
        return bool(self.resolutions) and self.last.state in ENDED

    @property
    def was_handed_on(self) -> bool:
        """Whether another group, or a manager, had to look at it."""
        return bool(self.regroupings or self.escalations)

    def go_on(self, events: Sequence[IncidentEvent]) -> None:
        """Take in what one mail, one command or one look of the clock brought."""
        before, at, actor = self.last, events[0].at, events[0].actor
        values = {one.field or "": _after(one) for one in events if _is_change(one)}
        if values:
            self.values |= values
            self.last = Recorded(**self.values)
        self._hold(before, at)
        self._end(before, at, actor)
        self._escalate(before, events, at)
        names = {one.name for one in events}
        if _is_moved(before, self.last) and actor != THE_CLOCK and not names & HANDED_UP:
            self.regroupings.append(at)
        if self.last.is_major and not before.is_major:
            self.majors.append(at)
        if self.last.rating is not None and "rating" in values:
            self.ratings.append((at, self.last.rating))
        self._beside(events)

    def _hold(self, before: Recorded, at: datetime) -> None:
        """Begin and end times on hold; another reason begins another, the clock stands on."""
        after = self.last
        is_same = after.hold_reason == before.hold_reason
        if before.is_held and self.holds and not (after.is_held and is_same):
            self.holds[-1] = replace(self.holds[-1], end=at)
        if after.is_held and not (before.is_held and is_same):
            self.holds.append(Hold(after.hold_reason or "", at))
        if not after.is_held:
            self.stands_since = None
        elif self.stands_since is None:
            self.stands_since = at

    def _end(self, before: Recorded, at: datetime, actor: str) -> None:
        """Note a first answer, a resolution, a reopening."""
        after = self.last
        answers = before.responded_at is None and after.responded_at is not None
        answers = answers and actor != THE_CLOCK and self.response is None
        if answers:
            self.response = Reached(at, actor, after, self._in_time(after.response_due, at))
        if after.state in ENDED and before.state not in ENDED:
            in_time = self._in_time(after.resolution_due, at)
            self.resolutions.append(Reached(at, actor, after, in_time, answers))
        if before.is_open and not after.is_open and self.opens:
            self.opens[-1] = (self.opens[-1][0], at)
        if after.is_open and not before.is_open:
            self.opens.append((at, None))
            if before.state in ENDED:
                self.reopenings.append(at)

    def _in_time(self, due: datetime | None, at: datetime) -> bool | None:
        """Whether a target is met: on hold its clock stands still since the hold began."""
        return None if due is None else (self.stands_since or at) <= due

    def _escalate(self, before: Recorded, events: Sequence[IncidentEvent], at: datetime) -> None:
        kinds = dict.fromkeys(_way(one) for one in events if one.name == ESCALATED)
        marks = zip(_marks(self.last), _marks(before), strict=True)
        if not kinds and any(is_told and not was_told for is_told, was_told in marks):
            kinds = {"hierarchical": None}  # as the clock recorded it before it had causes
        self.escalations += [Escalation(at, kind, self.last) for kind in kinds]

    def _beside(self, events: Sequence[IncidentEvent]) -> None:
        """Note links to problems and articles that were published."""
        for one in events:
            if one.name != CHANGED or not one.field:
                continue
            if one.field == LinkKind.PROBLEM:
                self._link(one)
            elif one.field.startswith(ARTICLE) and one.after == ArticleState.PUBLISHED:
                self.published.append(one.at)

    def _link(self, event: IncidentEvent) -> None:
        if event.before in self.problems:
            self.problems.remove(event.before or "")
        if event.after and event.after not in self.problems:
            self.problems.append(event.after)


def timeline(now: Recorded, events: Sequence[IncidentEvent], until: datetime) -> Timeline:
    """Return what happened before `until`; `events` are all there are, oldest first."""
    return told_from(opening_of(now, events), events, until)


def opening_of(now: Recorded, events: Sequence[IncidentEvent]) -> Recorded:
    """Return an incident as it was when it was opened: what each first change says was before."""
    firsts: dict[str, Any] = {}
    for one in events:
        name = one.field or ""
        if name not in firsts and _is_change(one):
            firsts[name] = read_value(name, one.before or "")
    return Recorded(**({name: getattr(now, name) for name in COLUMNS} | firsts))


def told_from(opening: Recorded, events: Sequence[IncidentEvent], until: datetime) -> Timeline:
    """Return what happened to an incident that was opened so."""
    values = {name: getattr(opening, name) for name in COLUMNS}
    told = Timeline(opening, opening, values)
    if opening.is_open:
        told.opens.append((opening.opened_at, None))
    if opening.is_major:
        told.majors.append(opening.opened_at)
    for act in _acts([one for one in events if one.at < until]):
        told.go_on(act)
    return told


def _acts(events: Sequence[IncidentEvent]) -> Iterator[list[IncidentEvent]]:
    return (list(act) for _, act in groupby(effective(events), key=act_key))


def _is_change(event: IncidentEvent) -> bool:
    return event.name == CHANGED and event.field in FIELDS


def _is_moved(before: Recorded, after: Recorded) -> bool:
    return before.group_id is not None and after.group_id != before.group_id


def _after(event: IncidentEvent) -> Any:
    return read_value(event.field or "", event.after or "")


def _way(event: IncidentEvent) -> str:
    """Return whether an escalation went to a group or to somebody above.

    By hand its field says so; of the clock's, whose field is a cause, what it went to.
    """
    by_clock = event.field in CAUSES and (event.after or "").startswith("group ")
    return "functional" if event.field == TEAM or by_clock else "hierarchical"


def _marks(one: Recorded) -> tuple[datetime | None, datetime | None]:
    """Return when the clock told somebody of a missed target."""
    return one.response_escalated_at, one.resolution_escalated_at
