"""The outbox: every outgoing mail with its final bytes, written with the change it tells of."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from models.base import metadata
from models.columns import Choice, Clipped, UtcDateTime, json_column
from models.enums import NoticeKind, OutboxState

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("channel", String(20), nullable=False, default="mail"),
    Column("kind", Choice(NoticeKind, 40), nullable=False),
    Column("once", String(200), unique=True),
    Column("incident_id", Integer, ForeignKey("incidents.id"), index=True),
    Column("contact_id", Integer, ForeignKey("contacts.id"), nullable=False),
    Column("mail_id", Integer, ForeignKey("raw_mails.id")),
    Column("recipient", String(320), nullable=False),
    Column("recipient_domain", String(255), nullable=False),
    Column("message_id", String(320), nullable=False, unique=True),
    Column("subject", Clipped(1000), nullable=False),
    Column("state", Choice(OutboxState, 20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("claimed_by", String(100)),
    Column("lease_until", UtcDateTime),
    Column("fence", Integer, nullable=False, default=0),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("reply_code", Integer),
    Column("reply_text", Clipped(500)),
    Column("revoked_at", UtcDateTime),
    Column("bounced_at", UtcDateTime),
    Column("listing", json_column()),
    Index("ix_outbox_state_next_attempt_at_id", "state", "next_attempt_at", "id"),
    Index("ix_outbox_kind_recipient_created_at", "kind", "recipient", "created_at"),
    Index("ix_outbox_kind_domain_created_at", "kind", "recipient_domain", "created_at"),
)
"""`once` is unique: an acknowledgement bears "acknowledgement:<incident>" (promise P5).

`listing` holds the numbers of the incidents that a mail about several tells of, and why: while it
waits, it is written anew with what is found later.

A mail about the desk itself, such as what waits in quarantine, is about no incident.
"""

outbox_contents = Table(
    "outbox_contents",
    metadata,
    Column("outbox_id", Integer, ForeignKey("outbox.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The bytes of each outgoing mail by themselves, since its row changes with each attempt."""
