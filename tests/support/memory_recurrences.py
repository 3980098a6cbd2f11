"""Incidents that are alike, in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from support.memory_state import State

from mailflow.core.records import Incident
from mailflow.core.reports import Recurrence, Report, Told, Words
from mailflow.core.wording import TEXT_CHARACTERS
from models.enums import ArticleState, IncidentState, LinkKind, RecurrenceKind


class MemoryRecurrences:
    """Keeps the contract `Recurrences`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def newest_reports(self, limit: int) -> tuple[Report, ...]:
        wanted = (
            one
            for one in sorted(self._state.incidents.values(), key=lambda one: -one.id)
            if one.state is not IncidentState.CANCELED
            and one.merged_into is None
            and not (one.is_record or one.is_practice)
        )
        return tuple(map(self._report, wanted))[:limit]

    def newest_words(self, limit: int) -> tuple[Words, ...]:
        found = self.newest_reports(limit)
        return tuple(Words(one.opened_at, one.subject, one.text) for one in found)

    def reports_since(self, since: datetime, limit: int) -> tuple[Report, ...]:
        newest = max(self._state.incidents, default=0)
        found = (one for one in self.newest_reports(limit) if one.id > newest - limit)
        return tuple(one for one in found if one.opened_at >= since)

    def reports_of(self, incident_ids: Sequence[int]) -> tuple[Report, ...]:
        known = self._state.incidents
        return tuple(self._report(known[one]) for one in sorted(set(incident_ids)) if one in known)

    def _report(self, one: Incident) -> Report:
        first = next((e.text for number, e in self._state.entries if number == one.id), "")
        people = self._state.contacts.values()
        known = next((c for c in people if one.requester_address in c.addresses), None)
        return Report(
            **{
                name: getattr(one, name)
                for name in Report.__dataclass_fields__
                if hasattr(one, name) and name != "requester"
            },
            requester=one.requester_address,
            text=first[:TEXT_CHARACTERS],
            known_since=self._state.known_since.get(known.id) if known else None,
            parent_id=min(self._linked(one.id, LinkKind.PARENT), default=None),
            problem_id=min(self._linked(one.id, LinkKind.PROBLEM), default=None),
        )

    def _linked(self, number: int, kind: LinkKind) -> Iterator[int]:
        links = (link for at, link in self._state.links if at == number)
        return (link.other_id for link in links if link.kind is kind)

    def of_incidents(
        self, kind: RecurrenceKind, incident_ids: Iterable[int]
    ) -> tuple[Recurrence, ...]:
        asked = set(incident_ids)
        found = (one for one in self._state.recurrences.values() if one.kind is kind)
        return tuple(one for one in found if asked & set(one.members))

    def keep(self, recurrence: Recurrence) -> int:
        number = recurrence.id or len(self._state.recurrences) + 1
        self._state.recurrences[number] = replace(recurrence, id=number)
        return number

    def told_since(self, kind: RecurrenceKind, since: datetime) -> Told:
        found = [o for o in self._state.recurrences.values() if o.kind is kind]
        told = [one for one in found if one.told_at is not None and one.told_at >= since]
        strange = sum(one.by_strangers for one in told)
        return Told(len(told) - strange, strange)

    def open_majors(self, limit: int) -> tuple[int, ...]:
        incidents = self._state.incidents.values()
        found = [
            one.id for one in incidents if one.is_major and not (one.is_finished or one.is_practice)
        ]
        return tuple(sorted(found, reverse=True)[:limit])

    def known_errors(self, limit: int) -> tuple[tuple[int, int], ...]:
        published = {
            n for n, one in self._state.articles.items() if one.state is ArticleState.PUBLISHED
        }
        problems = {o.other_id for _, o in self._state.links if o.kind is LinkKind.PROBLEM}
        pairs = ((one.id, one.article_id) for one in self._state.incidents.values())
        found = [(n, a) for n, a in pairs if n in problems and a is not None and a in published]
        return tuple(sorted(found, reverse=True)[:limit])
