"""Take back what a mail changed: from the events it left, as data (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from mailflow.core.records import AddressBlock, Incident, IncidentEvent, Participant
from models.enums import BlockKind, LinkKind, ParticipantRole

PARTICIPANT = "participant "
BLOCK = "block "
ARTICLE = "article "
AWAY = "away "
SPLIT = "split"
"""How events name what stands beside the incident, and an incident that was split off."""
LINK_FIELDS = frozenset(kind.value for kind in LinkKind)
_HINTS = get_type_hints(Incident)


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


def changes_of(events: Iterable[IncidentEvent], mail_id: int) -> tuple[Change, ...]:
    """Return what a mail changed, each field once, from its first value to its last."""
    found: dict[str, Change] = {}
    for event in events:
        if event.mail_id != mail_id or event.name != "changed" or not event.field:
            continue
        # An incident may be linked to several in the same way: each link is a change of its own.
        key = f"{event.field} {event.after}" if event.field in LINK_FIELDS else event.field
        first = found.get(key)
        before = first.before if first else event.before or ""
        found[key] = Change(event.field, before, event.after or "")
    return tuple(found.values())


def changed_since(incident: Incident, changes: Iterable[Change]) -> str | None:
    """Return a field that somebody changed after the mail, so that it cannot be taken back."""
    for one in changes:
        if one.is_of_incident and written(getattr(incident, one.field)) != one.after:
            return one.field
    return None


def before_it(changes: Iterable[Change]) -> tuple[tuple[str, Any], ...]:
    """Return the values that the fields of the incident had before."""
    own = (one for one in changes if one.is_of_incident)
    return tuple((one.field, _read(_HINTS[one.field], one.before)) for one in own)


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


def _read(hint: Any, text: str) -> Any:
    """Return the value of a field from its text; nothing is None where a field may be so."""
    kinds = get_args(hint) or (hint,)
    if not text and NoneType in kinds:
        return None
    kind = next(one for one in kinds if one is not NoneType)
    if kind is datetime:
        return datetime.fromisoformat(text)
    if kind is bool:
        return text == "True"
    if kind is int or issubclass(kind, StrEnum):
        return kind(text)
    return text
