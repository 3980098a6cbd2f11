"""Table of the addresses and domains from which nothing good comes."""

from sqlalchemy import Column, String, Table

from models.base import metadata
from models.columns import Choice, Clipped, Folded, UtcDateTime
from models.enums import BlockKind

blocked_addresses = Table(
    "blocked_addresses",
    metadata,
    Column("pattern", Folded(320), primary_key=True),
    Column("kind", Choice(BlockKind, 20), nullable=False),
    Column("blocked_by", String(320), nullable=False),
    Column("reason", Clipped(500), nullable=False, default=""),
    Column("blocked_at", UtcDateTime, nullable=False),
)
"""`pattern` is an address, or a domain as `@example.org`."""
