"""Who is there: agents who are told of what waits for somebody, and who is paged."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mailflow.core.records import Contact


def present(people: Iterable[Contact], now: datetime) -> tuple[Contact, ...]:
    """Return the active ones who are not away; all active ones where everybody is away.

    An absence never lets an incident go unseen.
    """
    active = tuple(one for one in people if one.active)
    return tuple(one for one in active if not one.is_away(now)) or active


def paged(
    on_call: Sequence[Contact], group: Sequence[Contact], now: datetime
) -> tuple[Contact, ...]:
    """Return who is paged: who is on call and there, else who is there of the group.

    Where all of them are away, it is who is on call after all; in a gap of the rota everybody.
    """
    ways = ([one for one in people if not one.is_away(now)] for people in (on_call, group))
    return tuple(next(filter(None, ways), on_call or group))
