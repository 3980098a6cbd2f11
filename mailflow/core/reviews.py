"""The post-incident review: what happened when, by whom, and how it stood to the targets (ITIL 4).

It is made from the history alone, and holds nobody's words but those of the closure record. Of what
stands below a major incident it tells numbers, since those requesters are nobody's business here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from mailflow.core.explanations import Explanation, because
from mailflow.core.headers import sweep
from mailflow.core.records import Entry, Incident, IncidentEvent
from mailflow.core.undoing import SPLIT, THE_CLOCK
from models.enums import FINISHED, EntryKind, IncidentState, LinkKind, Priority

OPENED = "opened"
MOST_LINES = 200
"""So many lines a timeline has; where there are more, the middle is left out and counted."""
_SAID = {
    EntryKind.ANSWER: "review_answered",
    EntryKind.REPLY: "review_wrote",
    EntryKind.ALERT: "review_alerted",
}
_LATE = {
    "response_escalated_at": "review_late_response",
    "resolution_escalated_at": "review_late_resolution",
    "response_warned_at": "review_warned",
    "resolution_warned_at": "review_warned",
    "untaken_escalated_at": "review_untaken",
    "reopened_escalated_at": "review_reopened_again",
    "asked_escalated_at": "review_asked",
}
_CALLED = {
    ("escalated", "manager"): "review_escalated_manager",
    ("escalated", "team"): "review_escalated",
    ("paged", "page"): "review_paged",
}
"""Of what the clock escalated the marks tell, and the group that it went to."""
_ENDS = {
    IncidentState.RESOLVED: "review_resolved",
    IncidentState.CLOSED: "review_closed",
    IncidentState.CANCELED: "review_canceled",
}
_LAST = frozenset(_ENDS.values())
"""Of what one mail did the end is told last: it was taken, then resolved."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One line of the timeline: when, what, and by whom."""

    at: datetime
    what: Explanation
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """How long it took to answer or to resolve, and until when that was due."""

    name: str
    ended_at: datetime | None
    took: timedelta | None
    due: datetime | None

    @property
    def is_met(self) -> bool | None:
        """Whether the target was met; None where there is none, or nothing ended."""
        if self.due is None or self.ended_at is None:
            return None
        return self.ended_at <= self.due


@dataclass(frozen=True, slots=True)
class Action:
    """What was agreed to be done: an incident of its own, and how it stands."""

    reference: str
    state: IncidentState
    subject: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """What somebody of the desk answered to the questions of the review."""

    at: datetime
    author: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """The document: what is known of a grave incident when it is over."""

    reference: str
    subject: str = field(repr=False)
    state: IncidentState
    priority: Priority
    is_major: bool
    opened_at: datetime
    lines: tuple[ReviewLine, ...]
    left_out: int
    spans: tuple[Span, ...]
    held: timedelta
    below: int
    open_below: int
    actions: tuple[Action, ...]
    notes: tuple[ReviewNote, ...] = ()
    resolution: str = field(default="", repr=False)
    root_cause: str = field(default="", repr=False)
    closure_code: str = ""

    def in_zone(self, zone: tzinfo) -> "Review":
        """Return it with every moment as its reader's clock shows it."""
        spans = tuple(
            replace(one, due=_local(one.due, zone), ended_at=_local(one.ended_at, zone))
            for one in self.spans
        )
        lines = tuple(replace(one, at=one.at.astimezone(zone)) for one in self.lines)
        notes = tuple(replace(one, at=one.at.astimezone(zone)) for one in self.notes)
        opened_at = self.opened_at.astimezone(zone)
        return replace(self, opened_at=opened_at, lines=lines, spans=spans, notes=notes)

    def without_other_words(self) -> "Review":
        """Return it as a mail about this incident may hold it: no word of another (P13)."""
        return replace(self, actions=tuple(replace(one, subject="") for one in self.actions))


@dataclass(frozen=True, slots=True)
class History:
    """What a review is made of; `names` says of addresses and numbers who they are."""

    incident: Incident
    events: Sequence[IncidentEvent]
    entries: Sequence[Entry]
    below: Sequence[Incident] = ()
    actions: Sequence[Incident] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def person(self, value: str) -> str:
        """Return what somebody is called, by his address or his number; the clock is nobody."""
        if value == self.incident.requester_address:
            value = self.incident.requester_name or value
        return "" if value == THE_CLOCK else self.people.get(value, value)


