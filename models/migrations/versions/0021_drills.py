"""Practice incidents and drills; who wants no weekly mail about his own work."""

import sqlalchemy as sa
from alembic import op

from models.columns import Clipped, Prose, UtcDateTime, json_column

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    practice = sa.Column("is_practice", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("incidents", practice)
    coached = sa.Column("coached", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("contacts", coached)
    op.create_table(
        "drills",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scenario", Clipped(100), nullable=False),
        sa.Column("script", Prose, nullable=False),
        sa.Column("trainee_id", sa.Integer, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("started_by_id", sa.Integer, sa.ForeignKey("contacts.id")),
        sa.Column(
            "mail_id", sa.Integer, sa.ForeignKey("raw_mails.id"), nullable=False, unique=True
        ),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), unique=True),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, index=True),
        sa.Column("sent", json_column(), nullable=False),
    )
