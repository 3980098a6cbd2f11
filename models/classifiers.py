"""Tables of classifier versions: their bytes, which one is active, and which ones were."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from models.base import metadata, row_id
from models.columns import Clipped, UtcDateTime, json_column

classifier_versions = Table(
    "classifier_versions",
    metadata,
    row_id(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("origin", Clipped(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("card", json_column(), nullable=False),
    Column("metrics", json_column(), nullable=False),
    Column("champion", Integer),
    Column("verdict", json_column(), nullable=False, server_default="{}"),
    Column("proof", json_column(), nullable=False, server_default="{}"),
)
"""`champion` was active when the gate gave its verdict; no foreign key, it is only told."""

active_classifier = Table(
    "active_classifier",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version_id", Integer, ForeignKey("classifier_versions.id"), nullable=False),
    Column("activated_at", UtcDateTime, nullable=False),
)
"""One row, id 1: the pointer that every worker reads on its tick."""

classifier_activations = Table(
    "classifier_activations",
    metadata,
    row_id(),
    Column("version_id", Integer, ForeignKey("classifier_versions.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Clipped(320), nullable=False, server_default=""),
    Column("reason", String(20), nullable=False, server_default=""),
)
"""Where a rollback goes back to, and what is taken where the active version cannot be read."""
