"""An incident as the page shows it: its fields, and one line for all that happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from mailflow.core.records import Entry, IncidentEvent
from mailflow.demo.people import BY_ADDRESS
from mailflow.demo.story import Case
from models.enums import EntryKind

ENTRY_WORDS = {
    EntryKind.REQUEST: "asked",
    EntryKind.REPLY: "replied",
    EntryKind.ANSWER: "answered",
    EntryKind.NOTE: "noted",
    EntryKind.COMMENT: "commented",
    EntryKind.ALERT: "reported",
    EntryKind.AUTOMATIC: "answered automatically",
    EntryKind.DELIVERY_REPORT: "could not deliver our answer",
}
TOLD_FIELDS = (
    *("state", "assignee_id", "alert_count", "is_major", "rating"),
    *("paged_at", "response_escalated_at"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody wrote something, or something changed."""

    at: datetime
    who: str
    what: str
    is_private: bool = False
    text: str = field(default="", repr=False)

    @property
    def time(self) -> str:
        """When, on the day of the story."""
        return f"{self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class CaseView:
    """One incident."""

    reference: str
    subject: str
    state: str
    fields: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]


def view_case(case: Case) -> CaseView:
    """Return an incident in the words of the page."""
    incident = case.incident
    category = (incident.category or "not yet known").replace("_", " ")
    fields = (
        ("Requester", case.requester),
        ("Priority", f"{incident.priority} ({incident.impact} impact, {incident.urgency} urgency)"),
        ("Category", category),
        ("Classifier", case.suggestion),
        ("Group", case.group),
        ("Assigned to", case.assignee or "nobody yet"),
        ("Mentions", f"INC-{incident.mentions}" if incident.mentions else ""),
        ("May belong to", f"INC-{incident.may_belong_to}" if incident.may_belong_to else ""),
        ("Major", "with those below it" if incident.is_major else ""),
        ("Resolution", incident.resolution or ""),
        ("Root cause", incident.root_cause or ""),
        ("Rating", f"{incident.rating} of 5" if incident.rating else ""),
    )
    return CaseView(
        reference=incident.reference,
        subject=incident.subject,
        state=incident.state.value.replace("_", " "),
        fields=tuple((name, value) for name, value in fields if value),
        steps=tuple(_steps(case)),
    )


def _steps(case: Case) -> list[Step]:
    """Return texts and changes by time; what one mail changed is one step behind its text."""
    changes = (event for event in case.events if event.field in TOLD_FIELDS)
    written = [_written(entry) for entry in case.entries]
    grouped = groupby(changes, key=lambda event: (event.at, event.actor))
    changed = [_changed(at, actor, events, case) for (at, actor), events in grouped]
    return sorted((*written, *changed), key=lambda step: step.at)


def _written(entry: Entry) -> Step:
    files = f" with {', '.join(entry.attachment_names)}" if entry.attachment_names else ""
    what = f"{ENTRY_WORDS[entry.kind]}{files}"
    return Step(entry.at, _name(entry.author_address), what, not entry.public, entry.text)


def _changed(at: datetime, actor: str, events: Iterable[IncidentEvent], case: Case) -> Step:
    fields = {event.field: event.after or "" for event in events}
    return Step(at, _name(actor), ", ".join(_change(fields, case.names)))


def _change(fields: Mapping[str | None, str], names: Mapping[str, str]) -> list[str]:
    words = []
    if "assignee_id" in fields:
        words.append(f"assigned it to {names.get(fields['assignee_id'], 'nobody')}")
    if "state" in fields:
        words.append(f"state is now {fields['state'].replace('_', ' ')}")
    if "alert_count" in fields:
        words.append(f"{fields['alert_count']} alerts so far")
    if "is_major" in fields:
        words.append("made it a major incident")
    if "rating" in fields:
        words.append(f"rated it {fields['rating']} of 5")
    if "paged_at" in fields:
        words.append("a P1 that nobody has: who is on call was paged")
    if "response_escalated_at" in fields:
        words.append("nobody answered in time: the manager was told")
    return words


def _name(address: str) -> str:
    person = BY_ADDRESS.get(address)
    return person.name if person else address.capitalize()
