"""What a store knows of incoming mail."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from mailflow.core.folders import FolderPosition, Location
from mailflow.core.records import MailIdentity, RawMail, StoredAttachment
from mailflow.core.traces import Sighting, Traces
from models.enums import EndState


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

    def add_attachments(self, found: Sequence[StoredAttachment]) -> None:
        """Remember the files of a mail; a mail that waits again forgets them."""

    def attachments(self, mail_id: int) -> tuple[StoredAttachment, ...]:
        """Return the files of a mail in their order."""

    def attachments_of_incident(self, incident_id: int) -> tuple[StoredAttachment, ...]:
        """Return the files of every mail that went into the incident, the oldest mail first."""

    def record_failure(self, mail_id: int, reason: str, at: datetime) -> int:
        """Count a failed attempt; return how many there were."""

    def reopen(self, mail_id: int) -> None:
        """Make a quarantined or ignored mail wait again (replay); ConflictError for others."""

    def listed(self, end_state: EndState | None, limit: int) -> tuple[RawMail, ...]:
        """Return mails with this end, or with any and none yet, newest first."""

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

    def keep_fingerprints(
        self, traces: Traces, incident_id: int, mail_id: int, at: datetime
    ) -> None:
        """Remember what a mail of this incident is known by; what is common stays bounded."""

    def sightings(self, asked: Iterable[int], since: datetime) -> tuple[Sighting, ...]:
        """Return where these fingerprints were seen since that day, a few incidents for each."""

    def counts(self) -> dict[str, int]:
        """Return how many mails stand in each end state, `waiting` and `total` beside them.

        `total` is counted for itself, so that the sum proves something (promise P2).
        """

    def quarantined(self) -> dict[str, int]:
        """Return how many mails wait in quarantine by each rule, the most first."""

    def inconsistent(self) -> tuple[str, ...]:
        """Return one sentence for every mail that is not in exactly one end state."""
