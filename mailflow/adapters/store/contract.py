"""What any store of the desk can do; SQL and the in-memory fake both keep this contract.

A journey gets a `Work` (a unit of work) and never begins or commits a transaction itself.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from mailflow.core.records import (
    ClassifierVersion,
    Contact,
    Entry,
    FolderPosition,
    Incident,
    IncidentEvent,
    Location,
    MailIdentity,
    OutboxRow,
    Participant,
    RawMail,
    SecurityEvent,
    SupportGroup,
)
from models.enums import EndState, IncidentState, NoticeKind, OutboxState, Role


class Mails(Protocol):
    """Incoming mail."""

    def keep(
        self, content: bytes, *, source: str, received_at: datetime, before_go_live: bool = False
    ) -> tuple[int, bool]:
        """Store raw bytes; return the id and whether they are new (unique by SHA-256)."""

    def locate(self, mail_id: int, location: Location) -> None:
        """Remember where the mail lies; a known location is left as it is."""

    def unfiled(self, account: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """Return the UIDs that are stored but not yet filed away on the server."""

    def mark_filed(
        self, account: str, folder: str, uidvalidity: int, uids: Sequence[int], at: datetime
    ) -> None:
        """Remember that these UIDs were filed away."""

    def position(self, account: str, folder: str) -> FolderPosition | None:
        """Return how far the folder was read."""

    def set_position(self, position: FolderPosition, at: datetime) -> None:
        """Remember how far the folder was read; never less within one UIDVALIDITY."""

    def get(self, mail_id: int) -> RawMail:
        """Return one mail; NotFoundError where there is none."""

    def together(self, mail_ids: Sequence[int], most_bytes: int) -> tuple[RawMail, ...]:
        """Return the first of these mails, as many as are not larger together; one at least."""

    def waiting(self, limit: int) -> tuple[int, ...]:
        """Return ids of mails not yet processed, oldest first."""

    def take(self, mail_ids: Sequence[int]) -> frozenset[int]:
        """Make waiting mails ours until the unit of work ends; return which are.

        Not those that have their end already, nor those another unit of work is at.
        """

    def finish(
        self,
        mail_id: int,
        *,
        end_state: EndState,
        rule: str,
        incident_id: int | None,
        at: datetime,
        log: Sequence[tuple[str, str]],
        identity: MailIdentity | None = None,
    ) -> None:
        """Give the mail its one end; ConflictError when it has one already.

        `identity` is what the mail says of itself, where it could be parsed.
        """

    def twin(self, mail_id: int, identity: MailIdentity) -> int | None:
        """Return an earlier finished mail with the same Message-ID and body, if any.

        A later one counts too where it made or joined an incident (this one was replayed).
        """

    def record_failure(self, mail_id: int, reason: str, at: datetime) -> int:
        """Count a failed attempt; return how many there were."""

    def reopen(self, mail_id: int) -> None:
        """Make a quarantined or ignored mail wait again (replay); ConflictError for others."""

    def listed(self, end_state: EndState, limit: int) -> tuple[RawMail, ...]:
        """Return mails with this end, newest first."""

    def of_incident(self, incident_id: int) -> tuple[RawMail, ...]:
        """Return the mails that went into this incident, oldest first."""

    def link_message_id(self, message_id: str, incident_id: int, mail_id: int | None) -> None:
        """Remember that replies to this Message-ID belong to the incident."""

    def incidents_by_message_id(self, message_ids: Iterable[str]) -> dict[str, int]:
        """Return which of these Message-IDs belong to which incident (the latest link wins)."""

    def link_quoted(self, message_ids: Iterable[str], incident_id: int) -> None:
        """Remember that a mail of this incident quotes these ids, which nobody knows."""

    def incidents_quoting(self, message_ids: Iterable[str]) -> tuple[int, ...]:
        """Return the incidents whose mails quote one of these ids too, newest first."""

    def counts(self) -> dict[str, int]:
        """Return how many mails stand in each end state, `waiting` and `total` beside them.

        `total` is counted for itself, so that the sum proves something (promise P2).
        """

    def inconsistent(self) -> tuple[str, ...]:
        """Return one sentence for every mail that is not in exactly one end state."""


class Incidents(Protocol):
    """Incidents and what belongs to them."""

    def draw_id(self) -> int:
        """Return the next incident number."""

    def add(self, incident: Incident) -> None:
        """Store a new incident under the number drawn before."""

    def get(self, incident_id: int) -> Incident | None:
        """Return one incident, or None."""

    def update(self, incident: Incident) -> Incident:
        """Store changed fields; ConflictError unless `version` is the stored one."""

    def listed(
        self, states: Sequence[IncidentState] = (), *, limit: int = 100
    ) -> tuple[Incident, ...]:
        """Return incidents in these states (all where none is named), newest first."""

    def by_deduplication_key(self, key: str) -> Incident | None:
        """Return the newest incident of this alert key, whatever its state."""

    def overdue(self, now: datetime, *, limit: int = 100) -> tuple[Incident, ...]:
        """Return unfinished incidents with a missed target nobody was told of.

        By priority, then by the first due moment nobody was told of.
        """

    def participants(self, incident_id: int) -> tuple[Participant, ...]:
        """Return who takes part."""

    def add_participant(self, incident_id: int, participant: Participant) -> None:
        """Add somebody; one who takes part already is left as he is."""

    def entries(self, incident_id: int) -> tuple[Entry, ...]:
        """Return the conversation, oldest first."""

    def add_entry(self, incident_id: int, entry: Entry) -> None:
        """Add a text to the conversation."""

    def events(self, incident_id: int) -> tuple[IncidentEvent, ...]:
        """Return the history, oldest first."""

    def add_event(self, incident_id: int, event: IncidentEvent) -> None:
        """Add to the history."""

    def commands_of(self, notice_id: int) -> frozenset[str]:
        """Return the commands that ran under this notice."""

    def add_command(
        self, notice_id: int, command: str, incident_id: int, mail_id: int | None, at: datetime
    ) -> None:
        """Remember that it ran; ConflictError when it did before."""


class Directory(Protocol):
    """People and groups."""

    def by_address(self, address: str) -> Contact | None:
        """Return the contact with this address."""

    def get(self, contact_id: int) -> Contact | None:
        """Return one contact."""

    def by_handle(self, handle: str) -> Contact | None:
        """Return the agent with this handle."""

    def add(
        self,
        address: str,
        *,
        role: Role,
        at: datetime,
        display_name: str = "",
        handle: str | None = None,
        language: str | None = None,
        contact_id: int | None = None,
    ) -> Contact:
        """Store a contact; ConflictError when the address or handle is taken.

        He gets the next number, or `contact_id` where one is given. Addresses and handles are
        kept and looked up in lower case.
        """

    def set_active(self, contact_id: int, active: bool) -> None:
        """Enable or disable a contact."""

    def promote(self, contact_id: int, role: Role, handle: str | None, display_name: str) -> None:
        """Make an existing contact an agent or admin."""

    def agents(self) -> tuple[Contact, ...]:
        """Return agents and admins, active or not."""

    def note_hard_bounce(self, address: str, at: datetime, suppress_after: int) -> bool:
        """Count a hard bounce; suppress the address at the limit; return whether it is now."""

    def add_group(
        self, name: str, *, tier: int = 1, manager_id: int | None = None, is_default: bool = False
    ) -> SupportGroup:
        """Store a group; ConflictError when the name is taken."""

    def add_member(self, group_id: int, contact_id: int) -> None:
        """Put an agent into a group; one who is in it already stays."""

    def group(self, group_id: int) -> SupportGroup | None:
        """Return one group with its members."""

    def groups(self) -> tuple[SupportGroup, ...]:
        """Return every group with its members, by name."""


class Outbox(Protocol):
    """Outgoing mail."""

    def draw_id(self) -> int:
        """Return the next outbox number."""

    def add(self, row: OutboxRow) -> None:
        """Store an outgoing mail; ConflictError when `once` was used before."""

    def get(self, outbox_id: int) -> OutboxRow | None:
        """Return one row."""

    def by_once(self, once: str) -> OutboxRow | None:
        """Return the row that bears this key."""

    def rewrite(self, row: OutboxRow) -> None:
        """Write subject, content and next attempt anew; ConflictError unless it waits untried."""

    def is_held(self, kind: NoticeKind, now: datetime, until: datetime) -> bool:
        """Whether a row of this kind, never tried, waits for a moment after now up to `until`."""

    def sent_since(
        self, kind: NoticeKind, since: datetime, *, recipient: str, domain: str
    ) -> tuple[int, int]:
        """Count the rows of this kind created since then: to the recipient, to the domain."""

    def claim(
        self, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[OutboxRow, ...]:
        """Take due rows for sending, longest due first.

        Each gets a higher fencing number, and the attempt is counted in `attempts`.
        """

    def mark_transmitting(self, ids: Sequence[int], owner: str) -> None:
        """Remember, just before DATA, that a later crash leaves these unknown.

        ConflictError where the owner no longer holds all of them: then nothing may be sent.
        """

    def record(
        self,
        outbox_id: int,
        *,
        fence: int,
        state: OutboxState,
        at: datetime,
        next_attempt_at: datetime | None = None,
        reply_code: int | None = None,
        reply_text: str = "",
    ) -> bool:
        """Write the outcome of an attempt; False when somebody claimed the row since.

        A lease that ended meanwhile does not matter: the outcome is the truth.
        """

    def renew(self, owner: str, lease_until: datetime) -> None:
        """Extend the leases of this worker."""

    def recover(self, now: datetime, *, owner_gone: str | None = None) -> tuple[int, int]:
        """End stale claims: claimed -> pending, transmitting -> unknown; return both counts.

        Stale is what has a lease that is over; or, where `owner_gone` is given, everything this
        owner holds ("*": everything that anybody holds, for a worker that starts alone).
        """

    def retry(self, outbox_id: int, at: datetime) -> bool:
        """Make a failed or unknown row pending, due then, no attempt counted; else False."""

    def cancel(self, outbox_id: int) -> bool:
        """End a pending row, never to be sent; else False."""

    def revoke(self, outbox_id: int, at: datetime) -> None:
        """Make the row's reply token invalid from now on."""

    def mark_bounced(self, outbox_id: int, at: datetime) -> None:
        """Remember that a delivery report came for it."""

    def listed(
        self,
        states: Sequence[OutboxState] = (),
        *,
        limit: int = 100,
        incident_id: int | None = None,
    ) -> tuple[OutboxRow, ...]:
        """Return rows, newest first."""

    def message_ids_to(self, incident_id: int, contact_id: int) -> tuple[str, ...]:
        """Return the Message-IDs of this incident's mails to one person, oldest first."""

    def due(self, now: datetime) -> int:
        """Count rows that could be sent now."""

    def next_due(self) -> datetime | None:
        """Return when the next pending row is due."""


