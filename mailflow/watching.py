"""What agents made of the classifier's suggestions, and how far today's mails have moved."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mailflow.adapters.store.contract import Work
from mailflow.core.categorisation import Suggestion, suggestion_of
from mailflow.core.corrections import Corrections, corrections
from mailflow.core.training_data import ClosedIncident
from mailflow.desk import Desk
from mailflow.errors import NotFoundError
from mailflow.finished import judged_by_agents

if TYPE_CHECKING:
    from classifiers.figures import Drift

MOST = 10_000
MOST_OPENED = 2_000


@dataclass(frozen=True, slots=True)
class Watched:
    """How the active version does: drift by target, agents' corrections in all and by month."""

    version: int
    drifts: "tuple[Drift, ...]"
    corrections: Corrections
    by_month: tuple[tuple[str, Corrections], ...]
    doubtful: int


def watch(work: Work, desk: Desk, since: datetime) -> Watched:  # noqa: ARG001 - as its siblings
    """Look at everything since a moment."""
    from mailflow.adapters.figures import doubts, drifts  # noqa: PLC0415 - scipy takes its time

    version = work.classifiers.active()
    if version is None:
        raise NotFoundError("no classifier is active, so there is nothing to watch")
    ended = judged_by_agents(work, since, MOST)
    return Watched(
        version=version.id,
        drifts=drifts(version.metrics, suggested(work, version.id, since)),
        corrections=corrections(ended),
        by_month=by_month(ended),
        doubtful=len(doubts(version.metrics)),
    )


def suggested(work: Work, version: int, since: datetime) -> list[Suggestion]:
    """Return what this version said of the newest incidents."""
    opened = (
        suggestion_of(one.suggestion)
        for one in work.incidents.listed(limit=MOST_OPENED)
        if one.opened_at >= since
    )
    return [one for one in opened if one is not None and one.version == version]


def by_month(ended: tuple[ClosedIncident, ...]) -> tuple[tuple[str, Corrections], ...]:
    """Return what became of suggestions, by the month in which an incident ended."""
    months: dict[str, list[ClosedIncident]] = defaultdict(list)
    for one in ended:
        months[f"{one.at:%Y-%m}"].append(one)
    return tuple((month, corrections(months[month])) for month in sorted(months))
