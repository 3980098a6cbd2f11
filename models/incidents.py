"""Tables of incidents: their fields, participants, conversation and history."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)

from models.base import metadata, row_id
from models.columns import Choice, Clipped, Key, Prose, UtcDateTime, json_column
from models.enums import (
    EntryKind,
    IncidentKind,
    IncidentState,
    LabelSource,
    Level,
    LinkKind,
    ParticipantRole,
    Priority,
    PrioritySource,
    Protection,
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False, default=1),
    Column("subject", Clipped(1000), nullable=False),
    Column("state", Choice(IncidentState, 20), nullable=False),
    Column("hold_reason", String(20)),
    Column("requester_address", String(320), nullable=False),
    Column("requester_name", Clipped(200), nullable=False, default=""),
    Column("verified", Boolean, nullable=False, default=False),
    Column("muted", Boolean, nullable=False, default=False),
    Column("language", String(10), nullable=False, default="en"),
    Column("assignee_id", Integer, ForeignKey("contacts.id")),
    Column("group_id", Integer, ForeignKey("support_groups.id")),
    Column("category", String(100)),
    Column("category_source", Choice(LabelSource, 20), nullable=False),
    Column("urgency", Choice(Level, 10), nullable=False),
    Column("urgency_source", Choice(LabelSource, 20), nullable=False),
    Column("impact", Choice(Level, 10), nullable=False),
    Column("priority", Choice(Priority, 2), nullable=False),
    Column(
        "priority_source",
        Choice(PrioritySource, 20),
        nullable=False,
        default=PrioritySource.MATRIX,
        server_default=PrioritySource.MATRIX.value,
    ),
    Column("suggestion", json_column()),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("responded_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closes_at", UtcDateTime),
    Column("cause_due_at", UtcDateTime),
    Column("review_due_at", UtcDateTime),
    Column("aftercare_at", UtcDateTime),
    Column("response_due", UtcDateTime),
    Column("resolution_due", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("response_warn_at", UtcDateTime),
    Column("resolution_warn_at", UtcDateTime),
    Column("warn_at", UtcDateTime),
    Column("response_warned_at", UtcDateTime),
    Column("resolution_warned_at", UtcDateTime),
    Column("response_escalated_at", UtcDateTime),
    Column("resolution_escalated_at", UtcDateTime),
    Column("resolution", Prose),
    Column("root_cause", Prose),
    Column("closure_code", String(50)),
    Column("origin_mail_id", Integer, unique=True),
    Column("agreed_due", UtcDateTime),
    Column("held_since", UtcDateTime),
    Column("clock_stops", Prose, nullable=False, default="", server_default=""),
    Column("wake_at", UtcDateTime),
    Column("tags", Clipped(1000), nullable=False, default=""),
    Column("is_major", Boolean, nullable=False, default=False),
    Column("minutes_worked", Integer, nullable=False, default=0),
    Column("deduplication_key", Key(300)),
    Column("alert_count", Integer, nullable=False, default=0),
    Column("merged_into", Integer, ForeignKey("incidents.id")),
    Column("mentions", Integer, ForeignKey("incidents.id")),
    Column("may_belong_to", Integer, ForeignKey("incidents.id")),
    Column("rating", Integer),
    Column("rating_comment", Prose),
    Column("article_id", Integer),
    Column("pages", Integer, nullable=False, default=0, server_default="0"),
    Column("paged_at", UtcDateTime),
    Column("untaken_escalated_at", UtcDateTime),
    Column("reopenings", Integer, nullable=False, default=0, server_default="0"),
    Column("reopened_escalated_at", UtcDateTime),
    Column("asked_at", UtcDateTime),
    Column("asked_escalated_at", UtcDateTime),
    Column("call_at", UtcDateTime),
    Column("is_practice", Boolean, nullable=False, default=False, server_default=false()),
    Column(
        "kind",
        Choice(IncidentKind, 20),
        nullable=False,
        default=IncidentKind.INCIDENT,
        server_default=IncidentKind.INCIDENT.value,
    ),
    Index("ix_incidents_due_at", "due_at"),
    Index("ix_incidents_aftercare_at", "aftercare_at"),
    Index("ix_incidents_call_at", "call_at"),
    Index("ix_incidents_warn_at", "warn_at"),
    Index("ix_incidents_assignee_id", "assignee_id"),
    Index("ix_incidents_merged_into", "merged_into"),
    Index("ix_incidents_is_major", "is_major"),
    Index("ix_incidents_ended", "closed_at", "resolved_at"),
)
"""The id is the number in the reference: INC-1001 is row 1001. `origin_mail_id` is no foreign
key, since raw_mails points here; `mailflow audit mail` checks it. `article_id` is none either,
since knowledge_articles points here. `due_at` is the next
moment at which somebody must be told of a missed target, on hold the wake-up, None where there is
neither: the clock asks for it every few seconds. `warn_at` is the next moment at which somebody is
warned of a target, `call_at` that at which somebody is to be called whatever the targets are.
A practice incident is none of the desk's work: the clock asks for its wake-up alone.
`clock_stops` holds when the clock stood still, a line each. `aftercare_at` is the first of the
moments at which a finished one closes, is asked about, or is looked back on."""

participants = Table(
    "participants",
    metadata,
    row_id(),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("address", String(320), nullable=False),
    Column("display_name", Clipped(200), nullable=False, default=""),
    Column("role", Choice(ParticipantRole, 20), nullable=False),
    UniqueConstraint("incident_id", "address"),
)

incident_links = Table(
    "incident_links",
    metadata,
    row_id(),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("other_id", Integer, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("kind", Choice(LinkKind, 20), nullable=False),
    UniqueConstraint("incident_id", "other_id", "kind"),
)

entries = Table(
    "entries",
    metadata,
    row_id(),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("mail_id", Integer, ForeignKey("raw_mails.id")),
    Column("kind", Choice(EntryKind, 20), nullable=False),
    Column("author_address", String(320), nullable=False),
    Column("author_name", Clipped(200), nullable=False, default=""),
    Column("text", Prose, nullable=False),
    Column("attachment_names", json_column(), nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("protection", Choice(Protection, 20), nullable=False, server_default="none"),
    Column("invitation", json_column()),
)

incident_events = Table(
    "incident_events",
    metadata,
    row_id(),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("field", String(400)),
    Column("before", json_column()),
    Column("after", json_column()),
    Column("actor", Clipped(320), nullable=False),
    Column("mail_id", Integer, ForeignKey("raw_mails.id")),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_incident_events_at", "at"),
)
"""By moment a report finds what happened in its period."""

executed_commands = Table(
    "executed_commands",
    metadata,
    row_id(),
    Column("notice_id", Integer, ForeignKey("outbox.id"), nullable=False),
    Column("command", Prose, nullable=False),
    Column("command_hash", String(64), nullable=False),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("mail_id", Integer, ForeignKey("raw_mails.id")),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("notice_id", "command_hash"),
)
"""Unique by the hash of the command: its value may be longer than an index entry can be."""