class Audit(Protocol):
    """What is only added to."""

    def append(
        self, incident_id: int | None, name: str, detail: dict[str, str], at: datetime
    ) -> None:
        """Add a row to the incident's hash chain."""

    def add_security_event(self, event: SecurityEvent) -> None:
        """Add a security event."""

    def security_events(self, limit: int = 100) -> tuple[SecurityEvent, ...]:
        """Return them, newest first."""


class Classifiers(Protocol):
    """Classifier versions."""

    def add(self, version: ClassifierVersion) -> int:
        """Store a version and return the id it is given; the one it bears is not looked at."""

    def activate(self, version_id: int, at: datetime) -> None:
        """Point every worker to this version."""

    def active(self) -> ClassifierVersion | None:
        """Return the active version."""

    def active_id(self) -> int | None:
        """Return its id alone."""


class Work(Protocol):
    """One unit of work: everything in it is committed together or not at all (P6)."""

    mails: Mails
    incidents: Incidents
    directory: Directory
    outbox: Outbox
    audit: Audit
    classifiers: Classifiers

    def take_turn(self) -> None:
        """Wait until no other unit of work decides; from here to its end this one alone does.

        Whoever decides by what is stored (which conversation, how many acknowledgements) takes
        it first, so that several workers decide as one would.
        """

    def savepoint(self) -> AbstractContextManager[None]:
        """Return a context that undoes its changes alone when an exception leaves it."""


class Store(Protocol):
    """Where units of work come from."""

    @property
    def is_shared(self) -> bool:
        """Whether other workers may use it at the same time; then only leases tell who is gone."""

    def begin(self) -> AbstractContextManager[Work]:
        """Return a context that commits at its end, or rolls back when an exception leaves it."""

    def read(self) -> AbstractContextManager[Work]:
        """Return a unit of work that must not write and sees one moment; it always rolls back."""

    def close(self) -> None:
        """Give up all connections."""
