"""Everything known about one mail before anything is decided."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.core.alert_groups import NOWHERE, AlertPlace
from mailflow.core.alerts import Alert
from mailflow.core.articles import Article
from mailflow.core.authority import OPENING, Ruling, Situation
from mailflow.core.automatic import MachineMail
from mailflow.core.calendars import Calendar
from mailflow.core.categorisation import NO_SUGGESTION, Suggestion
from mailflow.core.commands import NO_BLOCK, Block
from mailflow.core.decisions.circumstances import ORDINARY, Circumstances
from mailflow.core.effects import Effect, RecordSecurityEvent
from mailflow.core.forwarding import Forwarded
from mailflow.core.invitations import invitation_as_data
from mailflow.core.mail import Mail
from mailflow.core.notices import Unheard
from mailflow.core.records import (
    AddressBlock,
    Contact,
    Entry,
    Incident,
    IncidentEvent,
    IncidentLink,
    OutboxRow,
    SecurityEvent,
    SupportGroup,
)
from mailflow.core.relations import Beside
from mailflow.core.traces import NO_TRACES, Resemblance, Traces
from mailflow.settings import Settings
from models.enums import EntryKind, NoticeKind


@dataclass(frozen=True, slots=True)
class CommandFacts:
    """The command block and what the database says about the things it names.

    `people` maps each person written in the block to the active agent meant, or None; `groups`
    every support group by its folded name; `incidents` each number written to what it names;
    `known` holds those addresses written, and the requester's, that are agents' in the directory;
    `events` the history of the incident, where something of it is to be undone; `blocks` how the
    addresses concerned stand in the block list; `articles` each number written to the knowledge
    article it names; `request` what the incident was opened with, where an article is written of
    it; `reveals` says that the article to be published tells of somebody;
    `may_acknowledge` says whether the requester may get one more acknowledgement (P11);
    `gone` the numbers of those in the history who work here no more;
    `group` is the name of the incident's support group, `is_vip` says whether its requester is
    known to be one, `unheard` why he gets no mail;
    `public` what its participants have read, where the mail quotes; `links` how the incident stands
    to others, `above` each number written with all that stand above it; `below` the unfinished
    incidents below this one, `elsewhere` those that the mail to be undone changed, too; `alike`
    the incidents that are like this one or that `#major` names, `told` the numbers of those that
    agents were told of in its own mails; `children` what stands open right below it where it is
    major, `foreign` what others than agents wrote in it; `recurring` those that came back with it.
    """

    block: Block = NO_BLOCK
    people: dict[str, Contact | None] = field(default_factory=dict)
    groups: dict[str, SupportGroup] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    events: tuple[IncidentEvent, ...] = ()
    gone: frozenset[str] = frozenset()
    blocks: dict[str, AddressBlock] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    request: str = field(default="", repr=False)
    reveals: bool = False
    may_acknowledge: bool = True
    used: frozenset[str] = frozenset()
    quoted: tuple[str, ...] = ()
    public: tuple[str, ...] = field(default=(), repr=False)
    has_right: bool = False
    group: str = ""
    is_vip: bool = False
    unheard: Unheard = Unheard.HEARD
    links: tuple[IncidentLink, ...] = ()
    above: dict[int, frozenset[int]] = field(default_factory=dict)
    below: tuple[Beside, ...] = ()
    elsewhere: tuple[Beside, ...] = ()
    alike: tuple[Beside, ...] = ()
    told: frozenset[int] = frozenset()
    children: tuple[Beside, ...] = ()
    foreign: tuple[str, ...] = field(default=(), repr=False)
    recurring: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that was held until its agent confirms it; `commands` are those in its text.

    `is_proven` says whether this mail gives the right code in time.
    """

    challenge_id: int
    mail: Mail
    text: str = field(repr=False)
    commands: CommandFacts
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One mail and all that its decision depends on.

    `answered` is the kind of the notice whose token the mail bears.
    """

    mail: Mail
    mail_id: int
    received_at: datetime
    now: datetime
    settings: Settings
    situation: Situation
    ruling: Ruling
    text: str = field(default="", repr=False)
    machine: MachineMail | None = None
    alert: Alert | None = None
    alert_place: AlertPlace = NOWHERE
    bounced: tuple[OutboxRow, ...] = ()
    forwarded: Forwarded | None = None
    suggestion: Suggestion = NO_SUGGESTION
    may_acknowledge: bool = True
    commands: CommandFacts = CommandFacts()
    held: Held | None = None
    may_challenge: bool = True
    answered: NoticeKind | None = None
    traces: Traces = NO_TRACES
    resemblance: Resemblance | None = None
    around: Circumstances = ORDINARY

    @property
    def incident(self) -> Incident:
        """The incident the mail refers to; only asked where the ruling says there is one."""
        incident = self.situation.conversation.incident
        if incident is None:
            raise LookupError(f"the row {self.ruling.row!r} needs an incident")
        return incident

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the sender writes days and times: his own, else the desk's."""
        contact = self.situation.author.contact
        return self.settings.desk.zone_of(contact.time_zone if contact else None)

    @property
    def calendar(self) -> Calendar:
        """The business time of those who work on the incident."""
        return self.settings.calendar_of(self.commands.group)

    @property
    def opens(self) -> bool:
        """Whether the ruling opens an incident."""
        return self.ruling.outcome in OPENING

    def entry(self, kind: EntryKind, *, text: str, verified: bool, public: bool) -> Entry:
        """Return this mail's entry in a conversation."""
        return Entry(
            kind=kind,
            author_address=self.situation.author.address,
            author_name=self.situation.author.mailbox.display_name,
            text=text,
            at=self.received_at,
            attachment_names=tuple(a.filename for a in self.mail.attachments),
            verified=verified,
            public=public,
            mail_id=self.mail_id,
            protection=self.mail.protection,
            invitation=invitation_as_data(self.mail.invitation),
        )

    def security_event(self, name: str, incident_id: int | None = None) -> Effect:
        """Return the effect that records a fact about this mail."""
        event = SecurityEvent(name, self.now, incident_id=incident_id, mail_id=self.mail_id)
        return RecordSecurityEvent(event)
