"""What happened in a period is found by its moment: for reports."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_incident_events_at", "incident_events", ["at"])
