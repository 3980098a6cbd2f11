"""What a decision wants done; nothing here does anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mailflow.core.article_effects import (
    NoteHelp,
    SetArticleState,
    SuggestArticles,
    WriteArticle,
)
from mailflow.core.categorisation import Categorisation, Suggestion
from mailflow.core.mail import Mailbox
from mailflow.core.notices import TranscriptLine
from mailflow.core.priority import Ranking
from mailflow.core.records import (
    AddressBlock,
    AlertGroup,
    AlertMember,
    Entry,
    IncidentLink,
    Participant,
    SecurityEvent,
)
from mailflow.core.sending import SendNotice
from mailflow.core.traces import Traces
from models.enums import ChallengeState, EndState, IncidentKind, LinkKind

OPENED = "\0opened"
WRITTEN = "\0written"
"""In a transcript: the incident that the mail opens, the article that it writes. Numbers are drawn
where effects are applied, so a decision does not know them; no mail holds a NUL."""


def opened(place: int) -> str:
    """Return how a transcript names one of several incidents that a mail opens."""
    return f"{OPENED} {place}"


FieldValue = str | int | bool | datetime | None


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """Open a new incident; the effects after it without an incident mean this one.

    `is_origin` says whether the mail is what it began with, and ends as an incident; `group_id` is
    the group it goes to, without it its category says; `kind` is what it is for good.
    """

    subject: str
    requester: Mailbox
    verified: bool
    language: str
    categorisation: Categorisation
    ranking: Ranking
    suggestion: Suggestion
    deduplication_key: str | None = None
    mentions: int | None = None
    may_belong_to: int | None = None
    is_origin: bool = True
    group_id: int | None = None
    kind: IncidentKind = IncidentKind.INCIDENT


@dataclass(frozen=True, slots=True)
class ChangeIncident:
    """Give fields of an incident new values.

    Its due moments follow from them, unless they are `restored`: then all is as it was.
    """

    incident_id: int
    changes: tuple[tuple[str, FieldValue], ...]
    actor: str
    restored: bool = False


@dataclass(frozen=True, slots=True)
class AddEntry:
    """Add a text to the conversation."""

    incident_id: int | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class AddParticipant:
    """Let somebody take part."""

    incident_id: int | None
    participant: Participant


@dataclass(frozen=True, slots=True)
class SetParticipant:
    """Let somebody take part, or give him another role."""

    incident_id: int
    participant: Participant
    actor: str


@dataclass(frozen=True, slots=True)
class RemoveParticipant:
    """Let somebody take part no longer."""

    incident_id: int
    address: str
    actor: str


@dataclass(frozen=True, slots=True)
class LinkIncidents:
    """Say how an incident stands to another."""

    incident_id: int
    link: IncidentLink
    actor: str


@dataclass(frozen=True, slots=True)
class UnlinkIncidents:
    """Take back how an incident stands to another."""

    incident_id: int
    link: IncidentLink
    actor: str


@dataclass(frozen=True, slots=True)
class BlockAddress:
    """Take no mail from an address any more, or do not answer it by ourselves."""

    incident_id: int
    block: AddressBlock
    actor: str


@dataclass(frozen=True, slots=True)
class LiftBlock:
    """Take mail from an address as from any other."""

    incident_id: int
    pattern: str
    actor: str


@dataclass(frozen=True, slots=True)
class SplitOff:
    """Link the incident and the one that was just opened: a part of it, or an action of it.

    `name` is how the transcript names that one.
    """

    incident_id: int
    actor: str
    kind: LinkKind = LinkKind.RELATED
    name: str = OPENED


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """Link incidents to the one that was just opened, which is their problem.

    The history of `incident_id` tells of it; the agent `contact_id` has it for the time being.
    """

    incident_id: int
    members: tuple[int, ...]
    contact_id: int
    actor: str


@dataclass(frozen=True, slots=True)
class NoteEvent:
    """Add something that happened to the history; `about` says to what, `reason` why.

    Of what passed from one to another, `before` says from whom, `reason` to whom.
    """

    incident_id: int
    name: str
    about: str
    reason: str = field(repr=False)
    actor: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class SetAbsence:
    """Say until when an agent is away; told in the history of the incident he said it in."""

    incident_id: int
    contact_id: int
    until: datetime | None
    actor: str


@dataclass(frozen=True, slots=True)
class LinkMail:
    """Remember that replies to this mail belong to the incident; `quoted` ids are weak links."""

    incident_id: int | None
    message_id: str
    quoted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepFingerprints:
    """Remember by what passages and subject the incident's mails are known again."""

    incident_id: int | None
    traces: Traces = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskChallenge:
    """Ask an agent, at his directory address, whether this mail came from him.

    `lines` are the commands as they were understood; who drew the code is the applier.
    """

    incident_id: int
    contact_id: int
    lines: tuple[str, ...]
    server: str
    reason: str
    arrived: datetime


