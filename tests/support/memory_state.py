"""What the in-memory store holds: frozen records in dictionaries, so that copies are cheap."""

from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Self

from mailflow.adapters.store.contract.training import Import
from mailflow.core.article_trust import Judged
from mailflow.core.articles import Article
from mailflow.core.classifier_versions import Activation, ClassifierVersion
from mailflow.core.drills import Drill
from mailflow.core.folders import FolderPosition, Location
from mailflow.core.records import (
    AddressBlock,
    AlertGroup,
    AlertMember,
    Challenge,
    Contact,
    Entry,
    Incident,
    IncidentEvent,
    IncidentLink,
    OutboxRow,
    Participant,
    RawMail,
    SecurityEvent,
    StoredAttachment,
    SupportGroup,
)
from mailflow.core.reports import Recurrence
from mailflow.core.traces import Sighting
from mailflow.core.training_data import ImportedExample
from mailflow.core.training_parts import Assigned


@dataclass(slots=True)
class State:
    """Every row of every noun."""

    incident_number: int = 1000
    contact_number: int = 0
    outbox_number: int = 0
    mails: dict[int, RawMail] = field(default_factory=dict)
    body_hashes: dict[int, str] = field(default_factory=dict)
    locations: dict[Location, tuple[int, datetime | None]] = field(default_factory=dict)
    attachments: dict[tuple[int, int], StoredAttachment] = field(default_factory=dict)
    positions: dict[tuple[str, str], FolderPosition] = field(default_factory=dict)
    message_ids: dict[str, int] = field(default_factory=dict)
    quoted_ids: dict[tuple[str, int], None] = field(default_factory=dict)
    fingerprints: dict[tuple[int, bool, int], Sighting] = field(default_factory=dict)
    incidents: dict[int, Incident] = field(default_factory=dict)
    links: dict[tuple[int, IncidentLink], None] = field(default_factory=dict)
    participants: dict[tuple[int, str], Participant] = field(default_factory=dict)
    entries: list[tuple[int, Entry]] = field(default_factory=list)
    events: list[tuple[int, IncidentEvent]] = field(default_factory=list)
    drills: dict[int, Drill] = field(default_factory=dict)
    articles: dict[int, Article] = field(default_factory=dict)
    suggested: dict[tuple[int, int], tuple[Judged, datetime | None]] = field(default_factory=dict)
    challenges: dict[int, Challenge] = field(default_factory=dict)
    blocks: dict[str, AddressBlock] = field(default_factory=dict)
    commands: dict[tuple[int, str], int] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    known_since: dict[int, datetime] = field(default_factory=dict)
    recurrences: dict[int, Recurrence] = field(default_factory=dict)
    bounces: dict[str, int] = field(default_factory=dict)
    suppressed: dict[str, datetime] = field(default_factory=dict)
    groups: dict[int, SupportGroup] = field(default_factory=dict)
    removed_groups: dict[int, None] = field(default_factory=dict)
    managers: dict[int, int | None] = field(default_factory=dict)
    members: dict[tuple[int, int], None] = field(default_factory=dict)
    alert_members: dict[tuple[str, str], AlertMember] = field(default_factory=dict)
    alert_groups: dict[int, AlertGroup] = field(default_factory=dict)
    outbox: dict[int, OutboxRow] = field(default_factory=dict)
    audit: list[tuple[int, str, dict[str, str], datetime]] = field(default_factory=list)
    security: list[SecurityEvent] = field(default_factory=list)
    versions: dict[int, ClassifierVersion] = field(default_factory=dict)
    active: int | None = None
    activations: list[Activation] = field(default_factory=list)
    parts: dict[str, Assigned] = field(default_factory=dict)
    imports: dict[int, Import] = field(default_factory=dict)
    imported: dict[int, tuple[ImportedExample, ...]] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    vectors: dict[int, tuple[str, bytes]] = field(default_factory=dict)

    def snapshot(self) -> Self:
        """Return a copy that later changes do not touch."""
        return type(self)(*(copy(getattr(self, one.name)) for one in fields(self)))

    def restore(self, snapshot: Self) -> None:
        """Go back to what the snapshot holds."""
        for one in fields(self):
            setattr(self, one.name, copy(getattr(snapshot, one.name)))
