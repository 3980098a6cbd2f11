"""Tables of incoming mail: raw bytes, where they were found, how far each folder was read."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from models.base import metadata, row_id
from models.columns import Choice, Clipped, Key, Prose, UtcDateTime, json_column
from models.enums import EndState, MailStage

MESSAGE_ID_BYTES = 998
"""A line is no longer (RFC 5322 section 2.1.1)."""

raw_mails = Table(
    "raw_mails",
    metadata,
    row_id(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("source", Clipped(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("before_go_live", Boolean, nullable=False, default=False),
    Column("stage", Choice(MailStage, 20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("last_error", Clipped(200)),
    Column("message_id", Key(MESSAGE_ID_BYTES)),
    Column("body_hash", String(64)),
    Column("end_state", Choice(EndState, 20)),
    Column("rule", String(60)),
    Column("incident_id", Integer, ForeignKey("incidents.id")),
    Column("finished_at", UtcDateTime),
    Column("decision_log", json_column()),
    Index("ix_raw_mails_stage_id", "stage", "id"),
    Index("ix_raw_mails_message_id_body_hash", "message_id", "body_hash"),
    Index("ix_raw_mails_end_state_id", "end_state", "id"),
    Index("ix_raw_mails_incident_id", "incident_id"),
)

raw_contents = Table(
    "raw_contents",
    metadata,
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The bytes of each mail by themselves: SQLite writes a row anew, whole, at each change of it."""

attachments = Table(
    "attachments",
    metadata,
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("label", Clipped(200), nullable=False),
    Column("content_type", Clipped(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("inline", Boolean, nullable=False),
    Column("content_id", Clipped(998), nullable=False),
)
"""Files that came with a mail, by their content; the bytes stand in the mail alone (ADR 11)."""

locations = Table(
    "locations",
    metadata,
    row_id(),
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), nullable=False),
    Column("account", String(200), nullable=False),
    Column("folder", String(500), nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("filed_at", UtcDateTime),
    UniqueConstraint("account", "folder", "uidvalidity", "uid"),
    Index("ix_locations_mail_id", "mail_id"),
    Index("ix_locations_unfiled", "account", "folder", "uidvalidity", "filed_at"),
)

folder_positions = Table(
    "folder_positions",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("folder", String(500), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("go_live_at", UtcDateTime),
    Column("go_live_uid", BigInteger, nullable=False, default=0),
    Column("checked_at", UtcDateTime),
)

message_ids = Table(
    "message_ids",
    metadata,
    Column("message_id", Key(MESSAGE_ID_BYTES), primary_key=True),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("mail_id", Integer, ForeignKey("raw_mails.id")),
)
"""Message-IDs by which a reply finds its incident (RFC 5322 section 3.6.4); one has one home."""

quoted_ids = Table(
    "quoted_ids",
    metadata,
    Column("message_id", Key(MESSAGE_ID_BYTES), primary_key=True),
    Column("incident_id", Integer, ForeignKey("incidents.id"), primary_key=True),
)
"""Ids that mails of an incident quote though we never saw them: a weak sign of belonging."""

failures = Table(
    "failures",
    metadata,
    row_id(),
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Prose, nullable=False),
)
"""Failed attempts at a mail, written outside the savepoint that was rolled back."""
