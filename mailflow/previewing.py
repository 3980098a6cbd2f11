"""A notice as it would look, with an incident of the desk or with a made-up one; nothing is sent.

Only read: whoever is no contact yet does not become one. Where a reply token would stand there is a
sample, since a live one goes to nobody but its recipient.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.adapters.renderer import Rendered
from mailflow.adapters.store.contract import Work
from mailflow.core.headers import sweep
from mailflow.core.notices import NoticeContext, without_words
from mailflow.core.records import Contact, Incident
from mailflow.core.relaying import NO_CARGO
from mailflow.core.sample_notices import SAMPLE_TOKEN, samples
from mailflow.core.sending import Addressee, SendNotice
from mailflow.desk import Desk
from mailflow.errors import NotFoundError
from mailflow.letters import INSIDE_KINDS, Letter, Matter, Occasion
from models.enums import MEMOS, NoticeKind, Role

NOBODY = Contact(0, "agent@example.com", Role.AGENT, "Agent")
# What an incident alone does not tell, and its notice cannot do without.
MADE_UP: dict[NoticeKind, tuple[str, ...]] = {
    NoticeKind.PUBLIC_ANSWER: ("text", "author"),
    NoticeKind.COMMAND_TRANSCRIPT: ("transcript", "undo_number"),
    NoticeKind.CHALLENGE: ("transcript", "code", "server", "arrived"),
    NoticeKind.ESCALATION: ("late", "late_incidents", "late_total", "text"),
    NoticeKind.PAGE: ("page",),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What is looked at: a notice by its name, of which incident, in which language."""

    desk: Desk
    name: str
    language: str
    now: datetime

    def made_up(self) -> Rendered:
        """Return the notice with a made-up incident."""
        return self._rendered(self._sample(), self.language or self.desk.settings.desk.language)

    def of(self, work: Work, number: int) -> Rendered:
        """Return the notice as it would tell of an incident now."""
        incident, sample = work.incidents.get(number), self._sample()
        if incident is None:
            raise NotFoundError(f"there is no incident INC-{number}; see `mailflow incidents list`")
        kind = sample.kind
        if kind in MEMOS:
            return self.made_up()
        notice = SendNotice(kind, Addressee.CONTACT, incident.id, sample.reason, echo=sample.echo)
        matter = Matter(work, self.desk, incident, Occasion(None, None, self.now))
        reader = _reader(work, incident, kind)
        letter = Letter(matter, reader, notice, SAMPLE_TOKEN, NO_CARGO)
        told = _filled(letter.context(), sample, MADE_UP.get(kind, ()))
        zone = self.desk.settings.desk.zone_of(reader.time_zone)
        return self._rendered(replace(told, zone=zone), self.language or letter.language)

    def _sample(self) -> NoticeContext:
        known = {one.name: one.notice for one in samples()}
        if self.name not in known:
            names = ", ".join(sorted(known))
            raise NotFoundError(f"there is no notice {self.name}; there are: {names}")
        return replace(known[self.name], desk_name=self.desk.settings.desk.name)

    def _rendered(self, notice: NoticeContext, language: str) -> Rendered:
        found = self.desk.renderer.render(notice, language)
        return Rendered(
            *(sweep(one, SAMPLE_TOKEN) for one in (found.subject, found.text, found.html))
        )


def _filled(told: NoticeContext, sample: NoticeContext, names: Iterable[str]) -> NoticeContext:
    values = {name: getattr(sample, name) for name in names}
    if "late" in values:
        values["late"] = told.incident.response_due or sample.late
    if values.get("late_incidents"):
        return replace(told, incident=without_words(told.incident), **values)
    return replace(told, **values)


def _reader(work: Work, incident: Incident, kind: NoticeKind) -> Contact:
    """Return to whom it would go: the requester, or an agent who works on it."""
    if kind in INSIDE_KINDS:
        assignee = work.directory.get(incident.assignee_id) if incident.assignee_id else None
        return assignee or next(iter(work.directory.agents()), NOBODY)
    known = work.directory.by_address(incident.requester_address)
    name = incident.requester_name
    return known or Contact(
        0, incident.requester_address, Role.REQUESTER, name, addresses=(incident.requester_address,)
    )
