"""What a story is written in: acts of mails, each with the end that it must come to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol

from mailflow.demo.people import Person
from models.enums import EndState, IncidentState, NoticeKind

ANY_AGENTS = "desk"
NEW = "anyone else, new"
REPLY = "participant, proven, own valid token"
AGENT_REPLY = "active agent, own valid token"


class Proof(StrEnum):
    """What the mail server finds out about the sender's domain (RFC 7489)."""

    PASS = "pass"  # noqa: S105 - a result of RFC 8601, no password
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the newest notice of a kind that somebody got about an incident.

    `about` is the key of the mail that opened it; the notice is the writer's own unless it
    reached him as `received_by` somebody else.
    """

    about: str
    kind: NoticeKind
    received_by: Person | None = None


@dataclass(frozen=True, slots=True)
class File:
    """An attachment."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Practice:
    """A drill: its scenario (docs/COACHING.md), who practises, and who starts it."""

    scenario: str = field(repr=False)
    trainee: Person
    starter: Person


@dataclass(frozen=True, slots=True)
class Expected:
    """How a mail must end: state, rule, the incident it joins, and who is written to.

    `sends` holds `kind:person` words; the person `desk` stands for one agent or more.
    """

    end: EndState
    rule: str
    about: str = ""
    sends: str = ""


class Mailroom(Protocol):
    """Where the people of the story find the mails that the desk has sent them."""

    now: datetime

    def notice(self, answer: Answer, reader: Person) -> bytes:
        """Return the newest notice meant, as it came over SMTP."""

    def dropped(self, key: str) -> bytes:
        """Return the bytes of an earlier mail of the story."""


@dataclass(frozen=True, slots=True)
class ScriptedMail:
    """One mail of the story; `shows` says in a sentence what it is there for."""

    key: str
    writer: Person
    subject: str
    text: str
    shows: str
    expected: Expected
    html: str = ""
    files: tuple[File, ...] = ()
    answers: Answer | None = None
    proof: Proof = Proof.PASS
    headers: tuple[tuple[str, str], ...] = ()
    charset: str = "utf-8"
    written: "Writer | None" = None
    practice: Practice | None = None


Writer = Callable[[ScriptedMail, Mailroom], bytes]


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock alone makes the desk write, about the incident of a mail or about none."""

    about: str
    sends: str
    shows: str


@dataclass(frozen=True, slots=True)
class Act:
    """Some mails that arrive together, and what is due by the clock then.

    `days` is how many after that of the first act.
    """

    title: str
    at: time
    intro: str
    mails: tuple[ScriptedMail, ...] = ()
    due: tuple[Due, ...] = ()
    days: int = 0

    @property
    def when(self) -> str:
        """The time of day, and which day where it is not the first."""
        return f"{'next day, ' if self.days else ''}{self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Script:
    """A whole story, and the state in which its incidents must be left."""

    acts: tuple[Act, ...]
    final_states: dict[str, IncidentState]


def opens(sends: str, rule: str = NEW) -> Expected:
    """Return the expectation of a new incident."""
    return Expected(EndState.INCIDENT, rule, sends=sends)


def joins(about: str, rule: str, sends: str = "") -> Expected:
    """Return the expectation of a mail that joins the incident of another mail."""
    return Expected(EndState.APPENDED, rule, about, sends)


def held(rule: str) -> Expected:
    """Return the expectation of a mail in quarantine, of which nobody is told."""
    return Expected(EndState.QUARANTINED, rule)


def ignored(rule: str) -> Expected:
    """Return the expectation of a mail that is stored, and that is all."""
    return Expected(EndState.IGNORED, rule)