def review_of(history: History) -> Review:
    """Return the review of an incident; no reply token stands in it, whoever quoted one."""
    incident = history.incident
    lines = sorted(_lines(history), key=lambda one: (one.at, one.what.key in _LAST))
    return Review(
        reference=incident.reference,
        subject=_swept(incident.subject),
        state=incident.state,
        priority=incident.priority,
        is_major=incident.is_major,
        opened_at=incident.opened_at,
        lines=_shortened(lines),
        left_out=max(0, len(lines) - MOST_LINES),
        spans=_spans(incident),
        held=_held(history.events),
        below=len(history.below),
        open_below=sum(not one.is_finished for one in history.below),
        actions=tuple(Action(o.reference, o.state, _swept(o.subject)) for o in history.actions),
        notes=tuple(_notes(history)),
        resolution=_swept(incident.resolution),
        root_cause=_swept(incident.root_cause),
        closure_code=incident.closure_code or "",
    )


def _notes(history: History) -> Iterator[ReviewNote]:
    for one in history.entries:
        if one.kind is EntryKind.REVIEW:
            author = one.author_name or one.author_address
            yield ReviewNote(one.at, _swept(author), _swept(one.text))


def _swept(text: str | None) -> str:
    return sweep(text or "", own_token="")


def _local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None


def _shortened(lines: list[ReviewLine]) -> tuple[ReviewLine, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    half = MOST_LINES // 2
    return (*lines[:half], *lines[-half:])


def _lines(history: History) -> Iterator[ReviewLine]:
    """Yield what happened; of what has one moment the opening first, then what was written."""
    yield from _of_events(history, opening=True)
    for entry in history.entries:
        if key := _SAID.get(entry.kind):
            writer = _swept(entry.author_name) or entry.author_address
            yield ReviewLine(entry.at, because(key), history.people.get(writer, writer))
    yield from _of_events(history, opening=False)
    if history.below:
        first = min(one.opened_at for one in history.below)
        yield ReviewLine(first, because("review_below", count=len(history.below)))


def _of_events(history: History, *, opening: bool) -> Iterator[ReviewLine]:
    """Yield what events tell; it was opened when its mail came, not when that was read."""
    for event in history.events:
        what = _told(event, history)
        if what is not None and (event.name == OPENED) is opening:
            at = history.incident.opened_at if opening else event.at
            yield ReviewLine(at, what, history.person(event.actor))


def _told(event: IncidentEvent, history: History) -> Explanation | None:
    """Return what an event says in the timeline, None where it is no news there."""
    if event.name == OPENED:
        return because("review_opened")
    if key := _CALLED.get((event.name, event.field or "")):
        return because(key)
    if event.name == SPLIT and event.field == LinkKind.ACTION:
        return because("review_action", reference=event.after or "")
    return _changed(event, history) if event.name == "changed" else None


def _changed(event: IncidentEvent, history: History) -> Explanation | None:
    field_name, before, after = event.field or "", event.before or "", event.after or ""
    if field_name == "state":
        return _moved(before, after)
    if field_name == "priority":
        return because("review_priority", before=before, after=after)
    if field_name == "assignee_id":
        person = history.person(after)
        return because("review_assigned", person=person) if after else because("review_unassigned")
    if field_name == "group_id":
        return because("review_grouped", name=history.groups.get(after, after)) if after else None
    if field_name == "is_major":
        return because("review_major_on" if after == "True" else "review_major_off")
    if field_name == "root_cause" and after:
        return because("review_cause")
    return because(_LATE[field_name]) if field_name in _LATE and after else None


def _moved(before: str, after: str) -> Explanation:
    state = IncidentState(after)
    if state in _ENDS:
        return because(_ENDS[state])
    if before in FINISHED:
        return because("review_reopened")
    if state is IncidentState.ON_HOLD:
        return because("review_held")
    return because("review_resumed" if before == IncidentState.ON_HOLD else "review_begun")


def _spans(incident: Incident) -> tuple[Span, ...]:
    return (
        _span("response", incident.opened_at, incident.responded_at, incident.response_due),
        _span("resolution", incident.opened_at, incident.resolved_at, incident.resolution_due),
    )


def _span(name: str, start: datetime, end: datetime | None, due: datetime | None) -> Span:
    return Span(name, end, max(end - start, timedelta()) if end else None, due)


def _held(events: Iterable[IncidentEvent]) -> timedelta:
    """Return for how long it was on hold in all."""
    total, since = timedelta(), None
    for one in events:
        if one.field != "state":
            continue
        if one.after == IncidentState.ON_HOLD:
            since = since or one.at
        elif since is not None:
            total, since = total + (one.at - since), None
    return total
