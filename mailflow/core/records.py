"""What the desk remembers, as the rules see it: one frozen dataclass per noun."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.enums import (
    FINISHED,
    BlockKind,
    ChallengeState,
    EndState,
    EntryKind,
    IncidentKind,
    IncidentState,
    LabelSource,
    Level,
    LinkKind,
    MailStage,
    NoticeKind,
    OutboxState,
    ParticipantRole,
    Priority,
    PrioritySource,
    Protection,
    Role,
)

NO_SUBJECT = "(no subject)"
"""What stands for the subject of a mail that has none; a notice says it in its own language."""


def reference(incident_id: int) -> str:
    """Return the reference people see, such as `INC-1001`."""
    return f"INC-{incident_id}"


@dataclass(frozen=True, slots=True)
class RawMail:
    """A stored mail: its bytes and where its processing stands."""

    id: int
    sha256: str
    content: bytes = field(repr=False)
    source: str
    received_at: datetime
    before_go_live: bool = False
    stage: MailStage = MailStage.RECEIVED
    attempts: int = 0
    end_state: EndState | None = None
    rule: str | None = None
    incident_id: int | None = None
    message_id: str | None = None
    finished_at: datetime | None = None
    decision_log: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MailIdentity:
    """What a parsed mail says of itself: two mails that say the same are one."""

    message_id: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person we write to; the principal of reply tokens.

    `address` is where his mail goes, the first of `addresses`. With `silent_success` an agent
    is not told of commands that simply ran. `language` was set by somebody and wins over
    `written_language`, in which his mails are, most of them or `written_times` in a row.
    """

    id: int
    address: str
    role: Role
    display_name: str = ""
    handle: str | None = None
    active: bool = True
    language: str | None = None
    addresses: tuple[str, ...] = ()
    suppressed: bool = False
    time_zone: str | None = None
    silent_success: bool = False
    away_until: datetime | None = None
    vip: bool = False
    written_language: str | None = None
    written_times: int = 0
    quiet_hours: str | None = None
    coached: bool = True

    def is_away(self, now: datetime) -> bool:
        """Whether this person does not work now; an absence ends by itself."""
        return self.away_until is not None and now < self.away_until

    @property
    def is_agent(self) -> bool:
        """Whether this contact works at the desk (active or not)."""
        return self.role is not Role.REQUESTER

    @property
    def name(self) -> str:
        """What to call this person."""
        return self.display_name or self.handle or self.address.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that gets no mail, because a server said that nobody has it."""

    contact_id: int
    address: str
    since: datetime
    hard_bounces: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """An address, or a domain as `@example.org`, from which nothing good comes.

    Its mail ends in quarantine (`mail`), or is only not answered by the desk itself (`answers`).
    """

    pattern: str
    kind: BlockKind
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SupportGroup:
    """A group of agents with its manager."""

    id: int
    name: str
    tier: int = 1
    manager: Contact | None = None
    members: tuple[Contact, ...] = ()
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident; `id` is the number in its reference."""

    id: int
    subject: str
    state: IncidentState
    requester_address: str
    opened_at: datetime
    version: int = 1
    requester_name: str = ""
    hold_reason: str | None = None
    verified: bool = False
    muted: bool = False
    language: str = "en"
    assignee_id: int | None = None
    group_id: int | None = None
    category: str | None = None
    category_source: LabelSource = LabelSource.NONE
    urgency: Level = Level.MEDIUM
    urgency_source: LabelSource = LabelSource.NONE
    impact: Level = Level.MEDIUM
    priority: Priority = Priority.P3
    priority_source: PrioritySource = PrioritySource.MATRIX
    suggestion: dict[str, object] | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closes_at: datetime | None = None
    cause_due_at: datetime | None = None
    review_due_at: datetime | None = None
    response_due: datetime | None = None
    resolution_due: datetime | None = None
    response_warn_at: datetime | None = None
    resolution_warn_at: datetime | None = None
    response_warned_at: datetime | None = None
    resolution_warned_at: datetime | None = None
    response_escalated_at: datetime | None = None
    resolution_escalated_at: datetime | None = None
    resolution: str | None = None
    root_cause: str | None = None
    closure_code: str | None = None
    origin_mail_id: int | None = None
    agreed_due: datetime | None = None
    held_since: datetime | None = None
    clock_stops: str = ""
    wake_at: datetime | None = None
    tags: str = ""
    is_major: bool = False
    minutes_worked: int = 0
    deduplication_key: str | None = None
    alert_count: int = 0
    merged_into: int | None = None
    mentions: int | None = None
    may_belong_to: int | None = None
    rating: int | None = None
    rating_comment: str | None = None
    article_id: int | None = None
    pages: int = 0
    paged_at: datetime | None = None
    untaken_escalated_at: datetime | None = None
    reopenings: int = 0
    reopened_escalated_at: datetime | None = None
    asked_at: datetime | None = None
    asked_escalated_at: datetime | None = None
    is_practice: bool = False
    kind: IncidentKind = IncidentKind.INCIDENT

    @property
    def is_record(self) -> bool:
        """Whether the desk keeps it for itself: nobody waits for it, no target is missed."""
        return self.kind is not IncidentKind.INCIDENT

    @property
    def reference(self) -> str:
        """The reference people see."""
        return reference(self.id)

    @property
    def is_finished(self) -> bool:
        """Whether nobody works on it any more."""
        return self.state in FINISHED


