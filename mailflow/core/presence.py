"""Who is there: agents who are told of what waits for somebody."""

from collections.abc import Iterable
from datetime import datetime

from mailflow.core.records import Contact


def present(people: Iterable[Contact], now: datetime) -> tuple[Contact, ...]:
    """Return the active ones who are not away; all active ones where everybody is away.

    An absence never lets an incident go unseen.
    """
    active = tuple(one for one in people if one.active)
    return tuple(one for one in active if not one.is_away(now)) or active
