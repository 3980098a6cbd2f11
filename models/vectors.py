"""Where the texts of resolved incidents lie, so that those like a new one are found."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from models.base import metadata

incident_vectors = Table(
    "incident_vectors",
    metadata,
    Column("incident_id", Integer, ForeignKey("incidents.id"), primary_key=True),
    Column("embedder", String(64), nullable=False, index=True),
    Column("vector", LargeBinary, nullable=False),
)
"""Made of texts that are there, at any time again: erasing empties the table. `embedder` is a hash
of what made the vector; those of different ones cannot be compared. A vector of no bytes stands
for a text of which nothing is known."""
