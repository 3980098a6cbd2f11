"""Numbers drawn before the rows that bear them: incidents and outbox rows."""

from sqlalchemy import Column, Integer, String, Table

from models.base import metadata

numbers = Table(
    "numbers",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
)
"""Reply tokens carry these numbers, so they exist before the text is rendered."""