@dataclass(frozen=True, slots=True)
class AlertMember:
    """One thing that a monitor watches, as its last mail told of it."""

    monitor: str
    deduplication_key: str
    incident_id: int
    host: str
    service: str
    state: str
    changed_at: datetime
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """The alerts that share an incident, and what its agents have yet to be told.

    `size` counts the things that were ever in it, `told` the mails about it after the first;
    `news_due` is None where there is nothing to tell.
    """

    incident_id: int
    monitor: str
    opened_at: datetime
    raised_at: datetime
    size: int = 1
    told: int = 0
    news_since: datetime | None = None
    news_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in one incident."""

    address: str
    role: ParticipantRole
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class IncidentLink:
    """How an incident stands to another one, such as `parent`: the other is its parent."""

    other_id: int
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in an incident's conversation."""

    kind: EntryKind
    author_address: str
    text: str = field(repr=False)
    at: datetime
    author_name: str = ""
    attachment_names: tuple[str, ...] = ()
    verified: bool = True
    public: bool = True
    mail_id: int | None = None
    protection: Protection = Protection.NONE
    invitation: dict[str, object] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """What is known of a file that came with a mail; its bytes stand in the mail alone.

    `position` counts the attachments of the mail from one; `label` is a name to show, no path.
    """

    mail_id: int
    position: int
    sha256: str
    label: str
    content_type: str
    size: int
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class IncidentEvent:
    """Something that happened to an incident, with the field's value before and after."""

    name: str
    actor: str
    at: datetime
    field: str | None = None
    before: str | None = None
    after: str | None = None
    mail_id: int | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question to an agent, whether the mail `mail_id` in his name came from him."""

    id: int
    contact_id: int
    incident_id: int
    mail_id: int
    code_hash: str
    created_at: datetime
    state: ChallengeState = ChallengeState.OPEN
    wrong_codes: int = 0


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """A fact that somebody who guards the desk wants to know."""

    name: str
    at: datetime
    incident_id: int | None = None
    mail_id: int | None = None
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One outgoing mail to one recipient; about no incident where it is about the desk itself."""

    id: int
    kind: NoticeKind
    incident_id: int | None
    contact_id: int
    recipient: str
    message_id: str
    subject: str
    content: bytes = field(repr=False)
    state: OutboxState
    created_at: datetime
    next_attempt_at: datetime
    once: str | None = None
    mail_id: int | None = None
    attempts: int = 0
    fence: int = 0
    claimed_by: str | None = None
    lease_until: datetime | None = None
    sent_at: datetime | None = None
    reply_code: int | None = None
    reply_text: str | None = None
    revoked_at: datetime | None = None
    bounced_at: datetime | None = None
    listing: dict[str, Any] | None = None
    channel: str = "mail"

    @property
    def reference(self) -> str:
        """The reference of its incident, empty where it is about none."""
        return reference(self.incident_id) if self.incident_id else ""
