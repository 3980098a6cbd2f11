"""Closed incidents whose label would teach most, and those whose label looks wrong: for an agent.

One notice for each incident, with a token of its own: the answer `#confirm` or `#wrong NAME` runs
under the same conditions as any command, and is undone like any. No requester is ever asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, islice, zip_longest

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.authority import may_work_on
from mailflow.core.categorisation import (
    NO_SUGGESTION,
    Suggestion,
    classified_text,
    suggestion_as_data,
    suggestion_of,
)
from mailflow.core.effects import Decision
from mailflow.core.hints import REVIEW
from mailflow.core.records import Contact, reference
from mailflow.core.sending import Addressee, SendNotice
from mailflow.core.training_data import ClosedIncident
from mailflow.desk import Desk
from mailflow.finished import ended_by_agents
from models.enums import LabelSource, NoticeKind

LATELY = timedelta(days=180)
MOST_LOOKED_AT = 300
DOUBTFUL, INFORMATIVE = "label looks wrong", "nobody has labelled it"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A closed incident to label: what it bears, what it looks like, how sure that is."""

    incident_id: int
    why: str
    category: str
    looks_like: str
    confidence: float
    suggestion: Suggestion = NO_SUGGESTION

    @property
    def reference(self) -> str:
        """The reference people see."""
        return reference(self.incident_id)


def candidates(
    work: Work, desk: Desk, now: datetime, whom: Contact | None, number: int
) -> tuple[Candidate, ...]:
    """Return what to ask next, doubtful and informative in turn; of an agent what he may answer.

    Nobody is asked twice.
    """
    found = zip_longest(_doubtful(work), _informative(work, desk, now))
    each = (one for one in chain.from_iterable(found) if one is not None)
    fresh = (one for one in each if whom is None or _may_be_asked(work, one, whom))
    return tuple(islice(fresh, number))


def _may_be_asked(work: Work, one: Candidate, whom: Contact) -> bool:
    """Whether his answer would count: he has the right on the incident, and was not asked yet."""
    incident = work.incidents.get(one.incident_id)
    if incident is None or _was_asked(work, one, whom):
        return False
    group = work.directory.group(incident.group_id) if incident.group_id else None
    return may_work_on(whom, incident, group)


def _once(incident_id: int) -> str:
    return f"review:{incident_id}"


def _was_asked(work: Work, one: Candidate, whom: Contact) -> bool:
    return work.outbox.by_once(f"{_once(one.incident_id)}:{whom.id}") is not None


def _doubtful(work: Work) -> Iterator[Candidate]:
    """Yield labels that cross-validation does not believe, as the newest version was measured."""
    from mailflow.adapters.figures import doubts  # noqa: PLC0415 - scipy takes its time

    newest = next(iter(work.classifiers.listed(limit=1)), None)
    for number, label, looks_like, confidence in doubts(newest.metrics if newest else {}):
        incident = work.incidents.get(number)
        if incident is not None and incident.category == label:
            yield Candidate(number, DOUBTFUL, label, looks_like, confidence)


def _informative(work: Work, desk: Desk, now: datetime) -> Iterator[Candidate]:
    """Yield incidents without a person's label, where the first two labels are closest.

    Source: margin sampling, Scheffer, Decomain and Wrobel, "Active Hidden Markov Models for
    Information Extraction" (IDA 2001).
    """
    ended = ended_by_agents(work, now - LATELY, MOST_LOOKED_AT)
    unlabelled = [one for one in ended if one.category_source is not LabelSource.HUMAN]
    said = _suggestions(work, desk, unlabelled)
    pairs = [pair for pair in zip(unlabelled, said, strict=True) if pair[1].category.first]
    for incident, suggestion in sorted(pairs, key=lambda pair: (_margin(pair[1]), pair[0].id)):
        guess, there = suggestion.category, incident.category or ""
        looks_like, confidence = guess.first, guess.confidence
        yield Candidate(incident.id, INFORMATIVE, there, looks_like, confidence, suggestion)


def _suggestions(work: Work, desk: Desk, incidents: Sequence[ClosedIncident]) -> list[Suggestion]:
    """Return what the active version says now of texts that it was perhaps never asked about."""
    texts = [classified_text(one.subject, one.text) for one in incidents]
    return desk.suggester.suggest_many(work, texts)


def _margin(suggestion: Suggestion) -> float:
    shares = [share for _, share in suggestion.category.alternatives[:2]]
    return shares[0] - shares[1] if len(shares) == 2 else 1.0


def ask(work: Work, desk: Desk, whom: Contact, found: Sequence[Candidate], now: datetime) -> None:
    """Send an agent one notice for each incident."""
    work.take_turn()
    for one in found:
        _remember(work, one)
        notice = SendNotice(
            NoticeKind.AGENT_NOTICE,
            Addressee.CONTACT,
            one.incident_id,
            reason=REVIEW,
            contact_id=whom.id,
            text=f"{one.category} → {one.looks_like}?" if one.why == DOUBTFUL else "",
            once=_once(one.incident_id),
        )
        decision = Decision((notice,), (("review", one.why),))
        Applier(work, desk, None, None, now).apply(decision)


def _remember(work: Work, one: Candidate) -> None:
    """Keep what is suggested now where nothing was when it was opened; #confirm means that."""
    incident = work.incidents.get(one.incident_id)
    before = suggestion_of(incident.suggestion) if incident else None
    if incident is None or (before and before.category.first) or not one.suggestion.version:
        return
    circumstance = before.circumstance if before else one.suggestion.circumstance
    said = replace(_unapplied(one.suggestion), circumstance=circumstance, version=0)
    work.incidents.update(replace(incident, suggestion=suggestion_as_data(said)))


def _unapplied(suggestion: Suggestion) -> Suggestion:
    """Nothing of it was applied when the incident was opened."""
    return replace(suggestion, category=replace(suggestion.category, label=""))
