"""Table of the questions to agents whose mail could not be proven to be theirs."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from models.base import metadata, row_id
from models.columns import Choice, UtcDateTime
from models.enums import ChallengeState

challenges = Table(
    "challenges",
    metadata,
    row_id(),
    Column("contact_id", Integer, ForeignKey("contacts.id"), nullable=False),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("state", Choice(ChallengeState, 20), nullable=False),
    Column("wrong_codes", Integer, nullable=False, default=0),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("ix_challenges_contact_id_created_at", "contact_id", "created_at"),
)
"""`mail_id` is the mail that was held; the code itself stands in the mail to the agent alone."""
