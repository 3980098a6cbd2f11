"""Table of knowledge articles: what is known about faults that came before."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

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
    Column("changed_at", UtcDateTime),
    Index("ix_knowledge_articles_state", "state"),
)
"""`incident_id` is the incident whose agent wrote it; `changed_at` when its words last changed."""

article_suggestions = Table(
    "article_suggestions",
    metadata,
    row_id(),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("article_id", Integer, ForeignKey("knowledge_articles.id"), nullable=False, index=True),
    Column("score", Float, nullable=False),
    Column("basis", String(20), nullable=False),
    Column("to_requester", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("helped_at", UtcDateTime),
    UniqueConstraint("incident_id", "article_id"),
)
"""Which article was suggested with which incident, to its requester or to its agents alone, and
whether he said that it solved it."""
