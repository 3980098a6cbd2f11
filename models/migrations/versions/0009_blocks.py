"""Blocked addresses; outgoing mail that is about no incident."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blocked_addresses",
        sa.Column("pattern", sa.String(320), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("blocked_by", sa.String(320), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pattern", name="pk_blocked_addresses"),
    )
    with op.batch_alter_table("outbox") as changed:
        changed.alter_column("incident_id", existing_type=sa.Integer, nullable=True)
