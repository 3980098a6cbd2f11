"""Tables that are only added to: audit rows and security events."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from models.base import metadata, row_id
from models.columns import UtcDateTime, json_column

audit_rows = Table(
    "audit_rows",
    metadata,
    row_id(),
    Column("chain", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("name", String(60), nullable=False),
    Column("detail", json_column(), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("chain", "sequence"),
)
"""Ids, field names and keyed hashes, never text or addresses; one hash chain per incident
(chain 0: rows that belong to none)."""

security_events = Table(
    "security_events",
    metadata,
    row_id(),
    Column("name", String(60), nullable=False, index=True),
    Column("incident_id", Integer, ForeignKey("incidents.id")),
    Column("mail_id", Integer, ForeignKey("raw_mails.id")),
    Column("detail", json_column(), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
