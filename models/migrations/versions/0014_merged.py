"""An index by which what was merged into an incident is found."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_incidents_merged_into", "incidents", ["merged_into"])
