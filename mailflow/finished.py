"""Incidents of people that agents ended: what became of what the classifier had suggested."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.training_data import (
    TEXTS_GONE,
    UNLABELLED,
    ClosedIncident,
    addresses_of,
    exclusion,
)


def ended_by_agents(work: Work, since: datetime, most: int) -> tuple[ClosedIncident, ...]:
    """Return them, newest first, labelled by a person or not; of each kind at most so many."""
    return _ended(work, since, most, frozenset({"", UNLABELLED}))


def judged_by_agents(work: Work, since: datetime, most: int) -> tuple[ClosedIncident, ...]:
    """Return them with those whose texts are gone, too: what was made of them is known still."""
    return _ended(work, since, most, frozenset({"", UNLABELLED, TEXTS_GONE}))


def _ended(
    work: Work, since: datetime, most: int, wanted: frozenset[str]
) -> tuple[ClosedIncident, ...]:
    agents = addresses_of(work.directory.agents())
    found = [
        one
        for labelled in (True, False)
        for one in work.training.closed(labelled=labelled, since=since, limit=most)
        if exclusion(one, agents) in wanted
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))
