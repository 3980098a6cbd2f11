"""Tables of what the classifier learns from: parts, imported history, nightly runs."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from models.base import metadata, row_id
from models.columns import Choice, Clipped, Key, Prose, UtcDateTime
from models.enums import Level, TrainingPart

training_parts = Table(
    "training_parts",
    metadata,
    Column("identifier", String(60), primary_key=True),
    Column("anchor", String(60), nullable=False),
    Column("part", Choice(TrainingPart, 20), nullable=False),
    Column("assigned_at", UtcDateTime, nullable=False),
)
"""For ever: what once belonged to the test part is never learned from. `identifier` is a reference
such as INC-1001, or the hash of an imported file and a row, import-2b0c4ed2f189-17; there is no
text here."""

training_imports = Table(
    "training_imports",
    metadata,
    row_id(),
    Column("name", Clipped(200), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("approved_at", UtcDateTime),
    Column("approved_by", Clipped(320)),
)

imported_examples = Table(
    "imported_examples",
    metadata,
    Column("import_id", Integer, ForeignKey("training_imports.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Prose, nullable=False),
    Column("category", String(100)),
    Column("urgency", Choice(Level, 10)),
    Column("impact", Choice(Level, 10)),
    Column("language", String(10), nullable=False, server_default="en"),
    Column("requester", Key(320), nullable=False, server_default=""),
    Column("conversation", Key(200), nullable=False, server_default=""),
    Column("at", UtcDateTime),
    Index(
        "ix_imported_examples_requester",
        "requester",
        postgresql_ops={"requester": "text_pattern_ops"},
    ),
)

training_runs = Table(
    "training_runs",
    metadata,
    Column("night", String(10), primary_key=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("owner", Clipped(200), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(200)),
)
"""One row for each night, so that of several workers one learns."""
