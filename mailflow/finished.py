"""Incidents of people that agents ended: what became of what the classifier had suggested."""

from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.training_data import UNLABELLED, ClosedIncident, addresses_of, exclusion


def ended_by_agents(work: Work, since: datetime, most: int) -> tuple[ClosedIncident, ...]:
    """Return them, newest first, labelled by a person or not; of each kind at most so many."""
    agents = addresses_of(work.directory.agents())
    found = [
        one
        for labelled in (True, False)
        for one in work.training.closed(labelled=labelled, since=since, limit=most)
        if exclusion(one, agents) in {"", UNLABELLED}
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))
