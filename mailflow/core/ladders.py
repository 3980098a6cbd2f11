"""Who stands above: the next group of a higher tier, and the managers one above the other."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mailflow.core.records import Contact, SupportGroup


def person_named(people: Iterable[Contact], name: str) -> Contact | None:
    """Return whom a rota means: by address, @handle, or the whole name."""
    wanted = " ".join(name.casefold().split())
    found = [one for one in people if wanted.removeprefix("@") in _names(one)]
    return found[0] if len(found) == 1 else None


def _names(contact: Contact) -> set[str]:
    names = (contact.handle or "", contact.address, contact.display_name, *contact.addresses)
    return {one.casefold() for one in names if one}


def next_group(
    group: SupportGroup | None, groups: Iterable[SupportGroup], named: str = ""
) -> SupportGroup | None:
    """Return the group that comes next: the one named, else the first of the next tier by name.

    One without anybody at work in it is passed by.
    """
    staffed = [one for one in groups if any(member.active for member in one.members)]
    others = [one for one in staffed if group is None or one.id != group.id]
    meant = (one for one in others if named and one.name.casefold() == named.casefold())
    tier = group.tier if group else 0
    above = (one for one in others if one.tier > tier)
    return next(meant, None) or min(above, key=lambda one: (one.tier, one.name), default=None)


def ladder(
    group: SupportGroup | None, above: Sequence[Contact | None], now: datetime
) -> tuple[Contact, ...]:
    """Return the managers who can be told, the nearest first; who is away only where all are."""
    rungs = (group.manager if group else None, *above)
    known = {one.id: one for one in rungs if one is not None and can_be_told(one)}
    here = tuple(one for one in known.values() if not one.is_away(now))
    return here or tuple(known.values())


def can_be_told(contact: Contact) -> bool:
    """Whether mail reaches somebody who is still there."""
    return contact.active and not contact.suppressed
