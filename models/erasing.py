"""Table of what was erased: keyed hashes that keep it from coming back."""

from sqlalchemy import Column, String, Table, UniqueConstraint

from models.base import metadata, row_id
from models.columns import UtcDateTime

tombstones = Table(
    "tombstones",
    metadata,
    row_id(),
    Column("kind", String(20), nullable=False),
    Column("mac", String(64), nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "mac"),
)
"""`mac` is an HMAC with the audit key: of a mail's SHA-256, of its Message-ID and Date, of an
address. Without the key nobody can test whether he knows what was erased. An erased mail bears
that of its content as `raw_mails.sha256`."""
