"""What happened in a demonstration: plain values that the live view and the page are made of."""

from dataclasses import dataclass, field
from datetime import datetime

from mailflow.core.records import Entry, Incident, IncidentEvent, OutboxRow
from mailflow.demo.people import BY_ADDRESS
from mailflow.demo.script import Act, Due, ScriptedMail
from mailflow.reporting import Report
from models.enums import EndState


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail that the desk sent."""

    row: OutboxRow
    content: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    file: str = ""

    @property
    def to(self) -> str:
        """Who it was sent to."""
        person = BY_ADDRESS.get(self.row.recipient)
        return person.name if person else self.row.recipient

    @property
    def kind(self) -> str:
        """The kind of notice in words."""
        return self.row.kind.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Happening:
    """One mail of the story and what became of it."""

    scripted: ScriptedMail
    at: datetime
    subject: str
    end: EndState
    rule: str
    incident: int | None
    mail_id: int
    log: tuple[tuple[str, str], ...]
    sent: tuple[Sent, ...]
    surprises: tuple[str, ...] = ()
    taken_for: str = ""
    priority: str = ""
    """That of a new incident; it may be raised later."""
    text: str = field(default="", repr=False)
    quoted_lines: int = 0
    source: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ByClock:
    """What the clock alone made the desk write."""

    due: Due
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class PlayedAct:
    """One act: its mails, and what the clock alone brought."""

    act: Act
    happenings: tuple[Happening, ...] = ()
    by_clock: tuple[ByClock, ...] = ()
    surprises: tuple[str, ...] = ()

    @property
    def sent(self) -> tuple[Sent, ...]:
        """Every mail that went out because of its mails, then those of the clock."""
        by_mail = (sent for one in self.happenings for sent in one.sent)
        return (*by_mail, *(sent for one in self.by_clock for sent in one.sent))


@dataclass(frozen=True, slots=True)
class Case:
    """One incident at the end of the story."""

    incident: Incident
    requester: str
    assignee: str
    group: str
    entries: tuple[Entry, ...]
    events: tuple[IncidentEvent, ...]
    names: dict[str, str]
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The whole of it."""

    acts: tuple[PlayedAct, ...]
    cases: tuple[Case, ...]
    counts: dict[str, int]
    audit_problems: tuple[str, ...]
    surprises: tuple[str, ...]
    seconds: float = 0.0
    report: Report | None = None

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """Every mail that came in."""
        return tuple(one for act in self.acts for one in act.happenings)

    @property
    def sent(self) -> tuple[Sent, ...]:
        """Every mail that went out."""
        return tuple(sent for act in self.acts for sent in act.sent)

    @property
    def quarantined(self) -> tuple[Happening, ...]:
        """The mails that were put aside."""
        return tuple(one for one in self.happenings if one.end is EndState.QUARANTINED)

    @property
    def all_surprises(self) -> tuple[str, ...]:
        """Everything that did not come as the story says; empty where all is well."""
        mails = [one for happening in self.happenings for one in happening.surprises]
        acts = [one for act in self.acts for one in act.surprises]
        return (*mails, *acts, *self.surprises, *self.audit_problems)
