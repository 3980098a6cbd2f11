"""Tables of incoming mail: raw bytes, where they were found, how far each folder was read."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from models.base import metadata, row_id
from models.types import UtcDateTime

raw_mails = Table(
    "raw_mails",
    metadata,
    row_id(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("source", String(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("before_go_live", Integer, nullable=False, default=0),
    Column("stage", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("last_error", String(200)),
    Column("message_id", String(998)),
    Column("body_hash", String(64)),
    Column("end_state", String(20)),
    Column("rule", String(60)),
    Column("incident_id", Integer, ForeignKey("incidents.id")),
    Column("finished_at", UtcDateTime),
    Column("decision_log", JSON),
    Index("ix_raw_mails_stage_id", "stage", "id"),
    Index("ix_raw_mails_message_id", "message_id"),
    Index("ix_raw_mails_end_state_id", "end_state", "id"),
    Index("ix_raw_mails_incident_id", "incident_id"),
)

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
    Index("ix_locations_unfiled", "account", "folder", "filed_at"),
)

folder_positions = Table(
    "folder_positions",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("folder", String(500), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("go_live_at", UtcDateTime),
    Column("checked_at", UtcDateTime),
)

message_ids = Table(
    "message_ids",
    metadata,
    Column("message_id", String(998), primary_key=True),
    Column("incident_id", Integer, ForeignKey("incidents.id"), primary_key=True),
    Column("mail_id", Integer, ForeignKey("raw_mails.id")),
)
"""Message-IDs by which a reply finds its incident (RFC 5322 section 3.6.4)."""

failures = Table(
    "failures",
    metadata,
    row_id(),
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Failed attempts at a mail, written outside the transaction that was rolled back."""
