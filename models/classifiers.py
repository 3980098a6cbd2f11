"""Tables of classifier versions: their bytes, and which one is active."""

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
)

active_classifier = Table(
    "active_classifier",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version_id", Integer, ForeignKey("classifier_versions.id"), nullable=False),
    Column("activated_at", UtcDateTime, nullable=False),
)
"""One row, id 1: the pointer that every worker reads on its tick."""
