"""Which incidents were found to be alike, and what agents were told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

HEAD = "fk_recurrences_head_id_incidents"
MEMBER = "fk_recurrence_members_incident_id_incidents"
OF = "fk_recurrence_members_recurrence_id_recurrences"


def upgrade() -> None:
    op.create_table(
        "recurrences",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("head_id", sa.Integer, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("by_strangers", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recurrences"),
        sa.ForeignKeyConstraint(["head_id"], ["incidents.id"], name=HEAD),
    )
    op.create_index("ix_incidents_is_major", "incidents", ["is_major"])
    op.create_index("ix_recurrences_kind_told_at", "recurrences", ["kind", "told_at"])
    op.create_table(
        "recurrence_members",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("recurrence_id", sa.Integer, nullable=False),
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recurrence_members"),
        sa.ForeignKeyConstraint(["recurrence_id"], ["recurrences.id"], name=OF),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=MEMBER),
        sa.UniqueConstraint(
            "recurrence_id", "incident_id", name="uq_recurrence_members_recurrence_id_incident_id"
        ),
    )
    op.create_index("ix_recurrence_members_incident_id", "recurrence_members", ["incident_id"])
