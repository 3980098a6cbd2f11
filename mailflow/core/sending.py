"""A notice that a decision wants sent: of what kind, to whom, and what it tells."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailflow.core.lateness import LateIncident, Telling
from mailflow.core.mail import Attachment
from mailflow.core.notices import TranscriptLine, Unheard
from mailflow.core.records import Entry
from mailflow.core.relaying import Withheld
from mailflow.core.reports import NO_EVIDENCE, Evidence
from models.enums import NoticeKind


class Addressee(StrEnum):
    """To whom a notice goes; who that is now is looked up when the effect is applied."""

    REQUESTER = "requester"
    PARTICIPANTS = "participants"
    WORKERS = "workers"
    CONTACT = "contact"
    MANAGER = "manager"
    MANAGER_ALONE = "manager_alone"
    REVIEWERS = "reviewers"


@dataclass(frozen=True, slots=True)
class SendNotice:
    """Write a mail into the outbox for each addressee.

    With `rewrites`, a mail of the same `once` that nobody took yet is written anew; until
    `held_until` nobody takes it. `merged` is the incident whose conversation is shown, since it
    became a part of this one. `telling` is what an escalation tells, of one incident or of several;
    `page` which page it is, of how many at most. `articles` may help its requester.
    """

    kind: NoticeKind
    addressee: Addressee
    incident_id: int | None
    reason: str = ""
    contact_id: int | None = None
    echo: bool = True
    text: str = field(default="", repr=False)
    author: str = ""
    attachments: tuple[Attachment, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    transcript: tuple[TranscriptLine, ...] = ()
    undo_number: int | None = None
    open_below: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    update_withheld: str = ""
    unheard: Unheard = Unheard.HEARD
    asks_cause: bool = False
    merged: int | None = None
    like_major: int | None = None
    code: str = field(default="", repr=False)
    server: str = ""
    arrived: datetime | None = None
    except_addresses: tuple[str, ...] = ()
    once: str | None = None
    late: datetime | None = None
    telling: Telling | None = None
    handed_on: bool = False
    evidence: Evidence = NO_EVIDENCE
    alerts_total: int = 0
    alerts_open: int = 0
    overtaken_by: tuple[Entry, ...] = ()
    rewrites: bool = False
    held_until: datetime | None = None
    page: tuple[int, int] = (0, 0)
    articles: tuple[int, ...] = ()

    @property
    def late_incidents(self) -> tuple[LateIncident, ...]:
        """The incidents that a mail about several lists."""
        return self.telling.listed if self.telling and not self.telling.is_simple else ()

    def leaves_out(self, addresses: tuple[str, ...]) -> bool:
        """Whether it goes to everybody meant but to who has one of these addresses."""
        return any(one in addresses for one in self.except_addresses)


def undeliverable(incident_id: int) -> SendNotice:
    """Tell who works on an incident, once, that somebody in it gets no mail any more."""
    once = f"unreachable:{incident_id}"
    kind = NoticeKind.AGENT_NOTICE
    return SendNotice(kind, Addressee.WORKERS, incident_id, reason="bounced", once=once)
