"""The history of an incident without what was taken back: neither the change nor its undoing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from mailflow.core.records import IncidentEvent
from mailflow.core.undoing import CHANGED, LAST_BY_HAND, LINK_FIELDS, TAKEN_BACK, THE_CLOCK

Places = dict[int, IncidentEvent]


def effective(events: Sequence[IncidentEvent]) -> tuple[IncidentEvent, ...]:
    """Return the events that count, in their order.

    The last undoing is looked at first, so that one that was taken back itself takes back nothing.
    """
    if not any(one.name == TAKEN_BACK for one in events):
        return tuple(events)
    left = dict(enumerate(events))
    for place in reversed(range(len(events))):
        if place in left and events[place].name == TAKEN_BACK:
            _take_back(left, place)
    return tuple(one for _, one in sorted(left.items()) if one.name != TAKEN_BACK)


def _take_back(left: Places, place: int) -> None:
    """Leave out the act that an undoing names, and what the undoing changed to the same again."""
    marker = left[place]
    undone = [at for at, one in left.items() if at < place and _is_of(one, marker)]
    before: dict[str, str] = {}
    for at in sorted(undone):
        event = left.pop(at)
        if event.name == CHANGED:
            before.setdefault(_key(event), event.before or "")
    own = [at for at, one in left.items() if _is_same_act(one, marker)]
    for at in own:
        _rewrite(left, at, before)


def _rewrite(left: Places, place: int, before: dict[str, str]) -> None:
    """Let a change of the undoing begin where the act began that it took back."""
    event = left[place]
    known = before.get(_key(event)) if event.name == CHANGED else None
    if known is None:
        return
    if known == (event.after or ""):
        del left[place]
    else:
        left[place] = replace(event, before=known)


def _is_of(event: IncidentEvent, marker: IncidentEvent) -> bool:
    """Whether an event belongs to the act that the marker says was taken back."""
    if event.name == "opened":
        return False
    if marker.field != str(LAST_BY_HAND):
        return str(event.mail_id) == marker.field
    by_hand = event.mail_id is None and event.actor != THE_CLOCK
    return by_hand and event.at == datetime.fromisoformat(marker.after or "")


def _is_same_act(one: IncidentEvent, other: IncidentEvent) -> bool:
    return act_key(one) == act_key(other)


def act_key(event: IncidentEvent) -> tuple[int | None, datetime, str]:
    """Return what events have in common that one mail, or one command, brought."""
    return event.mail_id, event.at, event.actor


def _key(event: IncidentEvent) -> str:
    """Name what a change is about; an incident may be linked to several in the same way."""
    field = event.field or ""
    return f"{field} {event.after or event.before}" if field in LINK_FIELDS else field


def changes(events: Iterable[IncidentEvent]) -> Iterable[IncidentEvent]:
    """Return the changes of fields among the events."""
    return (one for one in events if one.name == CHANGED and one.field)