@dataclass(frozen=True, slots=True)
class SettleChallenge:
    """Give a challenge its end."""

    challenge_id: int
    state: ChallengeState


@dataclass(frozen=True, slots=True)
class NoteWrongCode:
    """Count a wrong code."""

    challenge_id: int


@dataclass(frozen=True, slots=True)
class KeepAlert:
    """Remember how an alert stands, and the group it is in (None: of the incident just opened)."""

    incident_id: int | None
    group: AlertGroup
    member: AlertMember | None = None


@dataclass(frozen=True, slots=True)
class UseCommand:
    """Remember that a command ran under a notice, so that it never runs again."""

    incident_id: int
    notice_id: int
    command: str


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """Make the reply token of an outbox row invalid."""

    outbox_id: int


@dataclass(frozen=True, slots=True)
class MarkBounced:
    """Record that a delivery report came for an outbox row.

    Where nobody has its recipient's address, nothing more is sent there.
    """

    outbox_id: int
    unreachable: bool


@dataclass(frozen=True, slots=True)
class LiftSuppression:
    """Write to an address again: its owner has written to us."""

    contact_id: int
    address: str


@dataclass(frozen=True, slots=True)
class HearLanguage:
    """Remember in which language somebody writes, if we write to him."""

    address: str
    language: str


@dataclass(frozen=True, slots=True)
class RecordSecurityEvent:
    """Tell who guards the desk."""

    event: SecurityEvent


@dataclass(frozen=True, slots=True)
class FinishMail:
    """Give the mail its one end."""

    end_state: EndState
    rule: str
    incident_id: int | None = None


Effect = (
    OpenIncident
    | ChangeIncident
    | AddEntry
    | AddParticipant
    | SetParticipant
    | RemoveParticipant
    | LinkIncidents
    | UnlinkIncidents
    | BlockAddress
    | LiftBlock
    | SplitOff
    | OpenProblem
    | NoteEvent
    | WriteArticle
    | SetArticleState
    | SuggestArticles
    | NoteHelp
    | SetAbsence
    | LinkMail
    | KeepFingerprints
    | SendNotice
    | AskChallenge
    | SettleChallenge
    | NoteWrongCode
    | KeepAlert
    | UseCommand
    | RevokeToken
    | MarkBounced
    | LiftSuppression
    | HearLanguage
    | RecordSecurityEvent
    | FinishMail
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The effects of one mail, in order, and how they were found (for `explain`)."""

    effects: tuple[Effect, ...]
    log: tuple[tuple[str, str], ...]
    executed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def end(self) -> FinishMail:
        """The end of the mail: every decision has exactly one."""
        (end,) = (effect for effect in self.effects if isinstance(effect, FinishMail))
        return end


def numbered(
    lines: tuple[TranscriptLine, ...], made: Mapping[str, str]
) -> tuple[TranscriptLine, ...]:
    """Return the lines with the numbers that were drawn; nothing is made where it is rehearsed."""
    unknown = {opened(place): "INC-…" for place in range(len(lines))}
    names = {OPENED: "INC-…", WRITTEN: "…", **unknown, **made}
    return tuple(replace(line, explanation=line.explanation.with_values(names)) for line in lines)
