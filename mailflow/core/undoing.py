"""Take back what a mail changed: from the events it left, as data (pure)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from mailflow.core.records import AddressBlock, Incident, IncidentEvent, Participant
from models.enums import BlockKind, LinkKind, ParticipantRole

_REFERENCE = re.compile(r"INC-(\d{1,9})")
PARTICIPANT = "participant "
BLOCK = "block "
ARTICLE = "article "
AWAY = "away "
SPLIT = "split"
ELSEWHERE = "changed_elsewhere"
UNMERGED = "unmerged"
"""How events name what stands beside the incident, an incident that was split
off, and one that a command given here changed."""
CHANGED = "changed"
TAKEN_BACK = "taken_back"
"""How events are named that change a field, and one that says which act was taken back."""
MERGED = "merged_into"
"""The field that says of which incident one became a part."""
LINK_FIELDS = frozenset(kind.value for kind in LinkKind)
BY_THEMSELVES = frozenset({"closes_at", "cause_due_at", "review_due_at"})
"""The fields that follow from others (`core/closure.py`)."""
THE_CLOCK = "clock"
"""Whose changes are nobody's."""
UNTOLD = frozenset({"pages", "paged_at"})
"""What the clock counts without a line in the history: a page has one of its own."""
_HINTS = get_type_hints(Incident)
Reader = Callable[[str], Any]


def _reader(kind: Any) -> tuple[bool, Reader]:
    """Return whether nothing stands for None in a field of this kind, and what reads the rest."""
    kinds = get_args(kind) or (kind,)
    plain = next(one for one in kinds if one is not NoneType)
    readers: dict[Any, Reader] = {datetime: datetime.fromisoformat, bool: "True".__eq__, int: int}
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        readers[plain] = plain
    return NoneType in kinds, readers.get(plain, str)


READERS = {name: _reader(kind) for name, kind in _HINTS.items()}
"""How the text of each field of an incident is read."""
MOMENTS = frozenset(name for name, kind in _HINTS.items() if datetime in (kind, *get_args(kind)))
"""The fields of an incident that are moments."""


LAST_BY_HAND = 0
"""The number that stands for what was changed last at the command line: no mail has it."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was done together: by one mail, or by one command at the command line."""

    mail_id: int | None
    at: datetime | None = None
    actor: str | None = None

    def did(self, event: IncidentEvent) -> bool:
        """Whether the event is a part of it."""
        by_hand = self.at is None or (event.at, event.actor) == (self.at, self.actor)
        return event.mail_id == self.mail_id and by_hand


def act_of(events: Sequence[IncidentEvent], number: int) -> Act:
    """Return the act with this number: of a mail, or the last at the command line."""
    if number != LAST_BY_HAND:
        return Act(number)
    own = (e for e in reversed(events) if e.mail_id is None and e.actor != THE_CLOCK)
    newest = next((one for one in own if one.name in {CHANGED, ELSEWHERE}), None)
    return Act(None, newest.at, newest.actor) if newest else Act(number)


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it was before the mail, and as the mail left it."""

    field: str
    before: str
    after: str

    @property
    def is_of_incident(self) -> bool:
        """Whether it is a field of the incident itself, not something beside it."""
        return self.field in _HINTS


def changes_of(events: Iterable[IncidentEvent], act: Act) -> tuple[Change, ...]:
    """Return what an act changed, each field once, from its first value to its last."""
    found: dict[str, Change] = {}
    for event in events:
        if not act.did(event) or event.name != CHANGED or not event.field:
            continue
        # An incident may be linked to several in the same way: each link is a change of its own.
        named = event.after or event.before
        key = f"{event.field} {named}" if event.field in LINK_FIELDS else event.field
        first = found.get(key)
        before = first.before if first else event.before or ""
        found[key] = Change(event.field, before, event.after or "")
    return tuple(found.values())


def changed_elsewhere(events: Iterable[IncidentEvent], act: Act) -> tuple[int, ...]:
    """Return the other incidents that an act about this one changed."""
    own = (one for one in events if act.did(one) and one.name == ELSEWHERE)
    found = (_REFERENCE.fullmatch(one.after or "") for one in own)
    return tuple(dict.fromkeys(int(one[1]) for one in found if one))


def parents_before(events: Iterable[IncidentEvent]) -> frozenset[int]:
    """Return the parents that the incident had once and that were taken from it."""
    taken = (one.before or "" for one in events if one.field == LinkKind.PARENT)
    found = (_REFERENCE.fullmatch(one) for one in taken)
    return frozenset(int(one[1]) for one in found if one)


def changed_since(incident: Incident, changes: Iterable[Change]) -> str | None:
    """Return a field that somebody changed after the mail, so that it cannot be taken back.

    What only follows from other fields is nobody's, and goes with them.
    """
    for one in changes:
        if one.field in BY_THEMSELVES:
            continue
        if one.is_of_incident and written(getattr(incident, one.field)) != one.after:
            return one.field
    return None


def before_it(changes: Iterable[Change]) -> tuple[tuple[str, Any], ...]:
    """Return the values that the fields of the incident had before."""
    own = (one for one in changes if one.is_of_incident)
    return tuple((one.field, read_value(one.field, one.before)) for one in own)


def read_value(field: str, text: str) -> Any:
    """Return the value of a field of an incident that events hold so."""
    may_be_none, reader = READERS[field]
    return None if may_be_none and not text else reader(text)


def written(value: object) -> str:
    """Return a field's value as events hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def written_participant(one: Participant | None) -> str:
    """Return how somebody takes part as events hold it: role and name."""
    return f"{one.role.value} {one.display_name}".strip() if one else ""


def read_participant(address: str, text: str) -> Participant:
    """Return the participant that was written so."""
    role, _, name = text.partition(" ")
    return Participant(address, ParticipantRole(role), name)


def written_block(one: AddressBlock | None) -> str:
    """Return a block as events hold it: kind, since when, by whom and why."""
    return f"{one.kind.value} {one.at.isoformat()} {one.by} {one.reason}" if one else ""


def read_block(text: str, otherwise: AddressBlock) -> AddressBlock:
    """Return the block that was written so; older events hold its kind alone."""
    kind, *more = text.split(" ", 3)
    if len(more) < 3:
        return replace(otherwise, kind=BlockKind(kind))
    at, by, reason = more
    return replace(
        otherwise, kind=BlockKind(kind), at=datetime.fromisoformat(at), by=by, reason=reason
    )


def is_as_left(written_now: str, after: str) -> bool:
    """Whether what stands beside the incident is as an event left it.

    Older events hold the role or the kind alone, the first word.
    """
    return after in {written_now, written_now.partition(" ")[0]}


def changed_fields(before: Incident, after: Incident) -> tuple[tuple[str, str, str], ...]:
    """Return (field, before, after) as text for every field that differs, `version` apart."""
    names = [name for name in Incident.__dataclass_fields__ if name != "version"]
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    return tuple((n, written(b), written(a)) for n, b, a in pairs if b != a)
