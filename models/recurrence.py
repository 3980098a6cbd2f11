"""Tables of incidents that were found to be alike, and of what agents were told of them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from models.base import metadata, row_id
from models.columns import Choice, UtcDateTime
from models.enums import RecurrenceKind

recurrences = Table(
    "recurrences",
    metadata,
    row_id(),
    Column("kind", Choice(RecurrenceKind, 20), nullable=False),
    Column("head_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("told", Integer, nullable=False, default=0),
    Column("told_at", UtcDateTime),
    Column("by_strangers", Boolean, nullable=False, default=False),
    Index("ix_recurrences_kind_told_at", "kind", "told_at"),
)
"""The mails about one belong to the incident `head_id`; the first `told` members stood in one."""

recurrence_members = Table(
    "recurrence_members",
    metadata,
    row_id(),
    Column("recurrence_id", Integer, ForeignKey("recurrences.id"), nullable=False),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False, index=True),
    UniqueConstraint("recurrence_id", "incident_id"),
)
"""Numbers alone; members stand in the order in which they were found."""
