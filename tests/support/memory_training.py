"""What the classifier learns from, in memory."""
# ruff: noqa: ARG002 - the contract says what each method does and takes

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from support.memory_state import State

from mailflow.adapters.store.contract.training import Import
from mailflow.core.records import Entry, Incident, IncidentEvent
from mailflow.core.training_data import ClosedIncident, ImportedExample
from mailflow.core.training_parts import Assigned
from mailflow.errors import ImportedRowsError, NotFoundError
from models.enums import EntryKind, IncidentState

ENDED = {IncidentState.RESOLVED, IncidentState.CLOSED}
OVER = {*(one.value for one in ENDED), IncidentState.CANCELED.value}


class MemoryTraining:
    """Keeps the contract `Training`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def closed(
        self, *, labelled: bool, since: datetime | None = None, limit: int | None = None
    ) -> tuple[ClosedIncident, ...]:
        found = [one for one in self._closed() if one.has_human_label is labelled]
        newest = sorted(found, key=lambda one: (one.at, one.id), reverse=True)
        return tuple(one for one in newest if since is None or one.at >= since)[:limit]

    def _closed(self) -> Iterator[ClosedIncident]:
        for incident in self._state.incidents.values():
            first = next((e for number, e in self._state.entries if number == incident.id), None)
            is_request = first is not None and first.kind is EntryKind.REQUEST
            is_asked = not (
                incident.deduplication_key or incident.is_record or incident.is_practice
            )
            if incident.state in ENDED and is_request and is_asked:
                yield self._taught(incident, first)

    def _taught(self, incident: Incident, first: Entry | None) -> ClosedIncident:
        events = [e for number, e in self._state.events if number == incident.id]
        subjects = (e.before for e in events if e.field == "subject")
        return ClosedIncident(
            id=incident.id,
            subject=next(subjects, None) or incident.subject,
            text=first.text if first else "",
            requester=incident.requester_address,
            at=incident.closed_at or incident.resolved_at or incident.opened_at,
            ended_by=_last(e.actor for e in events if _ends(e)),
            category=incident.category,
            category_source=incident.category_source,
            urgency=incident.urgency,
            urgency_source=incident.urgency_source,
            impact=incident.impact,
            impact_by=_last(e.actor for e in events if e.field == "impact"),
            language=incident.language,
            is_automatic=began_automatically(self._state, incident),
            merged_into=incident.merged_into,
            suggestion=incident.suggestion,
        )

    def parts(self) -> dict[str, Assigned]:
        return dict(self._state.parts)

    def assign(self, assigned: Iterable[Assigned], at: datetime) -> None:
        for one in assigned:
            self._state.parts.setdefault(one.identifier, one)

    def add_import(
        self, name: str, sha256: str, examples: Sequence[ImportedExample], at: datetime
    ) -> int:
        for known in self._state.imports.values():
            if known.sha256 == sha256:
                raise ImportedRowsError((f"this file is import {known.id} already",))
        number = max(self._state.imports, default=0) + 1
        self._state.imports[number] = Import(number, name, sha256, len(examples), at)
        rows = tuple(replace(one, import_id=number) for one in examples)
        self._state.imported[number] = rows
        return number

    def imports(self) -> tuple[Import, ...]:
        return tuple(reversed(self._state.imports.values()))

    def approve(self, import_id: int, by: str, at: datetime) -> None:
        if import_id not in self._state.imports:
            raise NotFoundError(f"there is no import {import_id}")
        known = self._state.imports[import_id]
        self._state.imports[import_id] = replace(known, approved_at=at, approved_by=by)

    def remove_import(self, import_id: int) -> None:
        if self._state.imports.pop(import_id, None) is None:
            raise NotFoundError(f"there is no import {import_id}")
        del self._state.imported[import_id]

    def imported(self) -> tuple[tuple[Import, ImportedExample], ...]:
        approved = (one for one in self._state.imports.values() if one.approved_at)
        return tuple((one, row) for one in approved for row in self._state.imported[one.id])

    def begin_run(self, night: str, owner: str, at: datetime) -> bool:
        if night in self._state.runs:
            return False
        self._state.runs[night] = ""
        return True

    def end_run(self, night: str, outcome: str, at: datetime) -> None:
        self._state.runs[night] = outcome


def began_automatically(state: State, incident: Incident) -> bool:
    """Whether a machine wrote the mail it began with, as the log of its decision says."""
    mail = state.mails.get(incident.origin_mail_id or 0)
    log = mail.decision_log if mail else ()
    return any(step == "machine mail" and found != "no" for step, found in log)


def _ends(event: IncidentEvent) -> bool:
    return event.field == "state" and event.after in OVER and event.before not in OVER


def _last(actors: Iterator[str]) -> str:
    return next(iter(reversed(list(actors))), "")
