"""What the clock tells of: pages, reopenings, requesters who ask in vain; quiet hours; lists."""

import sqlalchemy as sa
from alembic import op

from models.columns import UtcDateTime, json_column

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENTS = (
    "paged_at",
    "untaken_escalated_at",
    "reopened_escalated_at",
    "asked_at",
    "asked_escalated_at",
    "call_at",
)


def upgrade() -> None:
    for name in ("pages", "reopenings"):
        column = sa.Column(name, sa.Integer, nullable=False, server_default="0")
        op.add_column("incidents", column)
    for name in MOMENTS:
        op.add_column("incidents", sa.Column(name, UtcDateTime))
    op.create_index("ix_incidents_call_at", "incidents", ["call_at"])
    op.add_column("contacts", sa.Column("quiet_hours", sa.String(11)))
    op.add_column("outbox", sa.Column("listing", json_column()))
    op.execute(
        "UPDATE incidents SET call_at = opened_at WHERE priority = 'P1' AND assignee_id IS NULL"
        " AND state IN ('new', 'in_progress')"
    )
