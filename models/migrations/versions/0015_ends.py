"""Indexes by which incidents that ended lately, and imported rows of a person, are found."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_incidents_ended", "incidents", ["closed_at", "resolved_at"])
    op.create_index(
        "ix_imported_examples_requester",
        "imported_examples",
        ["requester"],
        postgresql_ops={"requester": "text_pattern_ops"},
    )
