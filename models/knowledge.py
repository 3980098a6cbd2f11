"""Table of knowledge articles: what is known about faults that came before."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from models.base import metadata, row_id
from models.columns import Choice, Clipped, Prose, UtcDateTime
from models.enums import ArticleState

knowledge_articles = Table(
    "knowledge_articles",
    metadata,
    row_id(),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("title", Clipped(1000), nullable=False),
    Column("symptoms", Prose, nullable=False),
    Column("cause", Prose, nullable=False),
    Column("workaround", Prose, nullable=False),
    Column("resolution", Prose, nullable=False),
    Column("state", Choice(ArticleState, 20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""`incident_id` is the incident whose agent wrote it."""
